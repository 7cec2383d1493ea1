import { adjustableClock } from '@depachika/clock/clock.ts';
import { redisConnection } from '@depachika/redis/redis-connection.ts';
import { ownRedis } from '@depachika/redis/testing/redis-fixture.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { describe, expect, it } from 'vitest';
import { redisSessions } from './redis-sessions.ts';
import { sessionSeal } from './sealed-session.ts';
import { SessionsAway } from './session-store.ts';
import { aSession, newName, sessionStoreContract } from './testing/session-store.contract.ts';

const url = process.env.TEST_REDIS_URL;

async function connected(address: string) {
  const connection = redisConnection({ url: address, name: 'trial', logger: silent });
  await connection.ready(10_000);
  return connection;
}

describe.runIf(url)('with the Redis of TEST_REDIS_URL', { timeout: 30_000 }, () => {
  sessionStoreContract('in Redis', async (clock) => {
    const connections = [await connected(url!), await connected(url!)];
    const [store, other] = connections.map((connection) => redisSessions({ connection, clock }));
    return {
      store: store!,
      other: other!,
      async close() {
        await Promise.all(connections.map((connection) => connection.close()));
      },
    };
  });

  it('what is kept of a session opens under its own name alone, and says nothing by itself', async () => {
    const clock = adjustableClock();
    const connection = await connected(url!);
    const [name, session] = [newName(), aSession(clock)];
    await redisSessions({ connection, clock }).set(name, session);
    const { place, open } = sessionSeal(name);
    const sealed = (await connection.client.get(`web:session:${place}`))!;
    expect(open(sealed)).toEqual(session);
    for (const text of [sealed, Buffer.from(sealed, 'base64').toString('latin1'), place])
      for (const secret of [name, session.accessToken, session.refreshToken, session.person.id])
        expect(text).not.toContain(secret);
    // Whoever may write to Redis cannot put one person's session in the place of another's.
    const theirs = newName();
    await connection.client.set(`web:session:${sessionSeal(theirs).place}`, sealed);
    expect(await redisSessions({ connection, clock }).get(theirs)).toBeUndefined();
    await connection.close();
  });

  it('says that nobody knows while Redis is away, and goes on when it is back', async () => {
    const clock = adjustableClock();
    const redis = await ownRedis();
    const connection = await connected(redis.url);
    const store = redisSessions({ connection, clock });
    const name = newName();
    await redis.kill();
    for (const asked of [
      () => store.get(name),
      () => store.set(name, aSession(clock)),
      () => store.change(name, async (kept) => kept),
    ])
      await expect(asked()).rejects.toThrow(SessionsAway);
    await redis.start();
    await expect.poll(() => store.get(name).catch(() => 'away'), { timeout: 15_000 }).toBeUndefined();
    await store.set(name, aSession(clock));
    expect(await store.get(name)).toBeDefined();
    await connection.close();
    await redis.close();
  });
});
