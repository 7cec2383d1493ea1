import type { Sql } from '@depachika/database/database.ts';
import type { Slot } from './slot-rules.ts';

/** Slots as they are read, each lookup one statement for any number of keys. */
export interface SlotReader {
  byId(ids: readonly string[]): Promise<Map<string, Slot>>;
  /** Slots that start after `from` and before `until`, by zone, earliest first. */
  ofZones(
    zoneIds: readonly string[],
    span: { readonly from: Date; readonly until: Date },
  ): Promise<Map<string, Slot[]>>;
}

export function createSlotReader(database: Sql): SlotReader {
  return {
    async byId(ids) {
      const slots = await database.query<SlotRow>(`${SLOTS} WHERE s.id = ANY($1::text[])`, [ids]);
      return new Map(slots.map((slot) => [slot.id, slot]));
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
  z.min_order_yen AS "minOrderYen"`;
/** SQL: slots `s` and zones `z`, as {@link SlotRow}. */
export const SLOTS = `SELECT ${SLOT_COLUMNS} FROM delivery.slots s JOIN delivery.zones z ON z.id = s.zone_id`;
