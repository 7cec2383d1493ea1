import type { StoredEvent } from '@depachika/bus/event-log.ts';
import type { Nudges } from '@depachika/bus/nudges.ts';
import type { Transaction } from '@depachika/database/database.ts';
import type { EventConsumer } from '@depachika/graphql/subgraph.ts';
import type { Outbox } from '@depachika/outbox/outbox.ts';
import type { Clock } from '@depachika/time/clock.ts';
import { shipmentCreated, shipmentStatusChanged, slotConfirmationFailed } from './facts.ts';
import { trackingChannel } from './follow-shipments.ts';
import { confirm, endHold, lockOrClose } from './hold-store.ts';
import { cancelShipments, createShipment } from './shipment-store.ts';

export interface ConsumerDependencies {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly nudges: Nudges;
  /** Wakes whoever frees the places of holds that ended. */
  readonly wake: () => void;
}

/** What orders tell delivery. Handlers share one transaction per batch, so none of them locks a slot. */
export function ordersConsumer(deps: ConsumerDependencies): EventConsumer {
  return {
    group: 'delivery',
    topics: ['depachika.orders.v1'],
    handlers: {
      'depachika.orders.OrderConfirmed.v1': (tx, stored) => onConfirmed(deps, tx, stored),
      'depachika.orders.OrderCancelled.v1': (tx, stored) => onEnded(deps, tx, stored),
      'depachika.orders.OrderExpired.v1': (tx, stored) => onEnded(deps, tx, stored),
    },
  };
}

/** The part of these events that delivery reads. */
interface OrderFact {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly customerId: string;
  readonly holdKey: string;
}

interface ConfirmedFact extends OrderFact {
  readonly address: { readonly latitude: number; readonly longitude: number };
}

/** A hold that is past its expiry but still there is as good as any: its place was never given away. */
async function onConfirmed(deps: ConsumerDependencies, tx: Transaction, stored: StoredEvent): Promise<void> {
  const { outbox, clock, nudges } = deps;
  const { orderId, orderNumber, customerId, holdKey, address } = stored.event.data as ConfirmedFact;
  const now = clock.now();
  const slotId = await confirm(tx, { key: holdKey, customerId });
  if (slotId === undefined) {
    const { status } = await lockOrClose(tx, holdKey, now);
    const wasConfirmed = status === 'CONFIRMED' || status === 'ENDED';
    if (!wasConfirmed) await outbox.append(tx, [slotConfirmationFailed(orderId, now)]);
    return;
  }
  const parcel = { orderId, orderNumber, customerId, slotId, destination: address };
  const shipmentId = await createShipment(tx, parcel, now);
  await outbox.append(tx, [shipmentCreated(shipmentId, parcel, now)]);
  tx.afterCommit(() => nudges.publish(trackingChannel(orderId)));
}

async function onEnded(deps: ConsumerDependencies, tx: Transaction, stored: StoredEvent): Promise<void> {
  const { outbox, clock, nudges, wake } = deps;
  const { orderId, holdKey } = stored.event.data as OrderFact;
  const now = clock.now();
  await endHold(tx, holdKey, now);
  const cancelled = await cancelShipments(tx, orderId, now);
  await outbox.append(
    tx,
    cancelled.map((shipment) => shipmentStatusChanged(shipment, 'CREATED', now)),
  );
  tx.afterCommit(() => {
    wake();
    if (cancelled.length > 0) nudges.publish(trackingChannel(orderId));
  });
}
