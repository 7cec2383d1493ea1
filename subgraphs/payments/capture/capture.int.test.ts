import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ProviderUnavailable } from '../provider/provider.ts';
import { openPaymentsShop, type PaymentsShop } from '../testing/test-payments.ts';

let database: TestDatabase;
let shop: PaymentsShop;

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
});
beforeEach(() => {
  shop = openPaymentsShop(database.database('payments'));
});
afterEach(async () => expect(await shop.audit()).toEqual([]));
afterAll(() => database.close());

const DECLINED = '4000000000000002';
const REFUSES_CAPTURE = '4000000000000101';
const FAILS_FIRST_CAPTURE = '4000000000000341';

describe('before the goods leave', () => {
  it('a card is captured, and once however often that is asked for', async () => {
    const order = await shop.place('CARD');
    expect(await Promise.all([shop.capture(order), shop.capture(order)])).toEqual(['certain', 'certain']);
    expect(await shop.capture(order)).toBe('certain');
    expect(await shop.payment(order)).toMatchObject({ status: 'PAID' });
    expect(await shop.charge(order)).toBe('CAPTURED');
    expect(await shop.events(order.orderId)).toEqual(['PaymentAuthorized', 'PaymentCaptured']);
  });

  it('a refused capture fails the payment and gives the authorisation up, and another attempt may pay', async () => {
    const first = await shop.place('CARD', { card: REFUSES_CAPTURE });
    expect(await shop.capture(first)).toBe('CAPTURE_REFUSED');
    expect(await shop.capture(first)).toBe('CAPTURE_REFUSED');
    await shop.work();
    expect(await shop.charge(first)).toBe('VOIDED');
    expect(await shop.events(first.orderId)).toEqual(['PaymentAuthorized', 'PaymentFailed']);
    const second = await shop.retry(first, 'CARD');
    expect(await shop.capture(second)).toBe('certain');
    expect(await shop.payment(second)).toMatchObject({ status: 'PAID' });
  });

  it('a capture that the provider does not answer is unknown, and is asked for again under its key', async () => {
    const order = await shop.place('CARD', { card: FAILS_FIRST_CAPTURE });
    expect(await shop.capture(order)).toBe('CAPTURE_UNKNOWN');
    expect(await shop.payment(order)).toMatchObject({ status: 'AUTHORIZED' });
    expect(await shop.capture(order)).toBe('certain');
  });

  it.each([
    ['cash at the door', 'CASH_ON_DELIVERY'],
    ['an order that points cover', 'POINTS'],
  ] as const)('%s is certain', async (_, method) => {
    const customerId = newId('usr');
    await shop.grant(customerId, 1_000);
    const points = method === 'POINTS' ? 1_000 : 0;
    expect(await shop.capture(await shop.place(method, { customerId, points }))).toBe('certain');
  });

  it('a slip is certain once it is paid, and not before', async () => {
    const order = await shop.place('KONBINI');
    expect(await shop.capture(order)).toBe('NOT_PAID');
    await shop.pay(order);
    expect(await shop.capture(order)).toBe('certain');
  });

  it('money whose refund was opened is not certain, nor is what went back', async () => {
    const slip = await shop.place('KONBINI');
    await shop.pay(slip);
    await refund(slip);
    expect(await shop.capture(slip)).toBe('REFUND_OPEN');
    const card = await shop.place('CARD');
    await shop.capture(card);
    await refund(card);
    await shop.work();
    expect(await shop.payment(card)).toMatchObject({ status: 'REFUNDED' });
    expect(await shop.capture(card)).toBe('REFUND_OPEN');
  });

  it('nothing is paid of what was declined, cancelled, only prepared or never heard of', async () => {
    const cancelled = await shop.place('CARD');
    await shop.deliver('OrderCancelled', cancelled.cancelled);
    const cash = await shop.place('CASH_ON_DELIVERY');
    await shop.deliver('OrderCancelled', cash.cancelled);
    const declined = await shop.place('CARD', { card: DECLINED });
    const prepared = await shop.prepare('CARD');
    for (const order of [cancelled, cash, declined, prepared, { orderId: newId('ord') }])
      expect(await shop.capture(order)).toBe('NOT_PAID');
    await shop.work();
    expect(await shop.charge(cancelled)).toBe('VOIDED');
  });

  it('money that was captured for an order that is cancelled instead goes back', async () => {
    const order = await shop.place('CARD');
    await shop.capture(order);
    await shop.deliver('OrderCancelled', order.cancelled);
    await shop.work();
    expect(await shop.charge(order)).toBe('REFUNDED');
  });
});

