import type { Database } from '@depachika/database/database.ts';
import { type AuditReport, type Difference, MAX_DIFFERENCES } from './stock-audit.ts';

/**
 * Proves at one instant, for every level, that on_hand is the sum of its movements and reserved that of its active
 * reservations.
 */
export async function auditStock(database: Database): Promise<AuditReport> {
  const options = { name: 'inventory.audit', isolation: 'repeatable read', timeoutMs: 600_000 } as const;
  return database.transaction(options, async (tx) => {
    const totals = await tx.query<Totals>(
      `SELECT (SELECT count(*) FROM inventory.levels) AS levels,
         (SELECT count(*) FROM inventory.movements) AS movements,
         (SELECT count(*) FROM inventory.reservations WHERE status IN ('HELD', 'ALLOCATED')) AS reservations`,
    );
    const rows = await tx.query<Difference & { total: number } & Record<string, unknown>>(
      `WITH moved AS (
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
       ORDER BY level.variant_id, level.location_id LIMIT $1`,
      [MAX_DIFFERENCES],
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
