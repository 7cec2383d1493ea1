import { insideTransaction } from '@depachika/database/inside-transaction.ts';
import { newId } from '@depachika/ids/ids.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type {
  CloudEvent,
  EventLog,
  StoredEvent,
  SubscribeOptions,
  Subscription,
  Topic,
} from '../event-log.ts';
import { trialEvent } from './event-fixture.ts';

export interface LogUnderTest {
  readonly log: EventLog;
  /** Another process's client of the same log. */
  readonly other: EventLog;
  close(): Promise<void>;
}

const WAIT = { timeout: 20_000, interval: 20 };

/** What every event log promises, whatever it is made of. */
export function eventLogContract(name: string, makeLog: () => Promise<LogUnderTest>): void {
  describe(`event log: ${name}`, { timeout: 30_000 }, () => {
    let made: LogUnderTest;
    const subscriptions: Subscription[] = [];
    beforeAll(async () => {
      made = await makeLog();
    }, 60_000);
    afterEach(async () => {
      await Promise.all(subscriptions.splice(0).map((subscription) => subscription.close()));
    });
    afterAll(() => made.close());

    it('delivers every event to every group, in order within a key', async () => {
      const topic = freshTopic();
      const first = await collect({ topics: [topic] });
      const second = await collect({ topics: [topic] });
      const events = interleaved(['a', 'b', 'c'], 20);
      for (let at = 0; at < events.length; at += 7) await made.log.publish(topic, events.slice(at, at + 7));
      for (const group of [first, second]) {
        await expect.poll(() => group.ids().length, WAIT).toBe(60);
        for (const key of ['a', 'b', 'c']) expect(group.versionsOf(key)).toEqual(upTo(20));
      }
    });

    it('gives a new group everything from the beginning, and keeps events as they were', async () => {
      const topic = freshTopic();
      const events = [
        trialEvent('a', 1, {
          requestid: 'req_1',
          data: { name: '和菓子 🍡 "two"\n', list: [1, null, { deep: true }] },
        }),
        trialEvent('a', 2),
      ];
      await made.log.publish(topic, events);
      const late = await collect({ topics: [topic] });
      await expect.poll(() => late.events(), WAIT).toEqual(events);
      expect(late.stored[0]?.topic).toBe(topic);
    });

    it('shares the work of a group between processes: each event goes to one of them', async () => {
      const topic = freshTopic();
      const group = freshGroup();
      const here = await collect({ group, topics: [topic] });
      const there = await collect({ group, topics: [topic] }, made.other);
      await made.log.publish(topic, interleaved(['a', 'b', 'c', 'd'], 15));
      await made.other.publish(topic, interleaved(['e', 'f'], 15));
      await expect.poll(() => here.ids().length + there.ids().length, WAIT).toBe(90);
      expect(new Set([...here.ids(), ...there.ids()]).size).toBe(90);
    });

    it('brings a batch again when handling it fails, and goes on after it', async () => {
      const topic = freshTopic();
      let refusals = 2;
      const group = await collect({
        topics: [topic],
        async handle() {
          refusals -= 1;
          if (refusals >= 0) throw new Error('not yet');
        },
      });
      await made.log.publish(topic, interleaved(['a'], 3));
      await expect.poll(() => group.ids().length, WAIT).toBe(3);
      expect(group.versionsOf('a')).toEqual([1, 2, 3]);
    });

    it('goes on where a closed subscription of the group has stopped', async () => {
      const topic = freshTopic();
      const group = freshGroup();
      const before = await collect({ group, topics: [topic] });
      await made.log.publish(topic, interleaved(['a'], 3));
      await expect.poll(() => before.ids().length, WAIT).toBe(3);
      await before.subscription.close();
      await made.log.publish(topic, [trialEvent('a', 4)]);
      const after = await collect({ group, topics: [topic] }, made.other);
      await expect.poll(() => after.ids().length, WAIT).toBe(1);
      expect(before.versionsOf('a')).toEqual([1, 2, 3]);
      expect(after.versionsOf('a')).toEqual([4]);
    });

    it('closes only after the batch in hand is finished and saved', async () => {
      const topic = freshTopic();
      const group = freshGroup();
      const started = Promise.withResolvers<void>();
      const mayFinish = Promise.withResolvers<void>();
      const first = await collect({
        group,
        topics: [topic],
        async handle() {
          started.resolve();
          await mayFinish.promise;
        },
      });
      await made.log.publish(topic, [trialEvent('a', 1)]);
      await started.promise;
      let closed = false;
      const closing = first.subscription.close().then(() => {
        closed = true;
      });
      await new Promise((resolve) => setImmediate(resolve));
      expect(closed).toBe(false);
      mayFinish.resolve();
      await closing;
      const second = await collect({ group, topics: [topic] });
      await made.log.publish(topic, [trialEvent('a', 2)]);
      await expect.poll(() => second.versionsOf('a'), WAIT).toEqual([2]);
    });

    it('never hands out more than the batch size', async () => {
      const topic = freshTopic();
      const sizes: number[] = [];
      await made.log.publish(topic, interleaved(['a', 'b'], 20));
      const group = await collect({
        topics: [topic],
        batchSize: 7,
        async handle(batch) {
          sizes.push(batch.length);
        },
      });
      await expect.poll(() => group.ids().length, WAIT).toBe(40);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(7);
      expect(group.versionsOf('a')).toEqual(upTo(20));
    });

    it('counts what a group has not consumed yet', async () => {
      const topic = freshTopic();
      const mayFinish = Promise.withResolvers<void>();
      const group = await collect({ topics: [topic], batchSize: 2, handle: () => mayFinish.promise });
      await made.log.publish(topic, interleaved(['a'], 5));
      await expect.poll(() => group.subscription.lag(), WAIT).toBe(5);
      mayFinish.resolve();
      await expect.poll(() => group.subscription.lag(), WAIT).toBe(0);
    });

    it('replays several topics from the beginning, in order within a key, and ends', async () => {
      const topics = [freshTopic(), freshTopic()] as const;
      await made.log.publish(topics[0], interleaved(['a', 'b'], 30));
      await made.log.publish(topics[1], interleaved(['c'], 30));
      const seen = await allOf(made.log.replay(topics));
      expect(seen).toHaveLength(90);
      for (const key of ['a', 'b', 'c']) expect(versionsOf(seen, key)).toEqual(upTo(30));
    });

    it('replays nothing of a topic that has no events, and publishes nothing without complaint', async () => {
      const topic = freshTopic();
      await made.log.publish(topic, []);
      const seen = await allOf(made.log.replay([topic]));
      expect(seen).toEqual([]);
    });

    it('refuses to publish, subscribe and replay inside a database transaction', async () => {
      const topic = freshTopic();
      const inside = { code: 'INSIDE_TRANSACTION' };
      await insideTransaction('trial', async () => {
        await expect(made.log.publish(topic, [trialEvent('a', 1)])).rejects.toMatchObject(inside);
        await expect(collect({ topics: [topic] })).rejects.toMatchObject(inside);
        await expect(allOf(made.log.replay([topic]))).rejects.toMatchObject(inside);
      });
    });

    async function collect(
      options: Partial<SubscribeOptions> & { topics: readonly Topic[] },
      log = made.log,
    ) {
      const stored: StoredEvent[] = [];
      const subscription = await log.subscribe({
        group: freshGroup(),
        ...options,
        async handle(batch) {
          await options.handle?.(batch);
          stored.push(...batch);
        },
      });
      subscriptions.push(subscription);
      return {
        subscription,
        stored,
        events: () => stored.map(({ event }) => event),
        ids: () => stored.map(({ event }) => event.id),
        versionsOf: (key: string) => versionsOf(stored, key),
      };
    }
  });
}

export async function allOf<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

export function freshTopic(): Topic {
  return `depachika.trial${newId('req').slice(4)}.v1`;
}

export function freshGroup(): string {
  return `trial.${newId('req').slice(4)}`;
}

/** Versions 1… of each key, keys taking turns. */
export function interleaved(keys: readonly string[], versions: number): CloudEvent[] {
  return upTo(versions).flatMap((version) => keys.map((key) => trialEvent(key, version)));
}

export function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

export function versionsOf(stored: readonly StoredEvent[], key: string): number[] {
  return stored.filter(({ event }) => event.partitionkey === key).map(({ event }) => event.aggregateversion);
}
