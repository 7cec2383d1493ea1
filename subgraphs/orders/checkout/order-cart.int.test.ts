import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDueJobs } from '../background-jobs.ts';
import type { OrdersServices } from '../order/services.ts';
import { dyingProcess } from '../testing/dying-process.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { placeOrder } from './place-order.ts';
import { findSaga } from './saga/saga-store.ts';

let store: TestDatabase;
let database: Database;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  database = store.database('orders');
});
afterAll(() => store.close());

const NOTHING = { stock: [], slots: [], points: [], payments: [] };
const MINUTE_MS = 60_000;

/** A shop, and somebody with two pieces in the cart. */
async function filledCart() {
  const shop = await openTestShop(database);
  const who = shop.customer();
  const { carts } = shop.services;
  const put = (variantId: string, quantity: number) => carts.setLine(who.userId, { variantId, quantity });
  await put(shop.variantId, 2);
  const order = (services = shop.services, changes = {}) =>
    placeOrder(services, who.userId, shop.input(who, { lines: null, ...changes }));
  const ordersOf = () => database.query(`SELECT id FROM orders.orders WHERE customer_id = $1`, [who.userId]);
  return { shop, who, carts, put, order, ordersOf };
}

/** Services whose payments answer only when the gate opens. */
function slowly(shop: TestShop) {
  const gate = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const { payments } = shop.services;
  const preparePayment: typeof payments.preparePayment = async (...call) => {
    arrived.resolve();
    await gate.promise;
    return payments.preparePayment(...call);
  };
  const services: OrdersServices = { ...shop.services, payments: { ...payments, preparePayment } };
  return { services, arrived: arrived.promise, open: gate.resolve };
}

describe('an order of the cart', () => {
  it('is one, however many keys ask for it at once through two processes', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { shop, order, ordersOf } = await filledCart();
      const other = shop.process();
      const outcomes = await Promise.all([order(), order(other.services), order(), order(other.services)]);
      const refused = outcomes.flatMap((one) => (one.kind === 'refused' ? [one.problem.kind] : []));
      expect(refused).toHaveLength(3);
      for (const kind of refused) expect(['cartChanged', 'cartEmpty']).toContain(kind);
      const [placed] = await ordersOf();
      expect(await ordersOf()).toHaveLength(1);
      const { id } = placed as { id: string };
      expect(shop.otherDomains.held()).toEqual({ stock: [id], slots: [id], points: [], payments: [id] });
    }
  });

  it('is refused to a second key while the first one is under way, though stock would do for one only', async () => {
    const { shop, who, order, ordersOf } = await filledCart();
    shop.otherDomains.stock.set(shop.variantId, 2);
    const slow = slowly(shop);
    const first = order(slow.services);
    await slow.arrived;
    const input = shop.input(who, { lines: null });
    const second = await shop.ask(who.userId, PLACE, { input });
    expect(second.data?.placeOrder).toEqual({ __typename: 'CartChanged', cartProblem: 'BEING_ORDERED' });
    expect(shop.otherDomains.held().stock).toHaveLength(1);
    slow.open();
    expect((await first).kind).toBe('placed');
    expect((await shop.ask(who.userId, PLACE, { input })).data?.placeOrder).toEqual({
      __typename: 'CartEmpty',
    });
    expect(await ordersOf()).toHaveLength(1);
  });

  it('is free for another key as soon as the first one was refused', async () => {
    const { shop, order } = await filledCart();
    shop.otherDomains.stock.set(shop.variantId, 1);
    expect(await order()).toMatchObject({ problem: { kind: 'insufficientStock' } });
    shop.otherDomains.stock.set(shop.variantId, 2);
    expect((await order()).kind).toBe('placed');
  });

  it('does not keep orders of named lines waiting', async () => {
    const { shop, who, order } = await filledCart();
    const slow = slowly(shop);
    const first = order(slow.services);
    await slow.arrived;
    expect((await placeOrder(shop.services, who.userId, shop.input(who))).kind).toBe('placed');
    slow.open();
    expect((await first).kind).toBe('placed');
  });
});

