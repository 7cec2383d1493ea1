import type { Transaction } from '@depachika/database/database.ts';
import { singleHandlers } from '@depachika/events/consumer/batch-handlers.ts';
import type { BatchHandler, EventConsumer, EventHandler } from '@depachika/events/consumer/event-consumer.ts';
import {
  EVENT_TYPES,
  type OrderCancelledV1,
  type OrderConfirmedV1,
  type OrderDeliveredV1,
  type OrderExpiredV1,
  type OrderPlacedV1,
  type OrderShippedV1,
  type RefundRequestedV1,
  TOPICS,
  type UserRegisteredV1,
} from '@depachika/schema/generated/events.ts';
import { pointsEarned } from '../points/points.ts';
import { grantPoints, payAward, promiseAwards, withdrawAward } from '../points/points-awards.ts';
import { pointsAwarded } from '../points/points-events.ts';
import { returnPoints, returnPointsOfOrder, spendPoints } from '../points/points-holds.ts';
import { freeLots } from '../points/points-lot-store.ts';
import type { PaymentTrigger } from './payment.ts';
import type { PaymentsServices } from './services.ts';

/** What orders and users say, and what payments does about it. */
export function paymentConsumers(services: PaymentsServices): EventConsumer[] {
  const batchHandlers: Record<string, BatchHandler> = {
    [EVENT_TYPES.OrderPlacedV1]: beginPayments(services),
    [EVENT_TYPES.OrderConfirmedV1]: confirmPoints(services),
  };
  return [
    {
      group: 'payments',
      topics: [TOPICS.ordersV1, TOPICS.usersV1],
      batchHandlers,
      handlers: {
        ...singleHandlers(batchHandlers),
        ...handlersOfOrders(services),
        [EVENT_TYPES.UserRegisteredV1]: welcome(services),
      },
    },
  ];
}

function beginPayments({ store, clock }: PaymentsServices): BatchHandler {
  return async (tx, events) => {
    const placed = events.map(({ event }) => ({
      orderId: (event.data as OrderPlacedV1).orderId,
      trigger: { kind: 'orderPlaced' as const },
      requestId: event.requestid,
    }));
    await store.apply(tx, placed, clock.now());
  };
}

/** Points that were used are spent, and those that will be earned are promised. */
function confirmPoints({ clock, logger }: PaymentsServices): BatchHandler {
  return async (tx, events) => {
    const orders = events.map(({ event }) => event.data as OrderConfirmedV1);
    for (const { orderId, holdKey, pointsUsed } of orders) {
      if (pointsUsed > 0 && !(await spendPoints(tx, holdKey, clock.now())))
        logger.error({ orderId }, 'An order was confirmed whose points are gone');
    }
    const awards = orders.map((order) => ({
      ...order,
      points: pointsEarned(order.totalYen, order.pointsUsed),
    }));
    await promiseAwards(
      tx,
      awards.filter(({ points }) => points > 0),
      clock.now(),
    );
  };
}

function handlersOfOrders(services: PaymentsServices): Record<string, EventHandler> {
  const { store, clock } = services;
  const apply = (tx: Transaction, orderId: string, trigger: PaymentTrigger) =>
    store.apply(tx, [{ orderId, trigger }], clock.now());
  return {
    [EVENT_TYPES.OrderCancelledV1]: async (tx, { event }) => {
      const { orderId, holdKey } = event.data as OrderCancelledV1;
      await apply(tx, orderId, { kind: 'orderEnded', end: 'CANCELLED' });
      await returnPoints(tx, holdKey, clock.now());
      await withdrawAward(tx, orderId, clock.now());
    },
    [EVENT_TYPES.OrderExpiredV1]: async (tx, { event }) => {
      const { orderId, holdKey } = event.data as OrderExpiredV1;
      await apply(tx, orderId, { kind: 'orderEnded', end: 'EXPIRED' });
      await returnPoints(tx, holdKey, clock.now());
    },
    [EVENT_TYPES.OrderShippedV1]: async (tx, { event }) => {
      await apply(tx, (event.data as OrderShippedV1).orderId, { kind: 'orderShipped' });
    },
    [EVENT_TYPES.OrderDeliveredV1]: async (tx, { event }) => {
      const { orderId, customerId } = event.data as OrderDeliveredV1;
      await apply(tx, orderId, { kind: 'orderDelivered' });
      await freeLots(tx, customerId, 'FIRST_DELIVERY');
      await award(services, tx, orderId);
    },
    [EVENT_TYPES.RefundRequestedV1]: async (tx, { event }) => {
      const { orderId } = event.data as RefundRequestedV1;
      await apply(tx, orderId, { kind: 'refundRequested' });
      await returnPointsOfOrder(tx, orderId, clock.now());
      await withdrawAward(tx, orderId, clock.now());
    },
  };
}

async function award({ clock, outbox }: PaymentsServices, tx: Transaction, orderId: string): Promise<void> {
  const now = clock.now();
  const paid = await payAward(tx, orderId, now);
  if (paid) await outbox.append(tx, [pointsAwarded(paid, now)]);
}

function welcome({ clock, config }: PaymentsServices): EventHandler {
  return async (tx, { event }) => {
    const { userId } = event.data as UserRegisteredV1;
    const { welcomePoints, welcomePointsAfter } = config;
    if (welcomePoints > 0) await grantPoints(tx, userId, welcomePoints, clock.now(), welcomePointsAfter);
  };
}
