import type { Sql, Transaction } from '@depachika/database/database.ts';
import { newId } from '@depachika/time/ids.ts';
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
export async function post(tx: Transaction, movement: Movement): Promise<void> {
  const { customerId, kind, from, to, points } = movement;
  await tx.query(
    `WITH moved AS (
       UPDATE payments.points_balances SET spendable = spendable + $6, held = held + $7, pending = pending + $8
       WHERE customer_id = $2
     ), entry AS (
       INSERT INTO payments.points_transactions (id, customer_id, kind, order_id, expires_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $9) RETURNING id
     )
     INSERT INTO payments.points_postings (transaction_id, account, customer_id, points)
     SELECT id, account, $2, change FROM entry, unnest($10::text[], $11::int[]) AS p(account, change)`,
    [
      newId('ptx'),
      customerId,
      kind,
      movement.orderId ?? null,
      movement.expiresAt ?? null,
      changeOf('SPENDABLE', movement),
      changeOf('HELD', movement),
      changeOf('PENDING', movement),
      movement.now,
      [from, to],
      [-points, points],
    ],
  );
}

function changeOf(account: Account, { from, to, points }: Movement): number {
  return (to === account ? points : 0) - (from === account ? points : 0);
}

/** Holds the customer's row for the rest of the transaction: points of one customer move one after the other. */
export async function lockBalance(tx: Transaction, customerId: string): Promise<void> {
  await tx.query(
    `INSERT INTO payments.points_balances (customer_id) VALUES ($1)
     ON CONFLICT (customer_id) DO UPDATE SET customer_id = excluded.customer_id`,
    [customerId],
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
