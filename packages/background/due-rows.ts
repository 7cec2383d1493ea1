import type { Row, Sql } from '@depachika/database/database.ts';

/** Which rows are due and what becomes of them, as parts of one statement that share its parameters. */
export interface DueRows {
  /** Qualified: `orders.late_payments`. */
  readonly table: string;
  /** The one column of its primary key. */
  readonly key: string;
  /** SQL's condition: `lease_until <= $1`. */
  readonly due: string;
  /** The column by which rows have their turn: mostly since when they have been due. */
  readonly orderBy: string;
  /** Rows at most, 1 or more. */
  readonly limit: number;
  /** SQL's assignments: `lease_until = $2`. */
  readonly set: string;
  /** SQL's list of what is wanted of each changed row. */
  readonly returning: string;
}

/**
 * Changes the first of the rows that are due, in one statement, and answers with them. Rows that somebody else works on are left out, so
 * that several processes share the work and none waits. The inner query is an array because PostgreSQL then runs it
 * once: a plain IN may run again within one statement, and then locks more rows than the limit.
 */
export function claimDueRows<R extends object>(
  sql: Sql,
  { table, key, due, orderBy, limit, set, returning }: DueRows,
  values: readonly unknown[],
): Promise<(R & Row)[]> {
  return sql.query<R & Row>(
    `UPDATE ${table} SET ${set} WHERE ${key} = ANY(ARRAY(
       SELECT ${key} FROM ${table} WHERE ${due} ORDER BY ${orderBy} LIMIT $${values.length + 1} FOR UPDATE SKIP LOCKED))
     RETURNING ${returning}`,
    [...values, limit],
  );
}
