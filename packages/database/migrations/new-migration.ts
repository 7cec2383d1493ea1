import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MigrationFolder } from './migration-folders.ts';
import { readMigrationFolder } from './migration-folders.ts';
import { openOfflineSchemaEngine } from './schema-engine.ts';

export interface NewMigrationOptions {
  readonly root: string;
  readonly domain: string;
  /** What the migration does, in a few words: the end of its folder's name. */
  readonly title: string;
  /** Write a migration even when the models did not change: for SQL that Prisma cannot express. */
  readonly empty: boolean;
  readonly now: Date;
}

/**
 * Writes the SQL that leads from the models at the last migration to the models now, and keeps a copy of the models
 * beside the migrations for the next time. Without a database: whatever Prisma cannot express is never in the way, nor
 * dropped.
 * @returns the folder written, or undefined when nothing has changed
 */
export async function newMigration(options: NewMigrationOptions): Promise<string | undefined> {
  const folder = await readMigrationFolder(options.root, options.domain);
  if (folder.prismaSchema === undefined) throw new Error(`prisma/${options.domain} has no schema.prisma`);
  const script = await schemaChanges(folder);
  if (script === '' && !options.empty) return undefined;
  const path = join(folder.folder, migrationName(options));
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'migration.sql'), script === '' ? EMPTY_MIGRATION : script);
  await writeFile(join(folder.folder, LAST_MODELS), folder.prismaSchema);
  await writeFile(join(folder.folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
  return path;
}

/** SQL that leads from the models at the last migration to those in `schema.prisma`; empty when they are the same. */
export async function schemaChanges(folder: MigrationFolder): Promise<string> {
  const before = await modelsAtLastMigration(folder);
  const engine = await openOfflineSchemaEngine();
  try {
    const { stdout } = await engine.diff({
      from: before === undefined ? { tag: 'empty' } : { tag: 'schemaDatamodel', ...models(before) },
      to: { tag: 'schemaDatamodel', ...models(folder.prismaSchema ?? '') },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    const script = stdout ?? '';
    return script.includes('This is an empty migration') ? '' : script;
  } finally {
    engine.free();
  }
}

/** The models as the last migration left them, beside all migrations. */
const LAST_MODELS = 'models.prisma';
const EMPTY_MIGRATION = '-- Every name is qualified by its schema.\n';

async function modelsAtLastMigration({ folder, migrations }: MigrationFolder): Promise<string | undefined> {
  if (migrations.length === 0) return undefined;
  const path = join(folder, LAST_MODELS);
  return readFile(path, 'utf8').catch((cause) => {
    throw new Error(`${path} is missing: put there a copy of schema.prisma as it was at the last migration`, {
      cause,
    });
  });
}

function models(content: string) {
  return { files: [{ path: 'schema.prisma', content }] };
}

function migrationName({ now, title }: NewMigrationOptions): string {
  const stamp = now.toISOString().replace(/\D/g, '').slice(0, 14);
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  return `${stamp}_${words}`;
}
