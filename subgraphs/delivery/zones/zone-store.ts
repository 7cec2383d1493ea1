import type { Sql, Transaction } from '@depachika/database/database.ts';
import type { Zone } from './zone.ts';
import { ZONE_COLUMNS } from './zone-reader.ts';

/** @param zones each with the rings of its outline, GeoJSON */
export async function insertZones(
  sql: Sql,
  zones: readonly (Omit<Zone, 'version' | 'locationIds'> & {
    readonly rings: unknown;
    /** Every location serves it when left out. */
    readonly locationIds?: readonly string[];
  })[],
): Promise<void> {
  await sql.query(
    `INSERT INTO delivery.zones (id, code, name_ja, name_en, precedence, fee_yen, same_day, cut_off_minutes,
       slot_capacity, min_order_yen, location_ids, outline)
     SELECT id, code, "nameJa", "nameEn", precedence, "feeYen", "sameDay", "cutOffMinutes", "slotCapacity",
       "minOrderYen", ARRAY(SELECT jsonb_array_elements_text(coalesce("locationIds", '[]'))),
       public.ST_SetSRID(public.ST_GeomFromGeoJSON(
         jsonb_build_object('type', 'MultiPolygon', 'coordinates', jsonb_build_array(rings))::text), 4326)
     FROM jsonb_to_recordset($1::jsonb) AS zone (id text, code text, "nameJa" text, "nameEn" text, precedence int,
       "feeYen" int, "sameDay" boolean, "cutOffMinutes" int, "slotCapacity" int, "minOrderYen" int, "locationIds" jsonb,
         rings jsonb)`,
    [JSON.stringify(zones)],
  );
}

/** @returns the zone with its row locked */
export async function lockZone(tx: Transaction, id: string): Promise<Zone | undefined> {
  const rows = await tx.query<Zone & Record<string, unknown>>(
    `SELECT ${ZONE_COLUMNS} FROM delivery.zones z WHERE z.id = $1 FOR NO KEY UPDATE OF z`,
    [id],
  );
  return rows[0];
}

/** Stores what staff may change of a locked zone. */
export async function saveZone(
  tx: Transaction,
  { id, minOrderYen, locationIds, version }: Zone,
): Promise<void> {
  await tx.query(
    'UPDATE delivery.zones SET min_order_yen = $2, location_ids = $3, version = $4 WHERE id = $1',
    [id, minOrderYen, locationIds, version],
  );
}
