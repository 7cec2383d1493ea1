import type { Transaction } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';

export type PointsKind =
  | 'GRANTED'
  | 'AWARDED'
  | 'SPENT'
  | 'RETURNED'
  | 'CLAWED_BACK'
  | 'INDEBTED'
  | 'EXPIRED'
  | 'HELD'
  | 'RELEASED'
  | 'PROMISED'
  | 'UNPROMISED';

/** Accounts of one customer, and the shop's counter accounts, which are kept per customer too. OWED is never above 0. */
export type Account = 'SPENDABLE' | 'HELD' | 'PENDING' | 'OWED' | 'ISSUED' | 'REDEEMED' | 'LAPSED';

export interface Movement {
  readonly customerId: string;
  readonly kind: PointsKind;
  readonly from: Account;
  readonly to: Account;
  readonly points: number;
  readonly orderId?: string;
  readonly expiresAt?: Date;
  readonly now: Date;
}

/** One balanced transaction in the books, and the customer's balance with it. */
export function post(tx: Transaction, movement: Movement): Promise<void> {
  return postAll(tx, [movement]);
}

/** A balanced transaction for each, and the customers' balances with them, in one statement. */
export async function postAll(tx: Transaction, movements: readonly Movement[]): Promise<void> {
  if (movements.length === 0) return;
  await tx.query(POST, [JSON.stringify(movements.map(rowOf))]);
}

function rowOf(movement: Movement) {
  const { customerId, kind, from, to, points, orderId, expiresAt, now } = movement;
  return {
    id: newId('ptx'),
    customer_id: customerId,
    kind,
    order_id: orderId ?? null,
    expires_at: expiresAt ?? null,
    created_at: now,
    from_account: from,
    to_account: to,
    points,
    spendable: changeOf('SPENDABLE', movement),
    held: changeOf('HELD', movement),
    pending: changeOf('PENDING', movement),
    owed: 0 - changeOf('OWED', movement),
  };
}

const POST = `
  WITH movement AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS m (id text, customer_id text, kind text, order_id text,
      expires_at timestamptz, created_at timestamptz, from_account text, to_account text, points int,
      spendable int, held int, pending int, owed int)
  ), moved AS (
    UPDATE payments.points_balances AS b
    SET spendable = b.spendable + m.spendable, held = b.held + m.held, pending = b.pending + m.pending,
      owed = b.owed + m.owed
    FROM (SELECT customer_id, sum(spendable)::int AS spendable, sum(held)::int AS held, sum(pending)::int AS pending,
            sum(owed)::int AS owed
          FROM movement GROUP BY customer_id) AS m
    WHERE b.customer_id = m.customer_id
  ), entry AS (
    INSERT INTO payments.points_transactions (id, customer_id, kind, order_id, expires_at, created_at)
    SELECT id, customer_id, kind, order_id, expires_at, created_at FROM movement
  )
  INSERT INTO payments.points_postings (transaction_id, account, customer_id, points)
  SELECT m.id, p.account, m.customer_id, p.change
  FROM movement AS m CROSS JOIN LATERAL (VALUES (m.from_account, -m.points), (m.to_account, m.points)) AS p (account, change)`;

function changeOf(account: Account, { from, to, points }: Movement): number {
  return (to === account ? points : 0) - (from === account ? points : 0);
}

/** Holds the customer's row for the rest of the transaction: points of one customer move one after the other. */
export function lockBalance(tx: Transaction, customerId: string): Promise<void> {
  return lockBalances(tx, [customerId]);
}

/** The same for several customers, in the order of their ids. */
export async function lockBalances(tx: Transaction, customerIds: readonly string[]): Promise<void> {
  await tx.query(
    `INSERT INTO payments.points_balances (customer_id)
     SELECT DISTINCT customer_id FROM unnest($1::text[]) AS customer_id ORDER BY customer_id
     ON CONFLICT (customer_id) DO UPDATE SET customer_id = excluded.customer_id`,
    [customerIds],
  );
}
