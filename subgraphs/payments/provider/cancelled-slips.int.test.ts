import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

describe('a konbini slip', () => {
  it.each(['OrderCancelled', 'OrderExpired'] as const)(
    'that is unpaid when its order ends by %s cannot be paid at a register any more',
    async (event) => {
      const order = await shop.place('KONBINI');
      expect(await shop.isPayable(order)).toBe(true);
      await shop.deliver(event, event === 'OrderCancelled' ? order.cancelled : order.expired);
      await shop.work();
      expect(await shop.isPayable(order)).toBe(false);
    },
  );

  it('cannot be paid when its order was cancelled before the provider had issued it', async () => {
    const order = await shop.prepare('KONBINI');
    await shop.deliver('OrderPlaced', order.placed);
    const endFirst = {
      ...shop.provider,
      issueSlip: async (call: Parameters<typeof shop.provider.issueSlip>[0]) => {
        await shop.deliver('OrderCancelled', order.cancelled);
        await shop.work();
        return shop.provider.issueSlip(call);
      },
    };
    await shop.work({ provider: endFirst });
    expect(await shop.slip(order)).toBeDefined();
    expect(await shop.isPayable(order)).toBe(false);
  });

  it('goes back when its payment crossed the call that cancels it', async () => {
    const order = await shop.place('KONBINI');
    const payFirst = {
      ...shop.provider,
      cancelSlip: async (call: Parameters<typeof shop.provider.cancelSlip>[0]) => {
        await shop.pay(order);
        return shop.provider.cancelSlip(call);
      },
    };
    await shop.deliver('OrderCancelled', order.cancelled);
    await shop.work({ provider: payFirst });
    expect(await shop.payment(order)).toMatchObject({ status: 'REFUND_PENDING' });
  });
});
