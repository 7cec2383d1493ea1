import type { Sql } from '@depachika/database/database.ts';
import type { RowsBetween } from '@depachika/graphql/connection.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { ReturnedGoods } from '../order-stock/goods-rules.ts';
import { type GoodsPage, goodsOfOrders, goodsPage } from '../order-stock/goods-store.ts';
import type { Level } from './level.ts';
import { LEVEL_COLUMNS } from './level-store.ts';
import type { Location } from './location.ts';
import type { Movement } from './movement.ts';

/** Stock as it is read, each lookup one statement for any number of keys. */
export interface StockReader {
  /** See {@link availability}. */
  available(variantIds: readonly string[], locationIds?: readonly string[]): Promise<Map<string, number>>;
  levels(ids: readonly string[]): Promise<Map<string, Level>>;
  /** By location's position. */
  levelsOfVariants(variantIds: readonly string[]): Promise<Map<string, Level[]>>;
  levelPage(page: LevelPage): Promise<Level[]>;
  /** By level, latest first, in the order in which the page reads. */
  movementsOfLevels(levelIds: readonly string[], page: MovementPage): Promise<Map<string, Movement[]>>;
  /** What became of goods that did not stay with their customers, by order. */
  goodsOfOrders(orderIds: readonly string[]): Promise<Map<string, ReturnedGoods[]>>;
  /** The longest waiting first, in the order in which the page reads. */
  goodsPage(page: GoodsPage): Promise<ReturnedGoods[]>;
  locations(ids: readonly string[]): Promise<Map<string, Location>>;
  /** In the order in which they serve; at most 100. */
  allLocations(): Promise<Location[]>;
}

export interface LevelPage extends RowsBetween<readonly [available: number, id: string]> {
  readonly locationId: string | undefined;
  readonly maxAvailable: number | undefined;
}

export type MovementPage = RowsBetween<readonly [id: string]>;

export function createStockReader({
  database,
  prisma,
}: {
  readonly database: Sql;
  readonly prisma: PrismaClient;
}): StockReader {
  return {
    available: (variantIds, locationIds) => availability(database, variantIds, locationIds),
    async levels(ids) {
      const levels = await prisma.level.findMany({ where: { id: { in: [...ids] } } });
      return new Map(levels.map((level) => [level.id, level]));
    },
    async levelsOfVariants(variantIds) {
      return Map.groupBy(await levelsOfVariants(database, variantIds), ({ variantId }) => variantId);
    },
    levelPage: (page) => levelPage(database, page),
    async movementsOfLevels(levelIds, page) {
      return Map.groupBy(await movementsOf(database, levelIds, page), ({ levelId }) => levelId);
    },
    goodsOfOrders: (orderIds) => goodsOfOrders(database, orderIds),
    goodsPage: (page) => goodsPage(database, page),
    async locations(ids) {
      const locations = await prisma.location.findMany({ where: { id: { in: [...ids] } } });
      return new Map(locations.map((location) => [location.id, location]));
    },
    allLocations: () => prisma.location.findMany({ orderBy: { position: 'asc' }, take: 100 }),
  };
}

/**
 * Pieces that can be bought now, by variant; variants without a level are left out.
 * @param locationIds counts these alone; all when there are none
 */
export async function availability(
  sql: Sql,
  variantIds: readonly string[],
  locationIds: readonly string[] = [],
): Promise<Map<string, number>> {
  const rows = await sql.query<{ variant: string; available: number }>(
    `SELECT variant_id AS variant, sum(on_hand + backorder_limit - reserved)::int AS available
     FROM inventory.levels
     WHERE variant_id = ANY($1::text[]) AND (cardinality($2::text[]) = 0 OR location_id = ANY($2::text[]))
     GROUP BY variant_id`,
    [variantIds, locationIds],
  );
  const available = new Map<string, number>();
  for (const row of rows) available.set(row.variant, row.available);
  return available;
}

type LevelRow = Level & Record<string, unknown>;

function levelsOfVariants(sql: Sql, variantIds: readonly string[]): Promise<Level[]> {
  return sql.query<LevelRow>(
    `SELECT ${LEVEL_COLUMNS} FROM inventory.levels AS level JOIN inventory.locations AS location ON location.id = level.location_id
     WHERE level.variant_id = ANY($1::text[]) ORDER BY level.variant_id, location.position`,
    [variantIds],
  );
}

/**
 * Levels with the lowest availability first, in the order in which the page reads. Sorted without an index on purpose: it would
 * cost every reservation an index write, and this list is for staff.
 */
function levelPage(sql: Sql, page: LevelPage): Promise<Level[]> {
  const { limit, after, before, backward, locationId, maxAvailable } = page;
  const towards = backward ? 'DESC' : 'ASC';
  return sql.query<LevelRow>(
    `SELECT ${LEVEL_COLUMNS} FROM inventory.levels AS level
     CROSS JOIN LATERAL (SELECT level.on_hand + level.backorder_limit - level.reserved AS available) AS open
     WHERE ($1::text IS NULL OR level.location_id = $1)
       AND ($2::int IS NULL OR open.available <= $2)
       AND ($3::bigint IS NULL OR (open.available, level.id) > ($3, $4::text))
       AND ($5::bigint IS NULL OR (open.available, level.id) < ($5, $6::text))
     ORDER BY open.available ${towards}, level.id ${towards} LIMIT $7`,
    [locationId, maxAvailable, after?.[0], after?.[1], before?.[0], before?.[1], limit],
  );
}

/** Movements of each of these levels, latest first, in the order in which the page reads. */
function movementsOf(
  sql: Sql,
  levelIds: readonly string[],
  { limit, after, before, backward }: MovementPage,
): Promise<Movement[]> {
  const towards = backward ? 'ASC' : 'DESC';
  return sql.query<Movement & Record<string, unknown>>(
    `SELECT movement.* FROM unnest($1::text[]) AS wanted (level_id)
     CROSS JOIN LATERAL (
       SELECT id, level_id AS "levelId", kind, quantity, written_off AS "writtenOff", reference, actor,
         created_at AS "createdAt"
       FROM inventory.movements AS movement
       WHERE movement.level_id = wanted.level_id AND ($2::text IS NULL OR movement.id < $2)
         AND ($3::text IS NULL OR movement.id > $3)
       ORDER BY movement.id ${towards} LIMIT $4
     ) AS movement`,
    [levelIds, after?.[0] ?? null, before?.[0] ?? null, limit],
  );
}
