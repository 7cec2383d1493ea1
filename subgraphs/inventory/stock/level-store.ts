import type { Sql, Transaction } from '@depachika/database/database.ts';

/** A level as it stands. */
export interface Level {
  readonly id: string;
  readonly variantId: string;
  readonly locationId: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly backorderLimit: number;
  readonly version: number;
}

type LevelRow = Level & Record<string, unknown>;

/** Columns of table `level` as {@link Level} names them. */
const LEVEL = `level.id, level.variant_id AS "variantId", level.location_id AS "locationId", level.on_hand AS "onHand",
  level.reserved, level.backorder_limit AS "backorderLimit", level.version`;

/** Pieces to add to a level; negative to take away. */
export interface LevelChange {
  readonly levelId: string;
  readonly onHand: number;
  readonly reserved: number;
}

/** Applies the sum of the changes to each level, in the one order in which levels are locked, and returns them as they are then. */
export function changeLevels(tx: Transaction, changes: readonly LevelChange[]): Promise<Level[]> {
  return tx.query<LevelRow>(
    `WITH change AS (
       SELECT level_id, sum(on_hand)::int AS on_hand, sum(reserved)::int AS reserved
       FROM unnest($1::text[], $2::int[], $3::int[]) AS part (level_id, on_hand, reserved) GROUP BY level_id
     ), locked AS MATERIALIZED (
       SELECT level.id, change.on_hand, change.reserved
       FROM inventory.levels AS level JOIN change ON change.level_id = level.id
       ORDER BY level.variant_id, level.location_id FOR UPDATE OF level
     )
     UPDATE inventory.levels AS level
     SET on_hand = level.on_hand + locked.on_hand, reserved = level.reserved + locked.reserved, version = level.version + 1
     FROM locked WHERE level.id = locked.id
     RETURNING ${LEVEL}`,
    [
      changes.map(({ levelId }) => levelId),
      changes.map(({ onHand }) => onHand),
      changes.map(({ reserved }) => reserved),
    ],
  );
}

/** The level of a variant at a location, locked until the transaction ends; undefined when there is none yet. */
export async function lockLevel(
  tx: Transaction,
  { variantId, locationId }: { readonly variantId: string; readonly locationId: string },
): Promise<Level | undefined> {
  const rows = await tx.query<LevelRow>(
    `SELECT ${LEVEL} FROM inventory.levels AS level WHERE variant_id = $1 AND location_id = $2 FOR UPDATE`,
    [variantId, locationId],
  );
  return rows[0];
}

/** Writes a level that `lockLevel` locked. */
export async function updateLevel(tx: Transaction, level: Level): Promise<void> {
  await tx.query(
    'UPDATE inventory.levels SET on_hand = $2, backorder_limit = $3, version = $4 WHERE id = $1',
    [level.id, level.onHand, level.backorderLimit, level.version],
  );
}

/** @returns false when somebody else made this level meanwhile */
export async function insertLevel(tx: Transaction, level: Level): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO inventory.levels (id, variant_id, location_id, on_hand, backorder_limit, version)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (variant_id, location_id) DO NOTHING RETURNING id`,
    [level.id, level.variantId, level.locationId, level.onHand, level.backorderLimit, level.version],
  );
  return rows.length > 0;
}

/** Pieces that can be bought now, by variant, over all locations; variants without a level are left out. */
export async function availability(sql: Sql, variantIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql.query<{ variant: string; available: number }>(
    `SELECT variant_id AS variant, sum(on_hand + backorder_limit - reserved)::int AS available
     FROM inventory.levels WHERE variant_id = ANY($1::text[]) GROUP BY variant_id`,
    [variantIds],
  );
  const available = new Map<string, number>();
  for (const row of rows) available.set(row.variant, row.available);
  return available;
}

/** Levels of these variants by location's position. */
export function levelsOfVariants(sql: Sql, variantIds: readonly string[]): Promise<Level[]> {
  return sql.query<LevelRow>(
    `SELECT ${LEVEL} FROM inventory.levels AS level JOIN inventory.locations AS location ON location.id = level.location_id
     WHERE level.variant_id = ANY($1::text[]) ORDER BY level.variant_id, location.position`,
    [variantIds],
  );
}

export interface LevelPage {
  readonly first: number;
  readonly after: readonly [available: number, id: string] | undefined;
  readonly locationId: string | undefined;
  readonly maxAvailable: number | undefined;
}

/**
 * Levels with the lowest availability first, one more than asked for. Sorted without an index on purpose: it would
 * cost every reservation an index write, and this list is for staff.
 */
export function levelPage(sql: Sql, page: LevelPage): Promise<Level[]> {
  return sql.query<LevelRow>(
    `SELECT ${LEVEL} FROM inventory.levels AS level
     CROSS JOIN LATERAL (SELECT level.on_hand + level.backorder_limit - level.reserved AS available) AS open
     WHERE ($1::text IS NULL OR level.location_id = $1)
       AND ($2::int IS NULL OR open.available <= $2)
       AND ($3::bigint IS NULL OR (open.available, level.id) > ($3, $4::text))
     ORDER BY open.available, level.id LIMIT $5`,
    [page.locationId, page.maxAvailable, page.after?.[0], page.after?.[1], page.first + 1],
  );
}

export function available(level: Level): number {
  return level.onHand + level.backorderLimit - level.reserved;
}
