import type { Transaction } from '@depachika/database/database.ts';
import type { Award, PointsDebt } from './points.ts';

export type AwardStatus = 'PENDING' | 'AWARDED' | 'CANCELLED' | 'CLAWED_BACK';

/**
 * Keeps promises, one per order. An order whose money is on its way back already earns nothing: the customer's balance is
 * locked, and whoever refunds locks it too. @returns the orders for which one is new
 */
export async function insertAwards(
  tx: Transaction,
  awards: readonly Award[],
  now: Date,
): Promise<Set<string>> {
  const rows = await tx.query<{ order_id: string }>(
    `INSERT INTO payments.points_awards (order_id, customer_id, points, status, created_at)
     SELECT order_id, customer_id, points, 'PENDING', $2
     FROM jsonb_to_recordset($1::jsonb) AS a (order_id text, customer_id text, points int)
     WHERE NOT EXISTS (SELECT FROM payments.payments AS p
         WHERE p.order_id = a.order_id AND p.status IN ('REFUND_PENDING', 'REFUNDED'))
       OR EXISTS (SELECT FROM payments.payments AS p
         WHERE p.order_id = a.order_id AND p.status IN ('PENDING', 'AUTHORIZED', 'PAID'))
     ON CONFLICT (order_id) DO NOTHING RETURNING order_id`,
    [
      JSON.stringify(
        awards.map((a) => ({ order_id: a.orderId, customer_id: a.customerId, points: a.points })),
      ),
      now,
    ],
  );
  return new Set(rows.map((row) => row.order_id));
}

/** Whose award it is; undefined when the order earns nothing. */
export async function awardOwner(tx: Transaction, orderId: string): Promise<string | undefined> {
  const [award] = await tx.query<{ customer_id: string }>(
    `SELECT customer_id FROM payments.points_awards WHERE order_id = $1`,
    [orderId],
  );
  return award?.customer_id;
}

/** @returns undefined when the award is in another status */
export async function setAwardStatus(
  tx: Transaction,
  orderId: string,
  { from, to }: { readonly from: AwardStatus; readonly to: AwardStatus },
): Promise<Award | undefined> {
  const [award] = await tx.query<Award & Record<string, unknown>>(
    `UPDATE payments.points_awards SET status = $3 WHERE order_id = $1 AND status = $2
     RETURNING order_id AS "orderId", customer_id AS "customerId", points`,
    [orderId, from, to],
  );
  return award;
}

/** What the customer owes, award by award, the oldest first. Their balance is locked. */
export async function openDebts(tx: Transaction, customerId: string): Promise<PointsDebt[]> {
  return await tx.query<PointsDebt & Record<string, unknown>>(
    `SELECT order_id AS "orderId", debt AS points FROM payments.points_awards
     WHERE customer_id = $1 AND debt > 0 ORDER BY created_at, order_id`,
    [customerId],
  );
}

/** Makes debts larger, or smaller by what is below 0. */
export async function changeDebts(tx: Transaction, changes: readonly PointsDebt[]): Promise<void> {
  await tx.query(
    `UPDATE payments.points_awards AS a SET debt = a.debt + c.points
     FROM unnest($1::text[], $2::int[]) AS c(order_id, points) WHERE a.order_id = c.order_id`,
    [changes.map(({ orderId }) => orderId), changes.map(({ points }) => points)],
  );
}
