import type { Sql, Transaction } from '@depachika/database/database.ts';
import type { DecidedGoods, GoodsCause, ReturnedGoods } from './goods-rules.ts';

/** Notes the pieces of an order that will not stay with its customer, once. What never left is not among them. */
export async function openGoods(
  tx: Transaction,
  order: { readonly orderId: string; readonly holdKey: string; readonly cause: GoodsCause },
  now: Date,
): Promise<void> {
  await tx.query(
    `INSERT INTO inventory.returned_goods (order_id, level_id, reservation_key, variant_id, cause, quantity, opened_at)
     SELECT $1, line.level_id, line.reservation_key, level.variant_id, $3, line.quantity, $4
     FROM inventory.reservation_lines AS line
     JOIN inventory.reservations AS reservation ON reservation.key = line.reservation_key
     JOIN inventory.levels AS level ON level.id = line.level_id
     LEFT JOIN inventory.endings AS ending ON ending.reservation_key = reservation.key AND ending.kind = 'SHIP'
     WHERE line.reservation_key = $2 AND (reservation.status = 'SHIPPED' OR ending.kind IS NOT NULL)
     ON CONFLICT (order_id, level_id) DO NOTHING`,
    [order.orderId, order.holdKey, order.cause, now],
  );
}

/** The goods of an order, locked, in the order in which levels are locked. */
export function lockGoods(tx: Transaction, orderId: string): Promise<ReturnedGoods[]> {
  return tx.query<GoodsRow>(`${GOODS} WHERE goods.order_id = $1 ${IN_ORDER} FOR UPDATE OF goods`, [orderId]);
}

/** SQL: whether {@link lockUnwritten} would find something. */
export const WRITE_OFFS_DUE = `EXISTS (${writeOffsSinceSql()})`;

/** SQL: when they were lost or damaged. */
export function writeOffsSinceSql(): string {
  return `SELECT opened_at AS since FROM inventory.returned_goods WHERE decided_at IS NULL AND cause <> 'RETURNED'`;
}

/** Goods that are to be written off, and that nobody else works on. */
export function lockUnwritten(tx: Transaction, limit: number): Promise<ReturnedGoods[]> {
  return tx.query<GoodsRow>(
    `${GOODS} WHERE goods.decided_at IS NULL AND goods.cause <> 'RETURNED' ${IN_ORDER} LIMIT $1
     FOR UPDATE OF goods SKIP LOCKED`,
    [limit],
  );
}

/** Writes what became of locked goods. */
export async function saveGoods(
  tx: Transaction,
  decided: readonly (DecidedGoods & { readonly orderId: string })[],
  by: { readonly actor: string; readonly note: string; readonly at: Date },
): Promise<void> {
  await tx.query(
    `UPDATE inventory.returned_goods AS goods SET restocked = decided.restocked, written_off = decided."writtenOff",
       decided_by = $2, note = $3, decided_at = $4
     FROM jsonb_to_recordset($1::jsonb) AS decided ("orderId" text, "levelId" text, restocked int, "writtenOff" int)
     WHERE goods.order_id = decided."orderId" AND goods.level_id = decided."levelId"`,
    [JSON.stringify(decided), by.actor, by.note, by.at],
  );
}

export interface GoodsPage {
  readonly first: number;
  /** When they came back in epoch milliseconds, order and level, of the last one seen. */
  readonly after: readonly [number, string, string] | undefined;
  readonly onlyUndecided: boolean;
}

/** The longest waiting first, up to `first + 1`. */
export function goodsPage(sql: Sql, { first, after, onlyUndecided }: GoodsPage): Promise<ReturnedGoods[]> {
  return sql.query<GoodsRow>(
    `${GOODS} WHERE (goods.decided_at IS NULL OR NOT $1)
       AND ($2::timestamptz IS NULL OR (goods.opened_at, goods.order_id, goods.level_id) > ($2, $3::text, $4::text))
     ORDER BY goods.opened_at, goods.order_id, goods.level_id LIMIT $5`,
    [onlyUndecided, after ? new Date(after[0]) : null, after?.[1] ?? null, after?.[2] ?? null, first + 1],
  );
}

/** The goods of these orders, by order. */
export async function goodsOfOrders(
  sql: Sql,
  orderIds: readonly string[],
): Promise<Map<string, ReturnedGoods[]>> {
  const rows = await sql.query<GoodsRow>(`${GOODS} WHERE goods.order_id = ANY($1::text[]) ${IN_ORDER}`, [
    orderIds,
  ]);
  return Map.groupBy<string, ReturnedGoods>(rows, ({ orderId }) => orderId);
}

type GoodsRow = ReturnedGoods & Record<string, unknown>;

const GOODS = `
  SELECT goods.order_id AS "orderId", goods.level_id AS "levelId", goods.variant_id AS "variantId", goods.cause,
    goods.quantity, goods.restocked, goods.written_off AS "writtenOff", goods.opened_at AS "openedAt",
    goods.decided_at AS "decidedAt", goods.decided_by AS "decidedBy", goods.note
  FROM inventory.returned_goods AS goods JOIN inventory.levels AS level ON level.id = goods.level_id`;

const IN_ORDER = 'ORDER BY level.variant_id, level.location_id, goods.order_id';
