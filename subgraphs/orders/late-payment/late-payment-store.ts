import { claimDueRows } from '@depachika/background/due-rows.ts';
import type { Sql, Transaction } from '@depachika/database/database.ts';

/**
 * Money for an expired order. RESERVING → CONFIRMED: all is held again. RESERVING → RELEASING → REFUNDED: something was
 * gone, the rest is given back before the money is. OBSOLETE: the order was no longer expired.
 */
export type LatePaymentState = 'RESERVING' | 'RELEASING' | 'CONFIRMED' | 'REFUNDED' | 'OBSOLETE';

export interface LatePayment {
  readonly orderId: string;
  /** Under which everything is held again: the order's first key was released for ever when it expired. */
  readonly holdKey: string;
  readonly state: 'RESERVING' | 'RELEASING';
  /** Counted up by the process that takes the payment: all others then write in vain. */
  readonly attempts: number;
}

const UNENDED = `state IN ('RESERVING', 'RELEASING')`;

/** The money is there whatever becomes of the order: once per order. */
export async function noteLatePayment(
  tx: Transaction,
  { orderId, holdKey, receivedAt, now }: { orderId: string; holdKey: string; receivedAt: string; now: Date },
): Promise<void> {
  await tx.query(
    `INSERT INTO orders.late_payments (order_id, hold_key, state, received_at, lease_until)
     VALUES ($1, $2, 'RESERVING', $3, $4)
     ON CONFLICT (order_id) DO NOTHING`,
    [orderId, holdKey, receivedAt, now],
  );
}

/** Whether {@link takeLatePayments} would find something. */
export function isLateSql(now: string): string {
  return `EXISTS (SELECT FROM orders.late_payments WHERE ${UNENDED} AND lease_until <= ${now})`;
}

/** SQL: since when the money is there of which nothing has become yet. */
export function lateSinceSql(): string {
  return `SELECT received_at AS since FROM orders.late_payments WHERE ${UNENDED}`;
}

export const IS_LATE_UNDER_WAY_SQL = `EXISTS (SELECT FROM orders.late_payments WHERE ${UNENDED})`;

/** Takes late payments that no process works on; each for as long as its work may last. */
export async function takeLatePayments(
  sql: Sql,
  { now, leaseUntil, limit }: { readonly now: Date; readonly leaseUntil: Date; readonly limit: number },
): Promise<LatePayment[]> {
  return await claimDueRows<LatePayment>(
    sql,
    {
      table: 'orders.late_payments',
      key: 'order_id',
      due: `${UNENDED} AND lease_until <= $1`,
      orderBy: 'lease_until',
      limit,
      set: 'attempts = attempts + 1, lease_until = $2',
      returning: 'order_id AS "orderId", hold_key AS "holdKey", state, attempts',
    },
    [now, leaseUntil],
  );
}

/** @returns false when somebody else took it over, or it has ended */
export async function moveLatePayment(
  sql: Sql,
  { orderId, state, attempts }: LatePayment,
  { to, now }: { readonly to: LatePaymentState; readonly now: Date },
): Promise<boolean> {
  const rows = await sql.query(
    `UPDATE orders.late_payments SET state = $4,
       ended_at = CASE WHEN $4 IN ('RESERVING', 'RELEASING') THEN NULL ELSE $5::timestamptz END
     WHERE order_id = $1 AND attempts = $2 AND state = $3 RETURNING order_id`,
    [orderId, attempts, state, to, now],
  );
  return rows.length === 1;
}

/** Leaves it for later. */
export async function postponeLatePayment(
  sql: Sql,
  { orderId, attempts }: LatePayment,
  until: Date,
): Promise<void> {
  await sql.query(
    `UPDATE orders.late_payments SET lease_until = $3
     WHERE order_id = $1 AND attempts = $2 AND ${UNENDED}`,
    [orderId, attempts, until],
  );
}
