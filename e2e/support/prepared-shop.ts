import { createHash, randomBytes } from 'node:crypto';
import { cpSync, existsSync } from 'node:fs';
import { glob, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '@depachika/clock/clock.ts';
import { jstDate } from '@depachika/clock/jst.ts';
import { attach, startEmbeddedDatabase } from '@depachika/database/embedded/embedded.ts';
import { CACHE_FOLDER, once } from '@depachika/database/embedded/prepared-cluster.ts';
import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import { databaseFromTemplate } from '@depachika/testing/database-template.ts';
import pg from 'pg';
import { dropDatabaseRoles } from '../../topology/distributed/database-roles.ts';
import { PROJECT, startShopProcess } from './shop-process.ts';

/** A demo shop's data, migrated, seeded and with its past in the log: a start on it takes seconds. */
export interface PreparedShop {
  /** For `DATA_DIR`. */
  readonly folder: string;
  /** For `DATABASE_URL`; undefined when the shop runs the database that is embedded in the folder. */
  readonly databaseUrl: string | undefined;
  remove(): Promise<void>;
}

export interface PrepareOptions {
  /** A data folder in any case. */
  readonly embedded?: boolean;
  /** An embedded database runs apart from the shop, which then dies and starts without it. */
  readonly databaseApart?: boolean;
}

/** A copy of its own: of a database when `TEST_DATABASE_URL` names a server, else of a data folder. */
export async function prepareShop(options: PrepareOptions = {}): Promise<PreparedShop> {
  const folder = await mkdtemp(join(tmpdir(), 'depachika-shop-'));
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  const server = process.env.TEST_DATABASE_URL;
  if (!server || options.embedded) {
    // `cp` asks the system about each of a thousand files several times over.
    cpSync(await preparedFolder(), join(folder, 'postgres'), { recursive: true });
    if (!options.databaseApart) return { folder, databaseUrl: undefined, remove: removeFolder };
    const apart = await startEmbeddedDatabase({ folder });
    return {
      folder,
      databaseUrl: apart.url,
      async remove() {
        await apart.close();
        await removeFolder();
      },
    };
  }
  const database = await databaseFromTemplate({
    server,
    key: `shop_${await contentKey()}`,
    name: `${systemClock.now().getTime()}_shop_${randomBytes(4).toString('hex')}`,
    fill: fillDatabase,
  });
  return {
    folder,
    databaseUrl: database.url,
    async remove() {
      // Roles belong to the server: those of a distributed shop would outlive its database.
      await dropDatabaseRoles(database.url);
      await database.close();
      await removeFolder();
    },
  };
}

async function preparedFolder(): Promise<string> {
  const prepared = join(CACHE_FOLDER, `shop-${await contentKey()}`);
  if (existsSync(prepared)) return prepared;
  const draft = `${prepared}.making`;
  await once(draft, async () => {
    if (existsSync(prepared)) return;
    await removeOld();
    const folder = join(draft, 'data');
    await rm(folder, { recursive: true, force: true });
    await runUntilSettled({ DATA_DIR: folder }, async () => (await attach({ url: undefined, folder })).url);
    await rename(join(folder, 'postgres'), prepared);
  });
  return prepared;
}

async function fillDatabase(url: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'depachika-shop-'));
  await runUntilSettled({ DATA_DIR: folder, DATABASE_URL: url }, async () => url);
  await rm(folder, { recursive: true, force: true });
}

/** Runs the shop until every domain has handled the past's events. */
async function runUntilSettled(
  env: Record<string, string>,
  databaseUrl: () => Promise<string>,
): Promise<void> {
  // In one process, whatever is tested later: its log is in the database and so in every copy of it.
  const settings = { ...env, PORT: '0', SUBGRAPH_PORTS: 'off', DEMO_DATA: 'on' };
  const shop = await startShopProcess(settings, { topology: 'embedded' });
  try {
    await untilSettled(await databaseUrl());
  } finally {
    shop.signal('SIGINT');
    await shop.exited;
  }
}

/** Until nothing waits in an outbox and no consumer is behind the log. */
export async function untilSettled(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const outboxes = DOMAIN_SERVICES.filter(({ publishes }) => publishes).map(
    ({ databaseSchema }) => `EXISTS (SELECT FROM ${databaseSchema}.outbox_events)`,
  );
  const behind = `EXISTS (
    SELECT FROM bus.consumer_offsets AS done JOIN bus.topics AS head ON head.topic = done.topic
    WHERE done.position < head.next_position - 1)`;
  try {
    for (;;) {
      const { rows } = await client.query(`SELECT ${[...outboxes, behind].join(' OR ')} AS busy`);
      if (!rows[0].busy) return;
      await delay(250);
    }
  } finally {
    await client.end();
  }
}

/** Changes with everything that decides what is in a new shop; the past orders begin at the day. */
async function contentKey(): Promise<string> {
  const hash = createHash('sha256').update(jstDate(systemClock.now()));
  const patterns = ['prisma/*/migrations/*/*.sql', 'demo/**/*.ts'];
  const files: string[] = [];
  for await (const file of glob(patterns, { cwd: PROJECT })) if (!file.endsWith('.test.ts')) files.push(file);
  for (const file of files.sort()) {
    hash.update(file).update(await readFile(join(PROJECT, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

const MAX_AGE_MS = 36 * 60 * 60 * 1000;

async function removeOld(): Promise<void> {
  for (const name of await readdir(CACHE_FOLDER)) {
    if (!name.startsWith('shop-') || name.endsWith('.making')) continue;
    const path = join(CACHE_FOLDER, name);
    if (systemClock.now().getTime() - (await stat(path)).mtimeMs > MAX_AGE_MS)
      await rm(path, { recursive: true, force: true });
  }
}
