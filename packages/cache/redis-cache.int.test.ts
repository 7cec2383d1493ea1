import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type RedisConnection, redisConnection } from '@depachika/redis/redis-connection.ts';
import { type OwnRedis, ownRedis } from '@depachika/redis/testing/redis-fixture.ts';
import { type Line, lineTo } from '@depachika/testing/line.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Cache } from './cache.ts';
import { redisCache } from './redis-cache.ts';
import { cacheContract } from './testing/cache.contract.ts';

const url = process.env.TEST_REDIS_URL;

describe.runIf(url)('with the Redis of TEST_REDIS_URL', () => {
  cacheContract('Redis', async () => {
    const prefix = `trial-${randomUUID()}`;
    const connections = ['one', 'two'].map((name) => redisConnection({ url: url!, name, logger: silent }));
    await Promise.all(connections.map((connection) => connection.ready(10_000)));
    const [cache, other] = connections.map((connection) => redisCache({ connection, prefix })) as [
      Cache,
      Cache,
    ];
    return {
      cache,
      other,
      async close() {
        await Promise.all([cache, other].map((each) => each.close()));
        await Promise.all(connections.map((connection) => connection.close()));
      },
    };
  });

  describe('when Redis fails', { timeout: 30_000 }, () => {
    const WAIT = { timeout: 15_000, interval: 50 };
    const TTL = { ttlMs: 60_000, tags: ['tag'] };
    const prefix = 'trial';
    let redis: OwnRedis;
    let line: Line;
    let connection: RedisConnection;
    let cache: Cache;
    /** Another process, with its own way to the same Redis. */
    let otherConnection: RedisConnection;
    let other: Cache;
    beforeAll(async () => {
      redis = await ownRedis();
      line = await lineTo(redis.url);
      connection = redisConnection({ url: line.url, name: 'trial', logger: silent });
      otherConnection = redisConnection({ url: redis.url, name: 'other', logger: silent });
      await Promise.all([connection.ready(10_000), otherConnection.ready(10_000)]);
      cache = redisCache({ connection, prefix });
      other = redisCache({ connection: otherConnection, prefix });
    });
    afterEach(async () => {
      line.mend();
      await otherConnection.client.flushall();
    });
    afterAll(async () => {
      await Promise.all([cache.close(), other.close()]);
      await Promise.all([connection.close(), otherConnection.close()]);
      await line.close();
      await redis.close();
    });

    /** True when the cache itself answers. */
    async function remembers(from = cache): Promise<boolean> {
      const key = randomUUID();
      await from.getOrFill(key, { ttlMs: 60_000 }, async () => 1);
      return (await from.getOrFill(key, { ttlMs: 60_000 }, async () => 2)) === 1;
    }

    it('answers 1,000 reads without one failure when the server is killed in the middle, and caches again after', async () => {
      const reads: Promise<number>[] = [];
      for (let read = 0; read < 1000; read += 1) {
        if (read === 500) await redis.kill();
        reads.push(cache.getOrFill(`key ${read % 50}`, TTL, async () => read % 50));
        if (read % 20 === 0) await reads.at(-1);
      }
      const answers = await Promise.all(reads);
      expect(answers).toEqual(answers.map((_, read) => read % 50));
      await redis.start();
      await expect.poll(() => remembers(), WAIT).toBe(true);
      await expect.poll(() => remembers(other), WAIT).toBe(true);
    });

    it('never serves what was dropped while Redis could not be reached, though Redis still has it', async () => {
      await expect.poll(() => remembers(), WAIT).toBe(true);
      expect(await cache.getOrFill('price', TTL, async () => 'old')).toBe('old');
      line.cut();
      await cache.drop(['tag']);
      const seen = new Set([await cache.getOrFill('price', TTL, async () => 'new')]);
      expect(await other.getOrFill('price', TTL, async () => 'new')).toBe('old');
      line.mend();
      await expect
        .poll(async () => {
          seen.add(await cache.getOrFill('price', TTL, async () => 'new'));
          return other.getOrFill('price', TTL, async () => 'new');
        }, WAIT)
        .toBe('new');
      await expect.poll(() => remembers(), WAIT).toBe(true);
      expect(seen).toEqual(new Set(['new']));
    });

    it('does not store a fill that began before a drop which could not be sent', async () => {
      await expect.poll(() => remembers(), WAIT).toBe(true);
      const began = Promise.withResolvers<void>();
      const mayEnd = Promise.withResolvers<void>();
      const stale = cache.getOrFill('stock', TTL, async () => {
        began.resolve();
        await mayEnd.promise;
        return 'old';
      });
      await began.promise;
      line.cut();
      await cache.drop(['tag']);
      line.mend();
      await expect.poll(() => remembers(), WAIT).toBe(true);
      mayEnd.resolve();
      expect(await stale).toBe('old');
      expect(await cache.getOrFill('stock', TTL, async () => 'new')).toBe('new');
    });

    it('shares no fill that began earlier while Redis cannot be reached, since others may have changed what it read, and fills one at a time', async () => {
      line.cut();
      await remembers();
      expect(connection.isAway()).toBe(true);
      const mayEnd = Promise.withResolvers<void>();
      const fills: string[] = [];
      let now = 'old';
      const read = () =>
        cache.getOrFill('status', TTL, async () => {
          const value = now;
          fills.push(value);
          if (fills.length === 1) await mayEnd.promise;
          return value;
        });
      const before = read();
      await expect.poll(() => fills.length, WAIT).toBe(1);
      now = 'new';
      const after = [read(), read(), read()];
      // All three have been refused by Redis, and wait.
      await setImmediate();
      mayEnd.resolve();
      expect(await before).toBe('old');
      expect(await Promise.all(after)).toEqual(['new', 'new', 'new']);
      expect(fills).toEqual(['old', 'new']);
    });

    it('repeats recent drops after a reconnection: the server may have lost them', async () => {
      await expect.poll(() => remembers(), WAIT).toBe(true);
      await cache.getOrFill('name', TTL, async () => 'old');
      const keys = await otherConnection.client.keys('*');
      const kept = await Promise.all(
        keys.map(async (key) => [key, await otherConnection.client.get(key)] as const),
      );
      await cache.drop(['tag']);
      line.cut();
      for (const [key, value] of kept) await otherConnection.client.set(key, value!);
      expect(await other.getOrFill('name', TTL, async () => 'new')).toBe('old');
      line.mend();
      await expect.poll(() => other.getOrFill('name', TTL, async () => 'new'), WAIT).toBe('new');
    });

    it('loses entries, and nothing else, when the generation of a tag is evicted', async () => {
      await expect.poll(() => remembers(), WAIT).toBe(true);
      await cache.getOrFill('kept', TTL, async () => 1);
      await otherConnection.client.del('{trial}:t:tag');
      expect(await cache.getOrFill('kept', TTL, async () => 2)).toBe(2);
      expect(await cache.getOrFill('kept', TTL, async () => 3)).toBe(2);
    });

    it('gives every key the hash tag of its domain, and an end to its life', async () => {
      await expect.poll(() => remembers(), WAIT).toBe(true);
      await cache.getOrFill('kept', { ttlMs: 60_000, tags: ['a', '菓子'] }, async () => 1);
      const keys = await otherConnection.client.keys('*');
      expect(keys.every((key) => key.startsWith('{trial}:'))).toBe(true);
      const ends = await Promise.all(keys.map((key) => otherConnection.client.pttl(key)));
      expect(Math.min(...ends)).toBeGreaterThan(0);
      expect(await cache.getOrFill('kept', { ttlMs: 60_000, tags: ['a', '菓子'] }, async () => 2)).toBe(1);
      await other.drop(['菓子']);
      expect(await cache.getOrFill('kept', { ttlMs: 60_000, tags: ['a', '菓子'] }, async () => 2)).toBe(2);
    });
  });
});
