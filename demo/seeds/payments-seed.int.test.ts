import type { StoredEvent } from '@depachika/events/event-log.ts';
import { openPaymentsShop, type PaymentsShop } from '@depachika/payments/testing/test-payments.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DemoOrder, demoPastOrders } from '../past-orders.ts';
import { demoAccounts } from '../people.ts';
import { seedPaymentsDemo } from './payments-seed.ts';

let database: TestDatabase;
let shop: PaymentsShop;
let orders: DemoOrder[];

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
  shop = openPaymentsShop(database.database('payments'));
  orders = demoPastOrders({ now: shop.clock.now() });
  await seedPaymentsDemo(shop);
  await seedPaymentsDemo(shop);
});
afterAll(() => database.close());

it('keeps the books of a month once, and the audit finds them right', async () => {
  const [count] = await shop.database.query('SELECT count(*) AS payments FROM payments.payments');
  expect(count).toEqual({ payments: orders.length });
  expect(await shop.audit()).toEqual([]);
});

it('gives the customer of the tour points to pay with and a saved card that can be paid with', async () => {
  const customerId = demoAccounts.customer.id;
  expect((await shop.balance(customerId)).spendable).toBeGreaterThanOrEqual(1_200);
  const methods = await shop.database.query<{ id: string; label: string }>(
    'SELECT id, label FROM payments.payment_methods WHERE customer_id = $1',
    [customerId],
  );
  expect(methods).toMatchObject([{ label: 'VISA 4242' }]);
  const order = await shop.place('CARD', { customerId, points: 1_200, paymentMethodId: methods[0]!.id });
  expect(await shop.payment(order)).toMatchObject({ status: 'AUTHORIZED' });
  expect(await shop.audit()).toEqual([]);
});

it('is left as it is by the events of past orders, which arrive after it', async () => {
  const before = await books();
  const { handlers } = shop.subgraph.consumers[0]!;
  await shop.database.transaction({ name: 'test.consume', timeoutMs: 60_000 }, async (tx) => {
    for (const order of orders) {
      const stored = {
        event: { data: { ...order, holdKey: order.orderId } },
      } as unknown as StoredEvent;
      const names =
        order.status === 'DELIVERED'
          ? ['OrderPlaced', 'OrderConfirmed', 'OrderShipped', 'OrderDelivered']
          : ['OrderPlaced', 'OrderCancelled'];
      for (const name of names) await handlers[`depachika.orders.${name}.v1`]!(tx, stored);
    }
  });
  await shop.work();
  expect(await books()).toEqual(before);
  expect(await shop.audit()).toEqual([]);
});

async function books() {
  const rows = await shop.database.query(
    `SELECT (SELECT count(*) FROM payments.outbox_events) AS events, (SELECT count(*) FROM payments.tasks) AS tasks,
       (SELECT count(*) FROM payments.points_transactions) AS points, (SELECT sum(version) FROM payments.payments) AS versions`,
  );
  return rows[0];
}
