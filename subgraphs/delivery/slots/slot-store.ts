import type { Sql, Transaction } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { Point } from '../zones/point.ts';
import type { Zone } from '../zones/zone.ts';
import { covers } from '../zones/zone-reader.ts';
import type { SlotsChange } from './bulk-slot-rules.ts';
import { SLOT_COLUMNS, SLOTS, type SlotRow } from './slot-reader.ts';
import type { Slot, SlotWindow } from './slot-rules.ts';

/** A slot, and the zone that serves a point: the slot's own or not. */
export interface SlotForPoint {
  readonly slot: Slot;
  readonly servingZoneId: string | null;
}

/** @param options.lock holds the slot's row, so that `taken` is the truth until the transaction ends */
export async function slotForPoint(
  sql: Sql,
  { slotId, point }: { readonly slotId: string; readonly point: Point },
  { lock }: { readonly lock: boolean },
): Promise<SlotForPoint | undefined> {
  const rows = await sql.query<SlotRow & { servingZoneId: string | null }>(
    `SELECT ${SLOT_COLUMNS}, (SELECT z.id FROM delivery.zones z WHERE ${covers('$3::float8', '$2::float8')}
       ORDER BY z.precedence LIMIT 1) AS "servingZoneId"
     FROM delivery.slots s JOIN delivery.zones z ON z.id = s.zone_id
     WHERE s.id = $1${lock ? ' FOR NO KEY UPDATE OF s' : ''}`,
    [slotId, point.latitude, point.longitude],
  );
  const row = rows[0];
  return row && { slot: row, servingZoneId: row.servingZoneId };
}

/** Adds windows that a zone does not have yet. */
export async function addSlots(
  sql: Sql,
  windows: readonly (SlotWindow & {
    readonly zone: Pick<Zone, 'id' | 'slotCapacity'>;
    readonly slotId?: string;
    readonly taken?: number;
  })[],
): Promise<void> {
  const rows = windows.map(({ zone, slotId, taken, ...window }) => ({
    ...window,
    id: slotId ?? newId('slt'),
    zoneId: zone.id,
    capacity: zone.slotCapacity,
    taken: taken ?? 0,
  }));
  await sql.query(
    `INSERT INTO delivery.slots (id, zone_id, date, starts_at, ends_at, cut_off_at, capacity, taken)
     SELECT id, "zoneId", date, "startsAt", "endsAt", "cutOffAt", capacity, taken
     FROM jsonb_to_recordset($1::jsonb) AS slot (id text, "zoneId" text, date text, "startsAt" timestamptz,
       "endsAt" timestamptz, "cutOffAt" timestamptz, capacity int, taken int)
     ON CONFLICT (zone_id, starts_at) DO NOTHING`,
    [JSON.stringify(rows)],
  );
}

/** Gives places back, one per entry. Slots are locked in the order of their ids, so that two givers never deadlock. */
export async function givePlacesBack(sql: Sql, slotIds: readonly string[]): Promise<void> {
  if (slotIds.length === 0) return;
  await sql.query(
    `WITH ended AS (SELECT id, count(*)::int AS places FROM unnest($1::text[]) AS slot (id) GROUP BY id),
       locked AS MATERIALIZED (
         SELECT s.id FROM delivery.slots s WHERE s.id = ANY($1::text[]) ORDER BY s.id FOR NO KEY UPDATE)
     UPDATE delivery.slots s SET taken = s.taken - ended.places
     FROM locked JOIN ended ON ended.id = locked.id WHERE s.id = locked.id`,
    [slotIds],
  );
}

/** Locks these slots in the order of their ids, as all do who lock several. */
export async function lockSlots(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.query('SELECT id FROM delivery.slots WHERE id = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE', [
    ids,
  ]);
}

/** @returns the slot with its row locked */
export async function lockSlot(tx: Transaction, id: string): Promise<Slot | undefined> {
  const rows = await tx.query<SlotRow>(`${SLOTS} WHERE s.id = $1 FOR NO KEY UPDATE OF s`, [id]);
  return rows[0];
}

/**
 * The slots of a zone on these dates and at these times in Japan that start after `now`, earliest first, each with its
 * row locked: in the order of their ids, as all do who lock several.
 */
export async function lockSlotsOfZone(
  tx: Transaction,
  { zoneId, from, to, startTimes }: Pick<SlotsChange, 'zoneId' | 'from' | 'to' | 'startTimes'>,
  now: Date,
): Promise<Slot[]> {
  const slots = await tx.query<SlotRow>(
    `${SLOTS} WHERE s.zone_id = $1 AND s.date BETWEEN $2 AND $3 AND s.starts_at > $4
       AND ($5::text[] IS NULL OR to_char(s.starts_at AT TIME ZONE 'Asia/Tokyo', 'HH24:MI') = ANY($5::text[]))
     ORDER BY s.id FOR NO KEY UPDATE OF s`,
    [zoneId, from, to, now, startTimes ?? null],
  );
  return slots.toSorted((one, other) => one.startsAt.getTime() - other.startsAt.getTime());
}

/** As {@link saveSlot}, all in one statement. */
export async function saveSlots(tx: Transaction, slots: readonly Slot[]): Promise<void> {
  if (slots.length === 0) return;
  await tx.query(
    `UPDATE delivery.slots s SET capacity = changed.capacity, closed = changed.closed, version = s.version + 1
     FROM unnest($1::text[], $2::int[], $3::boolean[]) AS changed (id, capacity, closed) WHERE s.id = changed.id`,
    [slots.map(({ id }) => id), slots.map(({ capacity }) => capacity), slots.map(({ closed }) => closed)],
  );
}

/** Stores what staff may change of a locked slot, as its next version. */
export async function saveSlot(tx: Transaction, { id, capacity, closed }: Slot): Promise<void> {
  await tx.query(
    'UPDATE delivery.slots SET capacity = $2, closed = $3, version = version + 1 WHERE id = $1',
    [id, capacity, closed],
  );
}
