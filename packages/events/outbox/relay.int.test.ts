import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { idleMinute, watchedClock } from '@depachika/background/testing/idle-minute.ts';
import { systemClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { currentRequestId, withRequestId } from '@depachika/telemetry/request-id.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { embeddedEventLog } from '../embedded/embedded-event-log.ts';
import type { CloudEvent, EventLog } from '../event-log.ts';
import { anySchemas, type EventDatabase, eventDatabase } from '../testing/event-fixture.ts';
import { allOf, upTo } from '../testing/event-log.contract.ts';
import { createOutbox } from './create-outbox.ts';
import { type Relay, startRelay } from './relay.ts';

const WAIT = { timeout: 30_000, interval: 20 };
const TOPIC = 'depachika.trial.v1';
const TYPE = 'depachika.trial.Happened.v1';

describe('outbox and relay', { timeout: 60_000 }, () => {
  let home: EventDatabase;
  let log: EventLog;
  const pubSub = inProcessPubSub({ logger: silent });
  const outbox = createOutbox({
    schema: 'trial',
    clock: systemClock,
    pubSub,
    source: '/depachika/trial',
    currentRequestId,
    schemas: anySchemas,
  });
  beforeAll(async () => {
    home = await eventDatabase();
    log = embeddedEventLog({ database: home.open('log'), clock: systemClock, pubSub, logger: silent });
  }, 60_000);
  beforeEach(async () => {
    await home.database.query(
      'TRUNCATE bus.topics, bus.events, trial.outbox_events, trial.counters, trial.relay_leases',
    );
  });
  afterAll(async () => {
    await log.close();
    await home.close();
  });

  function relay(options: Partial<Parameters<typeof startRelay>[0]> = {}): Relay {
    return startRelay({
      database: home.database,
      schema: 'trial',
      log,
      clock: systemClock,
      pubSub,
      logger: silent,
      crashPoints: noCrashPoints,
      ...options,
    });
  }

  const published = async () => (await allOf(log.replay([TOPIC]))).map(({ event }) => event);

  const waiting = async () =>
    (await home.database.query<{ rows: number }>('SELECT count(*) AS rows FROM trial.outbox_events'))[0]!
      .rows;

  /** As a domain writes: locks the aggregate, raises its version, states the event. */
  function change(database: Database, key: string, events = 1): Promise<readonly CloudEvent[]> {
    return database.transaction({ name: 'trial.change', timeoutMs: 30_000 }, async (tx) => {
      const [row] = await tx.query<{ version: number }>(
        `INSERT INTO trial.counters AS counter (key, version) VALUES ($1, 1)
         ON CONFLICT (key) DO UPDATE SET version = counter.version + 1 RETURNING version`,
        [key],
      );
      const last = row!.version * events;
      return outbox.append(
        tx,
        upTo(events).map((event) => {
          const version = last - events + event;
          return {
            type: TYPE,
            subject: key,
            partitionKey: key,
            aggregateVersion: version,
            data: { version },
          };
        }),
      );
    });
  }

  function expectEveryVersionInOrder(events: readonly CloudEvent[], keys: number, versions: number): void {
    for (let key = 0; key < keys; key += 1) {
      const own = events.filter((event) => event.partitionkey === `key ${key}`);
      expect(own.map((event) => event.aggregateversion)).toEqual(upTo(versions));
    }
  }

  it('publishes what was committed, as it was stated, and leaves the outbox empty', async () => {
    const running = relay();
    const events = await withRequestId('req_1', () => change(home.database, 'key 0', 3));
    await expect.poll(published, WAIT).toEqual(events);
    expect(events[0]).toMatchObject({
      specversion: '1.0',
      source: '/depachika/trial',
      type: TYPE,
      subject: 'key 0',
      partitionkey: 'key 0',
      requestid: 'req_1',
    });
    await expect.poll(waiting, WAIT).toBe(0);
    expect(await running.backlog()).toBe(0);
    expect(await running.oldestMs()).toBe(0);
    await running.close();
  });

  it('publishes nothing of a transaction that was rolled back', async () => {
    const running = relay();
    const failed = home.database.transaction({ name: 'trial.failing' }, async (tx) => {
      await outbox.append(tx, [
        { type: TYPE, subject: 'x', partitionKey: 'x', aggregateVersion: 1, data: {} },
      ]);
      throw new Error('undo');
    });
    await expect(failed).rejects.toThrow('undo');
    await change(home.database, 'key 0');
    await expect.poll(published, WAIT).toHaveLength(1);
    await running.close();
  });

  it('refuses an event whose data is invalid, that is unknown, or that another domain states', async () => {
    const strict = createOutbox({
      schema: 'trial',
      clock: systemClock,
      pubSub,
      source: '/depachika/orders',
      currentRequestId,
    });
    const append = (type: string, data: unknown) =>
      home.database.transaction({ name: 'trial.refused' }, (tx) =>
        strict.append(tx, [{ type, subject: 'x', partitionKey: 'x', aggregateVersion: 1, data }]),
      );
    await expect(append('depachika.orders.OrderConfirmed.v1', {})).rejects.toMatchObject({
      code: 'EVENT_INVALID',
      path: '/data',
    });
    await expect(append('depachika.orders.NeverHappened.v1', {})).rejects.toMatchObject({
      code: 'EVENT_INVALID',
    });
    await expect(append('depachika.payments.PaymentFailed.v1', {})).rejects.toThrow('is not an event of');
    expect(await waiting()).toBe(0);
  });

  it('brings every event of 16 writers into the log once and in order per key', async () => {
    const database = home.open('writers');
    const running = relay({ batchSize: 50 });
    await Promise.all(
      upTo(16).map(async (writer) => {
        for (const round of upTo(20)) await change(database, `key ${(writer + round) % 10}`, 2);
      }),
    );
    await expect.poll(waiting, WAIT).toBe(0);
    await running.close();
    const events = await published();
    expect(events).toHaveLength(640);
    expect(new Set(events.map((event) => event.id)).size).toBe(640);
    expectEveryVersionInOrder(events, 10, 64);
    const [positions] = await home.database.query(
      'SELECT min(position) AS first, max(position) AS last FROM bus.events',
    );
    expect(positions).toEqual({ first: 1, last: 640 });
  });

  // An embedded database runs one transaction after the other: there nothing commits late.
  const itOnServer = process.env.TEST_DATABASE_URL ? it : () => undefined;
  itOnServer('loses no row that commits after rows with higher positions were published', async () => {
    const running = relay();
    const late = await home.database.pool.connect();
    await late.query('BEGIN');
    await late.query(
      `INSERT INTO trial.outbox_events (id, topic, key, type, event)
       VALUES ('evt_late', $1, 'late', $2, '{"id":"evt_late","partitionkey":"late","type":"x"}')`,
      [TOPIC, TYPE],
    );
    await change(home.database, 'key 0');
    await expect.poll(published, WAIT).toHaveLength(1);
    await late.query('COMMIT');
    late.release();
    await expect.poll(async () => (await published()).map((event) => event.id), WAIT).toContain('evt_late');
    await running.close();
  });

  it('lets one of two relays work at a time: nothing comes twice, and the second goes on when the first closes', async () => {
    const other = home.open('other relay');
    const relays = [relay({ batchSize: 10 }), relay({ batchSize: 10, database: other })];
    for (const round of upTo(60)) {
      await change(home.database, `key ${round % 3}`);
      if (round === 30) await relays[0]!.close();
    }
    await expect.poll(waiting, WAIT).toBe(0);
    const events = await published();
    expect(events).toHaveLength(60);
    expectEveryVersionInOrder(events, 3, 20);
    await relays[1]!.close();
  });

  it('waits for a log that is away, says so once, and then publishes everything in order', async () => {
    const lines: string[] = [];
    const logger = pino(
      { level: 'info' },
      { write: (line: string) => void lines.push(JSON.parse(line).msg) },
    );
    let away = 3;
    const flaky: EventLog = {
      ...log,
      async publish(topic, events) {
        away -= 1;
        if (away >= 0) throw new Error('no broker');
        await log.publish(topic, events);
      },
    };
    const running = relay({ log: flaky, logger });
    for (const _round of upTo(5)) await change(home.database, 'key 0');
    await expect.poll(published, WAIT).toHaveLength(5);
    expectEveryVersionInOrder(await published(), 1, 5);
    await running.close();
    expect(lines).toEqual([
      'relay of trial fails and tries again until it works',
      'relay of trial works again',
    ]);
  });

  it('publishes again, and loses nothing, when it is killed between publishing and deleting', async () => {
    for (const round of upTo(40)) await change(home.database, `key ${round % 4}`);
    for (const nth of [1, 3]) {
      const child = relayProcess({ armed: 'outbox.relay.published', nth });
      const [, signal] = await once(child, 'exit');
      expect(signal).toBe('SIGKILL');
    }
    const running = relay();
    await expect.poll(waiting, WAIT).toBe(0);
    await running.close();
    const events = await published();
    expect(events.length).toBeGreaterThan(40);
    const firsts = events.filter(({ id }, index) => events.findIndex((event) => event.id === id) === index);
    expect(firsts).toHaveLength(40);
    expectEveryVersionInOrder(firsts, 4, 10);
  });

  it('sends a bounded number of statements in an idle minute', async () => {
    const clock = watchedClock();
    const database = home.open('idle relay');
    const running = relay({ database, clock });
    const statements = await idleMinute(clock, database, 1);
    expect(statements).toBeGreaterThanOrEqual(5);
    expect(statements).toBeLessThanOrEqual(20);
    await running.close();
  });

  function relayProcess(crash: { armed: string; nth: number }): ChildProcess {
    return spawn(
      process.execPath,
      [
        fileURLToPath(new URL('../testing/relay-process.ts', import.meta.url)),
        home.url,
        crash.armed,
        String(crash.nth),
      ],
      { stdio: 'inherit' },
    );
  }
});
