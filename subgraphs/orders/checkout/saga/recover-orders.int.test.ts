import type { Database } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDueJobs } from '../../background-jobs.ts';
import { dyingProcess } from '../../testing/dying-process.ts';
import { openTestShop, type TestShop } from '../../testing/test-shop.ts';
import { placeOrder } from '../place-order.ts';
import { forgetOldAttempts } from './forget-attempts.ts';
import { findSaga } from './saga-store.ts';

let store: TestDatabase;
let database: Database;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  database = store.database('orders');
});
afterAll(() => store.close());

const NOTHING = { stock: [], slots: [], points: [], payments: [] };
const MINUTE_MS = 60_000;

/** Dies at this point while it places an order; what is left is what the next process finds. */
async function diePlacing(shop: TestShop, point: string, cardToken = 'tok_visa') {
  const who = shop.customer(100);
  const input = shop.input(who, { points: 100, payment: { method: 'CARD', cardToken } });
  const dying = dyingProcess(shop, database, `orders.placeOrder.${point}`);
  await placeOrder(dying.services, who.userId, input).catch(() => undefined);
  expect(dying.isDead()).toBe(true);
  const key = { customerId: who.userId, idempotencyKey: input.idempotencyKey };
  const saga = () => findSaga(database, key);
  return { who, input, saga, orderId: (await saga())!.orderId };
}

async function jobs(shop: TestShop, afterMs: number) {
  shop.clock.advance(afterMs);
  while ((await runDueJobs(shop.services)) === 'more');
}

describe('a process that dies while it places an order', () => {
  const points = [
    'sagaStarted',
    'stockReserved',
    'slotHeld',
    'pointsHeld',
    'paymentPrepared',
    'orderInserted',
  ];

  it.each(points)('(after %s) leaves an attempt that another one finishes', async (point) => {
    const shop = await openTestShop(database);
    const { who, input, orderId, saga } = await diePlacing(shop, point);
    await jobs(shop, MINUTE_MS);
    expect(await saga()).toMatchObject({ state: 'DONE' });
    expect(shop.otherDomains.held()).toEqual({
      stock: [orderId],
      slots: [orderId],
      points: [orderId],
      payments: [orderId],
    });
    expect(await shop.outbox(orderId)).toMatchObject([{ type: 'OrderPlaced' }]);
    expect(await placeOrder(shop.services, who.userId, input)).toMatchObject({ kind: 'placed', orderId });
    expect(shop.otherDomains.stock.get(shop.variantId)).toBe(98);
  });

  it.each(points.slice(0, -1))('(after %s) long ago leaves an attempt that is undone', async (point) => {
    const shop = await openTestShop(database);
    const { who, input, orderId, saga } = await diePlacing(shop, point);
    await jobs(shop, 6 * MINUTE_MS);
    expect(await saga()).toMatchObject({ state: 'UNDONE' });
    expect(shop.otherDomains.held()).toEqual(NOTHING);
    expect(await shop.outbox(orderId)).toEqual([]);
    const outcome = await placeOrder(shop.services, who.userId, input);
    expect(outcome.kind === 'placed' && outcome.orderId !== orderId).toBe(true);
  });

  it.each(points.slice(0, -1))('(after %s) undoes all when it cannot go on', async (point) => {
    const shop = await openTestShop(database);
    const { saga } = await diePlacing(shop, point);
    shop.otherDomains.misbehave('inventory.reserveStock', 'fails');
    await jobs(shop, MINUTE_MS);
    expect(await saga()).toMatchObject({ state: 'UNDONE' });
    expect(shop.otherDomains.held()).toEqual(NOTHING);
  });
});

describe('a process that dies while it gives everything back', () => {
  const points = [
    'undoing',
    'undone.paymentPrepared',
    'undone.pointsHeld',
    'undone.slotHeld',
    'undone.stockReserved',
  ];

  it.each(points)('(after %s) leaves what another one gives back', async (point) => {
    const shop = await openTestShop(database);
    const { who, input, saga } = await diePlacing(shop, point, 'tok_unknown');
    await jobs(shop, MINUTE_MS);
    expect(await saga()).toMatchObject({ state: 'REFUSED' });
    expect(shop.otherDomains.held()).toEqual(NOTHING);
    expect(await placeOrder(shop.services, who.userId, input)).toMatchObject({
      problem: { code: 'INVALID_CARD_TOKEN' },
    });
  });
});

describe('an attempt that was taken over', () => {
  it('gives its order also to the slow process that began it', async () => {
    const shop = await openTestShop(database);
    const who = shop.customer();
    const gate = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const { payments } = shop.services;
    const slow = {
      ...shop.services,
      payments: {
        ...payments,
        preparePayment: (async (...call: Parameters<typeof payments.preparePayment>) => {
          arrived.resolve();
          await gate.promise;
          return payments.preparePayment(...call);
        }) as typeof payments.preparePayment,
      },
    };
    const placing = placeOrder(slow, who.userId, shop.input(who));
    await arrived.promise;
    await jobs(shop, MINUTE_MS);
    gate.resolve();
    const outcome = await placing;
    const orders = await database.query(`SELECT id FROM orders.orders WHERE customer_id = $1`, [who.userId]);
    expect(orders).toEqual([{ id: outcome.kind === 'placed' && outcome.orderId }]);
    expect(shop.otherDomains.held().payments).toHaveLength(1);
  });

  it('holds nothing after it was undone, though the slow process goes on', async () => {
    const shop = await openTestShop(database);
    const who = shop.customer();
    const gate = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const { delivery } = shop.services;
    const slow = {
      ...shop.services,
      delivery: {
        ...delivery,
        holdSlot: (async (...call: Parameters<typeof delivery.holdSlot>) => {
          arrived.resolve();
          await gate.promise;
          return delivery.holdSlot(...call);
        }) as typeof delivery.holdSlot,
      },
    };
    const placing = placeOrder(slow, who.userId, shop.input(who));
    await arrived.promise;
    await jobs(shop, 6 * MINUTE_MS);
    gate.resolve();
    // Its attempt is over; it begins another one under the same key.
    expect((await placing).kind).toBe('placed');
    expect(shop.otherDomains.held().stock).toHaveLength(1);
    expect(shop.otherDomains.held().slots).toHaveLength(1);
  });

  it('is left alone while its lease lasts', async () => {
    const shop = await openTestShop(database);
    const { saga } = await diePlacing(shop, 'slotHeld');
    await jobs(shop, 20_000);
    expect(await runDueJobs(shop.services)).toBe('found');
    expect(await saga()).toMatchObject({ state: 'RUNNING' });
    await jobs(shop, 20_000);
    expect(await saga()).toMatchObject({ state: 'DONE' });
  });
});

it('forgets attempts, and their keys, a month after they ended', async () => {
  const shop = await openTestShop(database);
  const who = shop.customer();
  const input = shop.input(who);
  const first = await placeOrder(shop.services, who.userId, input);
  await forgetOldAttempts(shop.services);
  expect(await placeOrder(shop.services, who.userId, input)).toMatchObject({
    orderId: first.kind === 'placed' && first.orderId,
  });
  shop.clock.advance(31 * 24 * 60 * MINUTE_MS);
  expect(await forgetOldAttempts(shop.services)).toBeGreaterThan(0);
  const key = { customerId: who.userId, idempotencyKey: input.idempotencyKey };
  expect(await findSaga(database, key)).toBeUndefined();
});
