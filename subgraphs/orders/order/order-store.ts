import { jstDate } from '@depachika/clock/jst.ts';
import type { Sql, Transaction } from '@depachika/database/database.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import { returnLines } from '../cart/cart-store.ts';
import type { LockedOrder, OrderDraft } from './order.ts';
import { isUnchanged, type OrderProgress } from './order-changes.ts';

/** Locks the orders that exist, in the order of their ids, until the transaction ends. */
export async function lockOrders(tx: Transaction, orderIds: readonly string[]): Promise<LockedOrder[]> {
  return await tx.query<LockedOrder & Record<string, unknown>>(
    `${SELECT_LOCKED} WHERE o.id = ANY($1::text[]) ORDER BY o.id FOR UPDATE OF o`,
    [orderIds],
  );
}

/** Locks this order; undefined when there is none. */
export async function lockOrder(tx: Transaction, orderId: string): Promise<LockedOrder | undefined> {
  const [order] = await lockOrders(tx, [orderId]);
  return order;
}

/** The order as it is now, without a lock: what is decided by it is decided again under one. */
export async function findOrder(sql: Sql, orderId: string): Promise<LockedOrder | undefined> {
  const [order] = await sql.query<LockedOrder & Record<string, unknown>>(`${SELECT_LOCKED} WHERE o.id = $1`, [
    orderId,
  ]);
  return order;
}

/** Locks what awaits a payment that can no longer arrive; orders that somebody else works on are left for later. */
export async function lockOverdue(tx: Transaction, endedBefore: Date, limit: number): Promise<LockedOrder[]> {
  return await tx.query<LockedOrder & Record<string, unknown>>(
    `${SELECT_LOCKED} WHERE ${overdue('$1')}
     ORDER BY ${END_OF_PAYING} LIMIT $2 FOR UPDATE OF o SKIP LOCKED`,
    [endedBefore, limit],
  );
}

/** Whether {@link lockOverdue} would find something. */
export function isOverdueSql(endedBefore: string): string {
  return `EXISTS (${overdueSinceSql(endedBefore)})`;
}

/** SQL: when the time to pay them ended. */
export function overdueSinceSql(endedBefore: string): string {
  return `SELECT ${END_OF_PAYING} AS since FROM orders.orders AS o WHERE ${overdue(endedBefore)}`;
}

/** The time for another attempt, if it runs; else the grace of the slip that waits to be paid. */
const END_OF_PAYING = 'coalesce(o.pay_until, o.payment_grace_ends_at)';

function overdue(endedBefore: string): string {
  return `o.status = 'AWAITING_PAYMENT' AND ${END_OF_PAYING} < ${endedBefore}`;
}

/** Locks confirmed orders that lost their payment and got no other one in time. */
export async function lockUnpaid(tx: Transaction, endedBefore: Date, limit: number): Promise<LockedOrder[]> {
  return await tx.query<LockedOrder & Record<string, unknown>>(
    `${SELECT_LOCKED} WHERE ${unpaid('$1')} ORDER BY o.pay_until LIMIT $2 FOR UPDATE OF o SKIP LOCKED`,
    [endedBefore, limit],
  );
}

/** Whether {@link lockUnpaid} would find something. */
export function isUnpaidSql(endedBefore: string): string {
  return `EXISTS (${unpaidSinceSql(endedBefore)})`;
}

/** SQL: when the time to pay them in another way ended. */
export function unpaidSinceSql(endedBefore: string): string {
  return `SELECT o.pay_until AS since FROM orders.orders AS o WHERE ${unpaid(endedBefore)}`;
}

function unpaid(endedBefore: string): string {
  return `o.status IN ('CONFIRMED', 'PREPARING') AND o.pay_until < ${endedBefore}`;
}

/** Locks what waits too long for the payment domain's answer. */
export async function lockUnanswered(
  tx: Transaction,
  placedBefore: Date,
  limit: number,
): Promise<LockedOrder[]> {
  return await tx.query<LockedOrder & Record<string, unknown>>(
    `${SELECT_LOCKED} WHERE ${unanswered('$1')}
     ORDER BY o.placed_at LIMIT $2 FOR UPDATE OF o SKIP LOCKED`,
    [placedBefore, limit],
  );
}

