import type { Cache } from '@depachika/cache/cache.ts';
import { singleHandlers } from '@depachika/events/consumer/batch-handlers.ts';
import type { BatchHandler, EventConsumer } from '@depachika/events/consumer/event-consumer.ts';
import { EVENT_TYPES, type StockAvailabilityChangedV1, TOPICS } from '@depachika/schema/generated/events.ts';
import type { Logger } from 'pino';
import { forgetAvailability } from '../catalogue/catalogue-cache.ts';
import { keepAvailability, shelveAvailability } from './availability-store.ts';

/**
 * Keeps which products are in stock, as inventory tells it. What comes late or twice changes nothing: each level's
 * versions decide, so that the log may be read again from its beginning.
 */
export function availabilityConsumer(cache: Cache, logger: Logger): EventConsumer {
  const keep: BatchHandler = async (tx, events) => {
    const told = events.map(({ event }) => {
      const { variantId, locationId, available, levelVersion } = event.data as StockAvailabilityChangedV1;
      return { variantId, locationId, available, version: levelVersion };
    });
    const variantIds = await keepAvailability(tx, told);
    if (variantIds.length === 0) return;
    const changed = await shelveAvailability(tx, variantIds);
    if (changed.length === 0) return;
    const forget = () =>
      forgetAvailability(cache).catch((error) =>
        logger.warn({ error }, 'lists in which stock has a part could not be dropped from the cache'),
      );
    tx.afterCommit(() => void forget());
  };
  const batchHandlers = { [EVENT_TYPES.StockAvailabilityChangedV1]: keep };
  return {
    group: 'products.availability',
    topics: [TOPICS.inventoryV1],
    batchHandlers,
    handlers: singleHandlers(batchHandlers),
  };
}
