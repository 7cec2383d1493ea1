import { fileURLToPath } from 'node:url';
import { startEmbeddedDatabase } from '@depachika/database/embedded/embedded.ts';
import { freePorts } from '@depachika/local-servers/free-ports.ts';
import type { RouterConfig } from '@depachika/router/config.ts';
import { refuseTaken } from '@depachika/service/ports.ts';
import { personAt, untilStopped } from '@depachika/service/until-stopped.ts';
import type { EmbeddedConfig } from '../embedded/config.ts';
import { portsOf } from '../embedded/ports.ts';
import { progressOn } from '../embedded/progress.ts';
import { changedModels, meaningOf } from './changes.ts';
import { serveEditedPages } from './edited-pages.ts';
import { updateGenerated } from './generated-code.ts';
import { type ShopStarter, shopStarter } from './shop-starter.ts';
import { type Save, type Watcher, watchProject } from './watcher.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

export interface DevShopOptions {
  readonly config: EmbeddedConfig;
  readonly routerConfig: RouterConfig;
  /** The shop's. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The shop in one process, started anew whenever something is saved that it runs from, until Ctrl-C. The embedded database
 * stays up in this process, and so do the pages, which are reloaded in place; a second process has the libraries loaded
 * already: what remains of a start is the shop's own code.
 */
export async function runDevShop({ config, routerConfig, env }: DevShopOptions): Promise<void> {
  await untilStopped(
    personAt(process),
    async ({ onStop }) => {
      await refuseTaken(portsOf(config, routerConfig));
      say('Depachika is starting, and watches its code, SDL and models.');
      const watcher = await watchProject(PROJECT);
      onStop(() => watcher.close());
      const databaseUrl = await openDatabase(config, onStop);
      // Pages have to know it before the shop has taken one.
      const port = routerConfig.port || (await freePorts()());
      const pages = await serveEditedPages({ config, routerPort: port, note: (what) => say(`    ${what}`) });
      onStop(() => pages.close());
      const shops = shopStarter({
        env: {
          ...env,
          PORT: String(port),
          DATA_DIR: config.dataFolder,
          DATABASE_URL: databaseUrl,
          WEB_URL: pages.url,
        },
        print: (text) => process.stdout.write(text),
        onLost: (how) => say(`The shop ${how}. ${UNTIL_NEXT_SAVE}`),
      });
      onStop(() => shops.stop());
      const { kind } = await shops.start({ isShown: true });
      if (kind === 'failed') say(`The shop does not start. ${UNTIL_NEXT_SAVE}`);
      void followSaves(watcher, shops);
    },
    { stopTimeoutMs: 6_000 },
  );
}

const UNTIL_NEXT_SAVE = 'Waiting for the next save.';

type OnStop = (stop: () => Promise<unknown>) => void;

async function openDatabase({ databaseUrl, dataFolder }: EmbeddedConfig, onStop: OnStop): Promise<string> {
  if (databaseUrl) return databaseUrl;
  const progress = progressOn(process.stdout);
  const database = await progress.step(
    'PostgreSQL with PostGIS runs, and goes on while the shop restarts',
    () =>
      startEmbeddedDatabase({
        folder: dataFolder,
        onProgress: progress.note,
        onFailure: (error) => {
          process.stderr.write(`The embedded database stopped: ${error.message}. Start npm run dev again.\n`);
          process.exit(1);
        },
      }),
  );
  onStop(() => database.close());
  return database.url;
}

async function followSaves(watcher: Watcher, shops: ShopStarter): Promise<never> {
  for (;;) {
    const save = await watcher.next();
    try {
      await takeOver(save, { watcher, shops });
    } catch (error) {
      say(`  ✗ ${(error as Error).stack}\n  ${UNTIL_NEXT_SAVE}`);
    }
  }
}

async function takeOver(
  { paths, atMs }: Save,
  { watcher, shops }: { readonly watcher: Watcher; readonly shops: ShopStarter },
): Promise<void> {
  say(`\nSaved ${named(paths)}`);
  const own = paths.filter((path) => meaningOf(path) === 'startAgain');
  if (own.length > 0) say(`  ! npm run dev itself runs from ${named(own)}: stop it and start it again.`);
  if (own.length === paths.length) return;
  const failures = await updateGenerated({
    root: PROJECT,
    changed: paths,
    note: (what) => say(`    ${what}`),
  });
  if (failures.length > 0)
    return say(`  ✗ ${failures.join('\n  ✗ ')}\n  The shop goes on as it was. ${UNTIL_NEXT_SAVE}`);
  for (const domain of changedModels(paths))
    say(`    npm run migrate:new -- ${domain} <what it does> writes the migration that these models need.`);
  const started = await shops.start({ outdated: watcher.waiting() });
  if (started.kind === 'failed')
    say(`${started.output.trimEnd()}\n  ✗ It does not start. ${UNTIL_NEXT_SAVE}`);
  if (started.kind === 'live')
    say(`  ✓ Live after ${((performance.now() - atMs) / 1000).toFixed(1)} s at ${started.url}`);
}

const MOST_NAMES = 3;

function named(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMES;
  return [...paths.slice(0, MOST_NAMES), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
