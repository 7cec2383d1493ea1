import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { placeOrder } from '../checkout/place-order.ts';
import { orderLives } from '../testing/order-lives.ts';
import { CARD, CASH, KONBINI, retries } from '../testing/retries.ts';
import { openTestShop, placedOrder, statusOf, type TestShop } from '../testing/test-shop.ts';

let store: TestDatabase;
let database: Database;
let shop: TestShop;
let lives: ReturnType<typeof orderLives>;
let pay: ReturnType<typeof retries>;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  database = store.database('orders');
});
beforeEach(async () => {
  shop = await openTestShop(database);
  lives = orderLives(shop);
  pay = retries(shop);
});
afterAll(() => store.close());

const MINUTE_MS = 60_000;
const staffId = newId('usr');

describe('the lines of an order that ends unpaid after a decline', () => {
  it('go back to the cart that they came from, once', async () => {
    const who = shop.customer();
    await shop.services.carts.setLine(who.userId, { variantId: shop.variantId, quantity: 3 });
    const outcome = await placeOrder(shop.services, who.userId, shop.input(who, { lines: null }));
    if (outcome.kind !== 'placed') throw new Error(outcome.kind);
    const placed = { ...who, orderId: outcome.orderId } as never;
    await pay.tell(placed, 'PaymentFailed', { code: 'CARD_DECLINED' });
    expect(await pay.cart(placed)).toEqual([]);
    await pay.jobs(17 * MINUTE_MS);
    expect(await pay.cart(placed)).toEqual([3]);
    expect(await shop.services.carts.read(who.userId)).toMatchObject({ version: 3 });
    expect(await pay.reorder(placed)).toEqual({
      __typename: 'ReorderSuccess',
      cart: { lines: [{ quantity: 3 }] },
    });
  });

  it('are added to what is there, up to 99', async () => {
    const placed = await lives.declined({ lines: [{ variantId: shop.variantId, quantity: 60 }] });
    await shop.services.carts.setLine(placed.userId, { variantId: shop.variantId, quantity: 50 });
    await shop.services.carts.setLine(placed.userId, { variantId: newId('var'), quantity: 1 });
    await pay.jobs(17 * MINUTE_MS);
    expect(await pay.cart(placed)).toEqual([99, 1]);
  });

  it('of two orders that end at once are added up', async () => {
    const who = shop.customer();
    const orders = await Promise.all(
      [1, 2].map(() => placeOrder(shop.services, who.userId, shop.input(who))),
    );
    for (const outcome of orders) {
      if (outcome.kind !== 'placed') throw new Error(outcome.kind);
      await pay.tell({ ...who, orderId: outcome.orderId } as never, 'PaymentFailed', {
        code: 'CARD_DECLINED',
      });
    }
    await pay.jobs(17 * MINUTE_MS);
    expect(await pay.cart(who as never)).toEqual([4]);
  });

  it('fill a cart only as far as it holds lines', async () => {
    const placed = await lives.declined();
    const fill = Array.from({ length: 100 }, () => newId('var'));
    for (const variantId of fill)
      await shop.services.carts.setLine(placed.userId, { variantId, quantity: 1 });
    await pay.jobs(17 * MINUTE_MS);
    const { lines } = await shop.services.carts.read(placed.userId);
    expect(lines).toHaveLength(100);
    expect(lines.some(({ variantId }) => variantId === shop.variantId)).toBe(false);
  });

  it('go back when the customer cancels instead', async () => {
    const placed = await lives.declined();
    await lives.mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId });
    expect(await pay.cart(placed)).toEqual([2]);
    await pay.jobs(20 * MINUTE_MS);
    expect(await pay.cart(placed)).toEqual([2]);
  });

  it('go back when its payment was never answered', async () => {
    const placed = await placedOrder(shop);
    await pay.jobs(11 * MINUTE_MS);
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'CANCELLED' });
    expect(await pay.cart(placed)).toEqual([2]);
  });

  it('go back when another payment comes after the cut-off, too late to confirm the order', async () => {
    const placed = await placedOrder(shop);
    shop.clock.advance(48 * 60 * MINUTE_MS - MINUTE_MS);
    await pay.tell(placed, 'PaymentFailed', { code: 'CARD_DECLINED' });
    await pay.retry(placed);
    shop.clock.advance(MINUTE_MS + 1);
    await pay.tell(placed, 'PaymentAuthorized');
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'CANCELLED' });
    expect(await pay.cart(placed)).toEqual([2]);
  });

  it('stay away when it is paid in another way, or cancelled before anything was declined', async () => {
    const paid = await lives.declined();
    await pay.retry(paid, CASH);
    await pay.tell(paid, 'PaymentAuthorized');
    await lives.mutate(paid.userId, 'cancelOrder', { orderId: paid.orderId });
    const cancelled = await lives.confirmed();
    await lives.mutate(cancelled.userId, 'cancelOrder', { orderId: cancelled.orderId });
    expect([await pay.cart(paid), await pay.cart(cancelled)]).toEqual([[], []]);
  });
});

