import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPaymentsShop, type PaymentsShop } from '../testing/test-payments.ts';

let home: TestDatabase;
let shop: PaymentsShop;

beforeAll(async () => {
  home = await testDatabase({ domains: ['payments'] });
  shop = openPaymentsShop(home.database('payments'));
});
afterAll(() => home.close());

describe('points that welcome a customer', () => {
  it('can be spent once an order was delivered, not before', async () => {
    const userId = newId('usr');
    await shop.deliver('UserRegistered', { userId, registeredAt: shop.clock.now().toISOString() });
    expect(await shop.hold(newId('hld'), userId, 1)).toBe('insufficient');
    const order = await shop.place('CASH_ON_DELIVERY', { customerId: userId });
    await shop.deliver('OrderConfirmed', order.confirmed);
    await shop.deliver('OrderShipped', order.shipped);
    expect(await shop.hold(newId('hld'), userId, 1)).toBe('insufficient');
    expect(await shop.audit()).toEqual([]);
    await shop.deliver('OrderDelivered', order.delivered);
    const earned = order.confirmed.totalYen / 100;
    expect(await shop.balance(userId)).toEqual({ spendable: 500 + earned, held: 0, pending: 0 });
    expect(await shop.hold(newId('hld'), userId, 500 + earned)).toBe('held');
    expect(await shop.audit()).toEqual([]);
  });

  it('are not freed by an order that was cancelled', async () => {
    const userId = newId('usr');
    await shop.deliver('UserRegistered', { userId, registeredAt: shop.clock.now().toISOString() });
    const order = await shop.place('CARD', { customerId: userId });
    await shop.deliver('OrderConfirmed', order.confirmed);
    await shop.deliver('OrderCancelled', order.cancelled);
    expect(await shop.balance(userId)).toEqual({ spendable: 0, held: 0, pending: 500 });
    expect(await shop.hold(newId('hld'), userId, 1)).toBe('insufficient');
  });
});
