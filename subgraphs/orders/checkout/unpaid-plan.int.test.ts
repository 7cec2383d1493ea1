import type { Database } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openUnpaidSql } from './unpaid-order-store.ts';

/** Half of them are not paid for. */
const ORDERS = 10_000;

let store: TestDatabase;
let database: Database;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  database = store.database('orders');
  await database.query(SOME_ORDERS, [ORDERS]);
  await database.query(SOME_ATTEMPTS, [ORDERS]);
  await database.query('ANALYZE orders.orders');
  await database.query('ANALYZE orders.place_order_sagas');
});
afterAll(() => store.close());

it('counts what is not paid for without looking through the orders of others', async () => {
  const [row] = await database.query(
    `EXPLAIN (FORMAT JSON) WITH ${openUnpaidSql({ customerId: '$1::text', recipients: '$2', isByCard: '$3', except: '$4' })}
     SELECT * FROM open_unpaid`,
    ['usr_1', ['phone/1', 'place/1'], false, 'ord_0'],
  );
  const plan = JSON.stringify(row);
  expect(plan).toContain('orders_unpaid_customer_idx');
  expect(plan).toContain('orders_unpaid_recipients_idx');
  expect(plan).not.toContain('Seq Scan');
});

const SOME_ORDERS = `
  INSERT INTO orders.orders (id, number, customer_id, status, payment_status, version, hold_key, subtotal_yen,
    delivery_fee_yen, total_yen, points_used, amount_due_yen, payment_method, payment_id, slot, address, recipients,
    holds_expire_at, placed_at, updated_at)
  SELECT 'ord_' || n, 'DP-' || n, 'usr_' || n % 5000, CASE n % 2 WHEN 0 THEN 'DELIVERED' ELSE 'AWAITING_PAYMENT' END,
    CASE n % 2 WHEN 0 THEN 'PAID' ELSE 'PENDING' END, 1, 'ord_' || n, 1000, 0, 1000, 0, 1000, 'KONBINI',
    'pay_' || n, '{}', '{}', ARRAY['phone/' || n % 5000, 'place/' || n % 5000], now(), now(), now()
  FROM generate_series(1, $1::int) AS n`;

const SOME_ATTEMPTS = `
  INSERT INTO orders.place_order_sagas (order_id, customer_id, idempotency_key, input_hash, state, lease_until, started_at,
    ended_at)
  SELECT 'ord_' || n, 'usr_' || n % 50, n::text, '', 'DONE', now(), now(), now() FROM generate_series(1, $1::int) AS n`;
