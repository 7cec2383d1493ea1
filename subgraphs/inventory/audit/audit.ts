import type { Database } from '@depachika/database/database.ts';

/** A level whose figures are not what its books say. */
export interface Difference {
  readonly levelId: string;
  readonly variantId: string;
  readonly locationId: string;
  readonly onHand: number;
  /** Sum of the movements: what `onHand` must be. */
  readonly moved: number;
  readonly reserved: number;
  /** Sum of the active reservations: what `reserved` must be. */
  readonly promised: number;
}

export interface AuditReport {
  readonly levels: number;
  readonly movements: number;
  readonly activeReservations: number;
  /** At most {@link MAX_DIFFERENCES}, by variant and location. */
  readonly differences: readonly Difference[];
  /** All that there are. */
  readonly differenceCount: number;
}

export const MAX_DIFFERENCES = 1000;

/** Proves at one instant, for every level, that on_hand is the sum of its movements and reserved that of its active reservations. */
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

/** The report for people; one line per difference. */
export function auditText(report: AuditReport): string {
  const { levels, movements, activeReservations, differences, differenceCount } = report;
  const looked = `${levels} levels, ${movements} movements, ${activeReservations} active reservations`;
  if (differenceCount === 0) return `Stock is right: ${looked}.`;
  const lines = differences.map(describe);
  const more = differenceCount - differences.length;
  if (more > 0) lines.push(`… and ${more} more`);
  return [`Stock is WRONG at ${differenceCount} of ${looked}:`, ...lines].join('\n');
}

function describe({ variantId, locationId, ...figures }: Difference): string {
  const wrong: string[] = [];
  if (figures.onHand !== figures.moved)
    wrong.push(`${figures.onHand} on hand, ${figures.moved} by movements`);
  if (figures.reserved !== figures.promised)
    wrong.push(`${figures.reserved} reserved, ${figures.promised} promised`);
  return `  ${variantId} at ${locationId}: ${wrong.join('; ')}`;
}
