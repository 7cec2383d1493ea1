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
 * @param runScript how a migration's whole script is sent
 */
export async function openSchemaEngine(
  pool: Pool,
  { schema, prismaSchema }: Pick<MigrationFolder, 'schema' | 'prismaSchema'>,
  runScript: (script: string) => Promise<void> = async (script) => void (await pool.query(script)),
): Promise<SchemaEngine> {
  const engine = await loadEngine();
  const factory = new PrismaPg(pool, { schema });
  const scripted: SqlMigrationAwareDriverAdapterFactory = {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => wholeScripts(await factory.connect(), runScript),
    connectToShadowDb: () => factory.connectToShadowDb(),
  };
  const datamodels: [string, string][] = prismaSchema === undefined ? [] : [['schema.prisma', prismaSchema]];
  const log = () => undefined;
  return engine.new({ datamodels }, log, bindMigrationAwareSqlAdapterFactory(scripted));
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

/** The adapter's own `executeScript` cuts at every semicolon, also inside functions and strings. */
function wholeScripts(
  adapter: SqlDriverAdapter,
  runScript: (script: string) => Promise<void>,
): SqlDriverAdapter {
  return Object.assign(adapter, { executeScript: runScript });
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
