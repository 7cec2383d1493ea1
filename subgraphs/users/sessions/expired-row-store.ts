import type { Database } from '@depachika/database/database.ts';

/** Deletes at most `limit` rows. Several processes may do this at once: each skips what another is deleting. */
export async function deleteBefore(
  database: Database,
  {
    table,
    key,
    column,
    before,
    limit,
  }: {
    readonly table: string;
    readonly key: string;
    readonly column: string;
    readonly before: Date;
    readonly limit: number;
  },
): Promise<number> {
  const deleted = await database.query(
    `DELETE FROM users.${table} WHERE ${key} IN (
       SELECT ${key} FROM users.${table} WHERE ${column} < $1 ORDER BY ${column} LIMIT ${limit} FOR UPDATE SKIP LOCKED
     ) RETURNING 1`,
    [before],
  );
  return deleted.length;
}
