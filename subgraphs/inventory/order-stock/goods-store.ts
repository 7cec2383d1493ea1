import type { Sql, Transaction } from '@depachika/database/database.ts';
import type { RowsBetween } from '@depachika/graphql/connection.ts';
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

/** Between instants at which they came back, in epoch milliseconds, orders and levels. */
export interface GoodsPage extends RowsBetween<GoodsKey> {
  readonly onlyUndecided: boolean;
}

type GoodsKey = readonly [openedAtMs: number, orderId: string, levelId: string];

/** The longest waiting first, in the order in which the page reads. */
export function goodsPage(
  sql: Sql,
  { limit, after, before, backward, onlyUndecided }: GoodsPage,
): Promise<ReturnedGoods[]> {
  const towards = backward ? 'DESC' : 'ASC';
  return sql.query<GoodsRow>(
    `${GOODS} WHERE (goods.decided_at IS NULL OR NOT $1)
       AND ($2::timestamptz IS NULL OR (goods.opened_at, goods.order_id, goods.level_id) > ($2, $3::text, $4::text))
       AND ($5::timestamptz IS NULL OR (goods.opened_at, goods.order_id, goods.level_id) < ($5, $6::text, $7::text))
     ORDER BY goods.opened_at ${towards}, goods.order_id ${towards}, goods.level_id ${towards} LIMIT $8`,
    [onlyUndecided, ...placeOf(after), ...placeOf(before), limit],
  );
}

function placeOf(key: GoodsKey | undefined): [Date | null, string | null, string | null] {
  return key ? [new Date(key[0]), key[1], key[2]] : [null, null, null];
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
