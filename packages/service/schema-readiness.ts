import { fileURLToPath } from 'node:url';
import type { Database } from '@depachika/database/database.ts';
import { readMigrationFolder } from '@depachika/database/migrations/migration-folders.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Whether the database is there with everything that this version of the domain was written for. A service may not
 * change its schema: `npm run migrate`, or the job of that name, does.
 * @param options.domain a folder of `prisma/`
 * @returns a check that rejects, naming what is missing
 */
export async function schemaCheck(options: {
  readonly database: Database;
  readonly domain: string;
}): Promise<() => Promise<void>> {
  const { domain, database } = options;
  const { schema, migrations } = await readMigrationFolder(PROJECT, domain);
  return async () => {
    const [table] = await database.query<{ is_there: boolean }>(
      `SELECT to_regclass($1) IS NOT NULL AS is_there`,
      [`${schema}._prisma_migrations`],
    );
    const applied = table?.is_there ? await appliedNames(database, schema) : new Set();
    const missing = migrations.filter(({ name }) => !applied.has(name));
    if (missing.length === 0) return;
    throw new Error(
      `migrations ${missing.map(({ name }) => name).join(', ')} of ${domain}: run the migrations`,
    );
  };
}

async function appliedNames(database: Database, schema: string): Promise<ReadonlySet<string>> {
  const rows = await database.query<{ migration_name: string }>(
    `SELECT migration_name FROM ${schema}._prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  return new Set(rows.map((row) => row.migration_name));
}
