import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
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

/** Rows of one table of payments; properties are named as its columns, and those that are absent are null. */
export interface SeedTable {
  readonly name: string;
  /** Every row has the same properties in the same order. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Types come from the table itself: each row is read as one of its records. */
async function insertAll(tx: Transaction, { name, rows }: SeedTable): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first).join(', ');
  await tx.query(
    `INSERT INTO payments.${name} (${columns})
     SELECT ${columns} FROM jsonb_populate_recordset(NULL::payments.${name}, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}
