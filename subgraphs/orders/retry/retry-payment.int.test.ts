import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { withLanguage } from '@depachika/messages/language.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
const FOLLOW = `subscription ($orderId: ID!) { orderStatusChanged(orderId: $orderId) {
  version to code attempt order { paymentAttempts } } }`;
const unknownCard = { method: 'CARD', cardToken: 'tok_unknown' };

describe('after a decline', () => {
  it('another way to pay is begun, and each outcome is a step with a version of its own, seen live', async () => {
    const placed = await lives.declined();
    expect(await pay.retry(placed)).toEqual({
      __typename: 'RetryPaymentSuccess',
      order: {
        status: 'AWAITING_PAYMENT',
        version: 2,
        paymentStatus: 'PENDING',
        paymentMethod: 'CARD',
        paymentAttempts: 2,
      },
    });
    await pay.tell(placed, 'PaymentFailed', { code: 'INSUFFICIENT_FUNDS' });
    await pay.retry(placed, CASH);
    await pay.tell(placed, 'PaymentAuthorized');
    const [seen] = await shop.services.orders.historiesAfter([{ id: placed.orderId, version: 0 }], 10);
    expect(seen!.map(({ version, to, code, attempt }) => [version, to, code, attempt])).toEqual([
      [1, 'PENDING', '', null],
      [2, 'AWAITING_PAYMENT', 'CARD_DECLINED', 1],
      [3, 'AWAITING_PAYMENT', 'INSUFFICIENT_FUNDS', 2],
      [4, 'CONFIRMED', '', 3],
    ]);
    expect((await shop.outbox(placed.orderId)).map(({ type, data }) => [type, data.attempt])).toEqual([
      ['OrderPlaced', undefined],
      ['PaymentRetried', 2],
      ['PaymentRetried', 3],
      ['OrderConfirmed', undefined],
    ]);
    const { paymentId } = pay.current(placed);
    expect((await shop.outbox(placed.orderId)).at(-1)).toMatchObject({
      data: { paymentId, paymentMethod: 'CASH_ON_DELIVERY', holdKey: placed.orderId },
    });
    expect(await pay.row(placed)).toMatchObject({ paymentId, payUntil: null, attempts: 3 });
  });

  it('each outcome reaches those who follow the order, with the order as it then is', async () => {
    const placed = await placedOrder(shop);
    const live = await shop.watch(placed.userId, FOLLOW, { orderId: placed.orderId });
    if (!(Symbol.asyncIterator in live)) throw new Error('Nothing to follow');
    const seen: unknown[] = [];
    const outcomes = ['PaymentFailed', 'PaymentFailed', 'PaymentAuthorized'];
    for await (const { data } of live) {
      seen.push(data?.orderStatusChanged);
      const outcome = outcomes.shift();
      if (!outcome) break;
      if (seen.length > 1) await pay.retry(placed);
      await pay.tell(placed, outcome, { code: 'CARD_DECLINED' });
    }
    const declined = { to: 'AWAITING_PAYMENT', code: 'CARD_DECLINED' };
    expect(seen).toEqual([
      { version: 1, to: 'PENDING', code: '', attempt: null, order: { paymentAttempts: 1 } },
      { version: 2, ...declined, attempt: 1, order: { paymentAttempts: 1 } },
      { version: 3, ...declined, attempt: 2, order: { paymentAttempts: 2 } },
      { version: 4, to: 'CONFIRMED', code: '', attempt: 3, order: { paymentAttempts: 3 } },
    ]);
  });

  it('the order says what may be used now, and for how long', async () => {
    const placed = await lives.declined();
    const { paymentOffers, allowedActions, payUntil } = await pay.offers(placed);
    expect(paymentOffers.map(({ method, offered, reason }) => [method, offered, reason])).toEqual([
      ['CARD', true, null],
      ['POINTS', false, 'AMOUNT_DUE'],
      ['CASH_ON_DELIVERY', true, null],
      ['KONBINI', true, null],
    ]);
    expect(allowedActions).toEqual(['CANCEL', 'RETRY_PAYMENT']);
    expect(Date.parse(payUntil!) - shop.clock.now().getTime()).toBe(15 * MINUTE_MS);
  });

  it('the time for another way never passes the cut-off of the slot', async () => {
    const placed = await placedOrder(shop);
    shop.clock.advance(48 * 60 * MINUTE_MS - 5 * MINUTE_MS);
    await pay.tell(placed, 'PaymentFailed', { code: 'CARD_DECLINED' });
    const { cutOffAt } = shop.otherDomains.slots.get(shop.slotId)!;
    expect((await pay.row(placed)).payUntil).toEqual(cutOffAt);
    shop.clock.advance(5 * MINUTE_MS);
    expect(await pay.retry(placed)).toMatchObject({ reason: 'TIME_OVER' });
  });

  it('the time runs from the first decline, and a further one does not prolong it', async () => {
    const placed = await lives.declined();
    shop.clock.advance(10 * MINUTE_MS);
    await pay.retry(placed);
    await pay.tell(placed, 'PaymentFailed', { code: 'CARD_DECLINED' });
    await pay.jobs(6 * MINUTE_MS);
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'AWAITING_PAYMENT' });
    expect(await pay.retry(placed)).toMatchObject({ __typename: 'OrderNotPayable', reason: 'TIME_OVER' });
    await pay.jobs(1);
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'EXPIRED', version: 4 });
    expect((await shop.outbox(placed.orderId)).at(-1)).toMatchObject({ type: 'OrderExpired' });
    expect(await pay.retry(placed)).toMatchObject({ reason: 'ORDER_ENDED', status: 'EXPIRED' });
  });

  it('an attempt begun in time is answered for as long as a first one', async () => {
    const placed = await lives.declined();
    shop.clock.advance(14 * MINUTE_MS);
    await pay.retry(placed);
    await pay.jobs(5 * MINUTE_MS);
    await pay.tell(placed, 'PaymentAuthorized');
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'CONFIRMED' });
  });

  it('stock, slot and points are held longer, by the clock, for as long as another way may be tried', async () => {
    const placed = await lives.declined({ points: 100 }, { points: 100 });
    shop.clock.advance(10 * MINUTE_MS);
    await pay.jobs();
    const { orderId } = placed;
    shop.clock.advance(10 * MINUTE_MS);
    shop.otherDomains.endOverdueHolds();
    expect(shop.otherDomains.held()).toMatchObject({ stock: [orderId], slots: [orderId], points: [orderId] });
    const calls = shop.otherDomains.calls.filter((call) => /extend/.test(call));
    expect(calls).toEqual([
      'inventory.extendReservation',
      'delivery.extendHold',
      'payments.extendPointsHold',
    ]);
  });

  it('an order of which something is no longer held ends at once, and its lines go back', async () => {
    const placed = await lives.declined();
    await shop.services.delivery.releaseHold({ key: placed.orderId });
    await pay.jobs();
    const { history } = (await shop.services.orders.freshView(placed.orderId))!;
    expect(history.at(-1)).toMatchObject({ to: 'CANCELLED', by: 'CLOCK', code: 'SLOT_NOT_HELD' });
    expect(await pay.cart(placed)).toEqual([2]);
  });

  it('a slip lasts: its holds are extended past the grace before it is prepared', async () => {
    const placed = await lives.declined({ points: 100 }, { points: 100 });
    expect(await pay.retry(placed, KONBINI)).toMatchObject({ order: { paymentMethod: 'KONBINI' } });
    await pay.tell(placed, 'KonbiniSlipIssued');
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'AWAITING_PAYMENT', version: 3 });
    const { calls } = shop.otherDomains;
    expect(calls.lastIndexOf('payments.extendPointsHold')).toBeLessThan(
      calls.lastIndexOf('payments.preparePayment'),
    );
    await pay.jobs(46 * 60 * MINUTE_MS);
    shop.otherDomains.endOverdueHolds();
    expect(shop.otherDomains.held().stock).toEqual([placed.orderId]);
    await pay.tell(placed, 'PaymentReceived', { receivedAt: shop.clock.now().toISOString() });
    expect(await statusOf(shop, placed.orderId)).toMatchObject({
      status: 'CONFIRMED',
      paymentStatus: 'PAID',
    });
  });

  it.each([
    ['STOCK_NOT_HELD', (key: string) => shop.services.inventory.releaseReservation({ key })],
    ['SLOT_NOT_HELD', (key: string) => shop.services.delivery.releaseHold({ key })],
    ['POINTS_NOT_HELD', (key: string) => shop.services.payments.releasePoints({ key })],
  ])(
    'a way to pay for which holds cannot last is refused as %s, and the order waits on',
    async (code, release) => {
      const placed = await lives.declined({ points: 100 }, { points: 100 });
      await release(placed.orderId);
      expect(await withLanguage('en', () => pay.retry(placed, KONBINI))).toMatchObject({
        __typename: 'PaymentMethodRefused',
        code,
        message: expect.stringContaining('cannot be held'),
      });
      expect(await pay.row(placed)).toMatchObject({ status: 'AWAITING_PAYMENT', attempts: 1, version: 2 });
      expect(shop.otherDomains.calls.filter((call) => call === 'payments.preparePayment')).toHaveLength(1);
    },
  );

  it('a refused card leaves the order as it is, and the same key may be used anew', async () => {
    const placed = await lives.declined();
    const key = newId('req');
    for (let time = 0; time < 2; time += 1) {
      expect(await pay.retry(placed, unknownCard, key)).toMatchObject({ code: 'INVALID_CARD_TOKEN' });
    }
    expect(await pay.row(placed)).toMatchObject({ attempts: 1 });
    expect(await pay.retry(placed)).toMatchObject({ order: { paymentAttempts: 2 } });
  });

  it('a refusal is kept as codes and values', async () => {
    const placed = await lives.declined();
    await pay.retry(placed, unknownCard);
    const [kept] = await database.query(
      `SELECT problem, choice FROM orders.payment_retries WHERE order_id = $1`,
      [placed.orderId],
    );
    expect(kept).toEqual({
      problem: { kind: 'paymentMethodRefused', code: 'INVALID_CARD_TOKEN' },
      choice: null,
    });
  });

  it('five attempts are the most', async () => {
    const placed = await lives.declined();
    for (let attempt = 2; attempt <= 5; attempt += 1) {
      expect(await pay.retry(placed)).toMatchObject({ order: { paymentAttempts: attempt } });
      await pay.tell(placed, 'PaymentFailed', { code: 'CARD_DECLINED' });
    }
    expect(await pay.retry(placed)).toMatchObject({ reason: 'TOO_MANY_ATTEMPTS' });
    const { paymentOffers, allowedActions } = await pay.offers(placed);
    expect(paymentOffers.map(({ offered, reason }) => [offered, reason])).toEqual(
      Array(4).fill([false, 'TOO_MANY_ATTEMPTS']),
    );
    expect(paymentOffers[0]!.explanation).toMatch(/上限/);
    const inEnglish = await withLanguage('en', () => pay.offers(placed));
    expect(inEnglish.paymentOffers[0]!.explanation).toMatch(/too many attempts/);
    expect(allowedActions).toEqual(['CANCEL']);
    await expect(
      database.query(`UPDATE orders.orders SET payment_attempts = 6 WHERE id = $1`, [placed.orderId]),
    ).rejects.toThrow();
  });
});

