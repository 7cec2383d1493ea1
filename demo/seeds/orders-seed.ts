import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import type { CloudEvent } from '@depachika/events/event-log.ts';
import { eventSchemas } from '@depachika/events/event-schemas.ts';
import type { NewEvent } from '@depachika/events/outbox/outbox.ts';
import { topicOf } from '@depachika/events/topics.ts';
import { newId } from '@depachika/ids/ids.ts';
import {
  FIRST_ATTEMPT,
  type LockedOrder,
  type OrderDraft,
  type SlotSnapshot,
} from '@depachika/orders/order/order.ts';
import {
  orderCancelled,
  orderConfirmed,
  orderDelivered,
  orderPlaced,
} from '@depachika/orders/order/order-events.ts';
import type { Actor, OrderStatus } from '@depachika/orders/order/order-status.ts';
import { type DemoOrder, demoPastOrders } from '../past-orders.ts';
import { demoAccounts } from '../people.ts';

export interface DemoDependencies {
  readonly database: Database;
  readonly clock: Clock;
  /** Default: the month before today in Japan. */
  readonly pastOrders?: readonly DemoOrder[];
}

/** Writes the demo's past orders with their history and their events of that time; nothing when there are orders. */
export async function seedOrdersDemo({ database, clock, pastOrders }: DemoDependencies): Promise<void> {
  const orders = pastOrders ?? demoPastOrders({ now: clock.now() });
  await database.transaction({ name: 'orders.seedDemo', timeoutMs: 60_000 }, async (tx) => {
    // The table's lock lets two starters seed once.
    await tx.query('LOCK TABLE orders.orders IN SHARE ROW EXCLUSIVE MODE');
    const [known] = await tx.query('SELECT 1 FROM orders.orders LIMIT 1');
    if (known || orders.length === 0) return;
    await insertOrders(tx, orders);
    await insertEvents(tx, orders);
    await tx.query(`SELECT setval('orders.order_numbers', $1)`, [orders.length]);
  });
}

interface DemoStep {
  readonly to: OrderStatus;
  readonly by: Actor;
  readonly at: Date;
}

/** The way that the order went, through every status on it. */
function stepsOf(order: DemoOrder): DemoStep[] {
  const placed: DemoStep = { to: 'PENDING', by: 'CUSTOMER', at: order.placedAt };
  const slip: DemoStep = { to: 'AWAITING_PAYMENT', by: 'PAYMENT', at: after(order.placedAt, 1_000) };
  const start = order.paymentMethod === 'KONBINI' ? [placed, slip] : [placed];
  if (order.status === 'CANCELLED')
    return [...start, { to: 'CANCELLED', by: 'CUSTOMER', at: order.cancelledAt }];
  const { confirmedAt, shippedAt, deliveredAt } = order;
  const leftAt = new Date((shippedAt.getTime() + deliveredAt.getTime()) / 2);
  return [
    ...start,
    { to: 'CONFIRMED', by: 'PAYMENT', at: confirmedAt },
    { to: 'PREPARING', by: 'STAFF', at: after(shippedAt, -600_000) },
    { to: 'SHIPPED', by: 'DELIVERY', at: shippedAt },
    { to: 'OUT_FOR_DELIVERY', by: 'DELIVERY', at: leftAt },
    { to: 'DELIVERED', by: 'DELIVERY', at: deliveredAt },
  ];
}

async function insertOrders(tx: Transaction, orders: readonly DemoOrder[]): Promise<void> {
  const rows = orders.map((order) => {
    const steps = stepsOf(order);
    return {
      ...lockedOrder(order, steps.length),
      deliveryFeeYen: order.deliveryFeeYen,
      subtotalYen: order.totalYen - order.deliveryFeeYen,
      cancelReason: order.status === 'CANCELLED' ? 'CUSTOMER' : null,
      updatedAt: steps.at(-1)!.at,
    };
  });
  const lines = orders.flatMap(({ orderId, lines }) =>
    lines.map((line, position) => ({ orderId, position, ...line })),
  );
  const history = orders.flatMap((order) =>
    stepsOf(order).map(({ to, by, at }, index, steps) => ({
      orderId: order.orderId,
      version: index + 1,
      from: steps[index - 1]?.to ?? null,
      to,
      by,
      actorId: personOf(by, order),
      at,
    })),
  );
  await tx.query(INSERT_ORDERS, [JSON.stringify(rows)]);
  await tx.query(INSERT_LINES, [JSON.stringify(lines)]);
  await tx.query(INSERT_HISTORY, [JSON.stringify(history)]);
}