describe('a cart that changes while it is ordered', () => {
  const changes: [string, (cart: Awaited<ReturnType<typeof filledCart>>) => Promise<unknown>][] = [
    ['more of a line', ({ shop, put }) => put(shop.variantId, 3)],
    ['fewer of a line', ({ shop, put }) => put(shop.variantId, 1)],
    ['a line less', ({ shop, put }) => put(shop.variantId, 0)],
    ['no line', ({ carts, who }) => carts.clear(who.userId)],
    [
      'a line that was taken out and put in again',
      async ({ shop, put }) => {
        await put(shop.variantId, 0);
        await put(shop.variantId, 2);
      },
    ],
  ];

  it.each(changes)('to %s refuses the order, keeps the change, and holds nothing', async (_, change) => {
    const cart = await filledCart();
    const { shop, who, carts, order, ordersOf } = cart;
    const slow = slowly(shop);
    const placing = order(slow.services);
    await slow.arrived;
    await change(cart);
    const changed = await carts.read(who.userId);
    slow.open();
    expect(await placing).toEqual({
      kind: 'refused',
      problem: { kind: 'cartChanged', cartProblem: 'CHANGED' },
    });
    expect(shop.otherDomains.held()).toEqual(NOTHING);
    expect(await ordersOf()).toEqual([]);
    expect(await carts.read(who.userId)).toEqual(changed);
  });

  it('to one line more is ordered as it was read, and keeps that line', async () => {
    const { shop, who, carts, put, order } = await filledCart();
    const slow = slowly(shop);
    const placing = order(slow.services);
    await slow.arrived;
    const added = newId('var');
    await put(added, 4);
    slow.open();
    expect(await placing).toMatchObject({ kind: 'placed', view: { subtotalYen: 2_000 } });
    expect(await carts.read(who.userId)).toMatchObject({ lines: [{ variantId: added, quantity: 4 }] });
  });
});

describe('a process that dies while it orders a cart', () => {
  const points = ['sagaStarted', 'stockReserved', 'slotHeld', 'paymentPrepared'];

  /** Dies at this point; what is left is what the next process finds. */
  async function dieOrdering(point: string) {
    const cart = await filledCart();
    const { shop, who } = cart;
    const input = shop.input(who, { lines: null });
    const dying = dyingProcess(shop, database, `orders.placeOrder.${point}`);
    await placeOrder(dying.services, who.userId, input).catch(() => undefined);
    expect(dying.isDead()).toBe(true);
    const key = { customerId: who.userId, idempotencyKey: input.idempotencyKey };
    return { ...cart, input, saga: () => findSaga(database, key) };
  }

  async function jobs(shop: TestShop, afterMs: number) {
    shop.clock.advance(afterMs);
    while ((await runDueJobs(shop.services)) === 'more');
  }

  it.each(points)('(after %s) keeps the cart from other keys until its order is placed', async (point) => {
    const { shop, order, ordersOf, saga } = await dieOrdering(point);
    expect(await order()).toMatchObject({ problem: { cartProblem: 'BEING_ORDERED' } });
    await jobs(shop, MINUTE_MS);
    expect(await saga()).toMatchObject({ state: 'DONE' });
    expect(await order()).toMatchObject({ problem: { kind: 'cartEmpty' } });
    expect(await ordersOf()).toHaveLength(1);
    expect(shop.otherDomains.held().payments).toHaveLength(1);
  });

  it.each(points)('(after %s) leaves an attempt that is refused when the cart has changed', async (point) => {
    const { shop, who, put, input, ordersOf, saga } = await dieOrdering(point);
    await put(shop.variantId, 5);
    await jobs(shop, MINUTE_MS);
    expect(await saga()).toMatchObject({
      state: 'REFUSED',
      problem: { kind: 'cartChanged', cartProblem: 'CHANGED' },
    });
    expect(shop.otherDomains.held()).toEqual(NOTHING);
    expect(await ordersOf()).toEqual([]);
    expect(await placeOrder(shop.services, who.userId, input)).toMatchObject({
      kind: 'placed',
      view: { subtotalYen: 5_000 },
    });
  });

  it.each(points)('(after %s) long ago leaves the cart to the next key', async (point) => {
    const { shop, order, ordersOf, saga } = await dieOrdering(point);
    await jobs(shop, 6 * MINUTE_MS);
    expect(await saga()).toMatchObject({ state: 'UNDONE' });
    expect((await order()).kind).toBe('placed');
    expect(await ordersOf()).toHaveLength(1);
  });

  it('before an upgrade leaves an attempt that knows no lines of the cart, and is finished after it', async () => {
    const { shop, who, saga, ordersOf } = await dieOrdering('slotHeld');
    await database.query(
      `UPDATE orders.place_order_sagas SET draft = draft - 'cartLineIds', cart_of = NULL WHERE customer_id = $1`,
      [who.userId],
    );
    await jobs(shop, MINUTE_MS);
    expect(await saga()).toMatchObject({ state: 'DONE' });
    expect(await ordersOf()).toHaveLength(1);
    expect(await shop.services.carts.read(who.userId)).toMatchObject({ lines: [] });
  });
});

const PLACE = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  __typename ... on CartChanged { cartProblem } } }`;
