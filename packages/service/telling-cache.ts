import type { Cache } from '@depachika/cache/cache.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { PUBLIC_DATA_CHANGED } from '@depachika/schema/channels.ts';

/**
 * A domain's cache that tells of its drops: the answers that routers keep of the domain fall with them. A domain that is to
 * forget something cannot forget to tell of it.
 * @param told.answers the cache that routers share; undefined: each has its own, and hears of the drop
 */
export function tellingCache(
  cache: Cache,
  told: { readonly domain: string; readonly pubSub: PubSub; readonly answers: Cache | undefined },
): Cache {
  const { domain, pubSub, answers } = told;
  return {
    ...cache,
    async drop(tags) {
      await cache.drop(tags);
      // Before routers hear of it: whoever asks again must not find the answer of before.
      await answers?.drop([domain]);
      pubSub.publish(PUBLIC_DATA_CHANGED, domain);
    },
  };
}
