import type { Database } from '@depachika/database/database.ts';

/**
 * The stock books of so many orders of two lines in an empty database, as the shop would have kept them: half of them
 * shipped. Written by whole tables, for measurements and for tests of plans.
 */
export async function addBulkStock(database: Database, orders: number): Promise<void> {
  await database.transaction({ name: 'inventory.addBulk', timeoutMs: 600_000 }, async (tx) => {
    for (const statement of [LOCATIONS, LEVELS]) await tx.query(statement);
    for (const statement of [RESERVATIONS, LINES]) await tx.query(statement, [orders]);
    for (const statement of [RECEIVED, SHIPPED, TOTALS]) await tx.query(statement);
  });
  for (const table of TABLES) await database.query(`ANALYZE inventory.${table}`);
}

/** A thousand variants in three places; number n is variant n / 3 in place n % 3. */
const LEVEL_COUNT = 3000;

const LOCATIONS = `INSERT INTO inventory.locations (id, code, name_ja, name_en, position)
  SELECT 'loc_' || n, 'loc_' || n, 'loc_' || n, 'loc_' || n, n FROM generate_series(0, 2) AS n`;

const LEVELS = `INSERT INTO inventory.levels (id, variant_id, location_id, on_hand)
  SELECT 'lvl_' || lpad(n::text, 26, '0'), 'var_' || lpad((n / 3)::text, 26, '0'), 'loc_' || n % 3, 0
  FROM generate_series(0, ${LEVEL_COUNT - 1}) AS n`;

const RESERVATIONS = `INSERT INTO inventory.reservations (key, order_id, status, lines_hash, expires_at, created_at)
  SELECT 'ord_' || lpad(n::text, 26, '0'), 'ord_' || lpad(n::text, 26, '0'), (ARRAY['SHIPPED', 'ALLOCATED', 'SHIPPED', 'HELD', 'SHIPPED', 'RELEASED'])[1 + n % 6],
    'hash', now(), now()
  FROM generate_series(0, $1::int - 1) AS n`;

const LINES = `INSERT INTO inventory.reservation_lines (reservation_key, level_id, quantity)
  SELECT 'ord_' || lpad(n::text, 26, '0'), 'lvl_' || lpad(((n * 7 + line) % ${LEVEL_COUNT})::text, 26, '0'), 1 + line
  FROM generate_series(0, $1::int - 1) AS n CROSS JOIN generate_series(0, 1) AS line`;

const RECEIVED = `INSERT INTO inventory.movements (id, level_id, kind, quantity, reference, actor, created_at)
  SELECT 'mov_' || id, id, 'RECEIVED', 1000000, 'OPENING', 'inventory', now() FROM inventory.levels`;

const SHIPPED = `INSERT INTO inventory.movements (id, level_id, kind, quantity, reference, actor, created_at)
  SELECT 'mov_' || line.reservation_key || line.level_id, line.level_id, 'SHIPPED', -line.quantity, line.reservation_key,
    'inventory', now()
  FROM inventory.reservation_lines AS line JOIN inventory.reservations AS reservation
    ON reservation.key = line.reservation_key AND reservation.status = 'SHIPPED'`;

const TOTALS = `UPDATE inventory.levels AS level SET on_hand = moved.pieces, reserved = coalesce(promised.pieces, 0)
  FROM (SELECT level_id, sum(quantity) AS pieces FROM inventory.movements GROUP BY level_id) AS moved
  LEFT JOIN (
    SELECT line.level_id, sum(line.quantity) AS pieces
    FROM inventory.reservation_lines AS line JOIN inventory.reservations AS reservation
      ON reservation.key = line.reservation_key AND reservation.status IN ('HELD', 'ALLOCATED')
    GROUP BY line.level_id
  ) AS promised ON promised.level_id = moved.level_id
  WHERE level.id = moved.level_id`;

const TABLES = ['levels', 'reservations', 'reservation_lines', 'movements'];
