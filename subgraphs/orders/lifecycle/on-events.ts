import type { Transaction } from '@depachika/database/database.ts';
import { singleHandlers } from '@depachika/events/consumer/batch-handlers.ts';
import type { BatchHandler, EventConsumer } from '@depachika/events/consumer/event-consumer.ts';
import type { StoredEvent } from '@depachika/events/event-log.ts';
import { newId } from '@depachika/ids/ids.ts';
import { LATE_PAYMENT_CHANNEL } from '@depachika/schema/channels.ts';
import {
  EVENT_TYPES,
  type PaymentActionNeededV1,
  type PaymentFailedV1,
  type PaymentReceivedV1,
  type PaymentRefundedV1,
  type ShipmentStatusChangedV1,
  TOPICS,
  type UserDeletedV1,
} from '@depachika/schema/generated/events.ts';
import { eraseCustomer } from '../erasing/erase-store.ts';
import { noteLatePayment } from '../late-payment/late-payment-store.ts';
import {
  type AttemptOutcome,
  afterActionNeeded,
  afterDecline,
  afterRefundOpened,
  afterSlip,
  afterSuccess,
  afterVoid,
} from '../order/attempt-rules.ts';
import type { LockedOrder, SlotSnapshot } from '../order/order.ts';
import {
  type MoveCommand,
  move,
  type OrderProgress,
  unchanged,
  withAttemptChange,
  withPaymentNews,
  withSlot,
} from '../order/order-changes.ts';
import type { OrderStatus } from '../order/order-status.ts';
import { lockOrders, saveProgress } from '../order/order-store.ts';
import type { PaymentNews } from '../order/payment-status.ts';
import type { OrdersServices } from '../order/services.ts';
import { paidMoves } from './paid-rules.ts';
import { shipmentMoves } from './parcel-rules.ts';

/**
 * What orders learns from the others. An event that comes late or twice finds an order that has gone on: the table of
 * transitions then refuses the step, and only the money's own status is kept.
 */
export function ordersConsumer(services: OrdersServices): EventConsumer {
  const news = (kind: Exclude<PaymentNews['kind'], 'refunded'>) => (): PaymentNews => ({ kind });
  const terms = () => ({ retryMs: services.config.retryMs, now: services.clock.now() });
  const certain = (order: LockedOrder): AttemptOutcome => {
    const moves = paidMoves(order, services.clock.now());
    // Money that comes too late ends the order as a decline would: its lines go back.
    return moves.some(({ to }) => to === 'CANCELLED') ? { moves } : { ...afterSuccess(order), moves };
  };
  const batchHandlers = {
    [EVENT_TYPES.PaymentAuthorizedV1]: paymentHandler(services, {
      money: news('authorized'),
      attempt: (_, order) => certain(order),
    }),
    [EVENT_TYPES.PaymentReceivedV1]: paymentHandler<PaymentReceivedV1>(services, {
      money: news('moved'),
      // An expired order is confirmed by the worker of late payments alone, after everything is held again.
      attempt: (_, order) => (order.status === 'EXPIRED' ? { moves: [] } : certain(order)),
      also: keepLatePayment(services),
    }),
    [EVENT_TYPES.KonbiniSlipIssuedV1]: paymentHandler(services, {
      money: () => ({ kind: 'slipIssued' }),
      attempt: (_, order) => afterSlip(order),
    }),
    [EVENT_TYPES.PaymentActionNeededV1]: paymentHandler<PaymentActionNeededV1>(services, {
      attempt: ({ actionUntil }, order) => afterActionNeeded(order, new Date(actionUntil), terms()),
    }),
    [EVENT_TYPES.PaymentFailedV1]: paymentHandler<PaymentFailedV1>(services, {
      money: news('failed'),
      attempt: ({ code }, order) => afterDecline(order, code, terms()),
    }),
    [EVENT_TYPES.PaymentCapturedV1]: paymentHandler(services, { money: news('moved') }),
    [EVENT_TYPES.PaymentVoidedV1]: paymentHandler(services, {
      money: news('voided'),
      attempt: (_, order) => afterVoid(order, terms()),
    }),
    [EVENT_TYPES.RefundOpenedV1]: paymentHandler(services, {
      money: news('refundOpened'),
      attempt: (_, order) => afterRefundOpened(order),
    }),
    [EVENT_TYPES.PaymentRefundedV1]: paymentHandler<PaymentRefundedV1>(services, {
      money: ({ amountYen }) => ({ kind: 'refunded', amountYen }),
    }),
    [EVENT_TYPES.AllocationFailedV1]: handler(services, {
      moves: () => [{ to: 'CANCELLED', by: 'INVENTORY', cancelReason: 'OUT_OF_TIME' }],
    }),
    [EVENT_TYPES.SlotConfirmationFailedV1]: handler(services, {
      moves: () => [{ to: 'CANCELLED', by: 'DELIVERY', cancelReason: 'OUT_OF_TIME' }],
    }),
    [EVENT_TYPES.ShipmentStatusChangedV1]: handler<ShipmentStatusChangedV1>(services, {
      slot: ({ slot }) => slot,
      moves: (parcel, { status }) => shipmentMoves(parcel, status),
    }),
  };
  return {
    group: 'orders',
    topics: [TOPICS.paymentsV1, TOPICS.deliveryV1, TOPICS.inventoryV1, TOPICS.usersV1],
    handlers: {
      ...singleHandlers(batchHandlers),
      [EVENT_TYPES.UserDeletedV1]: async (tx, { event }) => {
        const erased = await eraseCustomer(tx, (event.data as UserDeletedV1).userId, services.clock.now());
        tx.afterCommit(() => void services.orders.changed(erased));
      },
    },
    batchHandlers,
  };
}

