import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One migration as it lies on disk. */
export interface Migration {
  /** The folder's name: a UTC timestamp and what it does, `20261122140000_first`. They apply in this order. */
  readonly name: string;
  readonly script: string;
  /** SHA-256 of the script, in hex: what Prisma records as its checksum. */
  readonly checksum: string;
}

/** One domain's migrations and the schema that they build. */
export interface MigrationFolder {
  readonly domain: string;
  readonly schema: string;
  readonly folder: string;
  /** Content of `schema.prisma`; undefined where plain SQL is all there is. */
  readonly prismaSchema: string | undefined;
  readonly migrations: readonly Migration[];
}

/** Reads `<root>/prisma/<domain>` of every domain there is, by name. */
export async function readMigrationFolders(root: string): Promise<MigrationFolder[]> {
  const entries = await readdir(join(root, 'prisma'), { withFileTypes: true });
  const domains = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(domains.sort().map((domain) => readMigrationFolder(root, domain)));
}

export async function readMigrationFolder(root: string, domain: string): Promise<MigrationFolder> {
  const prismaSchema = await readIfThere(join(root, 'prisma', domain, 'schema.prisma'));
  const folder = join(root, 'prisma', domain, 'migrations');
  return {
    domain,
    schema: prismaSchema === undefined ? domain : schemaNamedIn(prismaSchema, domain),
    folder,
    prismaSchema,
    migrations: await readMigrations(folder),
  };
}

/** Changes whenever any script does: names caches of migrated databases. */
export function migrationHash(folders: readonly MigrationFolder[]): string {
  const hash = createHash('sha256');
  for (const { schema, migrations } of folders) {
    for (const { name, checksum } of migrations) hash.update(`${schema} ${name} ${checksum}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

export async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(nothingIfAbsent);
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const script = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { name, script, checksum: createHash('sha256').update(script).digest('hex') };
    }),
  );
}

/** A domain's models live in the one schema that its datasource lists. */
function schemaNamedIn(prismaSchema: string, domain: string): string {
  const schema = /^[ \t]*schemas\s*=\s*\[\s*"([a-z_]+)"\s*\]/m.exec(prismaSchema)?.[1];
  if (!schema)
    throw new Error(`prisma/${domain}/schema.prisma must name one schema: schemas = ["${domain}"]`);
  return schema;
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

function nothingIfAbsent(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
