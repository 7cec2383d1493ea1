import type { Sql } from '@depachika/database/database.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Zone } from './zone.ts';

/** Zones as they are read, each lookup one statement for any number of keys. */
export interface ZoneReader {
  /** See {@link allZones}. */
  all(): Promise<Zone[]>;
  byId(ids: readonly string[]): Promise<Map<string, Zone>>;
  /** GeoJSON by zone. */
  outlines(ids: readonly string[]): Promise<Map<string, string>>;
  /** See {@link zonesOfPoints}. */
  ofPoints(keys: readonly string[]): Promise<Map<string, Zone>>;
}

export function createZoneReader({
  database,
  prisma,
}: {
  readonly database: Sql;
  readonly prisma: PrismaClient;
}): ZoneReader {
  return {
    all: () => allZones(database),
    async byId(ids) {
      const zones = await prisma.zone.findMany({ where: { id: { in: [...ids] } } });
      return new Map(zones.map((zone) => [zone.id, zone]));
    },
    outlines: (ids) => outlines(database, ids),
    ofPoints: (keys) => zonesOfPoints(database, keys),
  };
}

/** SQL: the columns of a {@link Zone} from zones `z`. */
export const ZONE_COLUMNS = `z.id, z.code, z.name_ja AS "nameJa", z.name_en AS "nameEn", z.precedence, z.fee_yen AS "feeYen",
  z.same_day AS "sameDay", z.cut_off_minutes AS "cutOffMinutes", z.slot_capacity AS "slotCapacity",
  z.min_order_yen AS "minOrderYen", z.version, z.location_ids AS "locationIds"`;

/**
 * SQL: true for the zones `z` that a point lies in, outlines included and holes left out. Where several do, the one
 * with the lowest precedence serves.
 */
export const covers = (longitude: string, latitude: string) =>
  `public.ST_Covers(z.outline, public.ST_SetSRID(public.ST_MakePoint(${longitude}, ${latitude}), 4326))`;

/** In order of precedence, 1,000 at most. */
export async function allZones(sql: Sql): Promise<Zone[]> {
  return await sql.query<Zone & Record<string, unknown>>(
    `SELECT ${ZONE_COLUMNS} FROM delivery.zones z ORDER BY z.precedence LIMIT 1000`,
  );
}

async function outlines(sql: Sql, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql.query<{ id: string; outline: string }>(
    'SELECT z.id, public.ST_AsGeoJSON(z.outline) AS outline FROM delivery.zones z WHERE z.id = ANY($1::text[])',
    [ids],
  );
  return new Map(rows.map(({ id, outline }) => [id, outline]));
}

/** The serving zone of each point that has one, in one statement. @param keys of `pointKey` */
export async function zonesOfPoints(sql: Sql, keys: readonly string[]): Promise<Map<string, Zone>> {
  const points = keys.map((key) => key.split(' ').map(Number));
  const rows = await sql.query<Zone & { place: number } & Record<string, unknown>>(
    `SELECT asked.place::int, serving.* FROM unnest($1::float8[], $2::float8[])
       WITH ORDINALITY AS asked (latitude, longitude, place)
     CROSS JOIN LATERAL (
       SELECT ${ZONE_COLUMNS} FROM delivery.zones z WHERE ${covers('asked.longitude', 'asked.latitude')}
       ORDER BY z.precedence LIMIT 1) AS serving`,
    [points.map(([latitude]) => latitude), points.map(([, longitude]) => longitude)],
  );
  return new Map(rows.map(({ place, ...zone }) => [keys[place - 1]!, zone]));
}
