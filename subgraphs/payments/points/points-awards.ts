import type { Transaction } from '@depachika/database/database.ts';
import { takeFromLots } from './points.ts';
import {
  addLot,
  liveLots,
  lockBalance,
  lockBalances,
  lotEnd,
  post,
  postAll,
  sum,
  takeShares,
} from './points-ledger.ts';

/** A gift of the shop, spendable at once. */
export async function grantPoints(
  tx: Transaction,
  customerId: string,
  points: number,
  now: Date,
): Promise<void> {
  await lockBalance(tx, customerId);
  const expiresAt = lotEnd(now);
  await addLot(tx, customerId, points, expiresAt, now);
  await post(tx, { customerId, kind: 'GRANTED', from: 'ISSUED', to: 'SPENDABLE', points, expiresAt, now });
}

export interface Award {
  readonly orderId: string;
  readonly customerId: string;
  /** 1 or more. */
  readonly points: number;
}

/** Promises what orders will earn when they are delivered; once per order. */
export async function promiseAwards(tx: Transaction, awards: readonly Award[], now: Date): Promise<void> {
  if (awards.length === 0) return;
  await lockBalances(
    tx,
    awards.map(({ customerId }) => customerId),
  );
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
  const added = new Set(rows.map((row) => row.order_id));
  await postAll(
    tx,
    awards
      .filter(({ orderId }) => added.has(orderId))
      .map(({ orderId, customerId, points }) => ({
        orderId,
        customerId,
        points,
        kind: 'PROMISED' as const,
        from: 'ISSUED' as const,
        to: 'PENDING' as const,
        now,
      })),
  );
}

/** The order was delivered. @returns what became spendable; undefined when nothing was promised or it already has */
export async function payAward(tx: Transaction, orderId: string, now: Date): Promise<Award | undefined> {
  const award = await moveAward(tx, orderId, 'PENDING', 'AWARDED');
  if (!award) return undefined;
  const expiresAt = lotEnd(now);
  await addLot(tx, award.customerId, award.points, expiresAt, now);
  await post(tx, { ...award, kind: 'AWARDED', from: 'PENDING', to: 'SPENDABLE', expiresAt, now });
  return award;
}

/** The order ended or its money went back: a promise lapses, an award is taken back as far as it is still there. */
export async function withdrawAward(tx: Transaction, orderId: string, now: Date): Promise<void> {
  const promised = await moveAward(tx, orderId, 'PENDING', 'CANCELLED');
  if (promised) {
    await post(tx, { ...promised, kind: 'UNPROMISED', from: 'PENDING', to: 'ISSUED', now });
    return;
  }
  const paid = await moveAward(tx, orderId, 'AWARDED', 'CLAWED_BACK');
  if (!paid) return;
  const lots = await liveLots(tx, paid.customerId, now);
  const points = Math.min(paid.points, sum(lots.map((lot) => lot.remaining)));
  if (points === 0) return;
  await takeShares(tx, takeFromLots(lots, points, now) ?? []);
  await post(tx, { ...paid, points, kind: 'CLAWED_BACK', from: 'SPENDABLE', to: 'ISSUED', now });
}

/** Ends up to `limit` customers' lots that are past their end. @returns how many customers had some */
export async function lapsePoints(tx: Transaction, now: Date, limit: number): Promise<number> {
  const due = await tx.query<{ customer_id: string }>(
    `SELECT customer_id FROM payments.points_balances
     WHERE customer_id IN (SELECT customer_id FROM payments.points_lots WHERE remaining > 0 AND expires_at <= $1 LIMIT $2)
     ORDER BY customer_id FOR UPDATE SKIP LOCKED`,
    [now, limit],
  );
  if (due.length === 0) return 0;
  const lapsed = await tx.query<{ customer_id: string; points: number }>(
    `WITH old AS (
       SELECT id, customer_id, remaining FROM payments.points_lots
       WHERE remaining > 0 AND expires_at <= $1 AND customer_id = ANY($2::text[])
     ), emptied AS (
       UPDATE payments.points_lots AS l SET remaining = 0 FROM old WHERE l.id = old.id
     )
     SELECT customer_id, sum(remaining)::int AS points FROM old GROUP BY customer_id ORDER BY customer_id`,
    [now, due.map((row) => row.customer_id)],
  );
  for (const { customer_id: customerId, points } of lapsed) {
    await post(tx, { customerId, kind: 'EXPIRED', from: 'SPENDABLE', to: 'LAPSED', points, now });
  }
  return lapsed.length;
}

async function moveAward(
  tx: Transaction,
  orderId: string,
  from: string,
  to: string,
): Promise<Award | undefined> {
  const [found] = await tx.query<{ customer_id: string }>(
    `SELECT customer_id FROM payments.points_awards WHERE order_id = $1`,
    [orderId],
  );
  if (!found) return undefined;
  await lockBalance(tx, found.customer_id);
  const [award] = await tx.query<{ order_id: string; customer_id: string; points: number }>(
    `UPDATE payments.points_awards SET status = $3 WHERE order_id = $1 AND status = $2
     RETURNING order_id, customer_id, points`,
    [orderId, from, to],
  );
  return award && { orderId: award.order_id, customerId: award.customer_id, points: award.points };
}