describe('an expired slip', () => {
  async function expired() {
    const placed = await placedOrder(shop, { payment: KONBINI });
    await pay.tell(placed, 'KonbiniSlipIssued');
    await pay.jobs(48 * 60 * MINUTE_MS + 2 * MINUTE_MS);
    expect(await pay.row(placed)).toMatchObject({ status: 'EXPIRED', linesReturnedAt: null });
    return placed;
  }

  it('keeps its lines, since late money may still confirm it, and offers to order again, once', async () => {
    const placed = await expired();
    expect(await pay.cart(placed)).toEqual([]);
    expect((await pay.offers(placed)).allowedActions).toEqual(['REORDER']);
    for (let time = 0; time < 2; time += 1) {
      expect(await pay.reorder(placed)).toEqual({
        __typename: 'ReorderSuccess',
        cart: { lines: [{ quantity: 2 }] },
      });
    }
    expect((await pay.offers(placed)).allowedActions).toEqual([]);
  });

  it('is still confirmed by late money after that', async () => {
    const placed = await expired();
    await pay.reorder(placed);
    shop.otherDomains.slots.get(shop.slotId)!.cutOffAt = new Date(
      shop.clock.now().getTime() + 60 * MINUTE_MS,
    );
    await shop.services.inventory.releaseReservation({ key: placed.orderId });
    await shop.services.delivery.releaseHold({ key: placed.orderId });
    await pay.tell(placed, 'PaymentReceived', { receivedAt: shop.clock.now().toISOString() });
    await pay.jobs();
    const view = await shop.services.orders.freshView(placed.orderId);
    expect(view).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID' });
    expect(view!.history.at(-1)).toMatchObject({ code: 'HELD_AGAIN', note: '' });
  });

  it('is nobody else’s to order again, and an order that goes on is nobody’s', async () => {
    const other = await lives.declined();
    expect(await pay.reorder(other)).toEqual({
      __typename: 'OrderNotReorderable',
      status: 'AWAITING_PAYMENT',
    });
    const placed = await expired();
    expect(await pay.reorder({ ...placed, userId: newId('usr') })).toEqual({
      __typename: 'NotFound',
      id: placed.orderId,
    });
  });
});

describe('a key whose order has ended', () => {
  const PLACE = `mutation ($input: PlaceOrderInput!) { outcome: placeOrder(input: $input) { __typename
    ... on PlaceOrderSuccess { order { status } } ... on OrderEnded { message order { id status cancelReason } } } }`;

  it('says so, and never gives a dead order as a success', async () => {
    const who = shop.customer();
    const input = shop.input(who);
    const again = async () => (await shop.ask(who.userId, PLACE, { input })).data?.outcome;
    expect(await again()).toMatchObject({ order: { status: 'PENDING' } });
    const [{ id: orderId }] = (await database.query(`SELECT id FROM orders.orders WHERE customer_id = $1`, [
      who.userId,
    ])) as [{ id: string }];
    const placed = { ...who, orderId } as never;
    await pay.tell(placed, 'PaymentFailed', { code: 'CARD_DECLINED' });
    expect(await again()).toEqual({ __typename: 'PlaceOrderSuccess', order: { status: 'AWAITING_PAYMENT' } });
    await pay.jobs(17 * MINUTE_MS);
    expect(await again()).toEqual({
      __typename: 'OrderEnded',
      message: expect.any(String),
      order: { id: orderId, status: 'EXPIRED', cancelReason: null },
    });
  });

  it('by a cancel says so too', async () => {
    const who = shop.customer();
    const input = shop.input(who);
    const outcome = await placeOrder(shop.services, who.userId, input);
    const orderId = outcome.kind === 'placed' ? outcome.orderId : '';
    await lives.mutate(who.userId, 'cancelOrder', { orderId });
    expect(await placeOrder(shop.services, who.userId, input)).toEqual({
      kind: 'refused',
      problem: { kind: 'orderEnded', orderId },
    });
  });
});

