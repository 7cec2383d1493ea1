import { randomUUID } from 'node:crypto';
import { systemClock } from '@depachika/clock/clock.ts';
import { redisConnection } from '@depachika/redis/redis-connection.ts';
import { ownRedis } from '@depachika/redis/testing/redis-fixture.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { describe, expect, it } from 'vitest';
import { memoryRateLimitStore } from './rate-limit.ts';
import { redisRateLimitStore } from './redis-rate-limit-store.ts';

const url = process.env.TEST_REDIS_URL;

async function router(address: string) {
  const connection = redisConnection({ url: address, name: 'trial', logger: silent });
  await connection.ready(10_000);
  const fallback = memoryRateLimitStore({ clock: systemClock });
  return { store: redisRateLimitStore({ connection, fallback }), close: () => connection.close() };
}

describe.runIf(url)('rate limits with the Redis of TEST_REDIS_URL', { timeout: 30_000 }, () => {
  it('count what all routers let through, each caller alone, and end their window', async () => {
    const [one, two] = [await router(url!), await router(url!)];
    const [key, other] = [randomUUID(), randomUUID()];
    expect((await one.store.hit(key, { windowMs: 60_000 })).hits).toBe(1);
    const second = await two.store.hit(key, { windowMs: 60_000 });
    expect(second.hits).toBe(2);
    expect(second.resetMs).toBeGreaterThan(0);
    expect(second.resetMs).toBeLessThanOrEqual(60_000);
    expect((await two.store.hit(other, { windowMs: 60_000 })).hits).toBe(1);
    expect((await one.store.hit(key, { windowMs: 60_000, hits: 20 })).hits).toBe(22);
    await expect
      .poll(async () => (await one.store.hit(other, { windowMs: 1 })).hits, { timeout: 500 })
      .toBeGreaterThan(1);
    const brief = randomUUID();
    await one.store.hit(brief, { windowMs: 20 });
    await expect
      .poll(async () => (await one.store.hit(brief, { windowMs: 20 })).hits, { interval: 60 })
      .toBe(1);
    await Promise.all([one.close(), two.close()]);
  });

  it('go on in each router alone when the server is killed, and together when it is back', async () => {
    const redis = await ownRedis();
    const [one, two] = [await router(redis.url), await router(redis.url)];
    const key = randomUUID();
    await one.store.hit(key, { windowMs: 60_000 });
    await two.store.hit(key, { windowMs: 60_000 });
    await redis.kill();
    const hits = [];
    for (let hit = 0; hit < 3; hit += 1) hits.push((await one.store.hit(key, { windowMs: 60_000 })).hits);
    expect(hits).toEqual([1, 2, 3]);
    await redis.start();
    const shared = randomUUID();
    await expect
      .poll(
        async () => {
          const [a, b] = [
            await one.store.hit(shared, { windowMs: 60_000 }),
            await two.store.hit(shared, { windowMs: 60_000 }),
          ];
          return b.hits - a.hits;
        },
        { timeout: 15_000 },
      )
      .toBe(1);
    await Promise.all([one.close(), two.close()]);
    await redis.close();
  });
});
