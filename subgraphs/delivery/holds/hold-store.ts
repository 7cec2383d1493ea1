import { claimDueRows } from '@depachika/background/due-rows.ts';
import type { Sql, Transaction } from '@depachika/database/database.ts';
import { SLOT_COLUMNS } from '../slots/slot-reader.ts';
import type { Slot } from '../slots/slot-rules.ts';
import { givePlacesBack } from '../slots/slot-store.ts';
import type { Point } from '../zones/point.ts';
import type { HoldStatus, NewHold } from './hold.ts';

/** Takes a place in a slot whose row is locked. @returns false when the key is known already: nothing was taken */
export async function takePlace(tx: Transaction, hold: NewHold, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `WITH held AS (
       INSERT INTO delivery.holds (key, order_id, slot_id, customer_id, status, expires_at, created_at, latitude, longitude)
       VALUES ($1, $2, $3, $4, 'HELD', $5, $6, $7, $8) ON CONFLICT (key) DO NOTHING RETURNING slot_id)
     UPDATE delivery.slots SET taken = taken + 1 WHERE id = (SELECT slot_id FROM held) RETURNING id`,
    [
      ...[hold.key, hold.orderId, hold.slotId, hold.customerId, hold.expiresAt, now],
      ...[hold.point.latitude, hold.point.longitude],
    ],
  );
  return rows.length > 0;
}

/** A hold with the slot that it is in; none for a tombstone. */
export async function findHold(
  sql: Sql,
  key: string,
): Promise<{ readonly status: HoldStatus; readonly slot: Slot | undefined } | undefined> {
  const rows = await sql.query<Omit<Slot, 'id'> & { id: string | null; holdStatus: HoldStatus }>(
    `SELECT h.status AS "holdStatus", ${SLOT_COLUMNS} FROM delivery.holds h
     LEFT JOIN delivery.slots s ON s.id = h.slot_id LEFT JOIN delivery.zones z ON z.id = s.zone_id
     WHERE h.key = $1`,
    [key],
  );
  const row = rows[0];
  if (!row) return undefined;
  const { holdStatus, id, ...slot } = row;
  return { status: holdStatus, slot: id === null ? undefined : { ...slot, id } };
}

/** Moves the expiry, never to an earlier moment. @returns false when the hold is not live */
export async function moveExpiry(
  sql: Sql,
  { key, expiresAt }: { readonly key: string; readonly expiresAt: Date },
  now: Date,
): Promise<boolean> {
  const rows = await sql.query(
    `UPDATE delivery.holds SET expires_at = greatest(expires_at, $2)
     WHERE key = $1 AND status = 'HELD' AND expires_at > $3 RETURNING key`,
    [key, expiresAt, now],
  );
  return rows.length > 0;
}

interface LockedHold {
  readonly status: HoldStatus;
  readonly slotId: string | null;
}

/** Locks a hold, or leaves a tombstone, of no order, on a key that holds nothing. @returns what it was, or the tombstone */
export async function lockOrClose(tx: Transaction, key: string, now: Date): Promise<LockedHold> {
  const rows = await tx.query<{ status: HoldStatus; slotId: string | null }>(
    `INSERT INTO delivery.holds (key, order_id, customer_id, status, expires_at, created_at)
     VALUES ($1, '', '', 'RELEASED', $2, $2)
     ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING status, slot_id AS "slotId"`,
    [key, now],
  );
  return rows[0]!;
}

/** Closes a key for ever. @returns true when this gave a place back: only a hold that no order confirmed does */
export async function closeHold(tx: Transaction, key: string, now: Date): Promise<boolean> {
  const { status, slotId } = await lockOrClose(tx, key, now);
  if (status !== 'HELD') return false;
  await tx.query(`UPDATE delivery.holds SET status = 'RELEASED', ${NO_POINT} WHERE key = $1`, [key]);
  await givePlacesBack(tx, [slotId!]);
  return true;
}

/** A place that became an order's own. */
export interface ConfirmedPlace {
  readonly slotId: string;
  /** Where the order is to be brought; undefined of a hold that is older than this. */
  readonly point: Point | undefined;
}

/** SQL: a hold knows where its order is to be brought while it holds, and no longer. */
const NO_POINT = 'latitude = NULL, longitude = NULL';

