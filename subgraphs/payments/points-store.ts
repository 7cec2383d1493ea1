import type { Sql, Transaction } from '@depachika/database/database.ts';
import { newId } from '@depachika/time/ids.ts';
import {
  type LotShare,
  POINTS_LIFE_DAYS,
  type PointsLot,
  RETURNED_POINTS_LIFE_DAYS,
  takeFromLots,
} from './points.ts';

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

export type HoldOutcome =
  | { readonly kind: 'held'; readonly points: number }
  | { readonly kind: 'insufficient'; readonly spendable: number }
  | { readonly kind: 'closed' };

export interface PointsHoldRequest {
  readonly key: string;
  readonly customerId: string;
  /** 1 or more. */
  readonly points: number;
  readonly expiresAt: Date;
}

/** Sets points aside under a key, oldest first. The same key again returns the first answer. */
export async function holdPoints(
  tx: Transaction,
  request: PointsHoldRequest,
  now: Date,
): Promise<HoldOutcome> {
  const balance = await lockBalance(tx, request.customerId);
  const [existing] = await holds(tx, [request.key]);
  if (existing)
    return existing.status === 'HELD' ? { kind: 'held', points: existing.points } : { kind: 'closed' };
  const lots = await liveLots(tx, request.customerId, now);
  const shares = takeFromLots(lots, request.points, now);
  if (!shares) return { kind: 'insufficient', spendable: sum(lots.map((lot) => lot.remaining)) };
  const inserted = await tx.query(
    `INSERT INTO payments.points_holds (key, customer_id, points, status, lots, expires_at, created_at)
     VALUES ($1, $2, $3, 'HELD', $4, $5, $6) ON CONFLICT (key) DO NOTHING RETURNING key`,
    [request.key, request.customerId, request.points, JSON.stringify(shares), request.expiresAt, now],
  );
  if (inserted.length === 0) return { kind: 'closed' };
  await takeShares(tx, shares);
  await post(tx, {
    customerId: balance.customerId,
    kind: 'HELD',
    from: 'SPENDABLE',
    to: 'HELD',
    points: request.points,
    orderId: orderOf(request.key),
    now,
  });
  return { kind: 'held', points: request.points };
}

/** Moves the expiry of a live hold; never earlier. */
export async function extendPointsHold(sql: Sql, key: string, expiresAt: Date): Promise<boolean> {
  const rows = await sql.query(
    `UPDATE payments.points_holds SET expires_at = greatest(expires_at, $2)
     WHERE key = $1 AND status = 'HELD' RETURNING key`,
    [key, expiresAt],
  );
  return rows.length > 0;
}

/** Gives held points back and closes the key for ever, known or not. @returns true when something was given back */
export async function releasePoints(
  tx: Transaction,
  key: string,
  now: Date,
  end: 'RELEASED' | 'EXPIRED' = 'RELEASED',
): Promise<boolean> {
  const customerId = await holdOwner(tx, key);
  if (customerId) await lockBalance(tx, customerId);
  const [hold] = await tx.query<HoldRow & { was: string }>(
    `INSERT INTO payments.points_holds AS h (key, customer_id, points, status, lots, expires_at, created_at)
     VALUES ($1, '', 0, 'RELEASED', '[]', $2, $2)
     ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING ${HOLD_COLUMNS}`,
    [key, now],
  );
  if (hold?.status !== 'HELD') return false;
  if (end === 'EXPIRED' && hold.expires_at > now) return false;
  await tx.query(`UPDATE payments.points_holds SET status = $2 WHERE key = $1`, [key, end]);
  await giveBack(tx, hold, now);
  await post(tx, {
    customerId: hold.customer_id,
    kind: 'RELEASED',
    from: 'HELD',
    to: 'SPENDABLE',
    points: hold.points,
    orderId: orderOf(key),
    now,
  });
  return true;
}

/** Held points are gone for good. @returns false when there is no live hold */
export async function spendPoints(tx: Transaction, key: string, now: Date): Promise<boolean> {
  const hold = await lockedHold(tx, key);
  if (hold?.status === 'SPENT') return true;
  if (hold?.status !== 'HELD') return false;
  await tx.query(`UPDATE payments.points_holds SET status = 'SPENT' WHERE key = $1`, [key]);
  await post(tx, {
    customerId: hold.customer_id,
    kind: 'SPENT',
    from: 'HELD',
    to: 'REDEEMED',
    points: hold.points,
    orderId: orderOf(key),
    now,
  });
  return true;
}

/** An order ended: held points are released, spent ones come back. Does nothing the second time. */
export async function returnPoints(tx: Transaction, key: string, now: Date): Promise<void> {
  const hold = await lockedHold(tx, key);
  if (hold?.status !== 'SPENT') {
    await releasePoints(tx, key, now);
    return;
  }
  await tx.query(`UPDATE payments.points_holds SET status = 'RETURNED' WHERE key = $1`, [key]);
  await giveBack(tx, hold, now);
  await post(tx, {
    customerId: hold.customer_id,
    kind: 'RETURNED',
    from: 'REDEEMED',
    to: 'SPENDABLE',
    points: hold.points,
    orderId: orderOf(key),
    now,
  });
}

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

