import { type AdjustableClock, adjustableClock } from '@depachika/clock/clock.ts';
import { MAX_STALENESS_MS } from '@depachika/database/replica.ts';
import { anonymous, type Caller } from '@depachika/identity/caller.ts';
import type { RedisConnection } from '@depachika/redis/redis-connection.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { connectSocket } from '../testing/socket-client.ts';
import { startToyRouter } from '../testing/toy-router.ts';
import { type ReadChoice, readChoice } from './read-choice.ts';
import { memoryWriteMarks, READ_YOUR_WRITES_MS, redisWriteMarks } from './write-marks.ts';

let clock: AdjustableClock;
beforeEach(() => {
  clock = adjustableClock({ frozenAt: new Date('2026-11-22T00:00:00Z') });
});

const user = (userId: string, sessionId = `ses_${userId}`): Caller => ({
  kind: 'user',
  userId,
  sessionId,
  roles: ['CUSTOMER'],
  scopes: [],
});

it('lets writers wait for longer than a replica may be behind, with time to spare', () => {
  expect(READ_YOUR_WRITES_MS - MAX_STALENESS_MS).toBeGreaterThanOrEqual(2_000);
});

describe('who has not written for a while', () => {
  let choice: ReadChoice;
  const known = async (...callers: Caller[]) => {
    for (const caller of callers) await choice.readsOf(caller);
    clock.advance(READ_YOUR_WRITES_MS + 1);
  };
  beforeEach(() => {
    choice = readChoice({ marks: memoryWriteMarks({ clock }), clock });
  });

  it('reads a replica, and so does who is nobody', async () => {
    await known(user('a'));
    expect(await choice.readsOf(user('a'))).toBe('replica');
    expect(await choice.readsOf(anonymous)).toBe('replica');
  });

  it('is not who has just written, in any of their sessions; others go on', async () => {
    await known(user('a'), user('a', 'ses_phone'), user('b'));
    await choice.changed(user('a'));
    clock.advance(READ_YOUR_WRITES_MS);
    expect(await choice.readsOf(user('a'))).toBeUndefined();
    expect(await choice.readsOf(user('a', 'ses_phone'))).toBeUndefined();
    expect(await choice.readsOf(user('b'))).toBe('replica');
    clock.advance(1);
    expect(await choice.readsOf(user('a'))).toBe('replica');
  });

  it('is nobody whose session may have begun just now', async () => {
    expect(await choice.readsOf(user('a'))).toBeUndefined();
    clock.advance(READ_YOUR_WRITES_MS);
    expect(await choice.readsOf(user('a'))).toBeUndefined();
    clock.advance(1);
    expect(await choice.readsOf(user('a'))).toBe('replica');
    expect(await choice.readsOf(user('a', 'ses_new'))).toBeUndefined();
  });
});

describe('marks in Redis', () => {
  it('are of everybody for a while after Redis was away or was connected to again', async () => {
    const redis = fakeRedis();
    const [one, two] = [redis.marks(), redis.marks()];
    await one.mark('usr_a');
    expect([await two.isMarked('usr_a'), await two.isMarked('usr_b')]).toEqual([true, false]);
    redis.away = true;
    expect(await two.isMarked('usr_b')).toBe(true);
    await one.mark('usr_a');
    redis.away = false;
    clock.advance(READ_YOUR_WRITES_MS);
    expect([await one.isMarked('usr_b'), await two.isMarked('usr_b')]).toEqual([true, true]);
    clock.advance(1);
    expect([await one.isMarked('usr_b'), await two.isMarked('usr_b')]).toEqual([false, false]);
    redis.reconnect();
    expect([await one.isMarked('usr_b'), await two.isMarked('usr_b')]).toEqual([true, true]);
  });

  function fakeRedis() {
    const keys = new Set<string>();
    const listeners: (() => void)[] = [];
    const client = {
      set: async (key: string) => keys.add(key),
      exists: async (key: string) => Number(keys.has(key)),
    };
    const fake = {
      away: false,
      marks: () => redisWriteMarks({ connection, clock }),
      reconnect: () => listeners.forEach((listener) => void listener()),
    };
    const connection = {
      attempt: async (work: (to: never) => Promise<unknown>) =>
        fake.away ? undefined : { value: await work(client as never) },
      onReady: (listener: () => void) => listeners.push(listener),
    } as unknown as RedisConnection;
    return fake;
  }
});

describe('a router', () => {
  const RENAME = { query: 'mutation { rename(id: "p1", name: "N") { id stock { available } } }' };
  const QUERY = { query: '{ product(id: "p1") { id stock { available } } }' };

  async function readsAsked(env: Record<string, string>, marked: string[] = []) {
    const marks = memoryWriteMarks({ clock });
    const writeMarks = {
      ...marks,
      mark(userId: string) {
        marked.push(`${userId} after ${toy.shop.asked.length} requests`);
        return marks.mark(userId);
      },
    };
    const toy = await startToyRouter({ env, clock, writeMarks });
    const authorization = await toy.signIn({ scopes: ['catalog:write'] });
    await toy.post(QUERY, { authorization });
    clock.advance(READ_YOUR_WRITES_MS + 1);
    toy.shop.asked.splice(0);
    for (const body of [QUERY, RENAME, QUERY]) await toy.post(body, { authorization });
    await toy.post(QUERY);
    await toy.close();
    return toy.shop.asked.map(({ request }) => request.reads);
  }

  it('lets subgraphs read a replica for queries alone, and not for who has just written', async () => {
    const reads = await readsAsked({ READ_REPLICAS: 'on' });
    const [replica, primary] = ['replica', undefined];
    expect(reads).toEqual([replica, replica, primary, primary, primary, primary, replica, replica]);
  });

  it('marks the writer before the mutation begins and again when it is answered', async () => {
    const marked: string[] = [];
    await readsAsked({ READ_REPLICAS: 'on' }, marked);
    expect(marked).toEqual(['usr_a after 2 requests', 'usr_a after 4 requests']);
  });

  it('marks who is shown an event, before they see it', async () => {
    const marks = memoryWriteMarks({ clock });
    const toy = await startToyRouter({ env: { READ_REPLICAS: 'on' }, clock, writeMarks: marks });
    const client = connectSocket(toy.url, await toy.signIn());
    const running = client.start('subscription { orderStatusChanged(orderId: "o1") { version } }');
    await expect.poll(() => toy.shop.statusSources.size).toBe(1);
    expect(await marks.isMarked('usr_a')).toBe(false);
    toy.shop.push({ version: 1, status: 'S', productId: 'p1' });
    await expect.poll(() => running.events.length).toBe(1);
    expect(await marks.isMarked('usr_a')).toBe(true);
    await client.dispose();
    await toy.close();
  });

  it('does nothing of it where there are no replicas and no answers are kept', async () => {
    const marked: string[] = [];
    expect(new Set(await readsAsked({ RESPONSE_CACHE: 'off' }, marked))).toEqual(new Set([undefined]));
    expect(marked).toEqual([]);
  });

  it('marks the writer where answers are kept, and never names a replica that is not there', async () => {
    const marked: string[] = [];
    expect(new Set(await readsAsked({}, marked))).toEqual(new Set([undefined]));
    expect(marked).toHaveLength(2);
  });
});
