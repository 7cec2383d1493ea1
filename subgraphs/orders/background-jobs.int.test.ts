import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestShop, placedOrder, statusOf } from './testing/test-shop.ts';

let store: TestDatabase;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
});
afterAll(() => store.close());

it('ends what is due by the clock, and itself with its domain', async () => {
  const database = store.database('orders');
  const shop = await openTestShop(database);
  const placed = await placedOrder(shop);
  await shop.subgraph.start();
  const later = async () => {
    shop.clock.advance(60_000);
    return (await statusOf(shop, placed.orderId))?.status;
  };
  await expect.poll(later, { timeout: 20_000 }).toBe('CANCELLED');
  await shop.subgraph.close();
  const before = database.statementCount();
  shop.clock.advance(10 * 60_000);
  await new Promise(setImmediate);
  expect(database.statementCount()).toBe(before);
});
