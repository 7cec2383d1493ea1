import { systemClock } from '@depachika/clock/clock.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { type Logger, pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startConsumer } from '../consumer/consumer.ts';
import type { CloudEvent, EventLog } from '../event-log.ts';
import { type DeadLetterTask, handleDeadLetters } from '../handle-dead-letters.ts';
import { prefixedLog } from '../prefixed-log.ts';
import { anySchemas, type EventDatabase, eventDatabase, trialEvent } from '../testing/event-fixture.ts';
import {
  allOf,
  eventLogContract,
  freshGroup,
  freshTopic,
  interleaved,
  upTo,
  versionsOf,
} from '../testing/event-log.contract.ts';
import { type CuttableKafka, cuttableKafka } from '../testing/kafka-fixture.ts';
import { kafkaDeadLetters } from './kafka-dead-letters.ts';
import { refuseLossyBrokers } from './kafka-durability.ts';
import { kafkaEventLog } from './kafka-event-log.ts';

const brokers = process.env.TEST_KAFKA_BROKERS;

describe.runIf(brokers)('with the Kafka of TEST_KAFKA_BROKERS', { timeout: 60_000 }, () => {
  const WAIT = { timeout: 45_000, interval: 50 };

  eventLogContract('Kafka', async () => {
    const connections = [cuttableKafka(brokers!).connection, cuttableKafka(brokers!).connection] as const;
    const [log, other] = connections.map((connection) => kafkaEventLog({ connection, logger: silent }));
    return {
      log: log!,
      other: other!,
      async close() {
        await Promise.all([log!.close(), other!.close()]);
        await Promise.all(connections.map((connection) => connection.close()));
      },
    };
  });

  describe('event log on Kafka', () => {
    const opened: { kafka: CuttableKafka; log: EventLog }[] = [];
    afterEach(async () => {
      for (const { kafka, log } of opened.splice(0)) {
        kafka.mend();
        await log.close();
        await kafka.connection.close();
      }
    });

    function open(options: { stallMs?: number; logger?: Logger } = {}) {
      const kafka = cuttableKafka(brokers!);
      const log = kafkaEventLog({ connection: kafka.connection, logger: silent, ...options });
      opened.push({ kafka, log });
      return { kafka, log };
    }

    async function versionsSeen(log: EventLog, topic: string) {
      const seen: number[] = [];
      const subscription = await log.subscribe({
        group: freshGroup(),
        topics: [topic],
        handle: async (batch) => void seen.push(...batch.map(({ event }) => event.aggregateversion)),
      });
      return { seen, subscription };
    }

    it('refuses to publish while the brokers are away, and publishes in order when they are back', async () => {
      const { kafka, log } = open();
      const topic = freshTopic();
      await log.publish(topic, [trialEvent('a', 1)]);
      kafka.cut();
      await expect(log.publish(topic, [trialEvent('a', 2)])).rejects.toThrow(topic);
      await expect(kafka.connection.ready()).rejects.toThrow();
      kafka.mend();
      await log.publish(topic, [trialEvent('a', 2)]);
      await log.publish(topic, [trialEvent('a', 3)]);
      expect(versionsOf(await allOf(log.replay([topic])), 'a')).toEqual([1, 2, 3]);
    });

    it('goes on consuming after the brokers were away, from where it was', async () => {
      const [{ kafka, log }, publisher] = [open(), open()];
      const topic = freshTopic();
      const { seen, subscription } = await versionsSeen(log, topic);
      await publisher.log.publish(topic, [trialEvent('a', 1)]);
      await expect.poll(() => seen, WAIT).toEqual([1]);
      await expect.poll(() => subscription.lag(), WAIT).toBe(0);
      kafka.cut();
      await publisher.log.publish(topic, [trialEvent('a', 2)]);
      await expect(subscription.lag()).rejects.toThrow();
      kafka.mend();
      await expect.poll(() => seen, WAIT).toEqual([1, 2]);
    });

    it('replaces a consumer that has stalled without a word', async () => {
      const warnings: string[] = [];
      const logger = pino({ level: 'warn' }, { write: (line) => void warnings.push(JSON.parse(line).msg) });
      const [{ kafka, log }, publisher] = [open({ stallMs: 3_000, logger }), open()];
      const topic = freshTopic();
      const { seen } = await versionsSeen(log, topic);
      await publisher.log.publish(topic, [trialEvent('a', 1)]);
      await expect.poll(() => seen, WAIT).toEqual([1]);
      kafka.silence();
      await publisher.log.publish(topic, [trialEvent('a', 2)]);
      await expect.poll(() => seen, WAIT).toEqual([1, 2]);
      expect(warnings[0]).toBe('the consumer is replaced: it stalled');
    });

    it('closes while the brokers are away', async () => {
      const { kafka, log } = open();
      const { subscription } = await versionsSeen(log, freshTopic());
      kafka.cut();
      await subscription.close();
      expect(await subscription.close()).toBeUndefined();
    });

    it('lets several processes make the same topics at once', async () => {
      const topic = freshTopic();
      const logs = upTo(4).map(() => open().log);
      await Promise.all(
        logs.flatMap((log) => [versionsSeen(log, topic), log.publish(topic, [trialEvent('a', 1)])]),
      );
      expect(await allOf(logs[0]!.replay([topic]))).toHaveLength(4);
    });

    it('refuses a group whose members want different topics', async () => {
      const { log } = open();
      const group = freshGroup();
      const handle = async () => undefined;
      await log.subscribe({ group, topics: [freshTopic()], handle });
      await expect(log.subscribe({ group, topics: [freshTopic()], handle })).rejects.toThrow(group);
    });

    it('spreads keys over partitions and keeps the events of a topic for ever', async () => {
      const { kafka, log } = open();
      const topic = freshTopic();
      await log.publish(topic, interleaved(upTo(20).map(String), 1));
      const stored = await allOf(log.replay([topic]));
      expect(new Set(stored.map(({ position }) => position.split(':')[0])).size).toBe(3);
      const { resources } = await kafka.connection.admin.use((admin) =>
        admin.describeConfigs({
          includeSynonyms: false,
          resources: [{ type: 2, name: topic, configNames: ['retention.ms', 'cleanup.policy'] }],
        }),
      );
      const settings = resources[0]!.configEntries.map(({ configName, configValue }) => [
        configName,
        configValue,
      ]);
      expect(Object.fromEntries(settings)).toEqual({ 'retention.ms': '-1', 'cleanup.policy': 'delete' });
    });

    it('carries CloudEvents in structured mode, and hands on what is none so that it can become a dead letter', async () => {
      const { kafka, log } = open();
      const topic = freshTopic();
      const event = trialEvent('a', 1);
      await log.publish(topic, [event]);
      await kafka.connection.producer.send(topic, [
        { key: 'a', value: '{broken', headers: { ce_type: event.type } },
      ]);
      const stored = await allOf(log.replay([topic]));
      expect(stored[0]!.event).toEqual(event);
      expect(stored[1]!.event).toEqual({ id: '', type: event.type, unreadable: '{broken' });
    });
  });

  it('is asked how it keeps what it is given: as the servers of this machine are set, with one copy', async () => {
    const { connection } = cuttableKafka(brokers!);
    await refuseLossyBrokers(connection.admin, { replicas: 1, topicPrefix: '' });
    await expect(
      refuseLossyBrokers(connection.admin, { replicas: 3, topicPrefix: '' }),
    ).rejects.toMatchObject({
      code: 'LOSSY_LOG',
    });
    await connection.close();
  });

  describe('dead letters on Kafka', () => {
    let home: EventDatabase;
    beforeAll(async () => {
      home = await eventDatabase();
    }, 120_000);
    afterAll(() => home.close());

    it('take what a group cannot handle, are listed and shown to their own shop, and are handled by that group alone when replayed', async () => {
      const kafka = cuttableKafka(brokers!);
      const topicPrefix = 'one-shop.';
      const log = prefixedLog(kafkaEventLog({ connection: kafka.connection, logger: silent }), topicPrefix);
      const lettersOf = (prefix: string) =>
        kafkaDeadLetters({ connection: kafka.connection, log, clock: systemClock, topicPrefix: prefix });
      const deadLetters = lettersOf(topicPrefix);
      const [group, bystander, topic] = [freshGroup(), freshGroup(), freshTopic()];
      const [poison, good] = [trialEvent('a', 1), trialEvent('a', 2)];
      let broken = true;
      const handled: Record<string, string[]> = { [group]: [], [bystander]: [] };
      const consume = (name: string) =>
        startConsumer({
          consumer: {
            group: name,
            topics: [topic],
            handlers: {
              [poison.type]: async (_tx, { event }) => {
                if (name === group && broken && event.id === poison.id) throw new Error('indigestible');
                handled[name]!.push(event.id);
              },
            },
          },
          group: name,
          schema: 'trial',
          database: home.database,
          log,
          deadLetters,
          clock: systemClock,
          logger: silent,
          crashPoints: noCrashPoints,
          attempts: 2,
          backoffMs: 1,
          schemas: anySchemas,
        });
      const running = [await consume(group), await consume(bystander)];
      await log.publish(topic, [poison, good]);
      await expect
        .poll(() => handled, WAIT)
        .toEqual({ [group]: [good.id], [bystander]: [poison.id, good.id] });
      expect(await deadLetters.list({ group, waiting: true })).toMatchObject([
        { group, topic, event: poison, reason: 'indigestible', attempts: 2, replayedAt: undefined },
      ]);
      const countOf = async () => (await deadLetters.countWaiting()).filter((one) => one.group === group);
      expect(await countOf()).toEqual([{ group, topic, count: 1 }]);
      expect(await countOf()).toEqual([{ group, topic, count: 1 }]);

      expect(await lettersOf('').list({ group })).toEqual([]);
      expect(await lettersOf('other-shop.').list({ group })).toEqual([]);

      broken = false;
      const lines: string[] = [];
      const handle = (task: DeadLetterTask) =>
        handleDeadLetters({ task, deadLetters, print: (line) => lines.push(line) });
      expect(await handle({ verb: 'list', group })).toBe(0);
      expect(await handle({ verb: 'show', eventId: poison.id })).toBe(0);
      expect(lines.join('\n')).toContain('indigestible');
      expect(await handle({ verb: 'replay', eventId: poison.id, group })).toBe(0);
      await expect
        .poll(() => handled, WAIT)
        .toEqual({ [group]: [good.id, poison.id], [bystander]: [poison.id, good.id] });
      expect(await deadLetters.list({ group, waiting: true })).toEqual([]);
      expect(await countOf()).toEqual([]);
      expect(await deadLetters.list({ group })).toHaveLength(1);
      await Promise.all(running.map((consumer) => consumer.close()));
      await log.close();
      await kafka.connection.close();
    });

    it('name what came without an id by its place, and bring it back byte by byte', async () => {
      const kafka = cuttableKafka(brokers!);
      const log = kafkaEventLog({ connection: kafka.connection, logger: silent });
      const deadLetters = kafkaDeadLetters({ connection: kafka.connection, log, clock: systemClock });
      const [group, topic] = [freshGroup(), freshTopic()];
      const { id: _, ...nameless } = trialEvent('a', 1);
      await log.publish(topic, [nameless as CloudEvent]);
      await kafka.connection.producer.send(topic, [
        { value: '{broken', headers: { ce_type: nameless.type } },
      ]);
      const came = await allOf(log.replay([topic]));
      const places = came.map(({ position }) => `${topic}@${position}`);
      for (const stored of came) await deadLetters.add({ group, stored, reason: 'no id', attempts: 1 });
      const waiting = async () =>
        (await deadLetters.list({ group, waiting: true })).map(({ id }) => id).sort();
      expect(await waiting()).toEqual(places.toSorted());
      const handle = (task: DeadLetterTask) =>
        handleDeadLetters({ task, deadLetters, print: () => undefined });
      for (const eventId of places) expect(await handle({ verb: 'replay', eventId })).toBe(0);
      const replayed = await allOf(log.replay([`${group}.replay`]));
      expect(replayed.map(({ event }) => event)).toEqual(
        expect.arrayContaining(came.map(({ event }) => event)),
      );
      expect(await handle({ verb: 'discard', eventId: places[0]! })).toBe(0);
      expect(await deadLetters.list({ group, eventId: places[0]! })).toMatchObject([
        { discardedAt: expect.any(Date) },
      ]);
      expect(await waiting()).toEqual([]);
      await log.close();
      await kafka.connection.close();
    });
  });
});
