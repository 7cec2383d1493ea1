import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetOldAttempts } from '../checkout/saga/forget-attempts.ts';
import { dyingProcess } from '../testing/dying-process.ts';
import { orderLives } from '../testing/order-lives.ts';
import { CARD, CASH, KONBINI, retries } from '../testing/retries.ts';
import { openTestShop, placedOrder, statusOf, type TestShop } from '../testing/test-shop.ts';
import { retryPayment } from './retry-payment.ts';
import { findRetry } from './retry-store.ts';

let store: TestDatabase;
let database: Database;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  database = store.database('orders');
});
afterAll(() => store.close());

const MINUTE_MS = 60_000;
const HALF_A_LEASE_MS = 35_000;
const POINTS = [
  'started',
  'stockExtended',
  'slotExtended',
  'pointsExtended',
  'paymentPrepared',
  'attemptBegun',
];

/** Dies at this point while a declined order is to be paid at a convenience store. */
async function dieRetrying(shop: TestShop, point: string, payment: typeof KONBINI | typeof CARD = KONBINI) {
  const placed = await orderLives(shop).declined({ points: 100 }, { points: 100 });
  const input = { orderId: placed.orderId, payment, idempotencyKey: newId('req') };
  const dying = dyingProcess(shop, database, `orders.retryPayment.${point}`);
  await retryPayment(dying.services, placed.userId, input).catch(() => undefined);
  expect(dying.isDead()).toBe(true);
  const key = { customerId: placed.userId, idempotencyKey: input.idempotencyKey };
  return { placed, input, known: () => findRetry(database, key), pay: retries(shop) };
}

describe('a process that dies while it begins another attempt to pay', () => {
  it.each(POINTS)('(after %s) leaves what another one finishes: one attempt', async (point) => {
    const shop = await openTestShop(database);
    const { placed, input, known, pay } = await dieRetrying(shop, point);
    await pay.jobs(HALF_A_LEASE_MS);
    expect(await known()).toMatchObject({ state: 'DONE' });
    expect(await pay.row(placed)).toMatchObject({ attempts: 2, method: 'KONBINI', version: 2 });
    expect((await shop.outbox(placed.orderId)).map(({ type }) => type)).toEqual([
      'OrderPlaced',
      'PaymentRetried',
    ]);
    expect(await pay.retry(placed, KONBINI, input.idempotencyKey)).toMatchObject({
      order: { paymentAttempts: 2 },
    });
    await pay.tell(placed, 'KonbiniSlipIssued');
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'AWAITING_PAYMENT', version: 3 });
  });

  it.each(POINTS.slice(0, -1))('(after %s) lets nobody begin another one meanwhile', async (point) => {
    const shop = await openTestShop(database);
    const { placed, pay } = await dieRetrying(shop, point);
    expect(await pay.retry(placed, CASH)).toMatchObject({ reason: 'PAYMENT_UNDER_WAY' });
  });

  it.each(POINTS.slice(0, -1))(
    '(after %s) leaves nothing prepared for an order that is cancelled',
    async (point) => {
      const shop = await openTestShop(database);
      const { placed, known, pay } = await dieRetrying(shop, point);
      await orderLives(shop).mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId });
      await pay.jobs(HALF_A_LEASE_MS);
      expect(await known()).toMatchObject({
        state: 'REFUSED',
        problem: { kind: 'orderNotPayable', status: 'CANCELLED', reason: 'ORDER_ENDED' },
      });
      expect(shop.otherDomains.held().payments).toEqual([]);
      expect(await pay.row(placed)).toMatchObject({ attempts: 1 });
      expect(await pay.cart(placed)).toEqual([2]);
    },
  );

  it.each(['paymentPrepared', 'abandoned'])(
    '(after %s of an order that ends) leaves it to another one to say so',
    async (point) => {
      const shop = await openTestShop(database);
      const { placed, known, pay } = await dieRetrying(shop, 'paymentPrepared', CARD);
      await orderLives(shop).mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId });
      const dying = dyingProcess(shop, database, `orders.retryPayment.${point}`);
      shop.clock.advance(HALF_A_LEASE_MS);
      await retries({ ...shop, services: dying.services })
        .jobs()
        .catch(() => undefined);
      await pay.jobs(2 * MINUTE_MS);
      expect(await known()).toMatchObject({ state: 'REFUSED' });
      expect(shop.otherDomains.held().payments).toEqual([]);
    },
  );

  it('while a slip is given up for a card keeps the order until the card has its turn', async () => {
    const shop = await openTestShop(database);
    const placed = await placedOrder(shop, { payment: KONBINI });
    const pay = retries(shop);
    await pay.tell(placed, 'KonbiniSlipIssued');
    const slip = pay.current(placed);
    const input = { orderId: placed.orderId, payment: CARD, idempotencyKey: newId('req') };
    const dying = dyingProcess(shop, database, 'orders.retryPayment.paymentPrepared');
    await retryPayment(dying.services, placed.userId, input).catch(() => undefined);
    await shop.deliver('payments.PaymentVoided', slip);
    expect(await pay.row(placed)).toMatchObject({ status: 'AWAITING_PAYMENT', version: 2 });
    await pay.jobs(HALF_A_LEASE_MS);
    await pay.tell(placed, 'PaymentAuthorized');
    expect(await statusOf(shop, placed.orderId)).toEqual({
      status: 'CONFIRMED',
      paymentStatus: 'AUTHORIZED',
      version: 3,
    });
  });
});