/** Whether {@link lockUnanswered} would find something. */
export function isUnansweredSql(placedBefore: string): string {
  return `EXISTS (${unansweredSinceSql(placedBefore)})`;
}

/** SQL: when they were placed. */
export function unansweredSinceSql(placedBefore: string): string {
  return `SELECT o.placed_at AS since FROM orders.orders AS o WHERE ${unanswered(placedBefore)}`;
}

function unanswered(placedBefore: string): string {
  return `o.status = 'PENDING' AND o.placed_at < ${placedBefore}`;
}

/** Notes that everything is surely held until then. */
export async function noteHolds(sql: Sql, orderId: string, expireAt: Date): Promise<void> {
  await sql.query(
    `UPDATE orders.orders SET holds_expire_at = greatest(holds_expire_at, $2::timestamptz) WHERE id = $1`,
    [orderId, expireAt],
  );
}

/** What has to be held longer than it is, so that another attempt to pay may still come. */
export async function shortHolds(
  sql: Sql,
  { now, marginMs, limit }: { readonly now: Date; readonly marginMs: number; readonly limit: number },
): Promise<HoldsToExtend[]> {
  return await sql.query<HoldsToExtend>(
    `SELECT o.id AS "orderId", o.hold_key AS "holdKey", o.points_used AS "pointsUsed", o.pay_until AS "payUntil"
     FROM orders.orders AS o WHERE ${shortlyHeld('$1', '$2')} ORDER BY o.holds_expire_at LIMIT $3`,
    [now, marginMs, limit],
  );
}

export type HoldsToExtend = Pick<LockedOrder, 'holdKey' | 'pointsUsed'> & {
  readonly orderId: string;
  readonly payUntil: Date;
};

/** Whether {@link shortHolds} would find something. */
export function areHoldsShortSql(now: string, marginMs: number): string {
  return `EXISTS (${holdsShortSinceSql(now, marginMs)})`;
}

/** SQL: the orders of which {@link areHoldsShortSql} is true; since when, is written nowhere. */
export function holdsShortSinceSql(now: string, marginMs: number): string {
  return `SELECT NULL::timestamptz AS since FROM orders.orders AS o WHERE ${shortlyHeld(now, String(marginMs))}`;
}

function shortlyHeld(now: string, marginMs: string): string {
  return `o.status = 'AWAITING_PAYMENT' AND o.pay_until > ${now}
    AND o.holds_expire_at < o.pay_until + ${marginMs}::int * interval '1 millisecond'`;
}

/** The version at which an order was first in this status; undefined when it never was. */
export async function versionAt(sql: Sql, orderId: string, status: string): Promise<number | undefined> {
  const rows = await sql.query<{ version: number }>(
    `SELECT version FROM orders.order_history WHERE order_id = $1 AND to_status = $2 ORDER BY version LIMIT 1`,
    [orderId, status],
  );
  return rows[0]?.version;
}

/**
 * Saves what became of locked orders, each guarded by the version at which it was locked, with their history and
 * their events: two statements, however many there are.
 * @returns the ids of those that changed, for {@link OrderReader.changed} after the commit
 */
export async function saveProgress(
  tx: Transaction,
  outbox: Outbox,
  progress: readonly OrderProgress[],
  now: Date,
): Promise<string[]> {
  const changed = progress.filter((one) => !isUnchanged(one));
  if (changed.length === 0) return [];
  const orders = changed.map(({ before, order, cancelReason }) => ({
    id: order.id,
    before: before.version,
    status: order.status,
    payment_status: order.paymentStatus,
    refunded_yen: order.refundedYen,
    version: order.version,
    hold_key: order.holdKey,
    shipment_id: order.shipmentId,
    slot: order.slot,
    cancel_reason: cancelReason,
    confirmed_at: order.confirmedAt?.toISOString() ?? null,
    payment_id: order.paymentId,
    payment_method: order.paymentMethod,
    payment_deadline_at: order.paymentDeadlineAt?.toISOString() ?? null,
    payment_grace_ends_at: order.paymentGraceEndsAt?.toISOString() ?? null,
    payment_attempts: order.paymentAttempts,
    pay_until: order.payUntil?.toISOString() ?? null,
    first_declined_at: order.firstDeclinedAt?.toISOString() ?? null,
    action_until: order.actionUntil?.toISOString() ?? null,
    lines_returned_at: order.linesReturnedAt?.toISOString() ?? null,
  }));
  const steps = changed.flatMap(({ order, steps }) => steps.map((step) => ({ order_id: order.id, ...step })));
  const rows = await tx.query<{ saved: number }>(SAVE, [JSON.stringify(orders), JSON.stringify(steps), now]);
  if (rows[0]!.saved !== changed.length)
    throw new Error('A locked order has another version than it was locked at');
  await outbox.append(
    tx,
    changed.flatMap(({ events }) => events),
  );
  const ended = changed.filter(({ before, order }) => order.linesReturnedAt !== before.linesReturnedAt);
  await returnLines(
    tx,
    ended.map(({ order }) => order),
    now,
  );
  return orders.map(({ id }) => id);
}

