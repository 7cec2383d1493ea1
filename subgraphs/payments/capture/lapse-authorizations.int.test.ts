import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, openPaymentsShop, type PaymentsShop } from '../testing/test-payments.ts';

let database: TestDatabase;
let shop: PaymentsShop;

const SIXTY_DAYS_MS = 60 * 24 * HOUR_MS;
const FAILS_FIRST_CAPTURE = '4000000000000341';

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
});
beforeEach(() => {
  shop = openPaymentsShop(database.database('payments'));
});
afterEach(async () => expect(await shop.audit()).toEqual([]));
afterAll(() => database.close());

describe('an authorisation that is not captured', () => {
  it('lapses when its acquirer no longer stands by it: the payment fails, and nothing stays on the card', async () => {
    const order = await shop.place('CARD');
    shop.clock.advance(SIXTY_DAYS_MS);
    await shop.poll();
    expect(await shop.payment(order)).toMatchObject({ status: 'AUTHORIZED' });
    shop.clock.advance(1);
    await shop.poll();
    await shop.poll();
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({
      status: 'FAILED',
      failure_code: 'AUTHORIZATION_LAPSED',
    });
    expect(await shop.charge(order)).toBe('VOIDED');
    expect(await shop.events(order.orderId)).toEqual(['PaymentAuthorized', 'PaymentFailed']);
    expect(await shop.capture(order)).not.toBe('certain');
    const second = await shop.retry(order, 'CARD');
    expect(await shop.capture(second)).toBe('certain');
  });

  it('never lapses once the money moved, while it is being captured, or when nothing was authorised', async () => {
    const captured = await shop.place('CARD');
    await shop.capture(captured);
    const unknown = await shop.place('CARD', { card: FAILS_FIRST_CAPTURE });
    expect(await shop.capture(unknown)).toBe('CAPTURE_UNKNOWN');
    const cash = await shop.place('CASH_ON_DELIVERY');
    shop.clock.advance(SIXTY_DAYS_MS + 1);
    await shop.poll();
    expect(await shop.payment(captured)).toMatchObject({ status: 'PAID' });
    expect(await shop.payment(unknown)).toMatchObject({ status: 'AUTHORIZED' });
    expect(await shop.payment(cash)).toMatchObject({ status: 'AUTHORIZED' });
    expect(await shop.capture(unknown)).toBe('certain');
  });

  it('lapses or is captured, never both, when both happen at once', async () => {
    const orders = await Promise.all(Array.from({ length: 5 }, () => shop.place('CARD')));
    shop.clock.advance(SIXTY_DAYS_MS + 1);
    const [answers] = await Promise.all([
      Promise.all(orders.map((order) => shop.capture(order))),
      shop.poll(),
      shop.poll(),
    ]);
    await shop.work();
    for (const [index, order] of orders.entries()) {
      const isCertain = answers[index] === 'certain';
      expect(await shop.payment(order)).toMatchObject({ status: isCertain ? 'PAID' : 'FAILED' });
      expect(await shop.charge(order)).toBe(isCertain ? 'CAPTURED' : 'VOIDED');
    }
  });
});
