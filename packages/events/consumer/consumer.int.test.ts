import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { adjustableClock, systemClock } from '@depachika/clock/clock.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DeadLetters } from '../dead-letters.ts';
import { embeddedDeadLetters } from '../embedded/embedded-dead-letters.ts';
import { embeddedEventLog } from '../embedded/embedded-event-log.ts';
import type { CloudEvent, EventLog } from '../event-log.ts';
import { type DeadLetterTask, handleDeadLetters } from '../handle-dead-letters.ts';
import { anySchemas, type EventDatabase, eventDatabase, trialEvent } from '../testing/event-fixture.ts';
import { freshGroup, freshTopic, interleaved, upTo } from '../testing/event-log.contract.ts';
import { type ConsumerOptions, type RunningConsumer, startConsumer } from './consumer.ts';
import type { EventHandler } from './event-consumer.ts';
import { pruneProcessedEvents } from './processed-events.ts';

const WAIT = { timeout: 20_000, interval: 20 };
const HAPPENED = 'depachika.trial.Happened.v1';

describe('consumer', { timeout: 30_000 }, () => {
  let home: EventDatabase;
  let log: EventLog;
  let deadLetters: DeadLetters;
  const running: RunningConsumer[] = [];
  beforeAll(async () => {
    home = await eventDatabase();
    log = embeddedEventLog({
      database: home.open('log'),
      clock: systemClock,
      pubSub: inProcessPubSub({ logger: silent }),
      logger: silent,
    });
    deadLetters = embeddedDeadLetters({ database: home.open('dead letters'), log, clock: systemClock });
  }, 60_000);
  afterEach(async () => {
    await Promise.all(running.splice(0).map((consumer) => consumer.close()));
  });
  afterAll(async () => {
    await log.close();
    await home.close();
  });

  async function consume(
    group: string,
    topic: string,
    handler: EventHandler,
    options: Partial<ConsumerOptions> = {},
  ) {
    const consumer = await startConsumer({
      consumer: { group, topics: [topic], handlers: { [HAPPENED]: handler } },
      group,
      schema: 'trial',
      database: home.database,
      log,
      deadLetters,
      clock: systemClock,
      logger: silent,
      crashPoints: noCrashPoints,
      backoffMs: 1,
      schemas: anySchemas,
      ...options,
    });
    running.push(consumer);
    return consumer;
  }

  const recordAs =
    (group: string): EventHandler =>
    async (tx, { event }) => {
      await tx.query('INSERT INTO trial.effects (consumer, event_id) VALUES ($1, $2)', [group, event.id]);
    };

  async function effects(group: string): Promise<string[]> {
    const rows = await home.database.query<{ event_id: string }>(
      'SELECT event_id FROM trial.effects WHERE consumer = $1 ORDER BY id',
      [group],
    );
    return rows.map((row) => row.event_id);
  }

  const ids = (events: readonly CloudEvent[]) => events.map((event) => event.id);

  it('lets an event that is delivered three times have one effect', async () => {
    const [group, topic] = [freshGroup(), freshTopic()];
    const [once, thrice] = [trialEvent('a', 1), trialEvent('a', 2)];
    await log.publish(topic, [once, thrice, thrice]);
    const consumer = await consume(group, topic, recordAs(group));
    await expect.poll(() => effects(group), WAIT).toEqual(ids([once, thrice]));
    const last = trialEvent('a', 3);
    await log.publish(topic, [thrice, last]);
    await expect.poll(() => consumer.lag(), WAIT).toBe(0);
    expect(await effects(group)).toEqual(ids([once, thrice, last]));
  });

  it('handles events in order, many in one transaction, and skips types that it has no handler for', async () => {
    const [group, topic] = [freshGroup(), freshTopic()];
    const events = interleaved(['a', 'b'], 30);
    await log.publish(topic, [trialEvent('a', 0, { type: 'depachika.trial.Other.v1' }), ...events]);
    const before = home.database.statementCount();
    await consume(group, topic, recordAs(group));
    await expect.poll(async () => (await effects(group)).length, WAIT).toBe(60);
    expect(await effects(group)).toEqual(ids(events));
    const remembered = await home.database.query(
      'SELECT count(*) AS ids FROM trial.processed_events WHERE consumer_group = $1',
      [group],
    );
    expect(remembered).toEqual([{ ids: 60 }]);
    expect(home.database.statementCount() - before).toBeLessThan(60 + 40);
  });

  it('puts a poison event aside, undoes what it did, and goes on with the rest', async () => {
    const [group, topic] = [freshGroup(), freshTopic()];
    const events = interleaved(['a'], 5);
    const poison = events[2]!;
    const told: string[] = [];
    await log.publish(topic, events);
    await consume(
      group,
      topic,
      async (tx, stored) => {
        await recordAs(group)(tx, stored);
        if (stored.event.id === poison.id) throw new Error('no such article', { cause: new Error('deeper') });
      },
      { attempts: 3, onDeadLetter: (letter) => told.push(letter.stored.event.id) },
    );
    await expect.poll(() => effects(group), WAIT).toEqual(ids(events.filter((event) => event !== poison)));
    const [letter, ...others] = await deadLetters.list({ group });
    expect(letter).toMatchObject({
      group,
      topic,
      event: poison,
      attempts: 3,
      reason: 'no such article ← deeper',
    });
    expect(others).toEqual([]);
    expect(told).toEqual([poison.id]);
  });

  it('handles a replayed dead letter once, in its own group alone', async () => {
    const [group, bystander, topic] = [freshGroup(), freshGroup(), freshTopic()];
    let broken = true;
    const event = trialEvent('a', 1);
    await log.publish(topic, [event]);
    await consume(bystander, topic, recordAs(bystander));
    await consume(
      group,
      topic,
      async (tx, stored) => {
        if (broken) throw new Error('broken');
        await recordAs(group)(tx, stored);
      },
      { attempts: 1 },
    );
    await expect.poll(() => deadLetters.list({ group, waiting: true }), WAIT).toHaveLength(1);
    broken = false;
    const lines: string[] = [];
    const handle = (task: DeadLetterTask) =>
      handleDeadLetters({ task, deadLetters, print: (line) => lines.push(line) });
    expect(await handle({ verb: 'list', group })).toBe(0);
    expect(await handle({ verb: 'show', eventId: event.id })).toBe(0);
    expect(lines.join('\n')).toContain(event.id);
    expect(await handle({ verb: 'replay', eventId: event.id, group })).toBe(0);
    await expect.poll(() => effects(group), WAIT).toEqual([event.id]);
    expect(await deadLetters.list({ group, waiting: true })).toEqual([]);
    expect(await handle({ verb: 'replay', group })).toBe(1);
    expect(await handle({ verb: 'replay', eventId: event.id, group })).toBe(0);
    await expect.poll(() => running[1]!.lag(), WAIT).toBe(0);
    expect(await effects(group)).toEqual([event.id]);
    expect(await effects(bystander)).toEqual([event.id]);
  });

  it('does not try again what its schema refuses', async () => {
    const [group, topic] = [freshGroup(), freshTopic()];
    const [good, bad] = [trialEvent('a', 2), trialEvent('a', 1, { data: { invalid: true } })];
    let calls = 0;
    await log.publish(topic, [bad, good]);
    await consume(group, topic, async (tx, stored) => {
      calls += 1;
      await recordAs(group)(tx, stored);
    });
    await expect.poll(() => effects(group), WAIT).toEqual([good.id]);
    expect(calls).toBe(1);
    expect(await deadLetters.list({ group })).toMatchObject([{ event: bad, attempts: 1 }]);
  });

  it('names letters of events without an id by their place, to show, replay or discard them', async () => {
    const [group, topic, other] = [freshGroup(), freshTopic(), freshTopic()];
    const { id: _, ...nameless } = trialEvent('a', 1);
    const event = nameless as CloudEvent;
    await log.publish(topic, [event]);
    const elsewhere = { topic: other, position: '1', event };
    await deadLetters.add({ group, stored: elsewhere, reason: 'an event needs an id', attempts: 1 });
    const schemas = {
      ...anySchemas,
      checkEvent(event: unknown): asserts event is CloudEvent {
        if (!(event as Partial<CloudEvent>).id) throw new Error('an event needs an id');
      },
    };
    await consume(group, topic, recordAs(group), { schemas });
    const waiting = async () => (await deadLetters.list({ group, waiting: true })).map(({ id }) => id).sort();
    await expect.poll(waiting, WAIT).toEqual([`${topic}@1`, `${other}@1`].sort());
    const lines: string[] = [];
    const handle = (task: DeadLetterTask) =>
      handleDeadLetters({ task, deadLetters, print: (line) => lines.push(line) });
    expect(await handle({ verb: 'list', group })).toBe(0);
    expect(lines.join('\n')).toContain(`${topic}@1`);
    expect(await handle({ verb: 'show', eventId: `${topic}@1` })).toBe(0);
    const counted = async () => (await deadLetters.countWaiting()).filter((one) => one.group === group);
    const inOrder = [topic, other].sort();
    expect((await counted()).sort((a, b) => (a.topic < b.topic ? -1 : 1))).toEqual(
      inOrder.map((died) => ({ group, topic: died, count: 1 })),
    );
    expect(await handle({ verb: 'discard', eventId: `${topic}@1` })).toBe(0);
    expect(await waiting()).toEqual([`${other}@1`]);
    expect(await counted()).toEqual([{ group, topic: other, count: 1 }]);
    expect(await handle({ verb: 'replay', eventId: `${other}@1` })).toBe(0);
    await expect.poll(waiting, WAIT).toEqual([`${group}.replay@1`]);
    expect(lines).toContain(`Discarded ${topic}@1 of ${group}.`);
    expect(await handle({ verb: 'discard', eventId: 'evt_nobody' })).toBe(1);
  });

  it('waits for a database that is away: no event dies of it', async () => {
    const [group, topic] = [freshGroup(), freshTopic()];
    const clock = adjustableClock();
    let away = 3;
    const event = trialEvent('a', 1);
    await log.publish(topic, [event]);
    await consume(
      group,
      topic,
      async (tx, stored) => {
        away -= 1;
        if (away >= 0)
          throw new Error('asking', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });
        await recordAs(group)(tx, stored);
      },
      { attempts: 1, clock },
    );
    await expect.poll(() => effects(group), WAIT).toEqual([event.id]);
    expect(await deadLetters.list({ group })).toEqual([]);
  });

  it('closes while an event waits for its next attempt, and handles it after the next start', async () => {
    const [group, topic] = [freshGroup(), freshTopic()];
    const clock = adjustableClock({ frozenAt: new Date('2026-01-01T00:00:00Z') });
    let calls = 0;
    const event = trialEvent('a', 1);
    await log.publish(topic, [event]);
    const stuck = await consume(
      group,
      topic,
      async () => {
        calls += 1;
        throw new Error('not now');
      },
      { clock, backoffMs: 1000 },
    );
    await expect.poll(() => calls, WAIT).toBe(2);
    await stuck.close();
    expect(await deadLetters.list({ group })).toEqual([]);
    await consume(group, topic, recordAs(group));
    await expect.poll(() => effects(group), WAIT).toEqual([event.id]);
  });

  it('leaves one effect of each event when it is killed between handling and acknowledging', async () => {
    const [group, topic] = [freshGroup(), freshTopic()];
    const events = interleaved(['a', 'b'], 15);
    await log.publish(topic, events);
    const script = fileURLToPath(new URL('../testing/consumer-process.ts', import.meta.url));
    for (const nth of ['1', '3']) {
      const args = [script, home.url, group, topic, 'trial.consumer.handled', nth];
      const [, signal] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit');
      expect(signal).toBe('SIGKILL');
    }
    const consumer = await consume(group, topic, recordAs(group));
    await expect.poll(() => consumer.lag(), WAIT).toBe(0);
    expect(await effects(group)).toEqual(ids(events));
  });

  it('gives each event the request that caused it, in a batch too', async () => {
    const [group, topic] = [freshGroup(), freshTopic()];
    const seen: (string | undefined)[] = [];
    await log.publish(topic, [
      trialEvent('a', 1, { requestid: 'req_1' }),
      trialEvent('a', 2),
      trialEvent('a', 3, { requestid: 'req_3' }),
    ]);
    await consume(group, topic, async (tx) => {
      await tx.query('SELECT 1');
      seen.push(currentRequestId());
    });
    await expect.poll(() => seen, WAIT).toEqual(['req_1', undefined, 'req_3']);
  });

  it('lets a handler use nothing but its transaction', async () => {
    const [group, topic] = [freshGroup(), freshTopic()];
    await log.publish(topic, [trialEvent('a', 1)]);
    await consume(group, topic, async () => void (await home.database.query('SELECT 1')), { attempts: 1 });
    await expect.poll(() => deadLetters.list({ group }), WAIT).toHaveLength(1);
    const [letter] = await deadLetters.list({ group });
    expect(letter!.reason).toContain('Inside transaction');
  });

  it('forgets ids that are older than any log delivers again, and only those', async () => {
    const group = freshGroup();
    await home.database.query(
      `INSERT INTO trial.processed_events (consumer_group, event_id, processed_at)
       SELECT $1, 'evt ' || day, now() - day * interval '1 day' FROM generate_series(10, 18) AS day`,
      [group],
    );
    await pruneProcessedEvents({
      database: home.database,
      schema: 'trial',
      group,
      clock: systemClock,
      logger: silent,
    });
    const left = await home.database.query(
      'SELECT event_id FROM trial.processed_events WHERE consumer_group = $1 ORDER BY event_id',
      [group],
    );
    expect(left.map((row) => row.event_id)).toEqual(upTo(4).map((at) => `evt ${at + 9}`));
  });
});
