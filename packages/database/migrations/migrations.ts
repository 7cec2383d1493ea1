import pg from 'pg';
import type { MigrationFolder } from './migration-folders.ts';
import { readMigrationFolders } from './migration-folders.ts';
import { isEmbeddedUrl } from '../open-database.ts';
import { isPooledUrl } from '../sessions/session-limits.ts';
import { migrationList, openSchemaEngine } from './schema-engine.ts';

export interface MigrateOptions {
  /** May create schemas and extensions; of the server itself, since all of it is one session. */
  readonly url: string;
  /** The project's root: the folder that holds `prisma/`. */
  readonly root: string;
  /** Default: every domain in `prisma/`. */
  readonly domains?: readonly string[];
  /** Called before a domain's migrations are applied; not called when there is nothing to do. */
  readonly onProgress?: (domain: string, names: readonly string[]) => void;
}

/** An applied migration that is not what lies on disk, or is not there any more. */
export class MigrationChanged extends Error {
  readonly code = 'MIGRATION_CHANGED';

  constructor(domain: string, name: string, what: string) {
    super(
      `Migration ${domain}/${name} was applied but ${what}: add a new migration, or clear the data (npm run reset)`,
    );
    this.name = 'MigrationChanged';
  }
}

/**
 * Brings the schemas up to date and returns what it applied, as `<domain>/<migration>`; two starters take turns. One
 * query finds out that there is nothing to do; only else the engine is loaded.
 * @throws MigrationChanged
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  if (isPooledUrl(options.url))
    throw new Error(
      'DATABASE_DIRECT_URL must name the PostgreSQL behind the PgBouncer of DATABASE_URL: migrations need a session of their own',
    );
  const folders = await readMigrationFolders(options.root);
  const wanted = folders.filter(({ domain }) => options.domains?.includes(domain) ?? true);
  const absent = options.domains?.find((domain) => !wanted.some((folder) => folder.domain === domain));
  if (absent) throw new Error(`There is no prisma/${absent}`);
  const pool = new pg.Pool({
    connectionString: options.url,
    max: 1,
    application_name: 'depachika migrations',
    // A migration takes as long as it takes, whatever the role's other sessions are allowed.
    options: '-c statement_timeout=0 -c lock_timeout=0',
  });
  try {
    if (!(await anyPending(pool, wanted))) return [];
    return await whileLocked(pool, isEmbeddedUrl(options.url), () => applyAll(pool, wanted, options));
  } finally {
    await pool.end();
  }
}

/** The same for one folder: `migrate` without looking at the others. */
async function applyAll(
  pool: pg.Pool,
  folders: readonly MigrationFolder[],
  { url, onProgress }: MigrateOptions,
): Promise<string[]> {
  await pool.query('CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public');
  const applied: string[] = [];
  for (const folder of folders) {
    const names = pendingNames(folder, await recorded(pool, [folder]));
    if (names.length === 0) continue;
    onProgress?.(folder.domain, names);
    await applyFolder(pool, folder);
    applied.push(...names.map((name) => `${folder.domain}/${name}`));
  }
  if (isEmbeddedUrl(url)) await pool.query('RESET search_path');
  return applied;
}

/** Prisma keeps its record in the first schema of the path; PostGIS is found in the second. */
async function applyFolder(pool: pg.Pool, folder: MigrationFolder): Promise<void> {
  const { schema } = folder;
  await pool.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
  await pool.query(`SET search_path TO "${schema}", public`);
  await pool.query(`${SET_LIMITS}`);
  await forgetInterrupted(pool, schema);
  const scripts = new Set(folder.migrations.map(({ script }) => script));
  const engine = await openSchemaEngine(pool, schema, async (script) => {
    await pool.query(scripts.has(script) ? `${script}\n;\n${recordFinished(schema)}` : script);
  });
  try {
    await engine.applyMigrations({ migrationsList: migrationList(folder), filters: NO_FILTERS });
  } catch (error) {
    await forgetInterrupted(pool, schema);
    throw new Error(`The migrations of ${folder.domain} do not apply: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    engine.free();
  }
}

const NO_FILTERS = { externalTables: [], externalEnums: [] };
const SET_LIMITS = 'SET client_min_messages TO warning';

/**
 * Sent together with the script, so that both are one implicit transaction: a start that was killed leaves either all
 * of a migration and its record, or neither.
 */
function recordFinished(schema: string): string {
  return `UPDATE "${schema}"._prisma_migrations SET finished_at = now(), applied_steps_count = 1
    WHERE finished_at IS NULL AND rolled_back_at IS NULL`;
}

/** Without this Prisma refuses to go on after an interrupted start, though nothing of that migration was kept. */
async function forgetInterrupted(pool: pg.Pool, schema: string): Promise<void> {
  if ((await tablesOf(pool, [schema])).length === 0) return;
  await pool.query(`DELETE FROM "${schema}"._prisma_migrations WHERE finished_at IS NULL`);
}

interface Recorded {
  readonly schema: string;
  readonly name: string;
  readonly checksum: string;
}

async function anyPending(pool: pg.Pool, folders: readonly MigrationFolder[]): Promise<boolean> {
  const records = await recorded(pool, folders);
  return folders.some((folder) => pendingNames(folder, records).length > 0);
}

function pendingNames(folder: MigrationFolder, records: readonly Recorded[]): string[] {
  const own = records.filter(({ schema }) => schema === folder.schema);
  for (const { name, checksum } of own) {
    const migration = folder.migrations.find((candidate) => candidate.name === name);
    if (!migration) throw new MigrationChanged(folder.domain, name, 'is not on disk');
    if (migration.checksum !== checksum) throw new MigrationChanged(folder.domain, name, 'has changed since');
  }
  const done = new Set(own.map(({ name }) => name));
  return folder.migrations.map(({ name }) => name).filter((name) => !done.has(name));
}

async function recorded(pool: pg.Pool, folders: readonly MigrationFolder[]): Promise<Recorded[]> {
  const schemas = await tablesOf(
    pool,
    folders.map(({ schema }) => schema),
  );
  if (schemas.length === 0) return [];
  const selects = schemas.map(
    (schema) => `SELECT '${schema}' AS schema, migration_name AS name, checksum
      FROM "${schema}"._prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  return (await pool.query<Recorded>(selects.join(' UNION ALL '))).rows;
}

async function tablesOf(pool: pg.Pool, schemas: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ schema: string }>(
    `SELECT schemaname AS schema FROM pg_catalog.pg_tables
      WHERE tablename = '_prisma_migrations' AND schemaname = ANY($1::text[])`,
    [schemas],
  );
  return rows.map(({ schema }) => schema);
}

/** On PostgreSQL a second starter waits here; an embedded database has one starter, by the lock of its folder. */
async function whileLocked<T>(pool: pg.Pool, embedded: boolean, run: () => Promise<T>): Promise<T> {
  if (embedded) return run();
  await pool.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
  try {
    return await run();
  } finally {
    await pool.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  }
}

/** Any number that nobody else locks; Prisma's own is 72707369. */
const MIGRATION_LOCK = 3_141_880_501;
