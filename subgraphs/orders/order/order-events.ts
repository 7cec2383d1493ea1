import type { NewEvent } from '@depachika/events/outbox/outbox.ts';
import {
  EVENT_TYPES,
  type EventData,
  type EventType,
  type OrderCancelledV1,
  type OrderConfirmedV1,
  type OrderDeliveredV1,
  type OrderExpiredV1,
  type OrderPlacedV1,
  type OrderShippedV1,
  type PaymentRetriedV1,
  type RefundRequestedV1,
  type ReturnDecidedV1,
  type ReturnRequestedV1,
} from '@depachika/schema/generated/events.ts';
import type { CancelReason, LockedOrder, OrderDraft, OrderLine, SlotSnapshot } from './order.ts';

/** What only exists once the order does. */
export interface PlacedOrder {
  readonly number: string;
  readonly paymentId: string;
  readonly placedAt: Date;
}

export function orderPlaced(draft: OrderDraft, placed: PlacedOrder): NewEvent {
  const data: OrderPlacedV1 = {
    orderId: draft.orderId,
    orderNumber: placed.number,
    customerId: draft.customerId,
    holdKey: draft.orderId,
    paymentId: placed.paymentId,
    paymentMethod: draft.payment.method,
    totalYen: draft.totalYen,
    pointsUsed: draft.pointsUsed,
    amountDueYen: draft.amountDueYen,
    ...(draft.paymentDeadlineAt && { paymentDeadlineAt: draft.paymentDeadlineAt }),
    ...(draft.paymentGraceEndsAt && { paymentGraceEndsAt: draft.paymentGraceEndsAt }),
    lines: draft.lines as Lines,
    slot: bookedSlot(draft.slot),
    placedAt: placed.placedAt.toISOString(),
  };
  return event(EVENT_TYPES.OrderPlacedV1, { id: draft.orderId, version: 1 }, data);
}

export function orderConfirmed(order: LockedOrder, now: Date): NewEvent {
  const data: OrderConfirmedV1 = {
    ...common(order),
    lines: order.lines as Lines,
    slot: bookedSlot(order.slot),
    totalYen: order.totalYen,
    pointsUsed: order.pointsUsed,
    paymentMethod: order.paymentMethod,
    confirmedAt: now.toISOString(),
    placedAt: order.placedAt.toISOString(),
  };
  return event(EVENT_TYPES.OrderConfirmedV1, order, data);
}

export function orderCancelled(order: LockedOrder, reason: CancelReason, now: Date): NewEvent {
  const data: OrderCancelledV1 = {
    ...common(order),
    reason,
    wasConfirmed: order.confirmedAt !== null,
    totalYen: order.totalYen,
    placedAt: order.placedAt.toISOString(),
    cancelledAt: now.toISOString(),
    lines: order.lines as Lines,
  };
  return event(EVENT_TYPES.OrderCancelledV1, order, data);
}

export function orderExpired(order: LockedOrder, now: Date): NewEvent {
  const data: OrderExpiredV1 = {
    ...common(order),
    totalYen: order.totalYen,
    placedAt: order.placedAt.toISOString(),
    expiredAt: now.toISOString(),
  };
  return event(EVENT_TYPES.OrderExpiredV1, order, data);
}

export function orderShipped(order: LockedOrder, now: Date): NewEvent {
  const data: OrderShippedV1 = {
    ...common(order),
    shipmentId: order.shipmentId!,
    lines: order.lines.map(({ variantId, quantity }) => ({ variantId, quantity })) as OrderShippedV1['lines'],
    shippedAt: now.toISOString(),
  };
  return event(EVENT_TYPES.OrderShippedV1, order, data);
}

export function orderDelivered(order: LockedOrder, now: Date): NewEvent {
  const data: OrderDeliveredV1 = {
    ...common(order),
    totalYen: order.totalYen,
    deliveredAt: now.toISOString(),
  };
  return event(EVENT_TYPES.OrderDeliveredV1, order, data);
}

/** Another attempt to pay is decided, and its payment is prepared: payments begins it. */
export function paymentRetried(order: LockedOrder, now: Date): NewEvent {
  const { paymentDeadlineAt, paymentGraceEndsAt } = order;
  const data: PaymentRetriedV1 = {
    ...common(order),
    attempt: order.paymentAttempts,
    paymentMethod: order.paymentMethod,
    amountDueYen: order.amountDueYen,
    ...(paymentDeadlineAt && { paymentDeadlineAt: paymentDeadlineAt.toISOString() }),
    ...(paymentGraceEndsAt && { paymentGraceEndsAt: paymentGraceEndsAt.toISOString() }),
    retriedAt: now.toISOString(),
  };
  return event(EVENT_TYPES.PaymentRetriedV1, order, data);
}

export function returnRequested(order: LockedOrder, now: Date): NewEvent {
  const data: ReturnRequestedV1 = { ...named(order), requestedAt: now.toISOString() };
  return event(EVENT_TYPES.ReturnRequestedV1, order, data);
}

export function returnDecided(order: LockedOrder, accepted: boolean, now: Date): NewEvent {
  const data: ReturnDecidedV1 = { ...named(order), accepted, decidedAt: now.toISOString() };
  return event(EVENT_TYPES.ReturnDecidedV1, order, data);
}

/** The money that was due goes back, as far as it moved; payments knows how far, and returns points by itself. */
export function refundRequested(
  order: LockedOrder,
  reason: RefundRequestedV1['reason'],
  now: Date,
): NewEvent {
  const data: RefundRequestedV1 = {
    ...common(order),
    amountYen: order.amountDueYen,
    reason,
    requestedAt: now.toISOString(),
  };
  return event(EVENT_TYPES.RefundRequestedV1, order, data);
}

type Lines = [OrderLine, ...OrderLine[]];

function common({ holdKey, paymentId, ...order }: LockedOrder) {
  return { ...named(order), holdKey, paymentId };
}

function named({ id, number, customerId }: Pick<LockedOrder, 'id' | 'number' | 'customerId'>) {
  return { orderId: id, orderNumber: number, customerId };
}

function event<Type extends EventType>(
  type: Type,
  order: { id: string; version: number },
  data: EventData[Type],
): NewEvent {
  return {
    type,
    subject: order.id,
    partitionKey: order.id,
    aggregateVersion: order.version,
    data,
  };
}

/** What others are told of a slot: where goods come from is between orders, delivery and inventory. */
function bookedSlot({ slotId, date, startsAt, endsAt, cutOffAt }: SlotSnapshot) {
  return { slotId, date, startsAt, endsAt, cutOffAt };
}
