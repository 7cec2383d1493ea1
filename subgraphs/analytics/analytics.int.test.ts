import { adjustableClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { seededRandom } from '@depachika/demo/random.ts';
import { startConsumer } from '@depachika/events/consumer/consumer.ts';
import { embeddedDeadLetters } from '@depachika/events/embedded/embedded-dead-letters.ts';
import { embeddedEventLog } from '@depachika/events/embedded/embedded-event-log.ts';
import type { CloudEvent, EventLog, StoredEvent } from '@depachika/events/event-log.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { anonymous, type Caller, type Role, SCOPES } from '@depachika/identity/caller.ts';
import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { newId } from '@depachika/ids/ids.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { analyticsSubgraph } from './analytics.ts';
import { rebuildSales } from './rebuild/rebuild.ts';
import { salesConsumer } from './sales/on-events.ts';
import { ABANDONED_AFTER_MS } from './sales/sales-store.ts';
import { cancelled, confirmed, refundRequested, someEvents, testOrder } from './testing/test-sales.ts';

const TOPIC = 'depachika.orders.v1';
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

beforeEach(async () => {
  for (const table of ['order_sales', 'daily_sales', 'product_sales', 'processed_events']) {
    await database.query(`DELETE FROM analytics.${table}`);
  }
  await database.query('UPDATE analytics.read_models SET building = NULL, building_touched_at = NULL');
  await database.query('DELETE FROM bus.events');
});

/** As the consumer does it: one transaction for the batch. */
async function hear(...events: readonly CloudEvent[]): Promise<void> {
  const { handlers } = salesConsumer(clock);
  await database.transaction({ name: 'test.consume', timeoutMs: 60_000 }, async (tx) => {
    for (const event of events) await handlers[event.type]!(tx, { event } as StoredEvent);
  });
}

/** All that is read, whatever its generation. */
async function books() {
  const where = `WHERE generation = (SELECT generation FROM analytics.read_models)`;
  const [orders, days, products] = await Promise.all([
    database.query(`SELECT order_id, date, cancelled FROM analytics.order_sales ${where} ORDER BY order_id`),
    database.query(
      `SELECT date, orders, cancelled_orders, units, gross_yen, net_yen FROM analytics.daily_sales ${where} ORDER BY date`,
    ),
    database.query(
      `SELECT date, product_id, units, gross_yen FROM analytics.product_sales ${where} ORDER BY date, product_id`,
    ),
  ]);
  return { orders, days, products };
}

describe('books', () => {
  it('take off what is cancelled later, and keep it in the gross', async () => {
    const [kept, gone] = [testOrder({ totalYen: 1000 }), testOrder({ totalYen: 3000 })];
    await hear(confirmed(kept), confirmed(gone));
    await hear(cancelled(gone));
    expect((await books()).days).toEqual([
      { date: '2026-11-20', orders: 2, cancelled_orders: 1, units: 4, gross_yen: 4000, net_yen: 1000 },
    ]);
  });

  it('are the same however often and in whatever order the events come', async () => {
    const events = someEvents(7, 60);
    await hear(...events);
    const expected = await books();
    expect(expected.orders).toHaveLength(60);
    await hear(...events);
    expect(await books()).toEqual(expected);

    await database.query('DELETE FROM analytics.order_sales');
    await database.query('DELETE FROM analytics.daily_sales');
    await database.query('DELETE FROM analytics.product_sales');
    const shuffled = seededRandom(8).shuffle([...events, ...events]);
    for (let from = 0; from < shuffled.length; from += 9) await hear(...shuffled.slice(from, from + 9));
    expect(await books()).toEqual(expected);
  });

  it('do not count one order twice when two processes hear of it at once', async () => {
    const order = testOrder();
    await Promise.all([1, 2, 3, 4].map(() => hear(confirmed(order))));
    expect((await books()).days).toMatchObject([{ orders: 1 }]);
  });

  it('cost one statement for each event and one for each batch', async () => {
    const events = someEvents(3, 20);
    const before = database.statementCount();
    await hear(...events);
    expect(database.statementCount() - before).toBe(events.length + 1);
  });
});

describe('rebuild', () => {
  const consume = () => {
    const consumer = salesConsumer(clock);
    const deadLetters = embeddedDeadLetters({ database, log, clock });
    return startConsumer({
      consumer,
      group: 'analytics',
      schema: 'analytics',
      database,
      log,
      deadLetters,
      clock,
      logger,
      crashPoints: noCrashPoints,
    });
  };

  it('gives the books that the consumer keeps, whatever happens meanwhile', async () => {
    const events = someEvents(11, 400);
    await log.publish(TOPIC, events.slice(0, 200));
    const consumer = await consume();
    await expect.poll(() => consumer.lag()).toBe(0);
    let published = 200;
    // New events arrive while the log is read, and once more when the reading is over.
    const rebuilding = rebuildSales({
      database,
      clock,
      log: {
        ...log,
        async *replay(topics) {
          for await (const stored of log.replay(topics)) {
            await log.publish(TOPIC, events.slice(published, published + 20));
            published = Math.min(published + 20, events.length);
            yield stored;
          }
          const late = testOrder();
          await log.publish(TOPIC, [confirmed(late)]);
          await expect.poll(() => consumer.lag()).toBe(0);
        },
      },
    });
    await rebuilding;
    await log.publish(TOPIC, [confirmed(testOrder()), ...events.slice(published)]);
    await expect.poll(() => consumer.lag()).toBe(0);
    const live = await books();
    expect(live.orders).toHaveLength(402);
    await consumer.close();

    await rebuildSales({ database, log, clock });
    const again = await books();
    expect(again).toEqual(live);
    const [{ generations }] = (await database.query(
      'SELECT count(DISTINCT generation)::int AS generations FROM analytics.order_sales',
    )) as [{ generations: number }];
    expect(generations).toBe(1);
  });

  it('replaces wrong books, and shows the old ones until it is done', async () => {
    const order = testOrder();
    await log.publish(TOPIC, [confirmed(order)]);
    await hear(confirmed(testOrder()), confirmed(testOrder()));
    let meanwhile: unknown;
    await rebuildSales({
      database,
      clock,
      log: {
        ...log,
        async *replay(topics) {
          yield* log.replay(topics);
          meanwhile = (await books()).days;
        },
      },
    });
    expect(meanwhile).toMatchObject([{ orders: 2 }]);
    expect((await books()).orders).toMatchObject([{ order_id: order.orderId }]);
  });

  it('passes over events that are not what they should be', async () => {
    const good = confirmed(testOrder());
    const bad = { ...good, id: 'evt_bad', data: { orderId: 'ord_1' } };
    await log.publish(TOPIC, [bad, good]);
    expect(await rebuildSales({ database, log, clock })).toMatchObject({ events: 2, sales: 1, invalid: 1 });
  });

  it('runs once at a time, and can be started again when one was given up', async () => {
    const given = new Error('killed');
    const broken: EventLog = {
      ...log,
      replay: async function* () {
        yield* [];
        throw given;
      },
    };
    await expect(rebuildSales({ database, log: broken, clock })).rejects.toBe(given);
    await expect(rebuildSales({ database, log, clock })).rejects.toMatchObject({ code: 'REBUILD_REFUSED' });
    clock.advance(ABANDONED_AFTER_MS);
    const order = testOrder();
    await hear(confirmed(order));
    expect(await database.query('SELECT 1 FROM analytics.order_sales')).toHaveLength(1);
    await rebuildSales({ database, log, clock });
    expect(await books()).toEqual({ orders: [], days: [], products: [] });
  });
});

describe('queries', () => {
  const who = (role: Role): Caller => ({
    kind: 'user',
    userId: newId('usr'),
    sessionId: newId('ses'),
    roles: [role],
    scopes: SCOPES[role],
  });

  async function ask(query: string, caller: Caller) {
    const keys = await createIdentityKeys();
    const analytics = analyticsSubgraph({
      database,
      clock,
      logger,
      identity: identityVerifier({ jwks: keys.jwks, clock }),
    });
    const token = await identitySigner({ keys, clock, issuer: 'router' }).sign(caller);
    const { data, errors } = await analytics.execute({ query }, token);
    return {
      data: data && JSON.parse(JSON.stringify(data)),
      codes: errors?.map(({ extensions }) => extensions.code),
    };
  }

  const DAYS = `dailySales(from: "2026-11-19", to: "2026-11-20") { date orders cancelledOrders units grossYen netYen }`;
  const TOP = `topProducts(from: "2026-11-01", to: "2026-11-30", first: 2) { product { id } units grossYen }`;

  it('tell staff of each day, latest first, also of those without sales', async () => {
    await hear(confirmed(testOrder()));
    const none = { orders: 0, cancelledOrders: 0, units: 0, grossYen: 0, netYen: 0 };
    expect((await ask(`{ ${DAYS} }`, who('STAFF'))).data.dailySales).toEqual([
      { date: '2026-11-20', orders: 1, cancelledOrders: 0, units: 2, grossYen: 1500, netYen: 1500 },
      { date: '2026-11-19', ...none },
    ]);
  });

  it('tell each rate of tax, which together are the day', async () => {
    const lines = [
      { productId: newId('prd'), quantity: 1, unitPriceYen: 1080, taxRatePercent: 8 },
      { productId: newId('prd'), quantity: 1, unitPriceYen: 1100, taxRatePercent: 10 },
    ];
    const [kept, lost] = [testOrder({ totalYen: 2620, lines }), testOrder({ totalYen: 2620, lines })];
    await hear(confirmed(kept), confirmed(lost), refundRequested(lost, 'LOST'));
    const day = `dailySales(from: "2026-11-20", to: "2026-11-20") { netYen byRate { taxRatePercent grossYen netYen } }`;
    expect((await ask(`{ ${day} }`, who('STAFF'))).data.dailySales).toEqual([
      {
        netYen: 2620,
        byRate: [
          { taxRatePercent: 8, grossYen: 2160, netYen: 1080 },
          { taxRatePercent: 10, grossYen: 3080, netYen: 1540 },
        ],
      },
    ]);
  });

  it('tell the products of most revenue, without those cancelled later', async () => {
    const order = (quantity: number, unitPriceYen: number) =>
      testOrder({ lines: [{ productId: newId('prd'), quantity, unitPriceYen }] });
    const [low, high, gone] = [order(5, 100), order(1, 900), order(9, 1000)];
    await hear(confirmed(low), confirmed(high), confirmed(gone), cancelled(gone));
    const { data } = await ask(`{ ${TOP} }`, who('ADMIN'));
    expect(data.topProducts).toEqual([
      { product: { id: high.lines[0]!.productId }, units: 1, grossYen: 900 },
      { product: { id: low.lines[0]!.productId }, units: 5, grossYen: 500 },
    ]);
  });

  it('tell sums beyond what 32 bits hold', async () => {
    const productId = newId('prd');
    const good = () =>
      testOrder({ totalYen: 990_000_000, lines: [{ productId, quantity: 99, unitPriceYen: 10_000_000 }] });
    await hear(...[good(), good(), good()].map(confirmed));
    const { data } = await ask(`{ ${DAYS} ${TOP} }`, who('ADMIN'));
    expect(data.dailySales[0]).toMatchObject({ grossYen: 2_970_000_000, netYen: 2_970_000_000 });
    expect(data.topProducts).toEqual([{ product: { id: productId }, units: 297, grossYen: 2_970_000_000 }]);
  });

  it('rank products by pieces of the last 30 days for anybody, in one statement', async () => {
    const sold = (quantity: number, placedAt: string) =>
      testOrder({ placedAt, lines: [{ productId: newId('prd'), quantity, unitPriceYen: 100 }] });
    const orders = [
      sold(3, '2026-11-20T03:00:00.000Z'),
      sold(5, '2026-10-22T15:00:00.000Z'),
      sold(9, '2026-10-22T14:59:59.000Z'),
    ];
    await hear(...orders.map(confirmed));
    const ids = [...orders.map(({ lines }) => lines[0]!.productId), newId('prd')];
    const of = ids.map((id) => `{ __typename: "Product", id: "${id}" }`).join(' ');
    const before = database.statementCount();
    const { data } = await ask(
      `{ _entities(representations: [${of}]) { ... on Product { salesRank } } }`,
      anonymous,
    );
    expect(data._entities.map(({ salesRank }: { salesRank: number | null }) => salesRank)).toEqual([
      2,
      1,
      null,
      null,
    ]);
    expect(database.statementCount() - before).toBe(1);
  });

  it('tell customers and strangers nothing', async () => {
    for (const field of [DAYS, TOP]) {
      expect((await ask(`{ ${field} }`, anonymous)).codes).toEqual(['UNAUTHENTICATED']);
      expect((await ask(`{ ${field} }`, who('CUSTOMER'))).codes).toEqual(['FORBIDDEN']);
    }
  });

  it.each([
    'dailySales(from: "2026-11-20", to: "2026-11-19") { date }',
    'dailySales(from: "2025-11-19", to: "2026-11-20") { date }',
    'dailySales(from: "0000-12-31", to: "0001-01-01") { date }',
    'topProducts(from: "2026-11-01", to: "2026-11-30", first: 101) { units }',
    'topProducts(from: "2026-11-01", to: "2026-11-30", first: 0) { units }',
  ])('refuse %s', async (field) => {
    expect((await ask(`{ ${field} }`, who('STAFF'))).codes).toEqual(['BAD_USER_INPUT']);
  });
});
