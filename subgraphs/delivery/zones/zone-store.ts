import type { Sql } from '@depachika/database/database.ts';

export interface Zone {
  readonly id: string;
  readonly code: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly precedence: number;
  readonly feeYen: number;
  readonly sameDay: boolean;
  readonly cutOffMinutes: number;
  readonly slotCapacity: number;
}

/** WGS 84, degrees. */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

const COLUMNS = `z.id, z.code, z.name_ja AS "nameJa", z.name_en AS "nameEn", z.precedence, z.fee_yen AS "feeYen",
  z.same_day AS "sameDay", z.cut_off_minutes AS "cutOffMinutes", z.slot_capacity AS "slotCapacity"`;

/**
 * SQL: true for the zones `z` that a point lies in, outlines included and holes left out. Where several do, the one
 * with the lowest precedence serves.
 */
export const covers = (longitude: string, latitude: string) =>
  `public.ST_Covers(z.outline, public.ST_SetSRID(public.ST_MakePoint(${longitude}, ${latitude}), 4326))`;

/** In order of precedence, 1,000 at most. */
export async function allZones(sql: Sql): Promise<Zone[]> {
  return await sql.query<Zone & Record<string, unknown>>(
    `SELECT ${COLUMNS} FROM delivery.zones z ORDER BY z.precedence LIMIT 1000`,
  );
}

/** GeoJSON by zone. */
export async function outlines(sql: Sql, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql.query<{ id: string; outline: string }>(
    'SELECT z.id, public.ST_AsGeoJSON(z.outline) AS outline FROM delivery.zones z WHERE z.id = ANY($1::text[])',
    [ids],
  );
  return new Map(rows.map(({ id, outline }) => [id, outline]));
}

/** The key of a point in {@link zonesOfPoints}. */
export function pointKey({ latitude, longitude }: Point): string {
  return `${latitude} ${longitude}`;
}

/** The serving zone of each point that has one, in one statement. @param keys of {@link pointKey} */
export async function zonesOfPoints(sql: Sql, keys: readonly string[]): Promise<Map<string, Zone>> {
  const points = keys.map((key) => key.split(' ').map(Number));
  const rows = await sql.query<Zone & { place: number } & Record<string, unknown>>(
    `SELECT asked.place::int, serving.* FROM unnest($1::float8[], $2::float8[])
       WITH ORDINALITY AS asked (latitude, longitude, place)
     CROSS JOIN LATERAL (
       SELECT ${COLUMNS} FROM delivery.zones z WHERE ${covers('asked.longitude', 'asked.latitude')}
       ORDER BY z.precedence LIMIT 1) AS serving`,
    [points.map(([latitude]) => latitude), points.map(([, longitude]) => longitude)],
  );
  return new Map(rows.map(({ place, ...zone }) => [keys[place - 1]!, zone]));
}

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