describe('a process that dies while it captures', () => {
  const steps = ['payments.capture.taken', 'payments.capture.answered', 'payments.capture.stored'];

  it.each(steps)('at %s leaves the capture to the worker', async (step) => {
    const order = await shop.place('CARD');
    await expect(shop.capture(order, { crashPoints: diesAt(step) })).rejects.toThrow(step);
    expect(await shop.audit()).toEqual([]);
    shop.clock.advance(31_000);
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({ status: 'PAID' });
    expect(await shop.charge(order)).toBe('CAPTURED');
    expect(await shop.events(order.orderId)).toEqual(['PaymentAuthorized', 'PaymentCaptured']);
  });

  it.each(steps)('at %s is certain for whoever asks next, before the worker comes', async (step) => {
    const order = await shop.place('CARD');
    await expect(shop.capture(order, { crashPoints: diesAt(step) })).rejects.toThrow(step);
    expect(await shop.capture(order)).toBe('certain');
    expect(await shop.events(order.orderId)).toEqual(['PaymentAuthorized', 'PaymentCaptured']);
  });

  it.each(steps)('at %s sends the money back when the order is cancelled meanwhile', async (step) => {
    const order = await shop.place('CARD');
    await expect(shop.capture(order, { crashPoints: diesAt(step) })).rejects.toThrow(step);
    await shop.deliver('OrderCancelled', order.cancelled);
    await shop.work();
    expect(await shop.charge(order)).toBe(step === 'payments.capture.taken' ? 'VOIDED' : 'REFUNDED');
    expect(await shop.capture(order)).not.toBe('certain');
  });

  function diesAt(step: string) {
    return {
      reach: (name: string) => {
        if (name === step) throw new Error(`died at ${name}`);
      },
    };
  }
});

describe('what an order earns', () => {
  it('is not awarded without money, and is awarded once the money comes', async () => {
    const order = await shop.place('CARD');
    await shop.deliver('OrderConfirmed', order.confirmed);
    await shop.deliver('OrderShipped', order.shipped);
    await shop.work({ provider: { ...shop.provider, capture: away } });
    await shop.deliver('OrderDelivered', order.delivered);
    expect(await shop.balance(order.customerId)).toEqual({ spendable: 0, held: 0, pending: 30 });
    expect(await shop.capture(order)).toBe('certain');
    expect(await shop.balance(order.customerId)).toEqual({ spendable: 30, held: 0, pending: 0 });
    expect(await shop.events(order.orderId)).toEqual([
      'PaymentAuthorized',
      'PaymentCaptured',
      'PointsAwarded',
    ]);
  });

  it('is never awarded for a card that refuses, however the order goes on', async () => {
    const order = await shop.place('CARD', { card: REFUSES_CAPTURE });
    await shop.deliver('OrderConfirmed', order.confirmed);
    expect(await shop.capture(order)).toBe('CAPTURE_REFUSED');
    await shop.deliver('OrderDelivered', order.delivered);
    expect(await shop.balance(order.customerId)).toEqual({ spendable: 0, held: 0, pending: 30 });
  });

  async function away(): Promise<never> {
    throw new ProviderUnavailable('away');
  }
});

async function refund({ paymentId }: { readonly paymentId: string }): Promise<void> {
  const admin = await shop.signIn(newId('usr'), 'ADMIN');
  const { version } = await shop.payment({ paymentId });
  const query = `mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) { __typename } }`;
  const input = { paymentId, expectedVersion: version, reason: '確認' };
  const { data } = await shop.ask(admin, query, { input });
  expect(data.refundPayment.__typename).toBe('RefundPaymentSuccess');
}
