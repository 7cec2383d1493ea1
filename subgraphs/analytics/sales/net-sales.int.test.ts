import { adjustableClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { seededRandom } from '@depachika/demo/random.ts';
import { embeddedEventLog } from '@depachika/events/embedded/embedded-event-log.ts';
import type { CloudEvent, EventLog, StoredEvent } from '@depachika/events/event-log.ts';
import { newId } from '@depachika/ids/ids.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rebuildSales } from '../rebuild/rebuild.ts';
import {
  confirmed,
  paymentFailed,
  received,
  refunded,
  refundRequested,
  shipped,
  someLives,
  testOrder,
  voided,
} from '../testing/test-sales.ts';
import { salesConsumer } from './on-events.ts';

const clock = adjustableClock({ frozenAt: new Date('2026-11-21T03:00:00Z') });
const logger = createLogger({ service: 'analytics', level: 'silent' });
const pubSub = inProcessPubSub({ logger });
let place: TestDatabase;
let database: Database;
let log: EventLog;

beforeAll(async () => {
  place = await testDatabase({ domains: ['analytics', 'bus'] });
  database = place.database('analytics');
  log = embeddedEventLog({ database, clock, pubSub, logger });
});
afterAll(async () => {
  await log.close();
  await place.close();
});
beforeEach(() => forget());

async function forget(): Promise<void> {
  for (const table of ['order_sales', 'daily_sales', 'product_sales'])
    await database.query(`DELETE FROM analytics.${table}`);
}

/** As the consumer does it: one transaction for the batch. */
async function hear(...events: readonly CloudEvent[]): Promise<void> {
  const { handlers } = salesConsumer(clock);
  await database.transaction({ name: 'test.consume', timeoutMs: 60_000 }, async (tx) => {
    for (const event of events) await handlers[event.type]!(tx, { event } as StoredEvent);
  });
}

/** What is known of each order, and what of it counts. */
async function ordersOf() {
  return database.query(
    `SELECT order_id, date, cancelled, returned, net_yen, net_reduced_yen FROM analytics.order_sales
     WHERE generation = (SELECT generation FROM analytics.read_models) ORDER BY order_id`,
  );
}

/** Sums of each day by rate, as they are asked for. */
async function ratesOf() {
  return database.query(
    `SELECT date, gross_yen, net_yen, gross_reduced_yen, net_reduced_yen FROM analytics.daily_sales
     WHERE generation = (SELECT generation FROM analytics.read_models) ORDER BY date`,
  );
}

describe('what stays sold', () => {
  /** 1,080 at 8 %, 2,200 at 10 % and 440 for the delivery. */
  const basket = (more: Partial<ReturnType<typeof testOrder>> = {}) =>
    testOrder({
      totalYen: 3720,
      lines: [
        { productId: newId('prd'), quantity: 1, unitPriceYen: 1080, taxRatePercent: 8 },
        { productId: newId('prd'), quantity: 2, unitPriceYen: 1100, taxRatePercent: 10 },
      ],
      ...more,
    });
  const whole = { gross_yen: 3720, net_yen: 3720, gross_reduced_yen: 1080, net_reduced_yen: 1080 };
  const nothing = { ...whole, net_yen: 0, net_reduced_yen: 0 };

  async function sums() {
    const [{ date: _, ...day }] = (await ratesOf()) as [Record<string, unknown>];
    return day;
  }

  it('is all of an order at first, by rate', async () => {
    await hear(confirmed(basket()));
    expect(await sums()).toEqual(whole);
  });

  it.each(['RETURNED', 'LOST', 'DAMAGED'])(
    'is nothing of an order that is %s, also when it was never paid',
    async (reason) => {
      const order = basket();
      await hear(confirmed(order), refundRequested(order, reason));
      expect(await sums()).toEqual(nothing);
      await hear(refunded(order, order.totalYen));
      expect(await sums()).toEqual(nothing);
    },
  );

  it('is nothing of an order whose money went back, and the rest of one of which some went back', async () => {
    const [all, some] = [basket(), basket()];
    await hear(confirmed(all), confirmed(some), refunded(all, 3720), refunded(some, 372));
    expect(await sums()).toEqual({
      gross_yen: 7440,
      net_yen: 3348,
      gross_reduced_yen: 2160,
      net_reduced_yen: 972,
    });
  });

  it('is nothing when all that was paid beside points went back: the points did too', async () => {
    const order = basket();
    const paid = confirmed(order);
    await hear({ ...paid, data: { ...(paid.data as object), pointsUsed: 720 } }, refunded(order, 3000));
    expect(await sums()).toEqual(nothing);
  });

  it('is nothing while the payment has failed, and all again when it was paid another way', async () => {
    const order = basket();
    await hear(confirmed(order), paymentFailed(order));
    expect(await sums()).toEqual(nothing);
    await hear(shipped(order, newId('pay')));
    expect(await sums()).toEqual(whole);
  });

  it('is all of an order whose slip was paid after it had been given up', async () => {
    const order = basket();
    await hear(voided(order), received(order), confirmed(order));
    expect(await sums()).toEqual(whole);
  });

  it('is all of an order when money of another attempt failed or went back', async () => {
    const order = basket();
    const attempt = newId('pay');
    await hear(paymentFailed(order, attempt), confirmed(order), refunded(order, 3720, attempt));
    expect(await sums()).toEqual(whole);
  });

  it('is judged by any payment for events of before they named theirs', async () => {
    const order = basket();
    const old = confirmed(order);
    const { paymentId: _, ...data } = old.data as { paymentId: string };
    await hear({ ...old, data }, paymentFailed(order));
    expect(await sums()).toEqual(nothing);
  });

  it('is the same after a rebuild', async () => {
    const events = someLives(9, 60);
    const ofPayments = (event: CloudEvent) => event.type.startsWith('depachika.payments.');
    await log.publish(
      'depachika.orders.v1',
      events.filter((event) => !ofPayments(event)),
    );
    await log.publish('depachika.payments.v1', events.filter(ofPayments));
    await hear(...events);
    const live = [await ordersOf(), await ratesOf()];
    await rebuildSales({ database, log, clock });
    expect([await ordersOf(), await ratesOf()]).toEqual(live);
  });

  it('is the same in whatever order it becomes known what did not stay sold', async () => {
    const events = someLives(5, 80);
    await hear(...events);
    const expected = await ordersOf();
    expect(expected).toHaveLength(80);
    const kept = await ratesOf();
    await hear(...events.toReversed());
    expect(await ratesOf()).toEqual(kept);
    await forget();
    const shuffled = seededRandom(6).shuffle([...events, ...events]);
    for (let from = 0; from < shuffled.length; from += 7) await hear(...shuffled.slice(from, from + 7));
    expect(await ordersOf()).toEqual(expected);
    expect(await ratesOf()).toEqual(kept);
  });
});
