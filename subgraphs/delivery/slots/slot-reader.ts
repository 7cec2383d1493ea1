import type { Sql } from '@depachika/database/database.ts';
import type { Slot } from './slot-rules.ts';

/** Slots as they are read, each lookup one statement for any number of keys. */
export interface SlotReader {
  byId(ids: readonly string[]): Promise<Map<string, Slot>>;
  /** All slots of a zone on these dates in Japan, both included, earliest first; of several zones at once. */
  onDates(zoneIds: readonly string[], span: DateSpan): Promise<Map<string, Slot[]>>;
  /** Places that orders which are not confirmed hold, by slot; slots without one are left out. */
  held(slotIds: readonly string[]): Promise<Map<string, number>>;
  /** Slots that start after `from` and before `until`, by zone, earliest first. */
  ofZones(
    zoneIds: readonly string[],
    span: { readonly from: Date; readonly until: Date },
  ): Promise<Map<string, Slot[]>>;
}

/** Dates in Japan, `YYYY-MM-DD`, both included. */
export interface DateSpan {
  readonly from: string;
  readonly to: string;
}

export function createSlotReader(database: Sql): SlotReader {
  return {
    async byId(ids) {
      const slots = await database.query<SlotRow>(`${SLOTS} WHERE s.id = ANY($1::text[])`, [ids]);
      return new Map(slots.map((slot) => [slot.id, slot]));
    },
    async onDates(zoneIds, { from, to }) {
      const slots = await database.query<SlotRow>(
        `${SLOTS} WHERE s.zone_id = ANY($1::text[]) AND s.date BETWEEN $2 AND $3 ORDER BY s.starts_at, s.id`,
        [zoneIds, from, to],
      );
      return Map.groupBy<string, Slot>(slots, ({ zoneId }) => zoneId);
    },
    async held(slotIds) {
      const rows = await database.query<{ id: string; places: number }>(
        `SELECT slot_id AS id, count(*)::int AS places FROM delivery.holds
         WHERE slot_id = ANY($1::text[]) AND status = 'HELD' GROUP BY slot_id`,
        [slotIds],
      );
      return new Map(rows.map(({ id, places }) => [id, places]));
    },
    async ofZones(zoneIds, { from, until }) {
      const slots = await database.query<SlotRow>(
        `${SLOTS} WHERE s.zone_id = ANY($1::text[]) AND s.starts_at > $2 AND s.starts_at < $3 ORDER BY s.starts_at`,
        [zoneIds, from, until],
      );
      return Map.groupBy<string, Slot>(slots, ({ zoneId }) => zoneId);
    },
  };
}

export type SlotRow = Slot & Record<string, unknown>;

/** SQL: the columns of a {@link Slot} from slots `s` and zones `z`. */
export const SLOT_COLUMNS = `s.id, s.zone_id AS "zoneId", s.date, s.starts_at AS "startsAt", s.ends_at AS "endsAt",
  s.cut_off_at AS "cutOffAt", s.capacity, s.taken, s.closed, s.version, z.fee_yen AS "feeYen",
  EXISTS (SELECT FROM delivery.closed_days d WHERE d.date = s.date AND d.zone_id IN ('', s.zone_id)) AS "dayClosed",
  z.min_order_yen AS "minOrderYen", z.location_ids AS "locationIds"`;
/** SQL: slots `s` and zones `z`, as {@link SlotRow}. */
export const SLOTS = `SELECT ${SLOT_COLUMNS} FROM delivery.slots s JOIN delivery.zones z ON z.id = s.zone_id`;
