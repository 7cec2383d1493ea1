import type { Sql, Transaction } from '@depachika/database/database.ts';
import type { LotShare } from './points.ts';

/** Points set aside under a key. A key that was released before anything was held is kept too, closed for ever. */
export interface PointsHold {
  readonly key: string;
  /** Empty for a key that was closed before anything was held. */
  readonly orderId: string;
  /** Empty for a key that was closed before anything was held. */
  readonly customerId: string;
  readonly points: number;
  readonly status: HoldStatus;
  /** The lots that the points came from. */
  readonly lots: readonly LotShare[];
  readonly expiresAt: Date;
}

export type HoldStatus = 'HELD' | 'SPENT' | 'RELEASED' | 'EXPIRED' | 'RETURNED';

const COLUMNS = `key, order_id AS "orderId", customer_id AS "customerId", points, status, lots, expires_at AS "expiresAt"`;

export async function findHolds(tx: Transaction, keys: readonly string[]): Promise<PointsHold[]> {
  return await tx.query<PointsHold & Record<string, unknown>>(
    `SELECT ${COLUMNS} FROM payments.points_holds WHERE key = ANY($1::text[])`,
    [keys],
  );
}

/** Whatever is or was held for an order, under whichever key. */
export async function holdsOfOrder(tx: Transaction, orderId: string): Promise<PointsHold[]> {
  return await tx.query<PointsHold & Record<string, unknown>>(
    `SELECT ${COLUMNS} FROM payments.points_holds WHERE order_id = $1 ORDER BY key`,
    [orderId],
  );
}

/** @returns false when the key is taken */
export async function insertHold(
  tx: Transaction,
  hold: Omit<PointsHold, 'status'>,
  now: Date,
): Promise<boolean> {
  const { key, orderId, customerId, points, lots, expiresAt } = hold;
  const rows = await tx.query(
    `INSERT INTO payments.points_holds (key, customer_id, points, status, lots, expires_at, created_at, order_id)
     VALUES ($1, $2, $3, 'HELD', $4, $5, $6, $7) ON CONFLICT (key) DO NOTHING RETURNING key`,
    [key, customerId, points, JSON.stringify(lots), expiresAt, now, orderId],
  );
  return rows.length === 1;
}

/** Locks the hold under this key; a key that was never used is closed for ever. */
export async function lockOrCloseKey(tx: Transaction, key: string, now: Date): Promise<PointsHold> {
  const [hold] = await tx.query<PointsHold & Record<string, unknown>>(
    `INSERT INTO payments.points_holds AS h (key, order_id, customer_id, points, status, lots, expires_at, created_at)
     VALUES ($1, '', '', 0, 'RELEASED', '[]', $2, $2)
     ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING ${COLUMNS}`,
    [key, now],
  );
  return hold!;
}

export async function setHoldStatus(tx: Transaction, key: string, status: HoldStatus): Promise<void> {
  await tx.query(`UPDATE payments.points_holds SET status = $2 WHERE key = $1`, [key, status]);
}

/** Spends a hold whose points were taken anew, from other lots. */
export async function setSpentFrom(tx: Transaction, key: string, lots: readonly LotShare[]): Promise<void> {
  await tx.query(`UPDATE payments.points_holds SET status = 'SPENT', lots = $2 WHERE key = $1`, [
    key,
    JSON.stringify(lots),
  ]);
}

/** Moves the expiry of a live hold; never earlier. @returns false when the hold is unknown, over or already spent */
export async function extendHold(
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

/** Keys of holds past their expiry. */
export async function expiredHolds(sql: Sql, now: Date, limit: number): Promise<string[]> {
  const rows = await sql.query<{ key: string }>(
    `SELECT key FROM payments.points_holds WHERE ${expired('$1')} ORDER BY expires_at LIMIT $2`,
    [now, limit],
  );
  return rows.map((row) => row.key);
}

/** Whether {@link expiredHolds} would find something. */
export function isHoldExpiredSql(now: string): string {
  return `EXISTS (${expiredSinceSql(now)})`;
}

/** SQL: when they expired. */
export function expiredSinceSql(now: string): string {
  return `SELECT expires_at AS since FROM payments.points_holds WHERE ${expired(now)}`;
}

function expired(now: string): string {
  return `status = 'HELD' AND expires_at <= ${now}`;
}
