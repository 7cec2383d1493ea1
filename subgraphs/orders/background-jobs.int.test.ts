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

it('tells what it should have done: how much, and since when', async () => {
  const database = store.database('orders');
  const shop = await openTestShop(database);
  const due = async () => {
    const [work, ages] = shop.subgraph.gauges!.filter(({ name }) => name.startsWith('depachika_due_work'));
    const [counts, seconds] = [await work!.read(), await ages!.read()];
    return counts.flatMap(({ labels, value }, index) =>
      value > 0 ? [[labels.job, value, Math.round(seconds[index]!.value)]] : [],
    );
  };
  expect(await due()).toEqual([]);
  const { orderId } = await placedOrder(shop);
  expect(await due()).toEqual([]);
  shop.clock.advance(shop.services.config.pendingLimitMs + 90_000);
  expect(await due()).toEqual([['cancel_unanswered', 1, 90]]);
  await database.query(
    `UPDATE orders.place_order_sagas SET state = 'UNDOING', draft = '{}', ended_at = NULL, started_at = $2
     WHERE order_id = $1`,
    [orderId, new Date(shop.clock.now().getTime() - 3_600_000)],
  );
  expect(await due()).toEqual([
    ['place_order', 1, 3600],
    ['cancel_unanswered', 1, 90],
  ]);
});
