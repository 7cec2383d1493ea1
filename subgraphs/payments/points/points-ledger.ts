import type { Sql, Transaction } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type LotShare, POINTS_LIFE_DAYS, type PointsLot, RETURNED_POINTS_LIFE_DAYS } from './points.ts';

const DAY_MS = 86_400_000;

export type PointsKind =
  | 'GRANTED'
  | 'AWARDED'
  | 'SPENT'
  | 'RETURNED'
  | 'CLAWED_BACK'
  | 'EXPIRED'
  | 'HELD'
  | 'RELEASED'
  | 'PROMISED'
  | 'UNPROMISED';

/** Accounts of one customer, and the shop's counter accounts, which are kept per customer too. */
export type Account = 'SPENDABLE' | 'HELD' | 'PENDING' | 'ISSUED' | 'REDEEMED' | 'LAPSED';

export interface PointsBalance {
  readonly spendable: number;
  readonly held: number;
  readonly pending: number;
}

/** Balances by customer; customers without one have none. Lots past their end do not count as spendable. */
export async function balancesOf(
  sql: Sql,
  customerIds: readonly string[],
  now: Date,
): Promise<Map<string, PointsBalance>> {
  const rows = await sql.query<{ customer_id: string; spendable: number; held: number; pending: number }>(
    `SELECT b.customer_id, b.held, b.pending,
       coalesce((SELECT sum(l.remaining) FROM payments.points_lots AS l
         WHERE l.customer_id = b.customer_id AND l.remaining > 0 AND l.expires_at > $2), 0)::int AS spendable
     FROM payments.points_balances AS b WHERE b.customer_id = ANY($1::text[])`,
    [customerIds, now],
  );
  return new Map(rows.map(({ customer_id, ...balance }) => [customer_id, balance]));
}

interface Movement {
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
  };
}

const POST = `
  WITH movement AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS m (id text, customer_id text, kind text, order_id text,
      expires_at timestamptz, created_at timestamptz, from_account text, to_account text, points int,
      spendable int, held int, pending int)
  ), moved AS (
    UPDATE payments.points_balances AS b
    SET spendable = b.spendable + m.spendable, held = b.held + m.held, pending = b.pending + m.pending
    FROM (SELECT customer_id, sum(spendable)::int AS spendable, sum(held)::int AS held, sum(pending)::int AS pending
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

export async function liveLots(tx: Transaction, customerId: string, now: Date): Promise<PointsLot[]> {
  const rows = await tx.query<{ id: string; remaining: number; expires_at: Date }>(
    `SELECT id, remaining, expires_at FROM payments.points_lots
     WHERE customer_id = $1 AND remaining > 0 AND expires_at > $2`,
    [customerId, now],
  );
  return rows.map((row) => ({ id: row.id, remaining: row.remaining, expiresAt: row.expires_at }));
}

export async function takeShares(tx: Transaction, shares: readonly LotShare[]): Promise<void> {
  await changeLots(tx, shares, -1);
}

/** Back into the lots they came from; what would end too soon lives a little longer. */
export async function putBack(tx: Transaction, shares: readonly LotShare[], now: Date): Promise<void> {
  await changeLots(tx, shares, 1);
  await tx.query(
    `UPDATE payments.points_lots SET expires_at = greatest(expires_at, $2) WHERE id = ANY($1::text[])`,
    [shares.map((share) => share.lotId), new Date(now.getTime() + RETURNED_POINTS_LIFE_DAYS * DAY_MS)],
  );
}

async function changeLots(tx: Transaction, shares: readonly LotShare[], sign: 1 | -1): Promise<void> {
  await tx.query(
    `UPDATE payments.points_lots AS l SET remaining = l.remaining + s.points
     FROM unnest($1::text[], $2::int[]) AS s(id, points) WHERE l.id = s.id`,
    [shares.map((share) => share.lotId), shares.map((share) => sign * share.points)],
  );
}

export async function addLot(
  tx: Transaction,
  customerId: string,
  points: number,
  expiresAt: Date,
  now: Date,
): Promise<void> {
  await tx.query(
    `INSERT INTO payments.points_lots (id, customer_id, points, remaining, expires_at, created_at)
     VALUES ($1, $2, $3, $3, $4, $5)`,
    [newId('lot'), customerId, points, expiresAt, now],
  );
}

export function lotEnd(now: Date): Date {
  return new Date(now.getTime() + POINTS_LIFE_DAYS * DAY_MS);
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
