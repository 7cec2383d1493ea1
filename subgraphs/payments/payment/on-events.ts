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
  type PaymentRetriedV1,
  type RefundRequestedV1,
  TOPICS,
  type UserDeletedV1,
  type UserRegisteredV1,
} from '@depachika/schema/generated/events.ts';
import { enterGate } from '../attempts/order-gate-store.ts';
import { pointsEarned } from '../points/points.ts';
import { grantPoints, promiseAwards, withdrawAward } from '../points/points-awards.ts';
import { returnPoints, returnPointsOfOrder, spendPoints } from '../points/points-holds.ts';
import { freeLots } from '../points/points-lot-store.ts';
import { eraseCustomer } from '../refund/erase-store.ts';
import type { OrderEnd } from './payment.ts';
import type { PaymentTrigger } from './payment-decisions.ts';
import type { PaymentsServices } from './services.ts';

/** What orders and users say, and what payments does about it. */
export function paymentConsumers(services: PaymentsServices): EventConsumer[] {
  const batchHandlers: Record<string, BatchHandler> = {
    [EVENT_TYPES.OrderPlacedV1]: beginPayments(services),
    [EVENT_TYPES.PaymentRetriedV1]: beginPayments(services),
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
        [EVENT_TYPES.UserDeletedV1]: (tx, { event }) =>
          eraseCustomer(tx, (event.data as UserDeletedV1).userId, services.clock.now()),
      },
    },
  ];
}

function beginPayments({ store, clock }: PaymentsServices): BatchHandler {
  return async (tx, events) => {
    const begun = events.map(({ event }) => {
      const { orderId, paymentId } = event.data as OrderPlacedV1 | PaymentRetriedV1;
      return { orderId, paymentId, trigger: { kind: 'begun' as const }, requestId: event.requestid };
    });
    await store.apply(tx, begun, clock.now());
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
  /** An event of a shop before it knew attempts names no payment: then it is about the only one. */
  const apply = (tx: Transaction, about: AboutPayment, trigger: PaymentTrigger) =>
    store.apply(tx, [{ orderId: about.orderId, paymentId: about.paymentId, trigger }], clock.now());
  const end = async (tx: Transaction, orderId: string, how: OrderEnd) => {
    await enterGate(tx, orderId, true);
    await apply(tx, { orderId }, { kind: 'orderEnded', end: how });
  };
  return {
    [EVENT_TYPES.OrderCancelledV1]: async (tx, { event }) => {
      const { orderId, holdKey } = event.data as OrderCancelledV1;
      await end(tx, orderId, 'CANCELLED');
      await returnPoints(tx, holdKey, clock.now());
      await withdrawAward(tx, orderId, clock.now());
    },
    [EVENT_TYPES.OrderExpiredV1]: async (tx, { event }) => {
      const { orderId, holdKey } = event.data as OrderExpiredV1;
      await end(tx, orderId, 'EXPIRED');
      await returnPoints(tx, holdKey, clock.now());
    },
    [EVENT_TYPES.OrderShippedV1]: async (tx, { event }) => {
      await apply(tx, event.data as OrderShippedV1, { kind: 'orderShipped' });
    },
    [EVENT_TYPES.OrderDeliveredV1]: async (tx, { event }) => {
      const delivered = event.data as OrderDeliveredV1;
      await apply(tx, delivered, { kind: 'orderDelivered' });
      await freeLots(tx, delivered.customerId, 'FIRST_DELIVERY');
    },
    [EVENT_TYPES.RefundRequestedV1]: async (tx, { event }) => {
      const requested = event.data as RefundRequestedV1;
      await apply(tx, requested, { kind: 'refundRequested' });
      await returnPointsOfOrder(tx, requested.orderId, clock.now());
      await withdrawAward(tx, requested.orderId, clock.now());
    },
  };
}

/** What the events of orders say of a payment. */
interface AboutPayment {
  readonly orderId: string;
  readonly paymentId?: string;
}

function welcome({ clock, config }: PaymentsServices): EventHandler {
  return async (tx, { event }) => {
    const { userId } = event.data as UserRegisteredV1;
    const { welcomePoints, welcomePointsAfter } = config;
    if (welcomePoints > 0) await grantPoints(tx, userId, welcomePoints, clock.now(), welcomePointsAfter);
  };
}
