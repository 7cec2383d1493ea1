import { memoryCache } from '@depachika/cache/memory-cache.ts';
import { systemClock as clock } from '@depachika/clock/clock.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { PUBLIC_DATA_CHANGED } from '@depachika/schema/channels.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { expect, it } from 'vitest';
import { tellingCache } from './telling-cache.ts';

it('drops what routers share of its domain before they hear of it, and of no other domain', async () => {
  const pubSub = inProcessPubSub({ logger: silent });
  const answers = memoryCache({ clock, prefix: 'answers' });
  const cache = tellingCache(memoryCache({ clock, prefix: 'goods' }), { domain: 'goods', pubSub, answers });
  const answer = (domain: string, value: string) =>
    answers.getOrFill(`of ${domain}`, { ttlMs: 60_000, tags: [domain] }, async () => value);
  const own = (value: string) => cache.getOrFill('own', { ttlMs: 60_000, tags: ['list'] }, async () => value);
  for (const fill of [() => answer('goods', 'old'), () => answer('stock', 'old'), () => own('old')])
    expect(await fill()).toBe('old');
  const heard = Promise.withResolvers<readonly string[]>();
  pubSub.subscribe(PUBLIC_DATA_CHANGED, async (domain) =>
    heard.resolve([domain, await answer('goods', 'new'), await answer('stock', 'new'), await own('new')]),
  );
  await cache.drop(['list']);
  expect(await heard.promise).toEqual(['goods', 'new', 'old', 'new']);
});