describe('a payment that waits for its customer', () => {
  it('leaves the order waiting for as long as they may act', async () => {
    const placed = await placedOrder(shop);
    const actionUntil = new Date(shop.clock.now().getTime() + 20 * MINUTE_MS);
    for (let time = 0; time < 2; time += 1)
      await pay.tell(placed, 'PaymentActionNeeded', { actionUntil: actionUntil.toISOString() });
    expect(await statusOf(shop, placed.orderId)).toEqual({
      status: 'AWAITING_PAYMENT',
      paymentStatus: 'PENDING',
      version: 2,
    });
    expect((await pay.row(placed)).payUntil).toEqual(actionUntil);
    await pay.jobs(20 * MINUTE_MS);
    await pay.tell(placed, 'PaymentAuthorized');
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'CONFIRMED', version: 3 });
  });

  it('may be left for another way to pay', async () => {
    const placed = await placedOrder(shop);
    await pay.tell(placed, 'PaymentActionNeeded', { actionUntil: '2026-11-22T03:10:00Z' });
    const abandoned = pay.current(placed);
    expect(await pay.retry(placed, KONBINI)).toMatchObject({ order: { paymentMethod: 'KONBINI' } });
    expect(shop.otherDomains.attempts.progressOf(abandoned.paymentId)).toBe('GIVEN_UP');
  });

  it('and is abandoned ends the order, whose lines go back', async () => {
    const placed = await placedOrder(shop);
    await pay.tell(placed, 'PaymentActionNeeded', { actionUntil: '2026-11-22T03:10:00Z' });
    await pay.jobs(12 * MINUTE_MS);
    expect(await pay.row(placed)).toMatchObject({ status: 'EXPIRED' });
    expect(await pay.cart(placed)).toEqual([2]);
  });

  it('by a slip may be left too, and a decline then ends the slip’s time', async () => {
    const placed = await placedOrder(shop, { payment: KONBINI });
    await pay.tell(placed, 'KonbiniSlipIssued');
    const slip = pay.current(placed);
    shop.clock.advance(24 * 60 * MINUTE_MS);
    expect(await pay.retry(placed, CARD)).toMatchObject({ order: { paymentMethod: 'CARD' } });
    await shop.deliver('payments.PaymentVoided', slip);
    await pay.tell(placed, 'PaymentFailed', { code: 'CARD_DECLINED' });
    await pay.jobs(17 * MINUTE_MS);
    expect(await pay.row(placed)).toMatchObject({ status: 'EXPIRED' });
    expect(await pay.cart(placed)).toEqual([2]);
  });
});

