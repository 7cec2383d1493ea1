import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startEngineProcess } from './engine-process.ts';
import { FolderInUse, lockFolder } from './folder-lock.ts';

/** Files from which an embedded database starts quickly: made once per version of PGlite. */
export interface PreparedCluster {
  /** An initialised data directory with PostGIS, to be copied. */
  readonly cluster: string;
  /** PostGIS without what running it never reads: loading it takes a third of the time. */
  readonly postgis: string;
}

/** In `node_modules`, so that it goes when the versions do. */
export const CACHE_FOLDER = fileURLToPath(new URL('../../../node_modules/.cache/depachika', import.meta.url));

/** Where {@link preparedCluster} keeps what it makes: another folder for other versions. */
export function preparedFolder(): string {
  const versions = ['@electric-sql/pglite', '@electric-sql/pglite-postgis'].map(versionOf);
  return join(CACHE_FOLDER, `postgres-${[...versions, RECIPE].join('-')}`);
}

/**
 * The prepared cluster, made now if it is missing: about 20 s of one core, in another process. Several processes that
 * need it at once wait for the one that makes it.
 */
export async function preparedCluster(onProgress?: (step: string) => void): Promise<PreparedCluster> {
  const folder = preparedFolder();
  const prepared = { cluster: join(folder, 'cluster'), postgis: join(folder, 'postgis.tar.gz') };
  if (existsSync(folder)) return prepared;
  await once(`${folder}.making`, async () => {
    if (existsSync(folder)) return;
    onProgress?.('Preparing PostgreSQL with PostGIS (once, about 20 s)');
    await make(folder);
  });
  return prepared;
}

/** Changes with what `prepare-process.ts` makes. */
const RECIPE = 'a';

/** Runs `work` while no other process runs something under the same name; waits for it otherwise. */
export async function once(folder: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      const lock = lockFolder(folder);
      return await work().finally(() => lock.release());
    } catch (error) {
      if (!(error instanceof FolderInUse)) throw error;
    }
    await delay(100);
  }
}

async function make(folder: string): Promise<void> {
  const draft = `${folder}.making/draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  await runToEnd(startEngineProcess(new URL('./prepare-process.ts', import.meta.url), draft));
  await rename(draft, folder);
}

function runToEnd(engine: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    engine.once('error', reject);
    engine.once('exit', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`Preparing PostgreSQL ended with ${code ?? signal}`)),
    );
  });
}

function versionOf(name: string): string {
  let folder = dirname(createRequire(import.meta.url).resolve(name));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}
