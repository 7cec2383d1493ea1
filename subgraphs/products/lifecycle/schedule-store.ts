import { claimDueRows } from '@depachika/background/due-rows.ts';
import type { Sql } from '@depachika/database/database.ts';
import { nextMoment, type Schedule } from './publication-rules.ts';

/** The schedules of these products; those without one are left out. One statement. */
export async function findSchedules(sql: Sql, productIds: readonly string[]): Promise<Map<string, Schedule>> {
  const rows = await sql.query<Schedule & { productId: string } & Record<string, unknown>>(
    `SELECT product_id AS "productId", publish_at AS "publishAt", unpublish_at AS "unpublishAt"
     FROM catalog.product_schedules WHERE product_id = ANY($1::text[])`,
    [productIds],
  );
  return new Map(rows.map(({ productId, ...schedule }) => [productId, schedule]));
}

/** Writes or removes the schedule of a product that is locked. */
export async function saveSchedule(tx: Sql, productId: string, schedule: Schedule): Promise<void> {
  const next = nextMoment(schedule);
  if (!next) {
    await tx.query('DELETE FROM catalog.product_schedules WHERE product_id = $1', [productId]);
    return;
  }
  await tx.query(
    `INSERT INTO catalog.product_schedules (product_id, publish_at, unpublish_at, next_attempt_at)
     VALUES ($1, $2, $3, $4)
     ON CONFLICT (product_id) DO UPDATE SET publish_at = excluded.publish_at, unpublish_at = excluded.unpublish_at,
       next_attempt_at = excluded.next_attempt_at`,
    [productId, schedule.publishAt, schedule.unpublishAt, next],
  );
}

/** Takes products whose schedule is due in hand, for as long as this: who dies with one leaves it to the next. */
export async function claimDueSchedules(
  sql: Sql,
  { now, until, limit }: { readonly now: Date; readonly until: Date; readonly limit: number },
): Promise<string[]> {
  const rows = await claimDueRows<{ product_id: string }>(
    sql,
    {
      table: 'catalog.product_schedules',
      key: 'product_id',
      due: 'next_attempt_at <= $1',
      orderBy: 'next_attempt_at',
      limit,
      set: 'next_attempt_at = $2',
      returning: 'product_id',
    },
    [now, until],
  );
  return rows.map(({ product_id }) => product_id);
}

/** SQL: whether a schedule is due at `$1`. */
export const SCHEDULES_DUE =
  'EXISTS (SELECT FROM catalog.product_schedules WHERE next_attempt_at <= $1::timestamptz)';

/** @param instant the parameter that holds the moment up to which is looked */
export const schedulesSinceSql = (instant: string) =>
  `SELECT LEAST(publish_at, unpublish_at) AS since FROM catalog.product_schedules
   WHERE LEAST(publish_at, unpublish_at) <= ${instant}`;
