import type { Clock } from '@depachika/clock/clock.ts';
import type { Transaction } from '@depachika/database/database.ts';
import { singleHandlers } from '@depachika/events/consumer/batch-handlers.ts';
import type { BatchHandler, EventConsumer } from '@depachika/events/consumer/event-consumer.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
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
import type { Logger } from 'pino';
import { pointsEarned } from '../points/points.ts';
import { grantPoints, payAward, promiseAwards, withdrawAward } from '../points/points-awards.ts';
import { returnPoints, returnPointsOfOrder, spendPoints } from '../points/points-holds.ts';
import type { PaymentTrigger } from './payment.ts';
import type { PaymentStore } from './payment-store.ts';

export interface ConsumerDependencies {
  readonly store: PaymentStore;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly logger: Logger;
  /** 0 gives nothing. */
  readonly welcomePoints: number;
}

/** What orders and users say, and what payments does about it. */
export function paymentConsumers({
  store,
  outbox,
  clock,
  logger,
  welcomePoints,
}: ConsumerDependencies): EventConsumer[] {
  const about = (tx: Transaction, orderId: string, trigger: PaymentTrigger) =>
    store.apply(tx, [{ orderId, trigger }], clock.now());

  const batchHandlers: Record<string, BatchHandler> = {
    [EVENT_TYPES.OrderPlacedV1]: async (tx, events) => {
      const placed = events.map(({ event }) => ({
        orderId: (event.data as OrderPlacedV1).orderId,
        trigger: { kind: 'orderPlaced' as const },
        requestId: event.requestid,
      }));
      await store.apply(tx, placed, clock.now());
    },
    [EVENT_TYPES.OrderConfirmedV1]: async (tx, events) => {
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
    },
  };

  return [
    {
      group: 'payments',
      topics: [TOPICS.ordersV1, TOPICS.usersV1],
      batchHandlers,
      handlers: {
        ...singleHandlers(batchHandlers),
        [EVENT_TYPES.OrderCancelledV1]: async (tx, { event }) => {
          const order = event.data as OrderCancelledV1;
          await about(tx, order.orderId, { kind: 'orderEnded', end: 'CANCELLED' });
          await returnPoints(tx, order.holdKey, clock.now());
          await withdrawAward(tx, order.orderId, clock.now());
        },
        [EVENT_TYPES.OrderExpiredV1]: async (tx, { event }) => {
          const order = event.data as OrderExpiredV1;
          await about(tx, order.orderId, { kind: 'orderEnded', end: 'EXPIRED' });
          await returnPoints(tx, order.holdKey, clock.now());
        },
        [EVENT_TYPES.OrderShippedV1]: async (tx, { event }) => {
          await about(tx, (event.data as OrderShippedV1).orderId, { kind: 'orderShipped' });
        },
        [EVENT_TYPES.OrderDeliveredV1]: async (tx, { event }) => {
          const order = event.data as OrderDeliveredV1;
          await about(tx, order.orderId, { kind: 'orderDelivered' });
          await award(tx, order.orderId);
        },
        [EVENT_TYPES.RefundRequestedV1]: async (tx, { event }) => {
          const { orderId } = event.data as RefundRequestedV1;
          await about(tx, orderId, { kind: 'refundRequested' });
          await returnPointsOfOrder(tx, orderId, clock.now());
          await withdrawAward(tx, orderId, clock.now());
        },
        [EVENT_TYPES.UserRegisteredV1]: async (tx, { event }) => {
          const { userId } = event.data as UserRegisteredV1;
          if (welcomePoints > 0) await grantPoints(tx, userId, welcomePoints, clock.now());
        },
      },
    },
  ];

  async function award(tx: Transaction, orderId: string): Promise<void> {
    const now = clock.now();
    const paid = await payAward(tx, orderId, now);
    if (!paid) return;
    await outbox.append(tx, [
      {
        type: EVENT_TYPES.PointsAwardedV1,
        subject: paid.customerId,
        partitionKey: orderId,
        aggregateVersion: 0,
        data: { customerId: paid.customerId, orderId, points: paid.points, awardedAt: now.toISOString() },
      },
    ]);
  }
}
