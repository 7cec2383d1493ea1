import { randomUUID } from 'node:crypto';
import { adjustableClock } from '@depachika/clock/clock.ts';
import { type RedisConnection, redisConnection } from '@depachika/redis/redis-connection.ts';
import { ownRedis } from '@depachika/redis/testing/redis-fixture.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { describe, expect, it } from 'vitest';
import { READ_YOUR_WRITES_MS, redisWriteMarks } from './write-marks.ts';

describe.runIf(process.env.TEST_REDIS_URL)('marks of writers in Redis', { timeout: 30_000 }, () => {
  it('are shared by routers, end by themselves, and are of everybody while Redis is away', async () => {
    const redis = await ownRedis();
    const clock = adjustableClock({ frozenAt: new Date('2026-11-22T00:00:00Z') });
    const connections: RedisConnection[] = [];
    const router = async () => {
      const connection = redisConnection({ url: redis.url, name: 'trial', logger: silent });
      connections.push(connection);
      const marks = redisWriteMarks({ connection, clock });
      await connection.ready(10_000);
      return marks;
    };
    const [one, two] = [await router(), await router()];
    const [writer, reader] = [randomUUID(), randomUUID()];
    const isBack = async () => {
      clock.advance(READ_YOUR_WRITES_MS + 1);
      return (await one.isMarked(reader)) || (await two.isMarked(reader));
    };
    expect([await one.isMarked(reader), await two.isMarked(reader)]).toEqual([true, true]);
    await expect.poll(isBack).toBe(false);
    await one.mark(writer);
    expect([await two.isMarked(writer), await two.isMarked(reader)]).toEqual([true, false]);
    const restMs = Number(await connections[0]!.client.pttl(`wrote:${writer}`));
    expect(restMs).toBeGreaterThan(0);
    expect(restMs).toBeLessThanOrEqual(READ_YOUR_WRITES_MS);

    await redis.kill();
    expect(await two.isMarked(reader)).toBe(true);
    await redis.start();
    expect(await two.isMarked(reader)).toBe(true);
    await expect.poll(isBack).toBe(false);
    await Promise.all(connections.map((connection) => connection.close()));
    await redis.close();
  });
});