/**
 * Writes an order, its lines and the first row of its history, as part of a statement: common table expressions that end
 * in `placed (number)`. The order is there when the statement's own part says so, and both cost one statement.
 * @param names.from a table expression of `order_id`, `customer_id` and `recipients`: one row, or none when nothing is to be written
 * @param names.draft the parameter that holds {@link draftToInsert}; the others are parameters too
 */
export function insertOrderSql(names: {
  readonly from: string;
  readonly draft: string;
  readonly paymentId: string;
  readonly now: string;
  readonly numberPrefix: string;
}): string {
  const { from, draft, paymentId, now, numberPrefix } = names;
  return `drawn AS MATERIALIZED (
    SELECT nextval('orders.order_numbers') AS number FROM ${from}
  ), placed AS (
    INSERT INTO orders.orders (id, number, customer_id, status, payment_status, version, hold_key, subtotal_yen,
      delivery_fee_yen, total_yen, points_used, amount_due_yen, payment_method, payment_id, payment_deadline_at,
      payment_grace_ends_at, holds_expire_at, slot, address, recipients, placed_at, updated_at)
    SELECT p.order_id, ${numberPrefix} || CASE WHEN drawn.number < 1000000 THEN lpad(drawn.number::text, 6, '0') ELSE drawn.number::text END,
      p.customer_id, 'PENDING', 'PENDING', 1, p.order_id, d."subtotalYen", d."deliveryFeeYen", d."totalYen",
      d."pointsUsed", d."amountDueYen", d."paymentMethod", ${paymentId}, d."paymentDeadlineAt", d."paymentGraceEndsAt",
      d."holdsExpireAt", d.slot, d.address, p.recipients, ${now}, ${now}
    FROM ${from} AS p, drawn, jsonb_to_record(${draft}::jsonb) AS d ("subtotalYen" int, "deliveryFeeYen" int,
      "totalYen" int, "pointsUsed" int, "amountDueYen" int, "paymentMethod" text, "paymentDeadlineAt" timestamptz,
      "paymentGraceEndsAt" timestamptz, "holdsExpireAt" timestamptz, slot jsonb, address jsonb)
    RETURNING number
  ), bought AS (
    INSERT INTO orders.order_lines (order_id, position, id, variant_id, product_id, sku, name_ja, name_en, quantity,
      unit_price_yen, tax_rate_percent)
    SELECT p.order_id, line.position - 1, line."lineId", line."variantId", line."productId", line.sku,
      line."nameJa", line."nameEn", line.quantity, line."unitPriceYen", line."taxRatePercent"
    FROM ${from} AS p, ROWS FROM (jsonb_to_recordset(${draft}::jsonb -> 'lines') AS ("lineId" text,
      "variantId" text, "productId" text, sku text, "nameJa" text, "nameEn" text, quantity int, "unitPriceYen" int,
      "taxRatePercent" int)) WITH ORDINALITY AS line ("lineId", "variantId", "productId", sku, "nameJa", "nameEn",
      quantity, "unitPriceYen", "taxRatePercent", position)
  ), noted AS (
    INSERT INTO orders.order_history (order_id, version, from_status, to_status, by, actor_id, occurred_at)
    SELECT order_id, 1, NULL, 'PENDING', 'CUSTOMER', customer_id, ${now} FROM ${from}
  )`;
}