/** Promises what an order will earn when it is delivered; once per order. */
export async function promiseAward(tx: Transaction, award: Award, now: Date): Promise<void> {
  await lockBalance(tx, award.customerId);
  const added = await tx.query(
    `INSERT INTO payments.points_awards (order_id, customer_id, points, status, created_at)
     VALUES ($1, $2, $3, 'PENDING', $4) ON CONFLICT (order_id) DO NOTHING RETURNING order_id`,
    [award.orderId, award.customerId, award.points, now],
  );
  if (added.length === 0) return;
  await post(tx, { ...award, kind: 'PROMISED', from: 'ISSUED', to: 'PENDING', now });
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

/** @returns keys of holds past their expiry: a safety net, orders releases them long before */
export async function expiredHolds(sql: Sql, now: Date, limit: number): Promise<string[]> {
  const rows = await sql.query<{ key: string }>(
    `SELECT key FROM payments.points_holds WHERE status = 'HELD' AND expires_at <= $1 ORDER BY expires_at LIMIT $2`,
    [now, limit],
  );
  return rows.map((row) => row.key);
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
async function post(tx: Transaction, movement: Movement): Promise<void> {
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
async function lockBalance(tx: Transaction, customerId: string): Promise<{ customerId: string }> {
  await tx.query(
    `INSERT INTO payments.points_balances (customer_id) VALUES ($1)
     ON CONFLICT (customer_id) DO UPDATE SET customer_id = excluded.customer_id`,
    [customerId],
  );
  return { customerId };
}

async function liveLots(tx: Transaction, customerId: string, now: Date): Promise<PointsLot[]> {
  const rows = await tx.query<{ id: string; remaining: number; expires_at: Date }>(
    `SELECT id, remaining, expires_at FROM payments.points_lots
     WHERE customer_id = $1 AND remaining > 0 AND expires_at > $2`,
    [customerId, now],
  );
  return rows.map((row) => ({ id: row.id, remaining: row.remaining, expiresAt: row.expires_at }));
}

async function takeShares(tx: Transaction, shares: readonly LotShare[]): Promise<void> {
  await changeLots(tx, shares, -1);
}

/** Back into the lots they came from; what would end too soon lives a little longer. */
async function giveBack(tx: Transaction, hold: HoldRow, now: Date): Promise<void> {
  await changeLots(tx, hold.lots, 1);
  await tx.query(
    `UPDATE payments.points_lots SET expires_at = greatest(expires_at, $2) WHERE id = ANY($1::text[])`,
    [hold.lots.map((share) => share.lotId), new Date(now.getTime() + RETURNED_POINTS_LIFE_DAYS * DAY_MS)],
  );
}

async function changeLots(tx: Transaction, shares: readonly LotShare[], sign: 1 | -1): Promise<void> {
  await tx.query(
    `UPDATE payments.points_lots AS l SET remaining = l.remaining + s.points
     FROM unnest($1::text[], $2::int[]) AS s(id, points) WHERE l.id = s.id`,
    [shares.map((share) => share.lotId), shares.map((share) => sign * share.points)],
  );
}

async function addLot(
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

function lotEnd(now: Date): Date {
  return new Date(now.getTime() + POINTS_LIFE_DAYS * DAY_MS);
}

type HoldRow = {
  key: string;
  customer_id: string;
  points: number;
  status: 'HELD' | 'SPENT' | 'RELEASED' | 'EXPIRED' | 'RETURNED';
  lots: LotShare[];
  expires_at: Date;
};

const HOLD_COLUMNS = 'key, customer_id, points, status, lots, expires_at';

function holds(tx: Transaction, keys: readonly string[]): Promise<HoldRow[]> {
  return tx.query<HoldRow>(`SELECT ${HOLD_COLUMNS} FROM payments.points_holds WHERE key = ANY($1::text[])`, [
    keys,
  ]);
}

async function holdOwner(tx: Transaction, key: string): Promise<string | undefined> {
  const [hold] = await holds(tx, [key]);
  return hold?.customer_id || undefined;
}

/** The hold with its customer's balance locked first, as everywhere: two orders of lock would deadlock. */
async function lockedHold(tx: Transaction, key: string): Promise<HoldRow | undefined> {
  const customerId = await holdOwner(tx, key);
  if (!customerId) return undefined;
  await lockBalance(tx, customerId);
  const [hold] = await holds(tx, [key]);
  return hold;
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

/** Holds are keyed by the order's id, a second attempt by `<order id>:2`. */
function orderOf(key: string): string {
  return key.split(':')[0] ?? key;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
