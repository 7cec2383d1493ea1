import type { Transaction } from '@depachika/database/database.ts';
import type { Award } from './points.ts';

export type AwardStatus = 'PENDING' | 'AWARDED' | 'CANCELLED' | 'CLAWED_BACK';

/** Keeps promises, one per order. @returns the orders for which one is new */
export async function insertAwards(
  tx: Transaction,
  awards: readonly Award[],
  now: Date,
): Promise<Set<string>> {
  const rows = await tx.query<{ order_id: string }>(
    `INSERT INTO payments.points_awards (order_id, customer_id, points, status, created_at)
     SELECT order_id, customer_id, points, 'PENDING', $2
     FROM jsonb_to_recordset($1::jsonb) AS a (order_id text, customer_id text, points int)
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
