import { randomUUID } from 'node:crypto';
import { silent } from '@depachika/events/testing/bus-fixture.ts';
import { redisConnection } from '@depachika/redis/redis-connection.ts';
import { type OwnRedis, ownRedis } from '@depachika/redis/testing/redis-fixture.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisNudges } from './redis-nudges.ts';
import { nudgesContract } from './testing/nudges.contract.ts';

const url = process.env.TEST_REDIS_URL;

function open(address: string) {
  const name = `trial-${randomUUID()}`;
  const connection = redisConnection({ url: address, name, logger: silent });
  const nudges = redisNudges({ connection, url: address, name, logger: silent });
  return {
    connection,
    nudges,
    async close() {
      await nudges.close();
      await connection.close();
    },
  };
}

describe.runIf(url)('with the Redis of TEST_REDIS_URL', () => {
  nudgesContract('Redis, within a process', async () => open(url!));

  nudgesContract('Redis, between two processes', async () => {
    const [here, there] = [open(url!), open(url!)];
    return {
      nudges: { ...here.nudges, subscribe: there.nudges.subscribe },
      close: async () => void (await Promise.all([here.close(), there.close()])),
    };
  });

  describe('nudges when Redis fails', { timeout: 30_000 }, () => {
    let redis: OwnRedis;
    beforeAll(async () => {
      redis = await ownRedis();
    });
    afterAll(() => redis.close());

    it('reach listeners of the same process while it is away, and those of others again when it is back', async () => {
      const [here, there] = [open(redis.url), open(redis.url)];
      const heard: string[] = [];
      const heardThere: string[] = [];
      here.nudges.subscribe('orders', (message) => heard.push(message));
      there.nudges.subscribe('orders', (message) => heardThere.push(message));
      const nudgeUntilHeard = (message: string, where: string[]) =>
        expect
          .poll(
            () => {
              here.nudges.publish('orders', message);
              return where.includes(message);
            },
            { timeout: 15_000, interval: 20 },
          )
          .toBe(true);
      await nudgeUntilHeard('before', heardThere);
      await redis.kill();
      here.nudges.publish('orders', 'meanwhile');
      await expect.poll(() => heard.includes('meanwhile')).toBe(true);
      await redis.start();
      await nudgeUntilHeard('after', heardThere);
      expect(heard.filter((message) => message === 'meanwhile')).toHaveLength(1);
      await Promise.all([here.close(), there.close()]);
    });
  });
});
