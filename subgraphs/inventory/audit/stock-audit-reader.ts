import type { Database } from '@depachika/database/database.ts';
import { type LongReadOptions, readSnapshot, untimed } from '@depachika/database/snapshot.ts';
import { type AuditReport, type Difference, type GoodsDifference, MAX_DIFFERENCES } from './stock-audit.ts';

/**
 * Proves at one instant, for every level, that on_hand is the sum of its movements and reserved that of its active
 * reservations; and that every piece that came back or was lost is booked as it was decided.
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
    const goods = await timed('GOODS_DIFFER', () =>
      books.query<FoundGoods>(GOODS_THAT_DIFFER, [MAX_DIFFERENCES]),
    );
    const { levels, movements, reservations } = totals[0]!;
    return {
      levels,
      movements,
      activeReservations: reservations,
      differences: rows.map(({ total, ...difference }) => difference),
      goodsDifferences: goods.map(({ total, ...difference }) => difference),
      differenceCount: (rows[0]?.total ?? 0) + (goods[0]?.total ?? 0),
    };
  });
}

interface Totals extends Record<string, unknown> {
  levels: number;
  movements: number;
  reservations: number;
}

type FoundGoods = GoodsDifference & { total: number } & Record<string, unknown>;
type Found = Difference & { total: number } & Record<string, unknown>;

const TOTALS = `SELECT (SELECT count(*) FROM inventory.levels) AS levels,
  (SELECT count(*) FROM inventory.movements) AS movements,
  (SELECT count(*) FROM inventory.reservations WHERE status IN ('HELD', 'ALLOCATED')) AS reservations`;

/** Also movements that say more than was ever decided. */
const GOODS_THAT_DIFFER = `WITH booked AS (
    SELECT reference AS order_id, level_id, sum(quantity) AS back, sum(written_off) AS off
    FROM inventory.movements WHERE kind IN ('RETURNED', 'WRITTEN_OFF') GROUP BY reference, level_id
  ), decided AS (
    SELECT goods.order_id, goods.level_id, goods.restocked, goods.written_off, goods.quantity, line.quantity AS taken
    FROM inventory.returned_goods AS goods
    JOIN inventory.reservation_lines AS line
      ON line.reservation_key = goods.reservation_key AND line.level_id = goods.level_id
  )
  SELECT coalesce(decided.order_id, booked.order_id) AS "orderId", coalesce(decided.level_id, booked.level_id) AS "levelId",
    coalesce(decided.restocked, 0) AS restocked, coalesce(decided.written_off, 0) AS "writtenOff",
    coalesce(booked.back, 0)::bigint AS "bookedBack", coalesce(booked.off, 0)::bigint AS "bookedOff",
    coalesce(decided.quantity, 0) AS quantity, coalesce(decided.taken, 0) AS taken, count(*) OVER () AS total
  FROM decided FULL JOIN booked ON booked.order_id = decided.order_id AND booked.level_id = decided.level_id
  WHERE coalesce(decided.restocked, 0) <> coalesce(booked.back, 0)
    OR coalesce(decided.written_off, 0) <> coalesce(booked.off, 0) OR decided.quantity <> decided.taken
  ORDER BY 1, 2 LIMIT $1`;

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
