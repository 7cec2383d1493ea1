import type { Database } from '@depachika/database/database.ts';
import { seedOrdersDemo } from '@depachika/demo/seeds/orders-seed.ts';
import type { Role } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { WALKED, type WalkedPage, walkBothWays } from '@depachika/testing/walk-both-ways.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestShop, placedOrder, type TestShop } from '../testing/test-shop.ts';

let store: TestDatabase;
let database: Database;
let shop: TestShop;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  database = store.database('orders');
  shop = await openTestShop(database);
});
afterAll(() => store.close());

const ORDER = `id number status paymentStatus version totalYen subtotalYen deliveryFeeYen amountDueYen
  customer { id } lines { id quantity lineTotalYen variant { id } } taxes { taxRatePercent grossYen taxYen }
  shippingAddress { recipientName postalCode } deliveryWindow { date startsAt endsAt }
  history { version from to by occurredAt } allowedActions placedAt`;

const ORDERS_OF = `query ($users: [_Any!]!, $first: Int, $after: String, $status: OrderStatus) {
  _entities(representations: $users) { ... on User { orders(first: $first, after: $after, status: $status) {
    nodes { ${ORDER} } pageInfo { hasNextPage endCursor } } } } }`;

interface Page {
  nodes: { id: string; status: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

async function ordersOf(caller: string, userId: string, variables: object = {}, role: Role = 'CUSTOMER') {
  const users = [{ __typename: 'User', id: userId }];
  const result = await shop.ask(caller, ORDERS_OF, { users, ...variables }, role);
  return {
    errors: result.errors?.map(({ extensions }) => extensions),
    page: (result.data?._entities as ({ orders: Page } | null)[] | undefined)?.[0]?.orders,
  };
}

async function statements(run: () => Promise<unknown>): Promise<number> {
  const before = database.statementCount();
  await run();
  return database.statementCount() - before;
}

/** A customer with so many orders, latest first. */
async function customerWithOrders(count: number) {
  const who = shop.customer();
  const orderIds: string[] = [];
  for (let placed = 0; placed < count; placed += 1) {
    const result = await shop.ask(
      who.userId,
      `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { ... on PlaceOrderSuccess { order { id } } } }`,
      { input: shop.input(who, { lines: [{ variantId: shop.variantId, quantity: 1 }] }) },
    );
    orderIds.unshift((result.data!.placeOrder as { order: { id: string } }).order.id);
  }
  return { ...who, orderIds };
}

describe('an order', () => {
  it('tells everything about itself, also right after it was placed', async () => {
    const who = shop.customer();
    const placed = await shop.ask(
      who.userId,
      `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on PlaceOrderSuccess { order { ${ORDER} } } } }`,
      { input: shop.input(who) },
    );
    expect(placed.errors).toBeUndefined();
    const { order } = placed.data!.placeOrder as { order: { id: string } };
    const read = await shop.ask(who.userId, `query ($id: ID!) { order(id: $id) { ${ORDER} } }`, {
      id: order.id,
    });
    expect(read).toEqual({ data: { order } });
    expect(order).toMatchObject({
      status: 'PENDING',
      totalYen: 2_440,
      customer: { id: who.userId },
      lines: [{ quantity: 2, lineTotalYen: 2_000, variant: { id: shop.variantId } }],
      taxes: [
        { taxRatePercent: 8, grossYen: 2_000, taxYen: 148 },
        { taxRatePercent: 10, grossYen: 440, taxYen: 40 },
      ],
      deliveryWindow: { date: '2026-11-25' },
      history: [{ version: 1, from: null, to: 'PENDING', by: 'CUSTOMER' }],
      allowedActions: ['CANCEL'],
    });
  });

  it('is read from the cache until its status changes, and never stale after that', async () => {
    const { userId, orderId, payment } = await placedOrder(shop);
    const read = () =>
      shop.ask(userId, `query ($id: ID!) { order(id: $id) { status version } }`, { id: orderId });
    await read();
    expect(await statements(read)).toBe(0);
    await shop.deliver('payments.PaymentAuthorized', payment);
    expect(await read()).toEqual({ data: { order: { status: 'CONFIRMED', version: 2 } } });
    const cancelled = await shop.ask(
      userId,
      `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { ... on CancelOrderSuccess { order { status } } } }`,
      { input: { orderId } },
    );
    expect(cancelled.data).toEqual({ cancelOrder: { order: { status: 'CANCELLED' } } });
  });
});

describe('whose order it is', () => {
  const QUERY = `query ($id: ID!, $refs: [_Any!]!) { order(id: $id) { id } _entities(representations: $refs) { ... on Order { id } } }`;

  it.each([
    ['somebody else', 'CUSTOMER', null],
    ['staff', 'STAFF', 'it'],
    ['an administrator', 'ADMIN', 'it'],
  ] as const)('decides that %s sees it or not, by field, entity and list', async (_, role, sees) => {
    const { orderId, userId } = await placedOrder(shop);
    const caller = newId('usr');
    const refs = [{ __typename: 'Order', id: orderId }];
    const result = await shop.ask(caller, QUERY, { id: orderId, refs }, role);
    const expected = sees && { id: orderId };
    expect(result.data).toEqual({ order: expected, _entities: [expected] });
    const { page, errors } = await ordersOf(caller, userId, { first: 5 }, role);
    expect(page?.nodes.map(({ id }) => id)).toEqual(sees ? [orderId] : undefined);
    expect(errors).toBeUndefined();
    const all = await shop.ask(caller, '{ orders(first: 1) { nodes { id } } }', {}, role);
    expect(all.errors?.[0]?.extensions.code).toBe(sees ? undefined : 'FORBIDDEN');
  });

  it('also decides who may follow it', async () => {
    const { orderId } = await placedOrder(shop);
    const result = await follow(newId('usr'), { orderId, since: 0 });
    expect(codeOf(result)).toBe('FORBIDDEN');
    expect(codeOf(await follow(newId('usr'), { orderId: newId('ord'), since: 0 }))).toBe('FORBIDDEN');
  });
});

describe('lists of orders', () => {
  it('go page by page through the latest first, by status too', async () => {
    const { userId, orderIds } = await customerWithOrders(5);
    const seen: string[] = [];
    let after: string | undefined;
    for (;;) {
      const { page } = await ordersOf(userId, userId, { first: 2, after });
      seen.push(...page!.nodes.map(({ id }) => id));
      if (!page!.pageInfo.hasNextPage) break;
      after = page!.pageInfo.endCursor;
    }
    expect(seen).toEqual(orderIds);
    const { page } = await ordersOf(userId, userId, { first: 5, status: 'CONFIRMED' });
    expect(page!.nodes).toEqual([]);
  });

  it('read the same from either end, of a customer and of all', async () => {
    const { userId, orderIds } = await customerWithOrders(5);
    const mine = async (args: string) => {
      const query = `query ($users: [_Any!]!) { _entities(representations: $users) { ... on User { orders(${args}) { ${WALKED} } } } }`;
      const users = [{ __typename: 'User', id: userId }];
      const { data } = await shop.ask(userId, query, { users });
      return (data!._entities as { orders: WalkedPage }[])[0]!.orders;
    };
    expect(await walkBothWays(mine, 2)).toEqual({ forwards: orderIds, backwards: orderIds });
    const all = async (args: string) => {
      const { data } = await shop.ask(newId('usr'), `{ orders(${args}) { ${WALKED} } }`, {}, 'STAFF');
      return data!.orders as WalkedPage;
    };
    const { forwards, backwards } = await walkBothWays(all, 3);
    expect(backwards).toEqual(forwards);
    expect(forwards).toEqual([...forwards].sort().reverse());
  });

  it('cost the same few statements for one order as for twenty', async () => {
    const { userId } = await customerWithOrders(20);
    for (const first of [1, 20]) {
      shop.clock.advance(6 * 60_000);
      expect(await statements(() => ordersOf(userId, userId, { first }))).toBe(2);
    }
    const all = () => shop.ask(newId('usr'), `{ orders(first: 20) { nodes { ${ORDER} } } }`, {}, 'STAFF');
    expect(await statements(all)).toBe(2);
  });

  it('of several users are one lookup', async () => {
    const [one, two] = [await customerWithOrders(2), await customerWithOrders(2)];
    shop.clock.advance(6 * 60_000);
    const users = [one, two].map(({ userId: id }) => ({ __typename: 'User', id }));
    const count = await statements(() => shop.ask(newId('usr'), ORDERS_OF, { users, first: 2 }, 'STAFF'));
    expect(count).toBe(2);
  });

  it.each([
    [{ first: 0 }, 'first'],
    [{ first: 101 }, 'first'],
    [{ first: 1, after: 'x' }, 'after'],
  ])('refuse %j, naming %s', async (variables, field) => {
    const userId = newId('usr');
    const { errors } = await ordersOf(userId, userId, variables);
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', field }]);
  });
});

const FOLLOW = `subscription ($orderId: ID!, $since: Int!) {
  orderStatusChanged(orderId: $orderId, since: $since) { version from to order { id status version } } }`;

type Followed = Awaited<ReturnType<typeof follow>>;

function follow(userId: string, variables: { orderId: string; since: number }) {
  return shop.watch(userId, FOLLOW, variables);
}

function codeOf(result: Followed) {
  return 'errors' in result ? result.errors?.[0]?.extensions.code : undefined;
}

async function take(result: Followed, count: number) {
  if (!(Symbol.asyncIterator in result)) throw new Error(JSON.stringify(result));
  const changes: { version: number; to: string; order: { version: number } }[] = [];
  while (changes.length < count) {
    const { value } = await result.next();
    if (!value?.data) throw new Error(JSON.stringify(value));
    changes.push((value.data as { orderStatusChanged: (typeof changes)[number] }).orderStatusChanged);
  }
  return changes;
}

describe('following an order', () => {
  it('gives every status once and in order, from the beginning or from where one was', async () => {
    const { userId, orderId, payment } = await placedOrder(shop);
    const all = await follow(userId, { orderId, since: 0 });
    expect(await take(all, 1)).toMatchObject([{ version: 1, from: null, to: 'PENDING' }]);
    const live = take(all, 2);
    await shop.deliver('payments.KonbiniSlipIssued', payment);
    await shop.deliver('payments.PaymentReceived', { ...payment, receivedAt: '2026-11-22T03:00:00Z' });
    expect((await live).map(({ to }) => to)).toEqual(['AWAITING_PAYMENT', 'CONFIRMED']);
    const again = await follow(userId, { orderId, since: 1 });
    expect((await take(again, 2)).map(({ version }) => version)).toEqual([2, 3]);
    for (const one of [all, again]) if (Symbol.asyncIterator in one) await one.return();
  });

  it('shows an order that is never older than the change', async () => {
    const { userId, orderId, payment } = await placedOrder(shop);
    const changes = await follow(userId, { orderId, since: 1 });
    await shop.services.orders.views([orderId]);
    const live = take(changes, 1);
    await shop.deliver('payments.PaymentAuthorized', payment);
    expect(await live).toMatchObject([{ order: { id: orderId, status: 'CONFIRMED', version: 2 } }]);
    if (Symbol.asyncIterator in changes) await changes.return();
  });

  it('ends at once when the client leaves, though nothing happens', async () => {
    const { userId, orderId } = await placedOrder(shop);
    const changes = await follow(userId, { orderId, since: 1 });
    if (!(Symbol.asyncIterator in changes)) throw new Error('refused');
    const next = changes.next();
    await changes.return();
    expect(await next).toMatchObject({ done: true });
  });

  it('refuses a negative version', async () => {
    const { userId, orderId } = await placedOrder(shop);
    expect(codeOf(await follow(userId, { orderId, since: -1 }))).toBe('BAD_USER_INPUT');
  });
});

describe('past orders of the demo', () => {
  it('are written once, each with a history that ends where it is', async () => {
    const own = await testDatabase({ domains: ['orders'] });
    const demo = own.database('orders');
    await seedOrdersDemo({ database: demo, clock: shop.clock });
    await seedOrdersDemo({ database: demo, clock: shop.clock });
    const [counts] = await demo.query(
      `SELECT (SELECT count(*) FROM orders.orders) AS orders,
         (SELECT count(*) FROM orders.outbox_events WHERE type LIKE '%OrderPlaced%') AS placed,
         (SELECT count(*) FROM orders.orders AS o WHERE NOT EXISTS (SELECT FROM orders.order_history AS h
            WHERE h.order_id = o.id AND h.version = o.version AND h.to_status = o.status)) AS unfinished,
         (SELECT count(*) FROM orders.orders AS o WHERE o.version <> (SELECT count(*) FROM orders.order_history AS h
            WHERE h.order_id = o.id)) AS gaps,
         (SELECT nextval('orders.order_numbers')) AS next`,
    );
    const { orders } = counts as { orders: number };
    expect(counts).toEqual({ orders, placed: orders, unfinished: 0, gaps: 0, next: orders + 1 });
    expect(orders).toBeGreaterThan(450);
    await own.close();
  });
});
