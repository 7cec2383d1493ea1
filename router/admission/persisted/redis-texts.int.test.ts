import { randomUUID } from 'node:crypto';
import { type AdjustableClock, adjustableClock } from '@depachika/clock/clock.ts';
import { type RedisConnection, redisConnection } from '@depachika/redis/redis-connection.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from './canonical-text.ts';
import { redisTexts, TEXT_TTL_MS } from './redis-texts.ts';
import { memoryTexts, type RememberedTexts, type TextRoom } from './remembered-texts.ts';
import { textsContract } from './testing/texts.contract.ts';

const url = process.env.TEST_REDIS_URL;
const ROOM: TextRoom = { texts: 10, bytes: 1_000 };
const NOWHERE: RememberedTexts = { get: async () => undefined, keep: async () => undefined };
const TEXT = '{ a }';
const HASH = sha256(TEXT);

describe.runIf(url)('with the Redis of TEST_REDIS_URL', { timeout: 30_000 }, () => {
  let connection: RedisConnection;
  beforeAll(async () => {
    connection = redisConnection({ url: url!, name: 'trial', logger: silent });
    await connection.ready(10_000);
  });
  afterAll(() => connection.close());

  /** Two routers, of which one remembers nothing by itself. */
  function routers(room: TextRoom = ROOM) {
    const clock: AdjustableClock = adjustableClock({ frozenAt: new Date() });
    const prefix = `trial-${randomUUID()}:`;
    // Times of use differ: which is older is then known.
    const tick = () => {
      clock.advance(1);
      return clock.now();
    };
    const shared = { connection, room, prefix, clock: { ...clock, now: tick } };
    const texts = redisTexts({ ...shared, own: memoryTexts() });
    return { texts, reader: redisTexts({ ...shared, own: NOWHERE }), clock, prefix };
  }

  textsContract('in Redis', async (room) => routers(room));

  it('a text is forgotten a day after its last use, and its keys with it', async () => {
    const { texts, reader, clock, prefix } = routers();
    await texts.keep(HASH, TEXT);
    clock.advance(TEXT_TTL_MS - 1_000);
    expect(await reader.get(HASH)).toBe(TEXT);
    clock.advance(TEXT_TTL_MS - 1_000);
    expect(await reader.get(HASH)).toBe(TEXT);
    const restMs = await connection.client.pttl(`${prefix}{apq}:texts`);
    expect(restMs).toBeGreaterThan(TEXT_TTL_MS / 2);
    clock.advance(TEXT_TTL_MS + 1_000);
    expect(await reader.get(HASH)).toBeUndefined();
    await texts.keep(sha256('{ b }'), '{ b }');
    expect(await connection.client.hlen(`${prefix}{apq}:texts`)).toBe(1);
  });

  it('a router asks Redis once for a text, which never changes', async () => {
    const { texts, prefix } = routers();
    await texts.keep(HASH, TEXT);
    await connection.client.del(`${prefix}{apq}:texts`);
    expect(await texts.get(HASH)).toBe(TEXT);
  });

  it('what does not have its hash is not believed', async () => {
    const { texts, reader, prefix } = routers();
    await texts.keep(HASH, TEXT);
    await connection.client.hset(`${prefix}{apq}:texts`, HASH, '{ another }');
    expect(await reader.get(HASH)).toBeUndefined();
  });

  it.each(['texts', 'used', 'bytes'])('goes on where Redis has evicted %s', async (name) => {
    const { texts, reader, prefix } = routers();
    await texts.keep(HASH, TEXT);
    await connection.client.del(`${prefix}{apq}:${name}`);
    await texts.keep(sha256('{ b }'), '{ b }');
    expect(await reader.get(sha256('{ b }'))).toBe('{ b }');
    expect(await connection.client.get(`${prefix}{apq}:bytes`)).toBe('5');
    expect(await connection.client.zcard(`${prefix}{apq}:used`)).toBe(1);
  });

  it('a router goes on by itself while Redis is away', async () => {
    const away = { attempt: async () => undefined };
    const texts = redisTexts({ connection: away, own: memoryTexts(), clock: adjustableClock() });
    await texts.keep(HASH, TEXT);
    expect([await texts.get(HASH), await texts.get(sha256('{ b }'))]).toEqual([TEXT, undefined]);
  });
});
