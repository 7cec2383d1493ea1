import type { Database } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDueJobs } from '../background-jobs.ts';
import { placeOrder } from '../checkout/place-order.ts';
import { dyingProcess } from '../testing/dying-process.ts';
import { openTestShop, placedOrder, statusOf, type TestShop } from '../testing/test-shop.ts';
import { settleLatePayments } from './late-payments.ts';

let store: TestDatabase;
let database: Database;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  database = store.database('orders');
});
afterAll(() => store.close());

const MINUTE_MS = 60_000;
const konbini = { payment: { method: 'KONBINI' as const, konbiniChain: 'LAWSON' as const } };

type Placed = Awaited<ReturnType<typeof placedOrder>>;

/** An order whose slip is issued. */
async function awaitingPayment(shop: TestShop, points = 0): Promise<Placed> {
  const placed = await placedOrder(shop, { ...konbini, points }, points);
  await shop.deliver('payments.KonbiniSlipIssued', placed.payment);
  return placed;
}

async function receive(shop: TestShop, { payment }: Placed) {
  await shop.deliver('payments.PaymentReceived', { ...payment, receivedAt: shop.clock.now().toISOString() });
}

async function jobs(shop: TestShop) {
  while ((await runDueJobs(shop.services)) === 'more');
}

/** An order that was not paid until its grace and the margin were over, its holds given back as the others do. */
async function expired(shop: TestShop, points = 0): Promise<Placed> {
  const placed = await awaitingPayment(shop, points);
  const { paymentGraceEndsAt } = (await shop.services.orders.freshView(placed.orderId))!;
  shop.clock.advance(Date.parse(paymentGraceEndsAt!) - shop.clock.now().getTime() + 2 * MINUTE_MS);
  await jobs(shop);
  const { inventory, delivery, payments } = shop.services;
  await inventory.releaseReservation({ key: placed.orderId });
  await delivery.releaseHold({ key: placed.orderId });
  await payments.releasePoints({ key: placed.orderId });
  // The slot is open for longer than the payment was: somebody at the register may still make it.
  shop.otherDomains.slots.get(shop.slotId)!.cutOffAt = new Date(shop.clock.now().getTime() + 60 * MINUTE_MS);
  expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'EXPIRED' });
  return placed;
}

const eventsOf = async (shop: TestShop, { orderId }: Placed) =>
  (await shop.outbox(orderId)).map(({ type }) => type);

describe('an order to be paid at a convenience store', () => {
  it('awaits its payment and is confirmed by it', async () => {
    const shop = await openTestShop(database);
    const placed = await awaitingPayment(shop);
    expect(await statusOf(shop, placed.orderId)).toEqual({
      status: 'AWAITING_PAYMENT',
      paymentStatus: 'PENDING',
      version: 2,
    });
    await receive(shop, placed);
    expect(await statusOf(shop, placed.orderId)).toEqual({
      status: 'CONFIRMED',
      paymentStatus: 'PAID',
      version: 3,
    });
    expect(await eventsOf(shop, placed)).toEqual(['OrderPlaced', 'OrderConfirmed']);
  });

  it('is not offered when the cut-off is too soon, and says why', async () => {
    const shop = await openTestShop(database);
    shop.clock.advance(46 * 60 * MINUTE_MS);
    const who = shop.customer();
    expect(await placeOrder(shop.services, who.userId, shop.input(who, konbini))).toMatchObject({
      problem: { kind: 'paymentMethodRefused', code: 'CUT_OFF_TOO_SOON' },
    });
  });

  it('expires only after its grace and the margin, never at its deadline', async () => {
    const shop = await openTestShop(database);
    const placed = await awaitingPayment(shop);
    const view = (await shop.services.orders.freshView(placed.orderId))!;
    const advanceTo = (instant: string, plusMs = 0) =>
      shop.clock.advance(Date.parse(instant) - shop.clock.now().getTime() + plusMs);
    advanceTo(view.paymentDeadlineAt!, 1);
    await jobs(shop);
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'AWAITING_PAYMENT' });
    advanceTo(view.paymentGraceEndsAt!, MINUTE_MS);
    await jobs(shop);
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'AWAITING_PAYMENT' });
    shop.clock.advance(1);
    await jobs(shop);
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'EXPIRED', version: 3 });
    expect((await shop.outbox(placed.orderId)).at(-1)).toMatchObject({
      type: 'OrderExpired',
      version: 3,
      data: { holdKey: placed.orderId },
    });
  });

  it('is confirmed when it is paid after the grace, but before it has expired', async () => {
    const shop = await openTestShop(database);
    const placed = await awaitingPayment(shop);
    shop.clock.advance(48 * 60 * MINUTE_MS);
    await receive(shop, placed);
    await jobs(shop);
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'CONFIRMED' });
  });
});

