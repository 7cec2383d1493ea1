import type { StoredEvent } from '@depachika/bus/event-log.ts';
import type { Transaction } from '@depachika/database/database.ts';
import type { EventConsumer } from '@depachika/graphql/subgraph.ts';
import type { Outbox } from '@depachika/outbox/outbox.ts';
import type { Clock } from '@depachika/time/clock.ts';
import { allocate, type EndingKind, requestEnding } from './ending-store.ts';
import { allocationFailed, stockAllocated } from './facts.ts';

export interface ConsumerDependencies {
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** Wakes whoever carries out what was requested. */
  readonly wake: () => void;
}

/**
 * What orders tell inventory. Handlers share one transaction per batch, so none of them touches a level: a batch
 * would lock levels in the order of its events and deadlock with reservations. They note what is due, and
 * `settleEndings` does it in order.
 */
export function ordersConsumer(deps: ConsumerDependencies): EventConsumer {
  return {
    group: 'inventory',
    topics: ['depachika.orders.v1'],
    handlers: {
      'depachika.orders.OrderConfirmed.v1': (tx, stored) => onConfirmed(deps, tx, stored),
      'depachika.orders.OrderCancelled.v1': (tx, stored) => onEnd(deps, tx, stored, 'RETURN'),
      'depachika.orders.OrderExpired.v1': (tx, stored) => onEnd(deps, tx, stored, 'RETURN'),
      'depachika.orders.OrderShipped.v1': (tx, stored) => onEnd(deps, tx, stored, 'SHIP'),
    },
  };
}

/** The part of these events that inventory reads. */
interface OrderFact {
  readonly orderId: string;
  readonly holdKey: string;
}

async function onConfirmed({ outbox, clock }: ConsumerDependencies, tx: Transaction, stored: StoredEvent) {
  const { orderId, holdKey } = stored.event.data as OrderFact;
  const now = clock.now();
  const allocation = await allocate(tx, holdKey, now);
  if (allocation === 'before') return;
  await outbox.append(tx, [
    allocation === 'gone' ? allocationFailed(orderId, now) : stockAllocated(orderId, allocation, now),
  ]);
}

async function onEnd(
  { clock, wake }: ConsumerDependencies,
  tx: Transaction,
  stored: StoredEvent,
  kind: EndingKind,
): Promise<void> {
  const { orderId, holdKey } = stored.event.data as OrderFact;
  await requestEnding(tx, { key: holdKey, kind, orderId }, clock.now());
  tx.afterCommit(wake);
}