/** The same events, in the same form, as if they had been appended at their time. */
async function insertEvents(tx: Transaction, orders: readonly DemoOrder[]): Promise<void> {
  const schemas = eventSchemas();
  const events = orders
    .flatMap(eventsOf)
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ event, at }) => {
      schemas.checkData(event.type, event.data);
      return eventOf(event, at);
    });
  await tx.query(
    `INSERT INTO orders.outbox_events (id, topic, key, type, event)
     SELECT added.event->>'id', $2, added.event->>'partitionkey', added.event->>'type', added.event
     FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS added (event, place) ORDER BY added.place`,
    [JSON.stringify(events), topicOf(events[0]!.type)],
  );
}

function eventsOf(order: DemoOrder): { event: NewEvent; at: Date }[] {
  const versionOf = (status: OrderStatus) => stepsOf(order).findIndex(({ to }) => to === status) + 1;
  const at = (status: OrderStatus) => lockedOrder(order, versionOf(status));
  const { placedAt, orderNumber: number, paymentId } = order;
  const placed = { event: orderPlaced(draftOf(order), { number, paymentId, placedAt }), at: placedAt };
  if (order.status === 'CANCELLED') {
    const { cancelledAt } = order;
    return [placed, { event: orderCancelled(at('CANCELLED'), 'CUSTOMER', cancelledAt), at: cancelledAt }];
  }
  const { confirmedAt, deliveredAt } = order;
  return [
    placed,
    { event: orderConfirmed(at('CONFIRMED'), confirmedAt), at: confirmedAt },
    { event: orderDelivered(at('DELIVERED'), deliveredAt), at: deliveredAt },
  ];
}

function lockedOrder(order: DemoOrder, version: number): LockedOrder {
  const isDelivered = order.status === 'DELIVERED';
  return {
    id: order.orderId,
    number: order.orderNumber,
    customerId: order.customerId,
    status: order.status,
    paymentStatus: isDelivered ? 'PAID' : 'VOIDED',
    version,
    holdKey: order.orderId,
    totalYen: order.totalYen,
    pointsUsed: order.pointsUsed,
    amountDueYen: order.totalYen,
    refundedYen: 0,
    paymentMethod: order.paymentMethod,
    paymentId: order.paymentId,
    ...FIRST_ATTEMPT,
    paymentDeadlineAt: order.paymentMethod === 'KONBINI' ? after(graceEndsAt(order), -GRACE_MS) : null,
    paymentGraceEndsAt: order.paymentMethod === 'KONBINI' ? graceEndsAt(order) : null,
    holdsExpireAt: order.slot.cutOffAt,
    linesReturnedAt: null,
    slot: slotSnapshot(order),
    address: order.address,
    shipmentId: isDelivered ? order.shipmentId : null,
    placedAt: order.placedAt,
    confirmedAt: order.confirmedAt,
    lines: order.lines,
  };
}

function draftOf(order: DemoOrder): OrderDraft {
  const isKonbini = order.paymentMethod === 'KONBINI';
  return {
    orderId: order.orderId,
    customerId: order.customerId,
    lines: order.lines,
    fromCart: false,
    subtotalYen: order.totalYen - order.deliveryFeeYen,
    deliveryFeeYen: order.deliveryFeeYen,
    totalYen: order.totalYen,
    pointsUsed: order.pointsUsed,
    amountDueYen: order.totalYen,
    payment: { method: order.paymentMethod },
    paymentDeadlineAt: isKonbini ? after(graceEndsAt(order), -GRACE_MS).toISOString() : null,
    paymentGraceEndsAt: isKonbini ? graceEndsAt(order).toISOString() : null,
    slot: slotSnapshot(order),
    address: order.address,
    holdsExpireAt: order.slot.cutOffAt.toISOString(),
  };
}

