import type { Sql } from '@depachika/database/database.ts';
import type { Zone } from './zone.ts';

/** @param zones each with the rings of its outline, GeoJSON */
export async function insertZones(
  sql: Sql,
  zones: readonly (Zone & { readonly rings: unknown })[],
): Promise<void> {
  await sql.query(
    `INSERT INTO delivery.zones (id, code, name_ja, name_en, precedence, fee_yen, same_day, cut_off_minutes,
       slot_capacity, outline)
     SELECT id, code, "nameJa", "nameEn", precedence, "feeYen", "sameDay", "cutOffMinutes", "slotCapacity",
       public.ST_SetSRID(public.ST_GeomFromGeoJSON(
         jsonb_build_object('type', 'MultiPolygon', 'coordinates', jsonb_build_array(rings))::text), 4326)
     FROM jsonb_to_recordset($1::jsonb) AS zone (id text, code text, "nameJa" text, "nameEn" text, precedence int,
       "feeYen" int, "sameDay" boolean, "cutOffMinutes" int, "slotCapacity" int, rings jsonb)`,
    [JSON.stringify(zones)],
  );
}
