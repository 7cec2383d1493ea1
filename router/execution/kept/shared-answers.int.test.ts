import { randomUUID } from 'node:crypto';
import { redisCache } from '@depachika/cache/redis-cache.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { redisPubSub } from '@depachika/pubsub/redis-pubsub.ts';
import { redisConnection } from '@depachika/redis/redis-connection.ts';
import { type OwnRedis, ownRedis } from '@depachika/redis/testing/redis-fixture.ts';
import { PUBLIC_DATA_CHANGED } from '@depachika/schema/channels.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startToyMarket, type ToyMarket } from '../../testing/toy-market.ts';

const PRICE = '{ good { price } }';
const price = async (market: ToyMarket) => (await market.post({ query: PRICE })).data.good.price as number;

describe.runIf(process.env.TEST_REDIS_URL)(
  'routers that share public answers in Redis',
  { timeout: 30_000 },
  () => {
    let redis: OwnRedis;
    const closing: (() => Promise<unknown>)[] = [];
    const prefix = `answers-${randomUUID()}`;
    beforeAll(async () => {
      redis = await ownRedis();
    });
    afterAll(async () => {
      for (const close of closing.reverse()) await close();
      await redis.close();
    });

    /** What a process opens; a router, and what a domain of another process tells by. */
    const opened = () => {
      const connection = redisConnection({ url: redis.url, name: 'trial', logger: silent });
      const pubSub = redisPubSub({ connection, url: redis.url, name: 'trial', logger: silent });
      const answers = redisCache({ connection, prefix, random: () => 0 });
      closing.push(async () => {
        await pubSub.close();
        await answers.close();
        await connection.close();
      });
      return { connection, pubSub, answers };
    };
    const router = async (): Promise<ToyMarket> => {
      const { pubSub, answers, connection } = opened();
      await connection.ready(10_000);
      const market = await startToyMarket({ pubSub, sharedAnswers: answers, changesMayBeLost: true });
      closing.push(() => market.close());
      await expect
        .poll(() =>
          pubSub.listening().then(
            () => true,
            () => false,
          ),
        )
        .toBe(true);
      return market;
    };

    it('answer what another has made, hear of a change, and believe their memory for a second alone', async () => {
      const [one, two] = [await router(), await router()];
      const domain = opened();
      await domain.connection.ready(10_000);
      expect(await price(one)).toBe(100);
      two.prices.set('a', 200);
      expect(await price(two)).toBe(100);
      expect(two.asked('goods')).toBe(0);
      // As a domain tells it: the shared cache first, then the routers.
      await domain.answers.drop(['goods']);
      domain.pubSub.publish(PUBLIC_DATA_CHANGED, 'goods');
      await expect.poll(() => price(two)).toBe(200);
      // A drop of which nobody was told reaches them when the second is over.
      one.prices.set('a', 300);
      await domain.answers.drop(['goods']);
      expect(await price(two)).toBe(200);
      one.clock.advance(1_000);
      two.clock.advance(1_000);
      expect(await price(one)).toBe(300);
      expect(await price(two)).toBe(300);
    });

    it('ask their domains again each second while Redis is away', async () => {
      const market = await router();
      await price(market);
      await redis.kill();
      market.prices.set('a', 500);
      market.clock.advance(999);
      await price(market);
      market.clock.advance(1);
      expect(await price(market)).toBe(500);
      market.prices.set('a', 600);
      expect(await price(market)).toBe(500);
      market.clock.advance(1_000);
      expect(await price(market)).toBe(600);
      await redis.start();
    });

    it('tell nothing stale while Redis is away, and nothing of before when it is back', async () => {
      const market = await router();
      const domain = opened();
      await domain.connection.ready(10_000);
      await price(market);
      market.away.add('goods');
      market.clock.advance(100_000);
      // What was kept is old, and no drop was missed.
      expect(await price(market)).toBe(100);
      await redis.kill();
      await expect
        .poll(async () => (await market.post({ query: PRICE })).codes)
        .toEqual(['SUBGRAPH_UNAVAILABLE']);
      // Told to nobody: the router cannot hear it.
      domain.pubSub.publish(PUBLIC_DATA_CHANGED, 'goods');
      await redis.start();
      const asked = async () => ({
        codes: (await market.post({ query: PRICE })).codes,
        hears: market.pubSub.isHearing(),
      });
      await expect.poll(asked).toEqual({ codes: ['SUBGRAPH_UNAVAILABLE'], hears: true });
      expect((await market.post({ query: PRICE })).codes).toEqual(['SUBGRAPH_UNAVAILABLE']);
      market.away.clear();
      expect(await price(market)).toBe(100);
    });
  },
);

describe('a router of which the domains run elsewhere, without Redis', () => {
  it('believes its memory for a second alone', async () => {
    const market = await startToyMarket({
      changesMayBeLost: true,
      pubSub: inProcessPubSub({ logger: silent }),
    });
    expect(await price(market)).toBe(100);
    market.prices.set('a', 200);
    market.clock.advance(999);
    expect(await price(market)).toBe(100);
    market.clock.advance(1);
    expect(await price(market)).toBe(200);
    await market.close();
  });
});