const GRACE_MS = 30 * 60_000;

function graceEndsAt({ slot }: DemoOrder): Date {
  return after(slot.cutOffAt, -5 * 60_000);
}

function slotSnapshot({ slot }: DemoOrder): SlotSnapshot {
  const { slotId, date, startsAt, endsAt, cutOffAt } = slot;
  const texts = {
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    cutOffAt: cutOffAt.toISOString(),
  };
  return { slotId, date, ...texts };
}

function eventOf(event: NewEvent, at: Date): CloudEvent {
  return {
    specversion: '1.0',
    id: newId('evt'),
    source: '/depachika/orders',
    type: event.type,
    subject: event.subject,
    time: at.toISOString(),
    datacontenttype: 'application/json',
    partitionkey: event.partitionKey,
    aggregateversion: event.aggregateVersion,
    data: event.data,
  };
}

function after(instant: Date, byMs: number): Date {
  return new Date(instant.getTime() + byMs);
}

const INSERT_ORDERS = `
  INSERT INTO orders.orders (id, number, customer_id, status, payment_status, version, hold_key, subtotal_yen,
    delivery_fee_yen, total_yen, points_used, amount_due_yen, payment_method, payment_id, payment_deadline_at,
    payment_grace_ends_at, holds_expire_at, slot, address, shipment_id, cancel_reason, placed_at, confirmed_at, updated_at)
  SELECT id, number, "customerId", status, "paymentStatus", version, "holdKey", "subtotalYen", "deliveryFeeYen",
    "totalYen", "pointsUsed", "amountDueYen", "paymentMethod", "paymentId", "paymentDeadlineAt", "paymentGraceEndsAt",
    "holdsExpireAt", slot, address, "shipmentId", "cancelReason", "placedAt", "confirmedAt", "updatedAt"
  FROM jsonb_to_recordset($1::jsonb) AS o (id text, number text, "customerId" text, status text, "paymentStatus" text,
    version int, "holdKey" text, "subtotalYen" int, "deliveryFeeYen" int, "totalYen" int, "pointsUsed" int,
    "amountDueYen" int, "paymentMethod" text, "paymentId" text, "paymentDeadlineAt" timestamptz,
    "paymentGraceEndsAt" timestamptz, "holdsExpireAt" timestamptz, slot jsonb, address jsonb, "shipmentId" text, "cancelReason" text,
    "placedAt" timestamptz, "confirmedAt" timestamptz, "updatedAt" timestamptz)`;

/** Who took a step; null for domains. */
function personOf(by: Actor, { customerId }: DemoOrder): string | null {
  if (by === 'STAFF') return demoAccounts.staff.id;
  return by === 'CUSTOMER' ? customerId : null;
}

const INSERT_LINES = `
  INSERT INTO orders.order_lines (order_id, position, id, variant_id, product_id, sku, name_ja, name_en, quantity,
    unit_price_yen, tax_rate_percent)
  SELECT "orderId", position, "lineId", "variantId", "productId", sku, "nameJa", "nameEn", quantity, "unitPriceYen",
    "taxRatePercent"
  FROM jsonb_to_recordset($1::jsonb) AS l ("orderId" text, position int, "lineId" text, "variantId" text,
    "productId" text, sku text, "nameJa" text, "nameEn" text, quantity int, "unitPriceYen" int, "taxRatePercent" int)`;

const INSERT_HISTORY = `
  INSERT INTO orders.order_history (order_id, version, from_status, to_status, by, actor_id, occurred_at)
  SELECT "orderId", version, "from", "to", "by", "actorId", at
  FROM jsonb_to_recordset($1::jsonb) AS h ("orderId" text, version int, "from" text, "to" text, "by" text,
    "actorId" text, at timestamptz)`;
