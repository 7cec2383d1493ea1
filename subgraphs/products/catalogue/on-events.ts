import type { Cache } from '@depachika/cache/cache.ts';
import type { EventConsumer, EventHandler } from '@depachika/events/consumer/event-consumer.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { VOCABULARY_CHANGED } from '@depachika/schema/channels.ts';
import { EVENT_TYPES, TOPICS } from '@depachika/schema/generated/events.ts';
import type { Logger } from 'pino';
import { forgetProducts } from './catalogue-cache.ts';

/**
 * Forgets a product once more when its own event comes back: a process that died between its commit and the drop
 * would otherwise leave a shared cache stale until the entry ends. Every process is told to read the catalogue's words again.
 */
export function productsConsumers({
  cache,
  pubSub,
  logger,
}: {
  readonly cache: Cache;
  readonly pubSub: PubSub;
  readonly logger: Logger;
}): readonly EventConsumer[] {
  const forget: EventHandler = async (tx, { event }) => {
    const drop = () =>
      forgetProducts(cache, [event.subject]).catch((error) =>
        logger.warn({ error, productId: event.subject }, 'a product could not be dropped from the cache'),
      );
    tx.afterCommit(() => {
      void drop();
      pubSub.publish(VOCABULARY_CHANGED, 'products');
    });
  };
  return [
    {
      group: 'products.cache',
      topics: [TOPICS.productsV1],
      handlers: {
        [EVENT_TYPES.ProductChangedV1]: forget,
        [EVENT_TYPES.ProductDeletedV1]: forget,
      },
    },
  ];
}
