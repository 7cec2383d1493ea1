import type { Transaction } from '@depachika/database/database.ts';
import type { ReservationStatus, ReservedPart } from '../reservations/reservation.ts';
import { partsOf } from '../reservations/reservation-store.ts';

/** RETURN makes an order's stock available again; SHIP takes it out of the books. */
export type EndingKind = 'RETURN' | 'SHIP';

/** Work that is still to be done with the stock of an order. */
export interface Ending {
  readonly key: string;
  readonly kind: EndingKind;
  readonly orderId: string;
}

/**
 * The outcome for a reservation: its parts; `before` when it is the order's already, or was; `gone` when there is none.
 */
export type Allocation = readonly ReservedPart[] | 'before' | 'gone';

/**
 * Gives held reservations to their orders. A hold past its expiry that nobody ended yet still holds the stock.
 * A key without a reservation is closed.
 */
export async function allocate(
  tx: Transaction,
  keys: readonly string[],
  now: Date,
): Promise<Map<string, Allocation>> {
  const rows = await tx.query<{ key: string }>(
    `WITH held AS MATERIALIZED (
       SELECT key FROM inventory.reservations WHERE key = ANY($1::text[]) AND status = 'HELD' ORDER BY key FOR UPDATE
     )
     UPDATE inventory.reservations AS reservation SET status = 'ALLOCATED', allocated_at = $2
     FROM held WHERE reservation.key = held.key RETURNING reservation.key`,
    [keys, now],
  );
  const allocated = rows.map(({ key }) => key);
  const parts = allocated.length > 0 ? await partsOf(tx, allocated) : [];
  const allocations = new Map<string, Allocation>(
    allocated.map((key) => [key, parts.filter((part) => part.key === key)]),
  );
  for (const key of keys) {
    if (!allocations.has(key)) allocations.set(key, await notAllocated(tx, key, now));
  }
  return allocations;
}

async function notAllocated(tx: Transaction, key: string, now: Date): Promise<'before' | 'gone'> {
  const rows = await tx.query<{ allocated: boolean }>(
    'SELECT allocated_at IS NOT NULL AS allocated FROM inventory.reservations WHERE key = $1',
    [key],
  );
  if (rows[0]?.allocated) return 'before';
  if (!rows[0]) await leaveTombstone(tx, key, now);
  return 'gone';
}

/**
 * Notes what is to be done, once per reservation. An ended order that never held anything closes its key instead.
 * @throws when an order was shipped whose stock had gone before: its pieces have left without being booked
 */
export async function requestEnding(
  tx: Transaction,
  { key, kind, orderId }: Ending,
  now: Date,
): Promise<void> {
  if (kind === 'RETURN' && (await leaveTombstone(tx, key, now))) return;
  const rows = await tx.query<{ status: ReservationStatus }>(
    'SELECT status FROM inventory.reservations WHERE key = $1',
    [key],
  );
  const status = rows[0]?.status;
  if (status === 'HELD' || status === 'ALLOCATED') {
    await tx.query(
      `INSERT INTO inventory.endings (reservation_key, kind, order_id, requested_at, not_before)
       VALUES ($1, $2, $3, $4, $4) ON CONFLICT (reservation_key) DO NOTHING`,
      [key, kind, orderId, now],
    );
  } else if (kind === 'SHIP' && status !== 'SHIPPED') {
    throw new Error(`Order ${orderId} was shipped, but its reservation ${key} is ${status ?? 'unknown'}`);
  }
}

/** @returns false when the key is known */
async function leaveTombstone(tx: Transaction, key: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO inventory.reservations (key, status, lines_hash, expires_at, created_at, ended_at)
     VALUES ($1, 'RELEASED', '', $2, $2, $2) ON CONFLICT (key) DO NOTHING RETURNING key`,
    [key, now],
  );
  return rows.length > 0;
}

/** SQL: whether {@link dueEndings} has something to do; `$1` is the time. */
export const ENDINGS_DUE = 'EXISTS (SELECT 1 FROM inventory.endings WHERE not_before <= $1)';

/** SQL: since when endings are wanted, those that wait to be tried again included. */
export const ENDINGS_SINCE = 'SELECT requested_at AS since FROM inventory.endings';

/** Takes at most `limit` endings that are due and that nobody else works on. */
export function dueEndings(tx: Transaction, limit: number, now: Date): Promise<Ending[]> {
  return tx.query<Ending & Record<string, unknown>>(
    `SELECT reservation_key AS key, kind, order_id AS "orderId" FROM inventory.endings WHERE not_before <= $1
     ORDER BY not_before, reservation_key LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [now, limit],
  );
}

/** One ending, if it is still to be done and nobody else works on it. */
export function lockEnding(tx: Transaction, key: string): Promise<Ending[]> {
  return tx.query<Ending & Record<string, unknown>>(
    `SELECT reservation_key AS key, kind, order_id AS "orderId" FROM inventory.endings
     WHERE reservation_key = $1 FOR UPDATE SKIP LOCKED`,
    [key],
  );
}

/** Marks these reservations as ended. @returns the keys of those that were active until now, whose stock is to be moved */
export async function endReservations(
  tx: Transaction,
  endings: readonly Ending[],
  now: Date,
): Promise<Set<string>> {
  const rows = await tx.query<{ key: string }>(
    `WITH locked AS MATERIALIZED (
       SELECT reservation.key, ending.status FROM inventory.reservations AS reservation
       JOIN unnest($1::text[], $2::text[]) AS ending (key, status) ON ending.key = reservation.key
       ORDER BY reservation.key FOR UPDATE OF reservation
     )
     UPDATE inventory.reservations AS reservation SET status = locked.status, ended_at = $3
     FROM locked WHERE reservation.key = locked.key AND reservation.status IN ('HELD', 'ALLOCATED')
     RETURNING reservation.key`,
    [
      endings.map(({ key }) => key),
      endings.map(({ kind }) => (kind === 'SHIP' ? 'SHIPPED' : 'RELEASED')),
      now,
    ],
  );
  return new Set(rows.map(({ key }) => key));
}

export async function forgetEndings(tx: Transaction, endings: readonly Ending[]): Promise<void> {
  await tx.query('DELETE FROM inventory.endings WHERE reservation_key = ANY($1::text[])', [
    endings.map(({ key }) => key),
  ]);
}

/** Puts a failed ending off: 5 s at first, twice as long each time, 5 min at most. */
export async function putOff(tx: Transaction, key: string, now: Date): Promise<void> {
  await tx.query(
    `UPDATE inventory.endings SET attempts = attempts + 1,
       not_before = $2::timestamptz + least(interval '5 s' * 2 ^ least(attempts, 10), interval '5 min')
     WHERE reservation_key = $1`,
    [key, now],
  );
}
