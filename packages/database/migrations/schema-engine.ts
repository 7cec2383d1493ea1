import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { Pool } from 'pg';
import type { MigrationFolder } from './migration-folders.ts';

/**
 * Prisma's schema engine in this process, over a pool of exactly one connection. Its WebAssembly build ships inside
 * the npm package; the native one would have to be downloaded.
 * @param runScript sends a whole script; the adapter's own cuts at every semicolon, also inside functions and strings
 */
export async function openSchemaEngine(
  pool: Pool,
  schema: string,
  runScript: (script: string) => Promise<void>,
): Promise<SchemaEngine> {
  const adapter = new PrismaPg(pool, { schema });
  return newEngine(async () => Object.assign(await adapter.connect(), { executeScript: runScript }));
}

/** An engine that compares models without any database; its SQL qualifies every name. */
export async function openOfflineSchemaEngine(): Promise<SchemaEngine> {
  const nothing: SqlDriverAdapter = {
    provider: 'postgres',
    adapterName: 'offline',
    queryRaw: async () => ({ columnNames: [], columnTypes: [], rows: [] }),
    executeRaw: async () => 0,
    executeScript: async () => undefined,
    startTransaction: () => Promise.reject(new Error('There is no database to change')),
    getConnectionInfo: () => ({ supportsRelationJoins: true }),
    dispose: async () => undefined,
  };
  return newEngine(async () => nothing);
}

async function newEngine(connect: () => Promise<SqlDriverAdapter>): Promise<SchemaEngine> {
  const engine = await loadEngine();
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect,
    connectToShadowDb: () => Promise.reject(new Error('No shadow database is ever needed')),
  };
  return engine.new({ datamodels: undefined }, () => undefined, bindMigrationAwareSqlAdapterFactory(factory));
}

/** What the engine wants to know of a folder of migrations. */
export function migrationList({ folder, migrations }: MigrationFolder): MigrationList {
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, script }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: script } },
    })),
  };
}

let loading: Promise<typeof SchemaEngine> | undefined;

function loadEngine(): Promise<typeof SchemaEngine> {
  loading ??= instantiate();
  return loading;
}

/** The part of the standard that is used here; Node's own types leave it to the DOM's. */
declare const WebAssembly: {
  instantiate(wasm: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

async function instantiate(): Promise<typeof SchemaEngine> {
  const name = '@prisma/schema-engine-wasm/schema_engine_bg';
  const bindings = await import(name);
  const path = fileURLToPath(import.meta.resolve(name)).replace(/\.js$/, '.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(path), {
    './schema_engine_bg.js': bindings,
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return bindings.SchemaEngine;
}