describe('a payment for an expired order', () => {
  it('confirms it when everything is there, under a new key', async () => {
    const shop = await openTestShop(database);
    const placed = await expired(shop, 100);
    await receive(shop, placed);
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'EXPIRED', paymentStatus: 'PAID' });
    await jobs(shop);
    const [key] = shop.otherDomains.held().stock as [string];
    expect(key).not.toBe(placed.orderId);
    expect(await statusOf(shop, placed.orderId)).toEqual({
      status: 'CONFIRMED',
      paymentStatus: 'PAID',
      version: 4,
    });
    expect(shop.otherDomains.held()).toMatchObject({ stock: [key], slots: [key], points: [key] });
    expect((await shop.outbox(placed.orderId)).at(-1)).toMatchObject({
      type: 'OrderConfirmed',
      data: { holdKey: key },
    });
  });

  const gone: [string, (shop: TestShop, placed: Placed) => void][] = [
    ['stock', ({ otherDomains, variantId }) => otherDomains.stock.set(variantId, 0)],
    [
      'a place in the slot',
      ({ otherDomains, slotId }) => Object.assign(otherDomains.slots.get(slotId)!, { places: 0 }),
    ],
    [
      'the slot',
      ({ otherDomains, slotId }) => Object.assign(otherDomains.slots.get(slotId)!, { closed: true }),
    ],
    ['points', ({ otherDomains }, { userId }) => otherDomains.points.set(userId, 0)],
  ];

  it.each(gone)('asks for the money back when there is no %s, and holds nothing', async (_, take) => {
    const shop = await openTestShop(database);
    const placed = await expired(shop, 100);
    take(shop, placed);
    await receive(shop, placed);
    await jobs(shop);
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'EXPIRED', version: 3 });
    expect(shop.otherDomains.held()).toMatchObject({ stock: [], slots: [], points: [] });
    expect((await shop.outbox(placed.orderId)).at(-1)).toMatchObject({
      type: 'RefundRequested',
      data: { reason: 'LATE_PAYMENT_UNFULFILLABLE', amountYen: 2_340, paymentId: placed.payment.paymentId },
    });
  });

  it('that comes twice, and is swept twice at once, has one effect', async () => {
    const shop = await openTestShop(database);
    const placed = await expired(shop);
    await receive(shop, placed);
    await receive(shop, placed);
    const other = shop.process();
    await Promise.all([settleLatePayments(shop.services), settleLatePayments(other.services)]);
    await receive(shop, placed);
    await jobs(shop);
    expect(await eventsOf(shop, placed)).toEqual(['OrderPlaced', 'OrderExpired', 'OrderConfirmed']);
  });

  it.each(['inventory.reserveStock', 'delivery.holdSlot'])(
    'waits when %s does not answer',
    async (method) => {
      const shop = await openTestShop(database);
      const placed = await expired(shop);
      await receive(shop, placed);
      shop.otherDomains.misbehave(method, 'answerLost', 2);
      for (let look = 0; look < 4; look += 1) {
        await settleLatePayments(shop.services);
        shop.clock.advance(10_000);
      }
      expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'CONFIRMED' });
    },
  );

  it.each(['stockReserved', 'slotHeld', 'pointsHeld', 'confirmed'])(
    'is settled by another process when one dies after %s',
    async (point) => {
      const shop = await openTestShop(database);
      const placed = await expired(shop);
      await receive(shop, placed);
      const dying = dyingProcess(shop, database, `orders.late.${point}`);
      await settleLatePayments(dying.services).catch(() => undefined);
      expect(dying.isDead()).toBe(true);
      shop.clock.advance(MINUTE_MS);
      await jobs(shop);
      expect(await eventsOf(shop, placed)).toEqual(['OrderPlaced', 'OrderExpired', 'OrderConfirmed']);
    },
  );

  it.each(['stockReserved', 'releasing', 'released', 'refundRequested'])(
    'is refunded by another process when one dies after %s',
    async (point) => {
      const shop = await openTestShop(database);
      const placed = await expired(shop);
      shop.otherDomains.slots.get(shop.slotId)!.closed = true;
      await receive(shop, placed);
      const dying = dyingProcess(shop, database, `orders.late.${point}`);
      await settleLatePayments(dying.services).catch(() => undefined);
      expect(dying.isDead()).toBe(true);
      shop.clock.advance(MINUTE_MS);
      await jobs(shop);
      expect(await eventsOf(shop, placed)).toEqual(['OrderPlaced', 'OrderExpired', 'RefundRequested']);
      expect(shop.otherDomains.held()).toMatchObject({ stock: [], slots: [] });
    },
  );
});

it('cancels an order whose payment was never answered, before its holds end', async () => {
  const shop = await openTestShop(database);
  const placed = await placedOrder(shop);
  shop.clock.advance(10 * MINUTE_MS);
  await jobs(shop);
  expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'PENDING' });
  shop.clock.advance(1);
  await jobs(shop);
  expect((await shop.outbox(placed.orderId)).at(-1)).toMatchObject({
    type: 'OrderCancelled',
    data: { reason: 'OUT_OF_TIME', wasConfirmed: false },
  });
});

it('looks with one statement when nothing is due', async () => {
  const shop = await openTestShop(database);
  await jobs(shop);
  const before = database.statementCount();
  expect(await runDueJobs(shop.services)).not.toBe('more');
  expect(database.statementCount() - before).toBe(1);
});
