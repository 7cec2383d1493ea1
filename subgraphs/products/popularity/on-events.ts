import type { Clock } from '@depachika/clock/clock.ts';
import { jstDate } from '@depachika/clock/jst.ts';
import { singleHandlers } from '@depachika/events/consumer/batch-handlers.ts';
import type { BatchHandler, EventConsumer } from '@depachika/events/consumer/event-consumer.ts';
import { EVENT_TYPES, type OrderConfirmedV1, TOPICS } from '@depachika/schema/generated/events.ts';
import { countPieces, forgottenDay } from './popularity-store.ts';

/**
 * Counts what is ordered, and ranks it by that at once. An order that is cancelled later was wanted all the same; one that
 * is heard of when its day counts no more is left out.
 */
export function popularityConsumer(clock: Clock): EventConsumer {
  const count: BatchHandler = async (tx, events) => {
    const pieces = events.flatMap(({ event }) => {
      const { lines, placedAt } = event.data as OrderConfirmedV1;
      const date = jstDate(new Date(placedAt));
      return lines.map(({ productId, quantity }) => ({ productId, date, units: quantity }));
    });
    const forgotten = forgottenDay(jstDate(clock.now()));
    const counted = pieces.filter(({ date }) => date > forgotten);
    if (counted.length > 0) await countPieces(tx, counted);
  };
  const batchHandlers = { [EVENT_TYPES.OrderConfirmedV1]: count };
  return {
    group: 'products.popularity',
    topics: [TOPICS.ordersV1],
    handlers: singleHandlers(batchHandlers),
    batchHandlers,
  };
}