/** A draft as {@link insertOrderSql} reads it: without the token that it is paid with. */
export function draftToInsert({ payment, ...draft }: OrderDraft): string {
  return JSON.stringify({ ...draft, paymentMethod: payment.method });
}

/** The first letters of an order's number for people: year and month in Japan. */
export function numberPrefix(now: Date): string {
  return `DP-${jstDate(now).replaceAll('-', '').slice(2, 6)}-`;
}

/** The lines of order `o` as JSON, in its order: one statement reads orders with all their lines. */
export const LINES_OF_ORDER = `
    (SELECT jsonb_agg(jsonb_build_object('lineId', l.id, 'variantId', l.variant_id, 'productId', l.product_id,
       'sku', l.sku, 'nameJa', l.name_ja, 'nameEn', l.name_en, 'quantity', l.quantity,
       'unitPriceYen', l.unit_price_yen, 'taxRatePercent', l.tax_rate_percent) ORDER BY l.position)
     FROM orders.order_lines AS l WHERE l.order_id = o.id)`;

/** Orders `o` as {@link LockedOrder}; lock them with `FOR UPDATE OF o`. */
export const SELECT_LOCKED = `
  SELECT o.id, o.number, o.customer_id AS "customerId", o.status, o.payment_status AS "paymentStatus", o.version,
    o.hold_key AS "holdKey", o.total_yen AS "totalYen", o.points_used AS "pointsUsed",
    o.amount_due_yen AS "amountDueYen", o.refunded_yen AS "refundedYen", o.payment_method AS "paymentMethod",
    o.payment_id AS "paymentId", o.payment_deadline_at AS "paymentDeadlineAt",
    o.payment_grace_ends_at AS "paymentGraceEndsAt", o.payment_attempts AS "paymentAttempts", o.pay_until AS "payUntil",
    o.first_declined_at AS "firstDeclinedAt", o.action_until AS "actionUntil", o.holds_expire_at AS "holdsExpireAt",
    o.lines_returned_at AS "linesReturnedAt", o.slot, o.address,
    o.shipment_id AS "shipmentId", o.placed_at AS "placedAt", o.confirmed_at AS "confirmedAt",
    ${LINES_OF_ORDER} AS lines
  FROM orders.orders AS o`;

/** A cancelled order stays cancelled: its reason is never overwritten by news of its money. */
const SAVE = `
  WITH changed AS (
    UPDATE orders.orders AS o SET status = c.status, payment_status = c.payment_status,
      refunded_yen = c.refunded_yen, version = c.version, hold_key = c.hold_key, shipment_id = c.shipment_id,
      slot = c.slot, cancel_reason = coalesce(c.cancel_reason, o.cancel_reason), confirmed_at = c.confirmed_at, updated_at = $3,
      payment_id = c.payment_id, payment_method = c.payment_method, payment_deadline_at = c.payment_deadline_at,
      payment_grace_ends_at = c.payment_grace_ends_at, payment_attempts = c.payment_attempts,
      pay_until = c.pay_until, first_declined_at = c.first_declined_at, action_until = c.action_until,
      lines_returned_at = c.lines_returned_at
    FROM jsonb_to_recordset($1::jsonb) AS c (id text, before int, status text, payment_status text,
      refunded_yen int, version int, hold_key text, shipment_id text, slot jsonb, cancel_reason text, confirmed_at timestamptz,
      payment_id text, payment_method text, payment_deadline_at timestamptz, payment_grace_ends_at timestamptz,
      payment_attempts int, pay_until timestamptz, first_declined_at timestamptz, action_until timestamptz,
      lines_returned_at timestamptz)
    WHERE o.id = c.id AND o.version = c.before
    RETURNING o.id
  ), written AS (
    INSERT INTO orders.order_history (order_id, version, from_status, to_status, by, actor_id, note, code, attempt, occurred_at)
    SELECT order_id, version, "from", "to", "by", "actorId", note, code, attempt, $3
    FROM jsonb_to_recordset($2::jsonb)
      AS s (order_id text, version int, "from" text, "to" text, "by" text, "actorId" text, note text, code text,
        attempt int)
  )
  SELECT count(*)::int AS saved FROM changed`;
