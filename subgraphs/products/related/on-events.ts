import type { Clock } from '@depachika/clock/clock.ts';
import { singleHandlers } from '@depachika/events/consumer/batch-handlers.ts';
import type { BatchHandler, EventConsumer } from '@depachika/events/consumer/event-consumer.ts';
import { EVENT_TYPES, type OrderConfirmedV1, TOPICS } from '@depachika/schema/generated/events.ts';
import { pairsOf } from './related-rules.ts';
import { countPairs } from './related-store.ts';

/**
 * Counts what is bought together, each order once. To build the counts anew, empty `catalog.bought_together` and give
 * the consumer another group: a new one is given the whole log.
 */
export function boughtTogetherConsumer(clock: Clock): EventConsumer {
  const count: BatchHandler = async (tx, events) => {
    const pairs = events.flatMap(({ event }) => pairsOf((event.data as OrderConfirmedV1).lines));
    if (pairs.length > 0) await countPairs(tx, pairs, clock.now());
  };
  const batchHandlers = { [EVENT_TYPES.OrderConfirmedV1]: count };
  const handlers = singleHandlers(batchHandlers);
  return { group: 'products.bought-together', topics: [TOPICS.ordersV1], handlers, batchHandlers };
}