/** Makes live holds their orders' own. @returns their places by key; those that are not HELD have none */
export async function confirmHolds(
  tx: Transaction,
  holds: readonly { readonly holdKey: string; readonly customerId: string }[],
): Promise<Map<string, ConfirmedPlace>> {
  const rows = await tx.query<{
    key: string;
    slotId: string;
    latitude: number | null;
    longitude: number | null;
  }>(
    `WITH held AS MATERIALIZED (
       SELECT h.key, asked.customer_id, h.latitude, h.longitude FROM delivery.holds AS h
       JOIN unnest($1::text[], $2::text[]) AS asked (key, customer_id) ON asked.key = h.key
       WHERE h.status = 'HELD' ORDER BY h.key FOR UPDATE OF h
     )
     UPDATE delivery.holds AS h SET status = 'CONFIRMED', customer_id = held.customer_id, ${NO_POINT}
     FROM held WHERE h.key = held.key
     RETURNING h.key, h.slot_id AS "slotId", held.latitude, held.longitude`,
    [holds.map(({ holdKey }) => holdKey), holds.map(({ customerId }) => customerId)],
  );
  return new Map(
    rows.map(({ key, slotId, latitude, longitude }) => [
      key,
      { slotId, point: latitude === null || longitude === null ? undefined : { latitude, longitude } },
    ]),
  );
}

/**
 * Ends what an order held, or closes its key. The slot is not touched, because a batch of events would lock slots in
 * the order of its events and deadlock with others: `returnPlaces` follows.
 */
export async function endHold(tx: Transaction, key: string, now: Date): Promise<void> {
  await lockOrClose(tx, key, now);
  await tx.query(
    `UPDATE delivery.holds SET status = CASE status WHEN 'HELD' THEN 'RELEASED' ELSE 'ENDED' END, place_due = true,
       ${NO_POINT}
     WHERE key = $1 AND status IN ('HELD', 'CONFIRMED')`,
    [key],
  );
}

/** Ends the place of an order whose parcel will never come to the door; {@link returnPlaces} follows, as for {@link endHold}. */
export async function giveUpPlace(tx: Transaction, orderId: string): Promise<void> {
  await tx.query(
    `UPDATE delivery.holds SET status = 'ENDED', place_due = true WHERE order_id = $1 AND status = 'CONFIRMED'`,
    [orderId],
  );
}

/**
 * Moves an order's place to another slot; both slots' rows are locked. The new place is confirmed under a key of its own,
 * since a key is one slot's for ever.
 */
export async function movePlace(
  tx: Transaction,
  move: {
    readonly key: string;
    readonly orderId: string;
    readonly customerId: string;
    readonly from: string;
    readonly to: string;
  },
  now: Date,
): Promise<void> {
  const ended = await tx.query<{ slotId: string }>(
    `UPDATE delivery.holds SET status = 'ENDED' WHERE order_id = $1 AND slot_id = $2 AND status = 'CONFIRMED'
     RETURNING slot_id AS "slotId"`,
    [move.orderId, move.from],
  );
  await giveBack(tx, ended);
  await tx.query(
    `WITH booked AS (
       INSERT INTO delivery.holds (key, order_id, slot_id, customer_id, status, expires_at, created_at)
       VALUES ($1, $2, $3, $4, 'CONFIRMED', $5, $5))
     UPDATE delivery.slots SET taken = taken + 1 WHERE id = $3`,
    [move.key, move.orderId, move.to, move.customerId, now],
  );
}

/** SQL: whether {@link returnPlaces} has something to do. */
export const PLACES_DUE = 'EXISTS (SELECT 1 FROM delivery.holds WHERE place_due)';

/** SQL: the same, of which nothing says since when. */
export const PLACES_DUE_SINCE = 'SELECT NULL::timestamptz AS since FROM delivery.holds WHERE place_due';

/** Frees the places of holds that ended with their orders. @returns how many, `limit` at most */
export async function returnPlaces(tx: Transaction, limit: number): Promise<number> {
  const claim = { ...HOLDS, due: 'place_due', orderBy: 'key', limit, set: 'place_due = false' };
  return giveBack(tx, await claimDueRows(tx, claim, []));
}

const isDue = (now: string) => `status = 'HELD' AND expires_at <= ${now}`;

/** SQL: whether {@link expireHolds} has something to do; `$1` is the time. */
export const HOLDS_DUE = `EXISTS (${expiredSinceSql('$1')})`;

/** SQL: when they expired. */
export function expiredSinceSql(now: string): string {
  return `SELECT expires_at AS since FROM delivery.holds WHERE ${isDue(now)}`;
}

/** Ends holds that nobody released in time. @returns how many, `limit` at most */
export async function expireHolds(tx: Transaction, limit: number, now: Date): Promise<number> {
  const claim = {
    ...HOLDS,
    due: isDue('$1'),
    orderBy: 'expires_at',
    limit,
    set: `status = 'EXPIRED', ${NO_POINT}`,
  };
  return giveBack(tx, await claimDueRows(tx, claim, [now]));
}

const HOLDS = { table: 'delivery.holds', key: 'key', returning: 'slot_id AS "slotId"' };

async function giveBack(tx: Transaction, ended: readonly { readonly slotId: string }[]): Promise<number> {
  await givePlacesBack(
    tx,
    ended.map(({ slotId }) => slotId),
  );
  return ended.length;
}
