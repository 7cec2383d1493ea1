import type { Sql } from './database.ts';

/** What a server may leave out to be faster, each at the price of what was committed before a power cut. */
const SETTINGS = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;

/** Throws, naming the setting, for a server on which a commit may be lost. The embedded database is not asked. */
export async function refuseLossyDatabase(database: Sql): Promise<void> {
  const rows = await database.query<{ name: string }>(
    `SELECT name FROM pg_catalog.pg_settings WHERE name = ANY($1::text[]) AND setting = 'off' ORDER BY name`,
    [SETTINGS],
  );
  if (rows.length === 0) return;
  const off = rows.map(({ name }) => name).join(', ');
  throw new Error(
    `DATABASE_URL must name a PostgreSQL that keeps what it has committed, in production: ${off} must be on there`,
  );
}
