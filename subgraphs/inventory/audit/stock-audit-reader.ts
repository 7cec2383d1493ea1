import type { Database } from '@depachika/database/database.ts';
import { type LongReadOptions, readSnapshot, untimed } from '@depachika/database/snapshot.ts';
import { type AuditReport, type Difference, MAX_DIFFERENCES } from './stock-audit.ts';

/**
 * Proves at one instant, for every level, that on_hand is the sum of its movements and reserved that of its active
 * reservations.
 */
export async function auditStock(
  database: Database,
  { timed = untimed, signal }: LongReadOptions = {},
): Promise<AuditReport> {
  return readSnapshot(database, { name: 'inventory.audit', signal }, async (books) => {
    const totals = await timed('TOTALS', () => books.query<Totals>(TOTALS));
    const rows = await timed('LEVEL_DIFFERS', () =>
      books.query<Found>(LEVELS_THAT_DIFFER, [MAX_DIFFERENCES]),
    );
    const { levels, movements, reservations } = totals[0]!;
    return {
      levels,
      movements,
      activeReservations: reservations,
      differences: rows.map(({ total, ...difference }) => difference),
      differenceCount: rows[0]?.total ?? 0,
    };
  });
}

interface Totals extends Record<string, unknown> {
  levels: number;
  movements: number;
  reservations: number;
}

type Found = Difference & { total: number } & Record<string, unknown>;

const TOTALS = `SELECT (SELECT count(*) FROM inventory.levels) AS levels,
  (SELECT count(*) FROM inventory.movements) AS movements,
  (SELECT count(*) FROM inventory.reservations WHERE status IN ('HELD', 'ALLOCATED')) AS reservations`;

const LEVELS_THAT_DIFFER = `WITH moved AS (
    SELECT level_id, sum(quantity) AS pieces FROM inventory.movements GROUP BY level_id
  ), promised AS (
    SELECT line.level_id, sum(line.quantity) AS pieces
    FROM inventory.reservation_lines AS line
    JOIN inventory.reservations AS reservation ON reservation.key = line.reservation_key
    WHERE reservation.status IN ('HELD', 'ALLOCATED') GROUP BY line.level_id
  )
  SELECT level.id AS "levelId", level.variant_id AS "variantId", level.location_id AS "locationId",
    level.on_hand AS "onHand", coalesce(moved.pieces, 0)::bigint AS moved,
    level.reserved, coalesce(promised.pieces, 0)::bigint AS promised, count(*) OVER () AS total
  FROM inventory.levels AS level
  LEFT JOIN moved ON moved.level_id = level.id LEFT JOIN promised ON promised.level_id = level.id
  WHERE level.on_hand <> coalesce(moved.pieces, 0) OR level.reserved <> coalesce(promised.pieces, 0)
  ORDER BY level.variant_id, level.location_id LIMIT $1`;