describe('an event about a payment that is not the current one', () => {
  it.each([
    ['PaymentFailed', { code: 'CARD_DECLINED' }],
    ['PaymentAuthorized', {}],
    ['PaymentCaptured', {}],
    ['PaymentVoided', {}],
    ['PaymentReceived', { receivedAt: '2026-11-22T03:00:00Z' }],
    ['KonbiniSlipIssued', {}],
    ['PaymentActionNeeded', { actionUntil: '2026-11-22T03:10:00Z' }],
    ['RefundOpened', { refundId: newId('ref'), amountYen: 2_440 }],
    ['PaymentRefunded', { amountYen: 2_440 }],
  ])('changes nothing: %s', async (event, data) => {
    const placed = await lives.declined();
    await pay.retry(placed);
    const before = await wholeRow(placed.orderId);
    await shop.deliver(`payments.${event}`, { ...placed.payment, ...data });
    expect(await wholeRow(placed.orderId)).toEqual(before);
    await pay.tell(placed, 'PaymentAuthorized');
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'CONFIRMED', version: 3 });
  });

  async function wholeRow(orderId: string) {
    return database.query(`SELECT * FROM orders.orders WHERE id = $1`, [orderId]);
  }
});

describe('asking to pay once more', () => {
  it('with the same key begins one attempt, also at once', async () => {
    const placed = await lives.declined();
    const key = newId('req');
    const outcomes = await Promise.all([1, 2, 3].map(() => pay.retry(placed, CARD, key)));
    expect(outcomes.map(({ __typename }) => __typename)).toEqual(Array(3).fill('RetryPaymentSuccess'));
    expect(await pay.retry(placed, CARD, key)).toMatchObject({ order: { paymentAttempts: 2 } });
    expect(await lives.typesOf(placed)).toEqual(['OrderPlaced', 'PaymentRetried']);
  });

  it('with two keys at once begins one attempt; the other is told that one is under way', async () => {
    const placed = await lives.declined();
    const outcomes = await Promise.all([pay.retry(placed), pay.retry(placed, CASH)]);
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual([
      'OrderNotPayable',
      'RetryPaymentSuccess',
    ]);
    expect(outcomes.find(({ reason }) => reason)).toMatchObject({ reason: 'PAYMENT_UNDER_WAY' });
    expect(await pay.row(placed)).toMatchObject({ attempts: 2 });
  });

  it('with the same key for something else is refused', async () => {
    const placed = await lives.declined();
    const other = await lives.declined();
    const key = newId('req');
    await pay.retry(placed, CARD, key);
    expect(await pay.retry(placed, CASH, key)).toMatchObject({ __typename: 'IdempotencyKeyReused' });
    expect(await pay.retry({ ...other, userId: placed.userId }, CARD, key)).toMatchObject({
      __typename: 'IdempotencyKeyReused',
    });
  });

  it('is refused while an attempt is not answered, and once the money is certain', async () => {
    const placed = await placedOrder(shop);
    expect(await pay.retry(placed)).toMatchObject({ reason: 'PAYMENT_UNDER_WAY', status: 'PENDING' });
    await pay.tell(placed, 'PaymentFailed', { code: 'CARD_DECLINED' });
    await pay.retry(placed);
    expect(await pay.retry(placed)).toMatchObject({
      reason: 'PAYMENT_UNDER_WAY',
      status: 'AWAITING_PAYMENT',
    });
    await pay.tell(placed, 'PaymentAuthorized');
    expect(await pay.retry(placed)).toMatchObject({ reason: 'NOT_AWAITED', status: 'CONFIRMED' });
  });

  it('of payments that say that it is paid is refused by its code', async () => {
    const placed = await placedOrder(shop, { payment: KONBINI });
    await pay.tell(placed, 'KonbiniSlipIssued');
    shop.otherDomains.attempts.settle(pay.current(placed).paymentId, 'CERTAIN');
    expect(await pay.retry(placed)).toMatchObject({ code: 'ALREADY_PAID' });
    await pay.tell(placed, 'PaymentReceived', { receivedAt: '2026-11-22T03:00:00Z' });
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'CONFIRMED' });
  });

  it('is for its customer alone', async () => {
    const placed = await lives.declined();
    expect(await pay.retry({ ...placed, userId: newId('usr') })).toEqual({
      __typename: 'NotFound',
      id: placed.orderId,
    });
    expect(await pay.retry({ ...placed, orderId: 'x' })).toMatchObject({ __typename: 'NotFound' });
  });

  it.each([
    ['idempotencyKey', CARD, ''],
    ['payment.konbiniChain', { method: 'KONBINI' }, 'key'],
    ['payment.cardToken', { method: 'CARD' }, 'key'],
  ])('without a proper %s is refused', async (field, payment, key) => {
    const placed = await lives.declined();
    expect(await pay.retry(placed, payment, key)).toEqual({ __typename: 'InvalidInput', field });
  });

  it('is refused by a method that is not offered, with its reason', async () => {
    const placed = await lives.declined();
    expect(await pay.retry(placed, { method: 'POINTS' })).toMatchObject({ code: 'AMOUNT_DUE' });
  });
});
