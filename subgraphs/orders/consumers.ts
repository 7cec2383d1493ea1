import type { StoredEvent } from '@depachika/bus/event-log.ts';
import type { Transaction } from '@depachika/database/database.ts';
import type { EventConsumer, EventHandler } from '@depachika/graphql/subgraph.ts';
import type {
  PaymentReceivedV1,
  PaymentRefundedV1,
  ShipmentStatusChangedV1,
} from '@depachika/schema/generated/events.ts';
import { noteLatePayment } from './late-payment-store.ts';
import { type MoveCommand, move, type OrderProgress, unchanged, withPaymentNews } from './order-progress.ts';
import type { OrderStatus } from './order-status.ts';
import { lockOrder, saveProgress } from './order-store.ts';
import type { PaymentNews } from './payment-status.ts';
import type { OrdersServices } from './services.ts';

/**
 * What orders learns from the others. An event that comes late or twice finds an order that has gone on: the table of
 * transitions then refuses the step, and only the money's own status is kept.
 */
export function ordersConsumer(services: OrdersServices): EventConsumer {
  const news = (kind: 'authorized' | 'moved' | 'gone') => (): PaymentNews => ({ kind });
  return {
    group: 'orders',
    topics: ['depachika.payments.v1', 'depachika.delivery.v1', 'depachika.inventory.v1'],
    handlers: {
      'depachika.payments.PaymentAuthorized.v1': handler(services, {
        money: news('authorized'),
        moves: () => [{ to: 'CONFIRMED', by: 'PAYMENT' }],
      }),
      'depachika.payments.PaymentReceived.v1': handler(services, {
        money: news('moved'),
        // An expired order is confirmed by the worker of late payments alone, after everything is held again.
        moves: (_, { status }) => (status === 'EXPIRED' ? [] : [{ to: 'CONFIRMED', by: 'PAYMENT' }]),
        also: keepLatePayment(services),
      }),
      'depachika.payments.KonbiniSlipIssued.v1': handler(services, {
        money: () => ({ kind: 'slipIssued' }),
        moves: () => [{ to: 'AWAITING_PAYMENT', by: 'PAYMENT' }],
      }),
      'depachika.payments.PaymentFailed.v1': handler(services, {
        money: news('gone'),
        moves: () => [{ to: 'CANCELLED', by: 'PAYMENT', cancelReason: 'PAYMENT_FAILED' }],
      }),
      'depachika.payments.PaymentCaptured.v1': handler(services, { money: news('moved') }),
      'depachika.payments.PaymentVoided.v1': handler(services, { money: news('gone') }),
      'depachika.payments.PaymentRefunded.v1': handler<PaymentRefundedV1>(services, {
        money: ({ amountYen }) => ({ kind: 'refunded', amountYen }),
      }),
      'depachika.inventory.AllocationFailed.v1': handler(services, {
        moves: () => [{ to: 'CANCELLED', by: 'INVENTORY', cancelReason: 'OUT_OF_TIME' }],
      }),
      'depachika.delivery.SlotConfirmationFailed.v1': handler(services, {
        moves: () => [{ to: 'CANCELLED', by: 'DELIVERY', cancelReason: 'OUT_OF_TIME' }],
      }),
      'depachika.delivery.ShipmentStatusChanged.v1': handler<ShipmentStatusChangedV1>(services, {
        moves: ({ to }, { status }) => shipmentMoves(to, status),
      }),
    },
  };
}

interface OrderEvent {
  readonly orderId: string;
}

interface Reaction<Data> {
  readonly money?: (data: Data) => PaymentNews;
  readonly moves?: (data: Data, order: { readonly status: OrderStatus }) => readonly MoveCommand[];
  readonly also?: (tx: Transaction, data: Data, order: { readonly status: OrderStatus }) => Promise<void>;
}

function handler<Data extends OrderEvent>(services: OrdersServices, reaction: Reaction<Data>): EventHandler {
  return async (tx: Transaction, stored: StoredEvent) => {
    const data = stored.event.data as Data;
    const order = await lockOrder(tx, data.orderId);
    if (!order) {
      // The order commits before its events are published, so this is an order of another shop's past.
      services.logger.warn(
        { eventId: stored.event.id, orderId: data.orderId },
        'An event of an unknown order',
      );
      return;
    }
    const now = services.clock.now();
    const paid = reaction.money ? withPaymentNews(unchanged(order), reaction.money(data)) : unchanged(order);
    const progress = (reaction.moves?.(data, order) ?? []).reduce(
      (before, command) => moveIfLegal(services, before, command, now),
      paid,
    );
    const saved = await saveProgress(tx, services.outbox, [progress], now);
    await reaction.also?.(tx, data, order);
    const point = progress.order.status === 'CONFIRMED' && saved.length > 0 ? 'confirm' : 'consume';
    services.crashPoints.reach(`orders.${point}.written`);
    tx.afterCommit(() => {
      services.crashPoints.reach(`orders.${point}.committed`);
      void services.orders.changed(saved);
    });
  };
}

function moveIfLegal(
  { logger }: OrdersServices,
  progress: OrderProgress,
  command: MoveCommand,
  now: Date,
): OrderProgress {
  const result = move(progress, command, now);
  if (result.kind === 'moved') return result.progress;
  logger.debug(
    { orderId: progress.order.id, problem: result.problem },
    'An event found an order that has gone on',
  );
  return progress;
}

/** A shipment that skipped a step, or whose event of it was lost, still takes the order through that step. */
function shipmentMoves(to: ShipmentStatusChangedV1['to'], status: OrderStatus): MoveCommand[] {
  const leaving: MoveCommand[] = status === 'SHIPPED' ? [{ to: 'OUT_FOR_DELIVERY', by: 'DELIVERY' }] : [];
  const failing: MoveCommand[] =
    status === 'SHIPPED' || status === 'OUT_FOR_DELIVERY' ? [{ to: 'DELIVERY_FAILED', by: 'DELIVERY' }] : [];
  switch (to) {
    case 'OUT_FOR_DELIVERY':
      return [{ to, by: 'DELIVERY' }];
    case 'DELIVERED':
    case 'DELIVERY_FAILED':
      return [...leaving, { to, by: 'DELIVERY' }];
    case 'RETURNED':
      return [...leaving, ...failing, { to, by: 'DELIVERY' }];
    default:
      // CREATED and PICKED_UP say nothing new: orders itself decided to ship; CANCELLED follows our own event.
      return [];
  }
}

function keepLatePayment(services: OrdersServices) {
  return async (tx: Transaction, data: PaymentReceivedV1, { status }: { readonly status: OrderStatus }) => {
    if (status !== 'EXPIRED') return;
    await noteLatePayment(tx, {
      orderId: data.orderId,
      receivedAt: data.receivedAt,
      now: services.clock.now(),
    });
    tx.afterCommit(() => services.nudges.publish(services.lateChannel));
  };
}
