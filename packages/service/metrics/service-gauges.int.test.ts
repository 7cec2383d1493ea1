import { systemClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { EventConsumer } from '@depachika/events/consumer/event-consumer.ts';
import { embeddedDeadLetters } from '@depachika/events/embedded/embedded-dead-letters.ts';
import type { EventLog, StoredEvent } from '@depachika/events/event-log.ts';
import { createMetrics } from '@depachika/telemetry/metrics.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunningDomain } from '../run-domain.ts';
import { addGauges } from './service-gauges.ts';

const POOL_SIZE = 2;
const consumer: EventConsumer = { group: 'orders', topics: ['depachika.payments.v1'], handlers: {} };

let home: TestDatabase;
let database: Database;
let metrics: ReturnType<typeof createMetrics>;

beforeAll(async () => {
  home = await testDatabase({ domains: ['bus', 'orders'] });
});
beforeEach(() => {
  database = home.database('orders', { poolSize: POOL_SIZE });
  metrics = createMetrics({ service: 'orders' });
  const running = {
    outboxBacklog: async () =>
      (await database.query<{ n: number }>('SELECT count(*)::int AS n FROM orders.outbox_events'))[0]!.n,
    outboxOldestMs: async () => 1_500,
    consumerLag: () => Promise.reject(new Error('does not listen')),
  } as unknown as RunningDomain;
  addGauges({
    metrics,
    database,
    cache: { stats: () => ({ hits: 3, misses: 1 }) as never },
    subgraph: { consumers: [consumer] },
    waitingLetters: () => letters().countWaiting(),
    running: () => running,
  });
});
afterAll(() => home.close());

const letters = () => embeddedDeadLetters({ database, log: {} as EventLog, clock: systemClock });

async function scrape(): Promise<Record<string, number>> {
  const text = await metrics.text();
  return Object.fromEntries(
    [...text.matchAll(/^(depachika_\w+\{.*\}) (\S+)$/gm)].map(([, series, value]) => [
      series!.replace(/,?service="orders"/, '').replace('{}', ''),
      Number(value),
    ]),
  );
}

function died(group: string, id: string) {
  const stored = { topic: 'depachika.payments.v1', position: '7', event: { id } } as unknown as StoredEvent;
  return letters().add({ group, stored, reason: 'indigestible', attempts: 5 });
}

describe('the gauges of a service', () => {
  it('tell of an idle one that nobody waits for a connection, though the scrape itself asks for some', async () => {
    for (let scrapes = 0; scrapes < 3; scrapes += 1)
      expect(await scrape()).toMatchObject({
        'depachika_database_connections{state="waited_for"}': 0,
        depachika_database_up: 1,
        depachika_outbox_events: 0,
        depachika_outbox_oldest_seconds: 1.5,
        'depachika_dead_letters{group="orders",topic="depachika.payments.v1"}': 0,
        'depachika_cache_requests_total{result="hit"}': 3,
      });
  });

  it('tell who waits while every connection is lent', async () => {
    const lent = await Promise.all(Array.from({ length: POOL_SIZE }, () => database.pool.connect()));
    const waiting = [database.query('SELECT 1'), database.query('SELECT 2'), database.query('SELECT 3')];
    const scraped = scrape();
    for (const client of lent) client.release();
    await Promise.all(waiting);
    expect(await scraped).toMatchObject({
      'depachika_database_connections{state="busy"}': POOL_SIZE,
      'depachika_database_connections{state="waited_for"}': 3,
    });
  });

  it('take one connection at the most', async () => {
    const opened: unknown[] = [];
    database.pool.on('connect', (client) => void opened.push(client));
    await scrape();
    expect(opened).toHaveLength(1);
  });

  it('tell of dead letters of their own groups, until they are replayed or discarded', async () => {
    await Promise.all([died('orders', 'evt_1'), died('orders', 'evt_2'), died('delivery', 'evt_1')]);
    const found = await scrape();
    expect(found['depachika_dead_letters{group="orders",topic="depachika.payments.v1"}']).toBe(2);
    expect(Object.keys(found).filter((series) => series.includes('delivery'))).toEqual([]);
    for (const letter of await letters().list({ group: 'orders' })) await letters().discard(letter);
    expect(await letters().countWaiting()).toEqual([
      { group: 'delivery', topic: 'depachika.payments.v1', count: 1 },
    ]);
  });

  it('leave out what they cannot read while the database is away, and say that it is', async () => {
    await database.close();
    const found = await scrape();
    expect(found).toMatchObject({ depachika_database_up: 0, depachika_outbox_oldest_seconds: 1.5 });
    expect(found['depachika_cache_requests_total{result="miss"}']).toBe(1);
    for (const absent of [
      'depachika_outbox_events',
      'depachika_dead_letters',
      'depachika_consumer_lag_events',
    ])
      expect(Object.keys(found).filter((series) => series.startsWith(absent))).toEqual([]);
  });
});
