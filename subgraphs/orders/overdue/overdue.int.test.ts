import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { WALKED, type WalkedPage, walkBothWays } from '@depachika/testing/walk-both-ways.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runDueJobs } from '../background-jobs.ts';
import { orderLives, type Placed } from '../testing/order-lives.ts';
import { OPENING, openTestShop, placedOrder, statusOf, type TestShop } from '../testing/test-shop.ts';
import { isMissedSql } from './overdue-store.ts';

const HOUR_MS = 3_600_000;
/** The one slot of the tests' shop closes two days after its opening, and ends some hours later. */
const CUT_OFF_MS = 48 * HOUR_MS;
const LONG_PAST_MS = 10 * 24 * HOUR_MS;

let store: TestDatabase;
let shop: TestShop;
let lives: ReturnType<typeof orderLives>;
let staffId: string;

beforeEach(async () => {
  store = await testDatabase({ domains: ['orders'] });
  shop = await openTestShop(store.database('orders'));
  lives = orderLives(shop);
  staffId = newId('usr');
});
afterEach(() => store.close());

const LIST = `query ($first: Int, $after: String, $reason: OverdueReason) {
  ordersOverdue(first: $first, after: $after, reason: $reason) {
    nodes { reason since order { id status } } pageInfo { hasNextPage endCursor } } }`;

async function list(variables: Record<string, unknown> = {}, role: 'STAFF' | 'CUSTOMER' = 'STAFF') {
  const { data, errors } = await shop.ask(staffId, LIST, variables, role);
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they asked for
  return (data?.ordersOverdue ?? errors?.[0]?.extensions.code) as any;
}

const settle = async () => {
  while ((await runDueJobs(shop.services)) === 'more');
};

describe('an authorisation that comes after the cut-off', () => {
  it.each(['payments.PaymentAuthorized', 'payments.PaymentReceived'])(
    'by %s confirms nothing: the order is cancelled, and what it held goes back',
    async (type) => {
      const placed = await placedOrder(shop);
      shop.clock.advance(CUT_OFF_MS + 1);
      const news = { ...placed.payment, receivedAt: shop.clock.now().toISOString() };
      await shop.deliver(type, news);
      await shop.deliver(type, news);
      expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'CANCELLED', version: 2 });
      expect((await shop.outbox(placed.orderId)).at(-1)).toMatchObject({
        type: 'OrderCancelled',
        data: { reason: 'OUT_OF_TIME', wasConfirmed: false },
      });
      const page = await shop.ask(placed.userId, `{ order(id: "${placed.orderId}") { cancelReason } }`);
      expect(page.data?.order).toEqual({ cancelReason: 'OUT_OF_TIME' });
    },
  );

  it('is confirmed at it', async () => {
    const placed = await placedOrder(shop);
    shop.clock.advance(CUT_OFF_MS);
    await shop.deliver('payments.PaymentAuthorized', placed.payment);
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'CONFIRMED' });
  });
});

describe('an order whose slot has passed', () => {
  async function preparing(): Promise<Placed> {
    const placed = await lives.confirmed();
    const start = { orderId: placed.orderId, expectedVersion: 2 };
    await lives.mutate(staffId, 'startPreparing', start, 'STAFF');
    return placed;
  }

  it('is listed, then given up with all that it holds, when it never left the shop', async () => {
    const [one, other] = [await lives.confirmed(), await preparing()];
    shop.clock.advance(CUT_OFF_MS + 24 * HOUR_MS);
    await settle();
    expect(await statusOf(shop, one.orderId)).toMatchObject({ status: 'CONFIRMED' });
    expect((await list()).nodes.map(({ reason }: { reason: string }) => reason)).toEqual([
      'NOT_SHIPPED',
      'NOT_SHIPPED',
    ]);
    shop.clock.advance(LONG_PAST_MS);
    await settle();
    expect((await list()).nodes).toEqual([]);
    for (const { orderId } of [one, other]) {
      expect(await statusOf(shop, orderId)).toMatchObject({ status: 'CANCELLED' });
      const cancelled = (await shop.outbox(orderId)).filter(({ type }) => type === 'OrderCancelled');
      expect(cancelled.map(({ data }) => [data.reason, data.wasConfirmed])).toEqual([['SLOT_MISSED', true]]);
    }
  });

  it('is never given up once it has left', async () => {
    const placed = await lives.shipped();
    shop.clock.advance(LONG_PAST_MS);
    await settle();
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'SHIPPED' });
  });

  it('is shipped or given up, never both, when both happen at once', async () => {
    const orders = await Promise.all(Array.from({ length: 6 }, () => lives.confirmed()));
    shop.clock.advance(LONG_PAST_MS);
    const [shipped] = await Promise.all([
      Promise.all(orders.map(({ orderId }) => lives.ship(orderId, newId('shp')))),
      settle(),
    ]);
    await settle();
    for (const [index, placed] of orders.entries()) {
      const types = await lives.typesOf(placed);
      const left = typeof shipped[index] === 'number';
      expect(types.includes('OrderShipped')).toBe(left);
      expect(types.includes('OrderCancelled')).toBe(!left);
    }
  });

  it('is looked for by an index', async () => {
    const database = store.database('orders');
    const plan = await database.transaction({ name: 'test.explain' }, async (tx) => {
      // So few orders are faster read than looked up.
      await tx.query('SET LOCAL enable_seqscan = off');
      return tx.query(`EXPLAIN SELECT ${isMissedSql("'2026-11-22T03:00:00Z'")}`);
    });
    expect(JSON.stringify(plan)).toContain('orders_by_end_of_slot');
  });
});

