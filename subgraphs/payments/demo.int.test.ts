import { demoPastOrders } from '@depachika/demo/past-orders.ts';
import { demoAccounts } from '@depachika/demo/people.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { systemClock } from '@depachika/time/clock.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedPaymentsDemo } from './demo.ts';
import { balancesOf } from './points-ledger.ts';

let shop: TestDatabase;

beforeAll(async () => {
  shop = await testDatabase({ domains: ['payments'] });
});
afterAll(() => shop.close());

it('keeps the books of a month once, and gives the customer of the tour points and a card', async () => {
  const database = shop.database('payments');
  await seedPaymentsDemo({ database, clock: systemClock });
  await seedPaymentsDemo({ database, clock: systemClock });
  const [count] = await database.query('SELECT count(*) AS payments FROM payments.payments');
  expect(count).toEqual({ payments: demoPastOrders({ now: systemClock.now() }).length });
  const customerId = demoAccounts.customer.id;
  const balance = (await balancesOf(database, [customerId], systemClock.now())).get(customerId);
  expect(balance?.spendable).toBeGreaterThanOrEqual(1_200);
  const cards = await database.query(`SELECT label FROM payments.payment_methods WHERE customer_id = $1`, [
    customerId,
  ]);
  expect(cards).toEqual([{ label: 'VISA 4242' }]);
});
