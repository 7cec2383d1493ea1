import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '@depachika/database/embedded/embedded.ts';
import { embeddedUrl } from '@depachika/database/embedded/unix-socket.ts';
import { readTemplate, restore, type Template } from './template-state.ts';

export interface EngineOptions {
  /** Names what the template holds: the same key, the same content. */
  readonly key: string;
  /** The files of a database, to be copied; asked for when an engine has to be started. */
  readonly template: () => Promise<string>;
}

export interface LentEngine {
  readonly url: string;
  /** Whoever still has the address is cut off and finds nobody there. */
  giveBack(): Promise<void>;
}

interface Engine {
  readonly key: string;
  readonly folder: string;
  readonly database: EmbeddedDatabase;
  readonly template: Template;
}

/**
 * The engine that a test file of this process was the last to give back. To start one takes a second or two of a core,
 * which is longer than most files take; to empty one, a tenth. One alone is kept, because each takes half a gigabyte.
 */
let kept: Engine | undefined;

/**
 * An embedded PostgreSQL that holds what its template does: the kept one, when it has the same key and could be brought back
 * to that, else a new one.
 */
export async function lendEngine(options: EngineOptions): Promise<LentEngine> {
  const engine = (await keptEngine(options.key)) ?? (await startEngine(options));
  // Of this one borrower: the address of an earlier one leads nowhere.
  const address = join(tmpdir(), `depachika-test-${randomBytes(6).toString('hex')}`);
  await symlink(engine.folder, address);
  let given: Promise<void> | undefined;
  const giveBack = async () => {
    await rm(address);
    await keep(engine);
  };
  return { url: embeddedUrl(address), giveBack: () => (given ??= giveBack()) };
}

async function keptEngine(key: string): Promise<Engine | undefined> {
  const engine = kept;
  kept = undefined;
  if (!engine) return undefined;
  if (engine.key === key && (await restore(engine.database.url, engine.template).catch(() => false)))
    return engine;
  await end(engine);
  return undefined;
}

async function keep(engine: Engine): Promise<void> {
  const other = kept;
  try {
    await engine.database.cutOff();
    kept = engine;
  } catch {
    // A test ended its PostgreSQL.
    await end(engine);
    return;
  }
  if (other) await end(other);
}

async function startEngine({ key, template }: EngineOptions): Promise<Engine> {
  await removeAbandoned();
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER}${process.pid}-`));
  const database = await startEmbeddedDatabase({ folder, template: await template() });
  return { key, folder, database, template: await readTemplate(database.url) };
}

async function end({ database, folder }: Engine): Promise<void> {
  await database.close();
  await rm(folder, { recursive: true, force: true });
}

/** Followed by the number of the process that uses it. */
const FOLDER = 'depachika-engine-';

/** The process of the last test files is killed with the engine that it kept. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(FOLDER)) continue;
    const [pid] = name.slice(FOLDER.length).split('-');
    if (isAlive(Number(pid))) continue;
    // Another worker may remove it too, and a PostgreSQL whose process was killed ends after its statement.
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
