import { idleMinute, watchedClock } from '@depachika/background/testing/idle-minute.ts';
import { systemClock } from '@depachika/clock/clock.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EventDatabase, eventDatabase, trialEvent } from '../testing/event-fixture.ts';
import {
  allOf,
  eventLogContract,
  freshGroup,
  freshTopic,
  interleaved,
  upTo,
} from '../testing/event-log.contract.ts';
import { embeddedEventLog } from './embedded-event-log.ts';

eventLogContract('embedded', async () => {
  const home = await eventDatabase();
  const pubSub = inProcessPubSub({ logger: silent });
  const make = (service: string) =>
    embeddedEventLog({ database: home.open(service), clock: systemClock, pubSub, logger: silent });
  const [log, other] = [make('log'), make('log of another')];
  return {
    log,
    other,
    async close() {
      await Promise.all([log.close(), other.close()]);
      await home.close();
    },
  };
});

describe('embedded event log', { timeout: 30_000 }, () => {
  let home: EventDatabase;
  const pubSub = inProcessPubSub({ logger: silent });
  const deaf = inProcessPubSub({ logger: silent });
  beforeAll(async () => {
    home = await eventDatabase();
  }, 60_000);
  afterAll(() => home.close());

  function makeLog(options: Partial<Parameters<typeof embeddedEventLog>[0]> = {}) {
    return embeddedEventLog({
      database: home.database,
      clock: systemClock,
      pubSub,
      logger: silent,
      ...options,
    });
  }

  it('numbers the events of many publishers at once from 1 without a gap, each key in its order', async () => {
    const log = makeLog();
    const topic = freshTopic();
    await Promise.all(
      upTo(16).map(async (publisher) => {
        for (const version of upTo(20)) await log.publish(topic, [trialEvent(`key ${publisher}`, version)]);
      }),
    );
    const stored = await allOf(log.replay([topic]));
    expect(stored.map(({ position }) => Number(position))).toEqual(upTo(320));
    for (const publisher of upTo(16)) {
      const own = stored.filter(({ event }) => event.partitionkey === `key ${publisher}`);
      expect(own.map(({ event }) => event.aggregateversion)).toEqual(upTo(20));
    }
    await log.close();
  });

  it('replays topics together in the order of publishing', async () => {
    const log = makeLog();
    const [orders, payments] = [freshTopic(), freshTopic()];
    for (const version of upTo(5)) {
      await log.publish(payments, [trialEvent('payment', 2 * version - 1)]);
      await log.publish(orders, [trialEvent('order', 2 * version)]);
    }
    const stored = await allOf(log.replay([orders, payments]));
    expect(stored.map(({ event }) => event.aggregateversion)).toEqual(upTo(10));
    await log.close();
  });

  it('finds events without a wake-up', async () => {
    const log = makeLog({ pubSub: deaf });
    const topic = freshTopic();
    const seen: number[] = [];
    await log.subscribe({
      group: freshGroup(),
      topics: [topic],
      handle: async (batch) => void seen.push(...batch.map(({ event }) => event.aggregateversion)),
    });
    const publisher = makeLog();
    await publisher.publish(topic, interleaved(['a'], 3));
    await expect.poll(() => seen, { timeout: 10_000 }).toEqual([1, 2, 3]);
    await Promise.all([log.close(), publisher.close()]);
  });

  it('takes a group over from a process that went silent, and the late one cannot acknowledge any more', async () => {
    const topic = freshTopic();
    const group = freshGroup();
    const [silentLog, nextLog] = [
      makeLog({ leaseMs: 300 }),
      makeLog({ database: home.open('next'), pubSub: deaf }),
    ];
    await silentLog.publish(topic, interleaved(['a'], 2));
    const started = Promise.withResolvers<void>();
    const mayFinish = Promise.withResolvers<void>();
    await silentLog.subscribe({
      group,
      topics: [topic],
      async handle() {
        started.resolve();
        await mayFinish.promise;
      },
    });
    await started.promise;
    await home.database.query(
      `UPDATE bus.consumer_leases SET holder = 'elsewhere:1:x', expires_at = '-infinity' WHERE name = $1`,
      [group],
    );
    const seen: number[] = [];
    const next = await nextLog.subscribe({
      group,
      topics: [topic],
      handle: async (batch) => void seen.push(...batch.map(({ event }) => event.aggregateversion)),
    });
    const position = async () => {
      const [offset] = await home.database.query<{ position: number }>(
        'SELECT position FROM bus.consumer_offsets WHERE consumer_group = $1',
        [group],
      );
      return offset?.position;
    };
    // Its own acknowledgement is in: whatever is written from here on is the late one's.
    await expect.poll(position, { timeout: 10_000 }).toBe(2);
    expect(seen).toEqual([1, 2]);
    await home.database.query('UPDATE bus.consumer_offsets SET position = 7 WHERE consumer_group = $1', [
      group,
    ]);
    mayFinish.resolve();
    await silentLog.close();
    expect(await position()).toBe(7);
    await next.close();
    await nextLog.close();
  });

  it('waits for a lease of another host, and not for one of a dead or earlier process of its own', async () => {
    const { hostname } = await import('node:os');
    const topic = freshTopic();
    const [living, dead, earlier] = [freshGroup(), freshGroup(), freshGroup()];
    await home.database.query(
      `INSERT INTO bus.consumer_leases (name, holder, fence, expires_at) VALUES
         ($1, 'another-host:1:x', 5, now() + interval '1 hour'), ($2, $4, 5, now() + interval '1 hour'), ($3, $5, 5, now() + interval '1 hour')`,
      [living, dead, earlier, `${hostname()}:${2 ** 22 - 1}:x:1`, `${hostname()}:${process.pid}:x:1`],
    );
    const log = makeLog();
    await log.publish(topic, interleaved(['a'], 1));
    const seen: string[] = [];
    for (const group of [living, dead, earlier]) {
      await log.subscribe({ group, topics: [topic], handle: async () => void seen.push(group) });
    }
    await expect.poll(() => seen, { timeout: 10_000 }).toHaveLength(2);
    expect(new Set(seen)).toEqual(new Set([dead, earlier]));
    await log.close();
  });

  it('looks at most 30 times in an idle minute, with one statement for all groups', async () => {
    const clock = watchedClock();
    const database = home.open('idle');
    const log = makeLog({ database, clock });
    const topic = freshTopic();
    const groups = upTo(8).map(freshGroup);
    for (const group of groups)
      await log.subscribe({ group, topics: [topic], handle: async () => undefined });
    await expect
      .poll(() => home.database.query('SELECT 1 FROM bus.consumer_leases WHERE name = ANY($1)', [groups]))
      .toHaveLength(8);
    const statements = await idleMinute(clock, database, 1);
    expect(statements).toBeGreaterThanOrEqual(5);
    expect(statements).toBeLessThanOrEqual(30);
    await log.close();
  });
});
