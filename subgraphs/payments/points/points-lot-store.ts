import type { Transaction } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { giveBack, type LotShare, type PointsCondition, type PointsLot } from './points.ts';

/*
 * The lots of a customer change while their balance is locked, as everywhere: see `lockBalance`.
 */

/** Those that can be spent now. */
export function liveLots(tx: Transaction, customerId: string, now: Date): Promise<PointsLot[]> {
  return lotsOf(tx, { customerId, where: 'waits_for IS NULL' }, now);
}

/** Those that have not ended, also while they wait for something: debts are paid with them. */
export function ownedLots(tx: Transaction, customerId: string, now: Date): Promise<PointsLot[]> {
  return lotsOf(tx, { customerId, where: 'true' }, now);
}

async function lotsOf(
  tx: Transaction,
  { customerId, where }: { readonly customerId: string; readonly where: string },
  now: Date,
): Promise<PointsLot[]> {
  const rows = await tx.query<{ id: string; remaining: number; expires_at: Date }>(
    `SELECT id, remaining, expires_at FROM payments.points_lots
     WHERE customer_id = $1 AND remaining > 0 AND expires_at > $2 AND ${where}`,
    [customerId, now],
  );
  return rows.map((row) => ({ id: row.id, remaining: row.remaining, expiresAt: row.expires_at }));
}

export async function takeShares(tx: Transaction, shares: readonly LotShare[]): Promise<void> {
  await changeLots(tx, shares, -1);
}

/** Back into the lots they came from; what would end too soon gets a lot of its own. */
export async function putBack(
  tx: Transaction,
  { customerId, lots }: { readonly customerId: string; readonly lots: readonly LotShare[] },
  now: Date,
): Promise<void> {
  const ends = await endsOf(tx, lots);
  const { kept, renewed } = giveBack(
    lots.map((share) => ({ ...share, expiresAt: ends.get(share.lotId) ?? now })),
    now,
  );
  if (kept.length > 0) await changeLots(tx, kept, 1);
  if (renewed.points > 0) await addLot(tx, { customerId, ...renewed }, now);
}

async function endsOf(tx: Transaction, shares: readonly LotShare[]): Promise<Map<string, Date>> {
  const rows = await tx.query<{ id: string; expires_at: Date }>(
    `SELECT id, expires_at FROM payments.points_lots WHERE id = ANY($1::text[])`,
    [shares.map(({ lotId }) => lotId)],
  );
  return new Map(rows.map((row) => [row.id, row.expires_at]));
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
  lot: {
    readonly customerId: string;
    readonly points: number;
    readonly expiresAt: Date;
    readonly waitsFor?: PointsCondition | null;
  },
  now: Date,
): Promise<void> {
  const { customerId, points, expiresAt, waitsFor = null } = lot;
  await tx.query(
    `INSERT INTO payments.points_lots (id, customer_id, points, remaining, expires_at, created_at, waits_for)
     VALUES ($1, $2, $3, $3, $4, $5, $6)`,
    [newId('lot'), customerId, points, expiresAt, now, waitsFor],
  );
}

/** What these lots waited for has happened: they can be spent. One statement, which locks a balance only when some wait. */
export async function freeLots(
  tx: Transaction,
  customerId: string,
  condition: PointsCondition,
): Promise<void> {
  await tx.query(
    `WITH locked AS MATERIALIZED (
       SELECT b.customer_id FROM payments.points_balances AS b
       WHERE b.customer_id = $1 AND EXISTS (SELECT FROM payments.points_lots AS l
         WHERE l.customer_id = b.customer_id AND l.remaining > 0 AND l.waits_for = $2)
       FOR UPDATE
     )
     UPDATE payments.points_lots AS l SET waits_for = NULL FROM locked
     WHERE l.customer_id = locked.customer_id AND l.remaining > 0 AND l.waits_for = $2`,
    [customerId, condition],
  );
}

export interface LapsedPoints {
  readonly customerId: string;
  readonly points: number;
}

/** Empties lots of these customers that are past their end. @returns what was left in them, by customer */
export async function emptyOldLots(
  tx: Transaction,
  customerIds: readonly string[],
  now: Date,
): Promise<LapsedPoints[]> {
  const rows = await tx.query<{ customer_id: string; points: number }>(
    `WITH old AS (
       SELECT id, customer_id, remaining FROM payments.points_lots
       WHERE ${ended('$1')} AND customer_id = ANY($2::text[])
     ), emptied AS (
       UPDATE payments.points_lots AS l SET remaining = 0 FROM old WHERE l.id = old.id
     )
     SELECT customer_id, sum(remaining)::int AS points FROM old GROUP BY customer_id ORDER BY customer_id`,
    [now, customerIds],
  );
  return rows.map((row) => ({ customerId: row.customer_id, points: row.points }));
}

/** Locks the balances of up to `limit` customers that have points past their end; those that are locked wait. */
export async function lockWithOldLots(tx: Transaction, now: Date, limit: number): Promise<string[]> {
  const rows = await tx.query<{ customer_id: string }>(
    `SELECT customer_id FROM payments.points_balances
     WHERE customer_id IN (SELECT customer_id FROM payments.points_lots WHERE ${ended('$1')} LIMIT $2)
     ORDER BY customer_id FOR UPDATE SKIP LOCKED`,
    [now, limit],
  );
  return rows.map((row) => row.customer_id);
}

/** Whether {@link lockWithOldLots} would find somebody. */
export function isLotEndedSql(now: string): string {
  return `EXISTS (${endedSinceSql(now)})`;
}

/** SQL: when they ended. */
export function endedSinceSql(now: string): string {
  return `SELECT expires_at AS since FROM payments.points_lots WHERE ${ended(now)}`;
}

function ended(now: string): string {
  return `remaining > 0 AND expires_at <= ${now}`;
}
