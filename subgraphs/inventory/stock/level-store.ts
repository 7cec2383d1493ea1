import type { Sql, Transaction } from '@depachika/database/database.ts';
import type { Level, LevelKey } from './level.ts';

type LevelRow = Level & Record<string, unknown>;

/** Columns of table `level` as {@link Level} names them. */
export const LEVEL_COLUMNS = `level.id, level.variant_id AS "variantId", level.location_id AS "locationId", level.on_hand AS "onHand",
  level.reserved, level.backorder_limit AS "backorderLimit", level.version`;

/** Pieces to add to a level; negative to take away. */
export interface LevelChange {
  readonly levelId: string;
  readonly onHand: number;
  readonly reserved: number;
}

/**
 * Applies the sum of the changes to each level, in the one order in which levels are locked.
 * @returns the levels as they are then
 */
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
     RETURNING ${LEVEL_COLUMNS}`,
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
  { variantId, locationId }: LevelKey,
): Promise<Level | undefined> {
  const rows = await tx.query<LevelRow>(
    `SELECT ${LEVEL_COLUMNS} FROM inventory.levels AS level WHERE variant_id = $1 AND location_id = $2 FOR UPDATE`,
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

/** SQL: whether {@link takeUntold} has something to do. */
export const LEVELS_UNTOLD = 'EXISTS (SELECT FROM inventory.levels WHERE untold)';

/** Up to `limit` levels of which somebody is to be told, as they stand; those that somebody works on are left for later. */
export function takeUntold(tx: Transaction, limit: number): Promise<Level[]> {
  return tx.query<LevelRow>(
    `UPDATE inventory.levels AS level SET untold = false
     FROM (SELECT id FROM inventory.levels WHERE untold ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED) AS taken
     WHERE level.id = taken.id
     RETURNING ${LEVEL_COLUMNS}`,
    [limit],
  );
}

/** Whether the location of a level is known, and whether the variant has a level anywhere. */
export async function knownPlace(
  sql: Sql,
  { variantId, locationId }: LevelKey,
): Promise<{ readonly location: boolean; readonly level: boolean }> {
  const rows = await sql.query<{ location: boolean; level: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM inventory.locations WHERE id = $1) AS location,
       EXISTS (SELECT 1 FROM inventory.levels WHERE variant_id = $2) AS level`,
    [locationId, variantId],
  );
  return rows[0]!;
}
