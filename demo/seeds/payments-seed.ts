import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { insertAll } from '@depachika/database/insert-all.ts';
import { demoPastOrders } from '../past-orders.ts';
import { demoPaymentBooks } from './payment-books.ts';
import { demoPointsBooks } from './points-books.ts';

export interface DemoDependencies {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Fills empty tables with the payments of past orders as they ended, in the shop's books and the sandbox's, and with
 * the points that customers got and earned; does nothing when there is a payment.
 */
export async function seedPaymentsDemo({ database, clock }: DemoDependencies): Promise<void> {
  if ((await database.query('SELECT 1 FROM payments.payments LIMIT 1')).length > 0) return;
  const orders = demoPastOrders({ now: clock.now() });
  const tables = [...demoPaymentBooks(orders, clock.now()), ...demoPointsBooks(orders, clock.now())];
  await database.transaction({ name: 'payments.seedDemo', timeoutMs: 120_000 }, async (tx) => {
    for (const table of tables) await insertAll(tx, table);
  });
}
