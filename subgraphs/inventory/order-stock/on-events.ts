import type { Clock } from '@depachika/clock/clock.ts';
import type { Transaction } from '@depachika/database/database.ts';
import { singleHandlers } from '@depachika/events/consumer/batch-handlers.ts';
import type { BatchHandler, EventConsumer } from '@depachika/events/consumer/event-consumer.ts';
import type { StoredEvent } from '@depachika/events/event-log.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import { EVENT_TYPES, type RefundRequestedV1, TOPICS } from '@depachika/schema/generated/events.ts';
import { allocate, type EndingKind, requestEnding } from './ending-store.ts';
import { openGoods } from './goods-store.ts';
import { allocationFailed, stockAllocated } from './order-stock-events.ts';

export interface ConsumerDependencies {
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** Wakes the background job that carries out what was requested. */
  readonly wake: () => void;
}

/**
 * Hears the events of orders. Handlers share one transaction per batch, so none of them touches a level: a batch
 * would lock levels in the order of its events and deadlock with reservations. They note what is due, and
 * `settleEndings` does it in order.
 */
export function ordersConsumer(deps: ConsumerDependencies): EventConsumer {
  const batchHandlers: Record<string, BatchHandler> = {
    [EVENT_TYPES.OrderConfirmedV1]: (tx, events) => onConfirmed(deps, tx, events),
  };
  return {
    group: 'inventory',
    topics: [TOPICS.ordersV1],
    batchHandlers,
    handlers: {
      ...singleHandlers(batchHandlers),
      [EVENT_TYPES.OrderCancelledV1]: (tx, stored) => onEnd(deps, tx, stored, 'RETURN'),
      [EVENT_TYPES.OrderExpiredV1]: (tx, stored) => onEnd(deps, tx, stored, 'RETURN'),
      [EVENT_TYPES.RefundRequestedV1]: (tx, stored) => onGoodsBack(deps, tx, stored),
      [EVENT_TYPES.OrderShippedV1]: (tx, stored) => onEnd(deps, tx, stored, 'SHIP'),
    },
  };
}

/** The part of these events that inventory reads. */
interface OrderEventData {
  readonly orderId: string;
  readonly holdKey: string;
}

async function onConfirmed(
  { outbox, clock }: ConsumerDependencies,
  tx: Transaction,
  events: readonly StoredEvent[],
): Promise<void> {
  const now = clock.now();
  const dataOf = ({ event }: StoredEvent) => event.data as OrderEventData;
  const allocations = await allocate(
    tx,
    events.map((stored) => dataOf(stored).holdKey),
    now,
  );
  const newEvents = events.flatMap((stored) => {
    const { orderId, holdKey } = dataOf(stored);
    const allocation = allocations.get(holdKey)!;
    if (allocation === 'before') return [];
    const told =
      allocation === 'gone' ? allocationFailed(orderId, now) : stockAllocated(orderId, allocation, now);
    return [{ ...told, requestId: stored.event.requestid }];
  });
  await outbox.append(tx, newEvents);
}

/** Goods left with an order and did not stay with its customer. Money that goes back for another reason moves no goods. */
async function onGoodsBack(
  { clock, wake }: ConsumerDependencies,
  tx: Transaction,
  stored: StoredEvent,
): Promise<void> {
  const { orderId, holdKey, reason } = stored.event.data as RefundRequestedV1;
  if (reason !== 'RETURNED' && reason !== 'LOST' && reason !== 'DAMAGED') return;
  await openGoods(tx, { orderId, holdKey, cause: reason }, clock.now());
  tx.afterCommit(wake);
}

async function onEnd(
  { clock, wake }: ConsumerDependencies,
  tx: Transaction,
  stored: StoredEvent,
  kind: EndingKind,
): Promise<void> {
  const { orderId, holdKey } = stored.event.data as OrderEventData;
  await requestEnding(tx, { key: holdKey, kind, orderId }, clock.now());
  tx.afterCommit(wake);
}
