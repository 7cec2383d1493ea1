import type { Clock } from '@depachika/clock/clock.ts';
import type { Transaction } from '@depachika/database/database.ts';
import { singleHandlers } from '@depachika/events/consumer/batch-handlers.ts';
import type { BatchHandler, EventConsumer } from '@depachika/events/consumer/event-consumer.ts';
import type { StoredEvent } from '@depachika/events/event-log.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { trackingChannel } from '@depachika/schema/channels.ts';
import { EVENT_TYPES, TOPICS, type UserDeletedV1 } from '@depachika/schema/generated/events.ts';
import { confirmHolds, endHold, lockOrClose } from '../holds/hold-store.ts';
import type { Point } from '../zones/point.ts';
import { eraseCustomer } from './erase-store.ts';
import { shipmentCreated, shipmentStatusChanged, slotConfirmationFailed } from './shipment-events.ts';
import { cancelShipments, createShipments } from './shipment-store.ts';

export interface ConsumerDependencies {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly pubSub: PubSub;
  /** Wakes the background job that frees the places of holds that ended. */
  readonly wake: () => void;
}

/** Hears the events of orders. Handlers share one transaction per batch, so none of them locks a slot. */
export function ordersConsumer(deps: ConsumerDependencies): EventConsumer {
  const batchHandlers: Record<string, BatchHandler> = {
    [EVENT_TYPES.OrderConfirmedV1]: (tx, events) => onConfirmed(deps, tx, events),
  };
  return {
    group: 'delivery',
    topics: [TOPICS.ordersV1, TOPICS.usersV1],
    batchHandlers,
    handlers: {
      ...singleHandlers(batchHandlers),
      [EVENT_TYPES.OrderCancelledV1]: (tx, stored) => onEnded(deps, tx, stored),
      [EVENT_TYPES.OrderExpiredV1]: (tx, stored) => onEnded(deps, tx, stored),
      [EVENT_TYPES.UserDeletedV1]: (tx, { event }) =>
        eraseCustomer(tx, (event.data as UserDeletedV1).userId, deps.clock.now()),
    },
  };
}

/** The part of these events that delivery reads. */
interface OrderEventData {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly customerId: string;
  readonly holdKey: string;
}

interface OrderConfirmedData extends OrderEventData {
  /** Of older events alone: the log holds no address any more. */
  readonly address?: Point;
}

/** A hold that is past its expiry but still there is as good as any: its place was never given away. */
async function onConfirmed(
  { outbox, clock, pubSub }: ConsumerDependencies,
  tx: Transaction,
  events: readonly StoredEvent[],
): Promise<void> {
  const now = clock.now();
  const orders = events.map(({ event }) => ({
    ...(event.data as OrderConfirmedData),
    requestId: event.requestid,
  }));
  const places = await confirmHolds(tx, orders);
  const parcels = orders.flatMap((order) => {
    const place = places.get(order.holdKey);
    return place ? [{ ...order, slotId: place.slotId, destination: place.point ?? order.address }] : [];
  });
  const shipmentIds = await createShipments(tx, parcels, { actor: 'SERVICE:orders', now });
  const newEvents = parcels.map((parcel, index) => ({
    ...shipmentCreated(shipmentIds[index]!, parcel, now),
    requestId: parcel.requestId,
  }));
  for (const { holdKey, orderId, requestId } of orders.filter((order) => !places.has(order.holdKey))) {
    const { status } = await lockOrClose(tx, holdKey, now);
    const wasConfirmed = status === 'CONFIRMED' || status === 'ENDED';
    if (!wasConfirmed) newEvents.push({ ...slotConfirmationFailed(orderId, now), requestId });
  }
  await outbox.append(tx, newEvents);
  tx.afterCommit(() => {
    for (const { orderId } of parcels) pubSub.publish(trackingChannel(orderId));
  });
}

async function onEnded(deps: ConsumerDependencies, tx: Transaction, stored: StoredEvent): Promise<void> {
  const { outbox, clock, pubSub, wake } = deps;
  const { orderId, holdKey } = stored.event.data as OrderEventData;
  const now = clock.now();
  await endHold(tx, holdKey, now);
  const cancelled = await cancelShipments(tx, orderId, { actor: 'SERVICE:orders', now });
  await outbox.append(
    tx,
    cancelled.map((shipment) => shipmentStatusChanged(shipment, 'CREATED', now)),
  );
  tx.afterCommit(() => {
    wake();
    if (cancelled.length > 0) pubSub.publish(trackingChannel(orderId));
  });
}