describe('the list of late orders', () => {
  it('says what each waits for, the longest overdue first, and no order twice', async () => {
    const shipped = await lives.shipped();
    const failed = await lives.shipped();
    await lives.moved(failed, 'DELIVERY_FAILED', 'OUT_FOR_DELIVERY');
    const waiting = await lives.confirmed();
    const returned = await lives.delivered();
    await lives.mutate(returned.userId, 'requestReturn', { orderId: returned.orderId, reason: '傷' });
    await lives.delivered();
    expect((await list()).nodes).toEqual([]);

    shop.clock.advance(CUT_OFF_MS + 25 * HOUR_MS);
    const reasons = new Map([
      [shipped.orderId, 'NOT_DELIVERED'],
      [failed.orderId, 'NOT_TRIED_AGAIN'],
      [waiting.orderId, 'NOT_SHIPPED'],
      [returned.orderId, 'RETURN_UNDECIDED'],
    ]);
    const seen: { reason: string; since: string; order: { id: string } }[] = [];
    let after: string | null = null;
    do {
      const page = await list({ first: 1, after });
      seen.push(...page.nodes);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(new Map(seen.map(({ order, reason }) => [order.id, reason]))).toEqual(reasons);
    const ends = WALKED.replace('{ id }', '{ order { id } }');
    const { forwards, backwards } = await walkBothWays(async (args) => {
      const { data } = await shop.ask(staffId, `{ ordersOverdue(${args}) { ${ends} } }`, {}, 'STAFF');
      const { nodes, pageInfo } = data!.ordersOverdue as {
        nodes: { order: { id: string } }[];
        pageInfo: WalkedPage['pageInfo'];
      };
      return { nodes: nodes.map(({ order }) => order), pageInfo };
    }, 3);
    expect([forwards, backwards]).toEqual(Array(2).fill(seen.map(({ order }) => order.id)));
    expect(seen).toHaveLength(4);
    const since = seen.map((one) => new Date(one.since).getTime());
    expect(since).toEqual([...since].sort((one, other) => one - other));
    expect(seen.at(-1)?.since).toBe(new Date(OPENING.getTime() + 72 * HOUR_MS).toISOString());
    expect((await list({ reason: 'NOT_DELIVERED' })).nodes).toMatchObject([
      { order: { id: shipped.orderId } },
    ]);
  });

  it('is counted by reason for the metrics', async () => {
    await lives.shipped();
    shop.clock.advance(CUT_OFF_MS + 24 * HOUR_MS);
    expect(await shop.subgraph.overdueOrders()).toEqual([
      { reason: 'NOT_SHIPPED', value: 0 },
      { reason: 'NOT_DELIVERED', value: 1 },
      { reason: 'NOT_TRIED_AGAIN', value: 0 },
      { reason: 'RETURN_UNDECIDED', value: 0 },
    ]);
  });

  it('is staff’s alone', async () => {
    expect(await list({}, 'CUSTOMER')).toBe('FORBIDDEN');
    expect(await list({ first: 101 })).toBe('BAD_USER_INPUT');
  });
});
