import type { Sql } from './database.ts';

/** Rows of one table. */
export interface TableRows {
  /** Qualified: `orders.orders`. */
  readonly table: string;
  /** Properties are named as columns, in camelCase or in snake_case; a column that only some rows have is null in the others. */
  readonly rows: readonly object[];
}

/** Inserts all of them by one statement, each value read as its column's type. Columns that no row has get their default. */
export async function insertAll(sql: Sql, { table, rows }: TableRows): Promise<void> {
  if (rows.length === 0) return;
  const records = rows.map(byColumn);
  const columns = [...new Set(records.flatMap(Object.keys))].join(', ');
  await sql.query(
    `INSERT INTO ${table} (${columns})
     SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
    [JSON.stringify(records)],
  );
}

function byColumn(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([property, value]) => [columnOf(property), value]));
}

/** `reservationKey` → `reservation_key` */
function columnOf(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
