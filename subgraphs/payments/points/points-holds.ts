import type { Sql, Transaction } from '@depachika/database/database.ts';
import { type LotShare, takeFromLots } from './points.ts';
import { liveLots, lockBalance, post, putBack, sum, takeShares } from './points-ledger.ts';

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
  await lockBalance(tx, request.customerId);
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
    customerId: request.customerId,
    kind: 'HELD',
    from: 'SPENDABLE',
    to: 'HELD',
    points: request.points,
    orderId: orderOf(request.key),
    now,
  });
  return { kind: 'held', points: request.points };
}

/** Moves the expiry of a live hold; never earlier. @returns false when the hold is unknown, over or already spent */
export async function extendPointsHold(
  sql: Sql,
  { key, expiresAt }: { readonly key: string; readonly expiresAt: Date },
  now: Date,
): Promise<boolean> {
  const rows = await sql.query(
    `UPDATE payments.points_holds SET expires_at = greatest(expires_at, $2)
     WHERE key = $1 AND status = 'HELD' AND expires_at > $3 RETURNING key`,
    [key, expiresAt, now],
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
  await putBack(tx, hold.lots, now);
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

/** Held points are gone for good. @returns false when nothing is held under this key, nor can be any more */
export async function spendPoints(tx: Transaction, key: string, now: Date): Promise<boolean> {
  const hold = await lockedHold(tx, key);
  if (hold?.status === 'SPENT') return true;
  if (hold?.status === 'EXPIRED') return spendAnew(tx, hold, now);
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

/** The order was confirmed in time, only word of it came after the hold's end: takes the points if they are still there. */
async function spendAnew(tx: Transaction, hold: HoldRow, now: Date): Promise<boolean> {
  const { key, customer_id: customerId, points } = hold;
  const shares = takeFromLots(await liveLots(tx, customerId, now), points, now);
  if (!shares) return false;
  await tx.query(`UPDATE payments.points_holds SET status = 'SPENT', lots = $2 WHERE key = $1`, [
    key,
    JSON.stringify(shares),
  ]);
  await takeShares(tx, shares);
  await post(tx, {
    customerId,
    kind: 'SPENT',
    from: 'SPENDABLE',
    to: 'REDEEMED',
    points,
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
  await putBack(tx, hold.lots, now);
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

/** Whatever an order took, under whichever of its keys. */
export async function returnPointsOfOrder(tx: Transaction, orderId: string, now: Date): Promise<void> {
  for (const hold of await holds(tx, [orderId, `${orderId}:2`])) await returnPoints(tx, hold.key, now);
}

/** @returns keys of holds past their expiry: a safety net, orders releases them long before */
export async function expiredHolds(sql: Sql, now: Date, limit: number): Promise<string[]> {
  const rows = await sql.query<{ key: string }>(
    `SELECT key FROM payments.points_holds WHERE status = 'HELD' AND expires_at <= $1 ORDER BY expires_at LIMIT $2`,
    [now, limit],
  );
  return rows.map((row) => row.key);
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

/** Holds are keyed by the order's id, a second attempt by `<order id>:2`. */
function orderOf(key: string): string {
  return key.split(':')[0] ?? key;
}
