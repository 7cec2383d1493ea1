import type { Database } from '@depachika/database/database.ts';
import { Overloaded } from '@depachika/database/faults.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import type { ExecutionResult } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderStep } from '../order/order-view.ts';
import { openTestShop, placedOrder, type TestShop, userCaller } from '../testing/test-shop.ts';
import { followOrder, orderHistories } from './follow-order.ts';

let store: TestDatabase;
let database: Database;
let shop: TestShop;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  database = store.database('orders');
  shop = await openTestShop(database);
});
afterAll(() => store.close());

const FOLLOW = `subscription ($orderId: ID!, $since: Int!) {
  orderStatusChanged(orderId: $orderId, since: $since) { version to } }`;
const CANCEL = `mutation ($id: ID!) { cancelOrder(input: { orderId: $id }) { __typename } }`;

type Events = AsyncGenerator<ExecutionResult, void, void>;

async function follow(userId: string, orderId: string, since: number): Promise<Events> {
  const result = await shop.watch(userId, FOLLOW, { orderId, since });
  if (!(Symbol.asyncIterator in result)) throw new Error(JSON.stringify(result));
  return result;
}

async function versions(events: Events): Promise<number[]> {
  const seen: number[] = [];
  for await (const { data } of events)
    seen.push((data as { orderStatusChanged: { version: number } }).orderStatusChanged.version);
  return seen;
}

/** Advances the clock until a look has come, and answers how many statements it took. */
async function statementsOfNextLook(): Promise<number> {
  const before = database.statementCount();
  for (let seconds = 0; seconds < 18 && database.statementCount() === before; seconds += 1) {
    shop.clock.advance(1_000);
    await settled();
  }
  await settled();
  return database.statementCount() - before;
}

/** Resolves when no statement has followed another for some turns. */
async function settled(): Promise<void> {
  let seen = -1;
  await expect
    .poll(
      () => {
        const before = seen;
        seen = database.statementCount();
        return seen === before;
      },
      { interval: 50 },
    )
    .toBe(true);
}

describe('following an order to its end', () => {
  it('completes after a status that no step leaves', async () => {
    const { userId, orderId } = await placedOrder(shop);
    const all = versions(await follow(userId, orderId, 0));
    expect((await shop.ask(userId, CANCEL, { id: orderId })).data).toEqual({
      cancelOrder: { __typename: 'CancelOrderSuccess' },
    });
    expect(await all).toEqual([1, 2]);
  });

  it('completes at once for whoever has seen the end, and gives the rest to whoever has not', async () => {
    const { userId, orderId } = await placedOrder(shop);
    await shop.ask(userId, CANCEL, { id: orderId });
    const seen = await Promise.all(
      [2, 1, 0].map(async (since) => versions(await follow(userId, orderId, since))),
    );
    expect(seen).toEqual([[], [2], [1, 2]]);
  });

  it('goes on after a status that may still change', async () => {
    const { userId, orderId, payment } = await placedOrder(shop);
    await shop.deliver('payments.KonbiniSlipIssued', payment);
    const events = await follow(userId, orderId, 1);
    expect((await events.next()).value).toMatchObject({
      data: { orderStatusChanged: { to: 'AWAITING_PAYMENT' } },
    });
    const next = events.next();
    await shop.deliver('payments.PaymentReceived', { ...payment, receivedAt: '2026-11-22T03:00:00Z' });
    expect((await next).value).toMatchObject({ data: { orderStatusChanged: { to: 'CONFIRMED' } } });
    await events.return();
  });
});

describe('many who follow orders', () => {
  it('may open two thousand at once, in few statements, and look for all with ten', async () => {
    const { userId, orderId } = await placedOrder(shop);
    const before = database.statementCount();
    const followed = await Promise.all(Array.from({ length: 2_000 }, () => follow(userId, orderId, 1)));
    const waiting = followed.map((events) => events.next());
    await settled();
    // Some are asked for one by one while their tokens are checked: far from one statement each.
    expect(database.statementCount() - before).toBeLessThan(200);
    expect(await statementsOfNextLook()).toBe(10);
    expect(await statementsOfNextLook()).toBe(10);
    await shop.ask(userId, CANCEL, { id: orderId });
    const news = await Promise.all(waiting);
    expect(new Set(news.map(({ value }) => JSON.stringify(value?.data)))).toEqual(
      new Set(['{"orderStatusChanged":{"version":2,"to":"CANCELLED"}}']),
    );
    for (const events of followed) expect((await events.next()).done).toBe(true);
  });

  it('see every version once when the pool was full and the database away', async () => {
    const { userId, orderId, payment } = await placedOrder(shop);
    const ailing = ailingDatabase();
    const { services } = shop.process({ database: ailing.database });
    const histories = orderHistories(services);
    ailing.failWith(new Overloaded('orders', '200 callers wait for a connection'));
    const opening = Array.from({ length: 300 }, () =>
      followOrder(histories, userCaller(userId), { orderId, since: 0 }),
    );
    await ailing.failed(2, shop);
    ailing.failWith(undefined);
    shop.clock.advance(5_000);
    const followed = (await Promise.all(opening)).map(stepsOf);
    await expect.poll(() => followed.every(({ seen }) => seen.length === 1)).toBe(true);

    ailing.failWith(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    await shop.deliver('payments.KonbiniSlipIssued', payment);
    await ailing.failed(6, shop);
    await shop.deliver('payments.PaymentReceived', { ...payment, receivedAt: '2026-11-22T03:00:00Z' });
    await shop.ask(userId, CANCEL, { id: orderId });
    ailing.failWith(undefined);
    shop.clock.advance(5_000);
    await Promise.all(followed.map(({ ended }) => ended));
    expect(new Set(followed.map(({ seen }) => seen.join()))).toEqual(new Set(['1,2,3,4']));
  });
});

function stepsOf(events: AsyncGenerator<OrderStep, void, void>) {
  const seen: number[] = [];
  const ended = (async () => {
    for await (const { orderStatusChanged } of events) seen.push(orderStatusChanged.version);
  })();
  return { seen, ended };
}

/** The test's database, for a process that at times cannot ask it. */
function ailingDatabase() {
  let failure: Error | undefined;
  let failures = 0;
  const ailing: Database = Object.assign(Object.create(database), {
    query: async (text: string, values?: readonly unknown[]) => {
      if (!failure) return database.query(text, values);
      failures += 1;
      throw failure;
    },
  });
  return {
    database: ailing,
    failWith(error: Error | undefined) {
      failure = error;
      failures = 0;
    },
    /** Lets time go on until so many statements have failed. */
    async failed(count: number, { clock }: Pick<TestShop, 'clock'>) {
      await expect
        .poll(
          () => {
            clock.advance(1_000);
            return failures >= count;
          },
          { interval: 10 },
        )
        .toBe(true);
    },
  };
}
