import { randomUUID } from 'node:crypto';
import { redisConnection } from '@depachika/redis/redis-connection.ts';
import { type OwnRedis, ownRedis } from '@depachika/redis/testing/redis-fixture.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisPubSub } from './redis-pubsub.ts';
import { pubSubContract } from './testing/pubsub.contract.ts';

const url = process.env.TEST_REDIS_URL;

function open(address: string) {
  const name = `trial-${randomUUID()}`;
  const connection = redisConnection({ url: address, name, logger: silent });
  const pubSub = redisPubSub({ connection, url: address, name, logger: silent });
  return {
    connection,
    pubSub,
    async close() {
      await pubSub.close();
      await connection.close();
    },
  };
}

describe.runIf(url)('with the Redis of TEST_REDIS_URL', () => {
  pubSubContract('Redis, within a process', async () => open(url!));

  pubSubContract('Redis, between two processes', async () => {
    const [here, there] = [open(url!), open(url!)];
    return {
      pubSub: { ...here.pubSub, subscribe: there.pubSub.subscribe },
      close: async () => void (await Promise.all([here.close(), there.close()])),
    };
  });

  describe('wake-ups when Redis fails', { timeout: 30_000 }, () => {
    let redis: OwnRedis;
    beforeAll(async () => {
      redis = await ownRedis();
    });
    afterAll(() => redis.close());

    it('reach listeners of the same process while it is away, and those of others again when it is back', async () => {
      const [here, there] = [open(redis.url), open(redis.url)];
      const heard: string[] = [];
      const heardThere: string[] = [];
      here.pubSub.subscribe('orders', (message) => heard.push(message));
      there.pubSub.subscribe('orders', (message) => heardThere.push(message));
      const publishUntilHeard = (message: string, where: string[]) =>
        expect
          .poll(
            () => {
              here.pubSub.publish('orders', message);
              return where.includes(message);
            },
            { timeout: 15_000, interval: 20 },
          )
          .toBe(true);
      await publishUntilHeard('before', heardThere);
      await redis.kill();
      here.pubSub.publish('orders', 'meanwhile');
      await expect.poll(() => heard.includes('meanwhile')).toBe(true);
      await redis.start();
      await publishUntilHeard('after', heardThere);
      expect(heard.filter((message) => message === 'meanwhile')).toHaveLength(1);
      await Promise.all([here.close(), there.close()]);
    });

    it('tell a listener when they begin to arrive, at first and after a break, until it stops', async () => {
      const { pubSub, close } = open(redis.url);
      let begun = 0;
      const stop = pubSub.subscribe(
        'trackings',
        () => undefined,
        () => {
          begun += 1;
        },
      );
      await expect.poll(() => begun, { timeout: 15_000 }).toBe(1);
      await redis.kill();
      await redis.start();
      await expect.poll(() => begun, { timeout: 15_000 }).toBe(2);
      stop();
      pubSub.subscribe('others', () => undefined);
      await pubSub.listening();
      expect(begun).toBe(2);
      await close();
    });
  });
});
