import type { Sql } from '@depachika/database/database.ts';
import { SLOT_COLUMNS } from '../slots/slot-reader.ts';
import type { Slot } from '../slots/slot-rules.ts';
import type { Zone } from '../zones/zone.ts';
import { covers, ZONE_COLUMNS } from '../zones/zone-reader.ts';
import type { ServedPlace } from './promise-rules.ts';

/** Points by their keys: `pointKey`. */
export type ServedPlaces = ReadonlyMap<string, ServedPlace>;

/** The serving zone of each point that has one, with its slots, closed and full ones too: one statement for all. */
export async function servedPlaces(
  sql: Sql,
  keys: readonly string[],
  { from, until }: { readonly from: Date; readonly until: Date },
): Promise<ServedPlaces> {
  const points = keys.map((key) => key.split(' ').map(Number));
  const rows = await sql.query<{ place: number; slots: SlotText[] } & Zone & Record<string, unknown>>(
    `SELECT asked.place::int, serving.*, ahead.slots FROM unnest($1::float8[], $2::float8[])
       WITH ORDINALITY AS asked (latitude, longitude, place)
     CROSS JOIN LATERAL (
       SELECT ${ZONE_COLUMNS} FROM delivery.zones z WHERE ${covers('asked.longitude', 'asked.latitude')}
       ORDER BY z.precedence LIMIT 1) AS serving
     CROSS JOIN LATERAL (
       SELECT coalesce(jsonb_agg(to_jsonb(slot) ORDER BY slot."startsAt", slot.id), '[]') AS slots FROM (
         SELECT ${SLOT_COLUMNS} FROM delivery.slots s JOIN delivery.zones z ON z.id = s.zone_id
         WHERE s.zone_id = serving.id AND s.starts_at > $3 AND s.starts_at < $4) AS slot) AS ahead`,
    [points.map(([latitude]) => latitude), points.map(([, longitude]) => longitude), from, until],
  );
  return new Map(
    rows.map(({ place, slots, ...zone }) => [keys[place - 1]!, { zone, slots: slots.map(slotOf) }]),
  );
}

/** A slot as JSON has it. */
type SlotText = Omit<Slot, 'startsAt' | 'endsAt' | 'cutOffAt'> &
  Record<'startsAt' | 'endsAt' | 'cutOffAt', string>;

function slotOf(slot: SlotText): Slot {
  const { startsAt, endsAt, cutOffAt } = slot;
  return {
    ...slot,
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
    cutOffAt: new Date(cutOffAt),
  };
}
