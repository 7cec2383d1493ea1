import { jstDate } from '@depachika/clock/jst.ts';
import { singleHandlers } from '@depachika/events/consumer/batch-handlers.ts';
import type { BatchHandler, EventConsumer } from '@depachika/events/consumer/event-consumer.ts';
import { EVENT_TYPES, type OrderConfirmedV1, TOPICS } from '@depachika/schema/generated/events.ts';
import { addOrderedPieces } from './popularity-store.ts';

/** Counts what is ordered. An order that is cancelled later was wanted all the same. */
export function popularityConsumer(): EventConsumer {
  const count: BatchHandler = async (tx, events) => {
    const pieces = events.flatMap(({ event }) => {
      const { lines, placedAt } = event.data as OrderConfirmedV1;
      const date = jstDate(new Date(placedAt));
      return lines.map(({ productId, quantity }) => ({ productId, date, units: quantity }));
    });
    if (pieces.length > 0) await addOrderedPieces(tx, pieces);
  };
  const batchHandlers = { [EVENT_TYPES.OrderConfirmedV1]: count };
  return {
    group: 'products.popularity',
    topics: [TOPICS.ordersV1],
    handlers: singleHandlers(batchHandlers),
    batchHandlers,
  };
}