interface OrderEvent {
  readonly orderId: string;
}

interface PaymentEvent extends OrderEvent {
  readonly paymentId: string;
}

interface Reaction<Data> {
  /** False when the event says nothing about this order as it is. */
  readonly isAbout?: (data: Data, order: LockedOrder) => boolean;
  readonly money?: (data: Data) => PaymentNews;
  readonly attempt?: (data: Data, order: LockedOrder) => AttemptOutcome;
  readonly moves?: (data: Data, order: { readonly status: OrderStatus }) => readonly MoveCommand[];
  /** The slot in which the order comes from now on. */
  readonly slot?: (data: Data) => SlotSnapshot | undefined;
  readonly also?: (tx: Transaction, data: Data, order: { readonly status: OrderStatus }) => Promise<void>;
}

/** An event about a payment that is not the order's current one changes nothing: the order has gone on to another. */
function paymentHandler<Data extends PaymentEvent>(
  services: OrdersServices,
  reaction: Omit<Reaction<Data>, 'isAbout' | 'moves'>,
): BatchHandler {
  const isAbout = ({ paymentId }: Data, order: LockedOrder) => paymentId === order.paymentId;
  return handler<Data>(services, { ...reaction, isAbout });
}

/** Locks, changes and saves the orders of all these events at once. */
function handler<Data extends OrderEvent>(services: OrdersServices, reaction: Reaction<Data>): BatchHandler {
  return async (tx, events) => {
    const now = services.clock.now();
    const data = (stored: StoredEvent) => stored.event.data as Data;
    const orders = await lockOrders(
      tx,
      events.map((stored) => data(stored).orderId),
    );
    const byId = new Map(orders.map((order) => [order.id, order]));
    const known = events.flatMap((stored) => {
      const order = byId.get(data(stored).orderId);
      if (!order) warnOfUnknown(services, stored, data(stored).orderId);
      const isAbout = order && (reaction.isAbout?.(data(stored), order) ?? true);
      return isAbout ? [{ stored, order }] : [];
    });
    const progress = known.map(({ stored, order }) =>
      tracedTo(stored.event.requestid, progressOf(services, reaction, { data: data(stored), order, now })),
    );
    const saved = await saveProgress(tx, services.outbox, progress, now);
    for (const { stored, order } of known) await reaction.also?.(tx, data(stored), order);
    crashOnce(services, tx, progress, saved);
    tx.afterCommit(() => void services.orders.changed(saved));
  };
}

function progressOf<Data extends OrderEvent>(
  services: OrdersServices,
  reaction: Reaction<Data>,
  { data, order, now }: { readonly data: Data; readonly order: LockedOrder; readonly now: Date },
): OrderProgress {
  const paid = reaction.money ? withPaymentNews(unchanged(order), reaction.money(data)) : unchanged(order);
  const slot = reaction.slot?.(data);
  const outcome = reaction.attempt?.(data, order);
  const moves = outcome?.moves ?? reaction.moves?.(data, order) ?? [];
  return moves.reduce(
    (before, command) => moveIfLegal(services, before, command, now),
    withAttemptChange(slot ? withSlot(paid, slot) : paid, outcome?.change),
  );
}

function tracedTo(requestId: string | undefined, progress: OrderProgress): OrderProgress {
  return { ...progress, events: progress.events.map((event) => ({ ...event, requestId })) };
}

/** One crash point for every order, so that a test may choose which. */
function crashOnce(
  { crashPoints }: OrdersServices,
  tx: Transaction,
  progress: readonly OrderProgress[],
  saved: readonly string[],
): void {
  for (const { order } of progress) {
    const point = order.status === 'CONFIRMED' && saved.includes(order.id) ? 'confirm' : 'consume';
    crashPoints.reach(`orders.${point}.written`);
    tx.afterCommit(() => crashPoints.reach(`orders.${point}.committed`));
  }
}

/** The order commits before its events are published, so this is an order of another shop's past. */
function warnOfUnknown({ logger }: OrdersServices, { event }: StoredEvent, orderId: string): void {
  logger.warn({ eventId: event.id, orderId }, 'An event of an unknown order');
}

function moveIfLegal(
  { logger }: OrdersServices,
  progress: OrderProgress,
  command: MoveCommand,
  now: Date,
): OrderProgress {
  const result = move(progress, command, now);
  if (result.kind === 'moved') return result.progress;
  logger.debug({ orderId: progress.order.id, problem: result }, 'An event found an order that has gone on');
  return progress;
}

function keepLatePayment(services: OrdersServices) {
  return async (tx: Transaction, data: PaymentReceivedV1, { status }: { readonly status: OrderStatus }) => {
    if (status !== 'EXPIRED') return;
    await noteLatePayment(tx, {
      orderId: data.orderId,
      holdKey: newId('hld'),
      receivedAt: data.receivedAt,
      now: services.clock.now(),
    });
    tx.afterCommit(() => services.pubSub.publish(LATE_PAYMENT_CHANNEL));
  };
}