describe('a refund that is opened', () => {
  const refund = { refundId: newId('ref'), amountYen: 2_440, needsBankAccount: true };

  it.each(['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'PREPARING'])(
    'cancels an order that is %s, once, and asks for no second refund',
    async (status) => {
      const placed = await orderIn(status);
      await pay.tell(placed, 'RefundOpened', refund);
      await pay.tell(placed, 'RefundOpened', refund);
      expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'CANCELLED' });
      const cancelled = (await shop.outbox(placed.orderId)).filter(({ type }) => type === 'OrderCancelled');
      expect(cancelled).toMatchObject([{ data: { reason: 'REFUNDED', holdKey: placed.orderId } }]);
      expect(await lives.typesOf(placed)).not.toContain('RefundRequested');
      expect(await pay.cart(placed)).toEqual([]);
      await pay.tell(placed, 'PaymentRefunded', { amountYen: 2_440 });
      expect(await statusOf(shop, placed.orderId)).toMatchObject({ paymentStatus: 'REFUNDED' });
    },
  );

  it('keeps the parcel of that order in the house', async () => {
    const placed = await orderIn('PREPARING');
    await pay.tell(placed, 'RefundOpened', refund);
    expect(await lives.ship(placed.orderId, newId('shp'))).toBe('CANCELLED');
  });

  it('changes nothing once the parcel has left', async () => {
    const placed = await lives.shipped();
    await pay.tell(placed, 'RefundOpened', refund);
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'SHIPPED' });
  });

  async function orderIn(status: string) {
    const placed =
      status === 'PENDING' || status === 'AWAITING_PAYMENT'
        ? await placedOrder(shop)
        : await lives.confirmed();
    if (status === 'AWAITING_PAYMENT') await pay.tell(placed, 'KonbiniSlipIssued');
    if (status === 'PREPARING') await prepare(placed);
    return placed;
  }
});

describe('an order whose capture was refused', () => {
  async function uncaptured(status: string) {
    const placed = await lives.confirmed();
    if (status === 'PREPARING') await prepare(placed);
    shop.clock.advance(72 * 60 * MINUTE_MS);
    await pay.tell(placed, 'PaymentFailed', { code: 'PROVIDER_REFUSED' });
    return placed;
  }

  it.each(['CONFIRMED', 'PREPARING'])(
    'stays %s with its payment failed, and its parcel stays',
    async (status) => {
      const placed = await uncaptured(status);
      expect(await statusOf(shop, placed.orderId)).toMatchObject({ status, paymentStatus: 'FAILED' });
      expect(await lives.ship(placed.orderId, newId('shp'))).toBe(status);
      const { payUntil } = await pay.row(placed);
      expect(payUntil!.getTime() - shop.clock.now().getTime()).toBe(15 * MINUTE_MS);
      await pay.tell(placed, 'PaymentFailed', { code: 'PROVIDER_REFUSED' });
      expect((await pay.row(placed)).payUntil).toEqual(payUntil);
    },
  );

  it('may be paid in another way, which is not a slip, and is shipped then', async () => {
    const placed = await uncaptured('PREPARING');
    const { paymentOffers, allowedActions } = await pay.offers(placed);
    expect(paymentOffers.filter(({ offered }) => offered).map(({ method }) => method)).toEqual([
      'CARD',
      'CASH_ON_DELIVERY',
    ]);
    expect(allowedActions).toEqual(['RETRY_PAYMENT']);
    expect(await pay.retry(placed, KONBINI)).toMatchObject({ code: 'CUT_OFF_TOO_SOON' });
    expect(await pay.retry(placed, CARD)).toMatchObject({
      order: { status: 'PREPARING', paymentStatus: 'PENDING' },
    });
    expect(await lives.ship(placed.orderId, newId('shp'))).toBe('PREPARING');
    await pay.tell(placed, 'PaymentAuthorized');
    expect(await statusOf(shop, placed.orderId)).toEqual({
      status: 'PREPARING',
      paymentStatus: 'AUTHORIZED',
      version: 3,
    });
    expect(await pay.row(placed)).toMatchObject({ payUntil: null });
    expect(await lives.ship(placed.orderId, newId('shp'))).toBe(4);
    expect((await shop.outbox(placed.orderId)).at(-1)).toMatchObject({
      type: 'OrderShipped',
      data: { paymentId: pay.current(placed).paymentId },
    });
    const extended = shop.otherDomains.calls.filter((call) => /extend/.test(call));
    expect(extended).toEqual([]);
  });

  it.each(['CONFIRMED', 'PREPARING'])(
    'and is not paid in time is cancelled by the clock from %s',
    async (status) => {
      const placed = await uncaptured(status);
      await pay.retry(placed, CARD);
      await pay.tell(placed, 'PaymentFailed', { code: 'CARD_DECLINED' });
      await pay.jobs(15 * MINUTE_MS);
      expect(await statusOf(shop, placed.orderId)).toMatchObject({ status });
      await pay.jobs(2 * MINUTE_MS);
      const view = await shop.services.orders.freshView(placed.orderId);
      expect(view).toMatchObject({ status: 'CANCELLED', cancelReason: 'PAYMENT_FAILED' });
      expect(view!.history.at(-1)).toMatchObject({ by: 'CLOCK', from: status });
      expect(await pay.cart(placed)).toEqual([2]);
    },
  );
});

async function prepare({ orderId }: { readonly orderId: string }): Promise<void> {
  await lives.mutate(staffId, 'startPreparing', { orderId, expectedVersion: 2 }, 'STAFF');
}
