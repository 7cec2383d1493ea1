import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { startEmbeddedDatabase } from '@depachika/database/embedded/embedded.ts';
import { CACHE_FOLDER, once } from '@depachika/database/embedded/prepared-cluster.ts';
import {
  migrationHash,
  readMigrationFolder,
  readMigrationFolders,
} from '@depachika/database/migrations/migration-folders.ts';
import { migrate } from '@depachika/database/migrations/migrations.ts';
import type { OpenDatabaseOptions } from '@depachika/database/open-database.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { limitPooledSessions } from '@depachika/database/sessions/pgbouncer.ts';
import { databaseFromTemplate } from './database-template.ts';
import { lendEngine } from './kept-engine.ts';

export interface TestDatabaseOptions {
  /** Folders of `prisma/` to migrate: `['orders', 'bus']`. Embedded, where any is named all of this project are there. */
  readonly domains: readonly string[];
  /** The folder that holds `prisma/`; default: this project. */
  readonly root?: string;
  /** Embedded even when `TEST_DATABASE_URL` is set. */
  readonly embedded?: boolean;
  /** Never through PgBouncer. */
  readonly direct?: boolean;
}

export interface TestDatabase {
  readonly url: string;
  /** The server itself, for migrations: another one where `url` goes through PgBouncer. */
  readonly directUrl: string;
  readonly embedded: boolean;
  /** Closed together with the test database. */
  database(service: string, options?: Partial<OpenDatabaseOptions>): Database;
  close(): Promise<void>;
}

/**
 * A database of its own, migrated and empty, for one test file: on the server that `TEST_DATABASE_URL` names (a role
 * that may create databases), through the PgBouncer that `TEST_PGBOUNCER_URL` names, else embedded. Call it in
 * `beforeAll`, and `close` in `afterAll`.
 */
export async function testDatabase(options: TestDatabaseOptions): Promise<TestDatabase> {
  const source = { root: options.root ?? PROJECT, domains: options.domains };
  const server = options.embedded ? undefined : process.env.TEST_DATABASE_URL || undefined;
  const { url: directUrl, close } = server
    ? await onServer(server, source)
    : await embedded(await withNeighbours(source));
  const url = server && !options.direct ? await throughPgbouncer(directUrl) : directUrl;
  const opened: Database[] = [];
  return {
    url,
    directUrl,
    embedded: server === undefined,
    database(service, settings) {
      const database = openDatabase({ url, service, ...settings });
      opened.push(database);
      return database;
    },
    async close() {
      await Promise.all(opened.map((database) => database.close()));
      await close();
    },
  };
}

type Source = Required<Pick<TestDatabaseOptions, 'root' | 'domains'>>;

interface Place {
  readonly url: string;
  close(): Promise<void>;
}

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

async function onServer(server: string, source: Source): Promise<Place> {
  return databaseFromTemplate({
    server,
    key: await keyOf(source),
    name: `${systemClock.now().getTime()}_${randomBytes(4).toString('hex')}`,
    fill: async (url) => void (await migrate({ url, ...source })),
  });
}

/** The same database where `TEST_PGBOUNCER_URL` names a PgBouncer before the server; else the address as it is. */
export async function throughPgbouncer(directUrl: string): Promise<string> {
  const pgbouncer = process.env.TEST_PGBOUNCER_URL;
  if (!pgbouncer) return directUrl;
  const { pathname } = new URL(directUrl);
  const pooledUrl = Object.assign(new URL(pgbouncer), { pathname }).href;
  await limitPooledSessions({ pooledUrl, directUrl });
  return pooledUrl;
}

async function embedded(source: Source): Promise<Place> {
  const { url, giveBack } = await lendEngine({
    key: await keyOf(source),
    template: () => migratedCluster(source),
  });
  return { url, close: giveBack };
}

/**
 * The schemas of all domains where one of them is asked for: then the next file, which asks for another, has the same
 * PostgreSQL. On a server each file has those that it names alone, and fails where it needs another's.
 */
async function withNeighbours({ root, domains }: Source): Promise<Source> {
  if (root !== PROJECT || domains.length === 0) return { root, domains };
  return { root, domains: (await readMigrationFolders(root)).map(({ domain }) => domain) };
}

/** Migrated once per set of migrations; the first of several workers makes it and the others wait. */
async function migratedCluster(source: Source): Promise<string> {
  const cluster = join(CACHE_FOLDER, `migrated-${await keyOf(source)}`);
  if (existsSync(cluster)) return cluster;
  const draft = `${cluster}.making`;
  await once(draft, async () => {
    if (existsSync(cluster)) return;
    await removeOldClusters();
    await rm(join(draft, 'data'), { recursive: true, force: true });
    const database = await startEmbeddedDatabase({ folder: join(draft, 'data') });
    await migrate({ url: database.url, ...source }).finally(() => database.close());
    await rename(join(draft, 'data', 'postgres'), cluster);
  });
  return cluster;
}

async function keyOf({ root, domains }: Source): Promise<string> {
  return migrationHash(
    await Promise.all([...domains].sort().map((domain) => readMigrationFolder(root, domain))),
  );
}

const MAX_AGE_MS = 24 * 60 * 60 * 1000;

async function removeOldClusters(): Promise<void> {
  for (const name of await readdir(CACHE_FOLDER)) {
    if (!name.startsWith('migrated-')) continue;
    const path = join(CACHE_FOLDER, name);
    if (systemClock.now().getTime() - (await stat(path)).mtimeMs > MAX_AGE_MS)
      await rm(path, { recursive: true, force: true });
  }
}