describe('a fault while another attempt is begun', () => {
  it.each([
    'inventory.extendReservation',
    'delivery.extendHold',
    'payments.extendPointsHold',
    'payments.preparePayment',
  ])('of %s is answered as such, and the attempt goes on by itself', async (method) => {
    for (const how of ['fails', 'answerLost'] as const) {
      const shop = await openTestShop(database);
      const pay = retries(shop);
      const placed = await orderLives(shop).declined({ points: 100 }, { points: 100 });
      shop.otherDomains.misbehave(method, how);
      expect(await pay.retry(placed, KONBINI)).toBe('SERVICE_UNAVAILABLE');
      await pay.jobs(5_000);
      expect(await pay.row(placed)).toMatchObject({ attempts: 2, method: 'KONBINI' });
    }
  });

  it('by which a call is delivered twice changes nothing', async () => {
    const shop = await openTestShop(database);
    const pay = retries(shop);
    const placed = await orderLives(shop).declined();
    for (const method of ['inventory.extendReservation', 'payments.preparePayment'])
      shop.otherDomains.misbehave(method, 'twice');
    expect(await pay.retry(placed, KONBINI)).toMatchObject({ order: { paymentAttempts: 2 } });
  });
});

describe('a process that dies while it extends the holds of a declined order', () => {
  it.each(['stockExtended', 'slotExtended', 'pointsExtended'])(
    '(after %s) leaves it to another one',
    async (step) => {
      const shop = await openTestShop(database);
      const pay = retries(shop);
      const placed = await orderLives(shop).declined({ points: 100 }, { points: 100 });
      const dying = dyingProcess(shop, database, `orders.extendHolds.${step}`);
      await retries({ ...shop, services: dying.services })
        .jobs()
        .catch(() => undefined);
      expect(dying.isDead()).toBe(true);
      await pay.jobs();
      shop.clock.advance(20 * MINUTE_MS);
      shop.otherDomains.endOverdueHolds();
      const { orderId } = placed;
      expect(shop.otherDomains.held()).toMatchObject({
        stock: [orderId],
        slots: [orderId],
        points: [orderId],
      });
    },
  );
});

it('forgets keys of attempts to pay a month after they ended', async () => {
  const shop = await openTestShop(database);
  const pay = retries(shop);
  const placed = await orderLives(shop).declined();
  const idempotencyKey = newId('req');
  await pay.retry(placed, CARD, idempotencyKey);
  const key = { customerId: placed.userId, idempotencyKey };
  await forgetOldAttempts(shop.services);
  expect(await findRetry(database, key)).toMatchObject({ state: 'DONE' });
  shop.clock.advance(31 * 24 * 60 * MINUTE_MS);
  await forgetOldAttempts(shop.services);
  expect(await findRetry(database, key)).toBeUndefined();
});
