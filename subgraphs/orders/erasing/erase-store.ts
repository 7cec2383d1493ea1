import type { Database, Row, Sql, Transaction } from '@depachika/database/database.ts';
import { ENDED } from '../summary/customer-orders-reader.ts';

/** Whatever was under way when the account was deleted has ended by then. */
const OPEN_MS = 90 * 24 * 60 * 60_000;

/** What is left of an address: a late payment finds no zone there, and goes back. */
const ERASED = JSON.stringify({
  ...{ recipientName: '', recipientKana: '', phone: '', postalCode: '', prefecture: '', municipality: '' },
  ...{ street: '', building: '', latitude: 0, longitude: 0 },
});

/**
 * Of somebody whose account is gone: the cart, and whom orders went to. Orders that have ended lose it now, those under way
 * when they have ended. @returns the orders that changed
 */
export async function eraseCustomer(tx: Transaction, customerId: string, now: Date): Promise<string[]> {
  await tx.query(
    'INSERT INTO orders.erasures (customer_id, asked_at) VALUES ($1, $2) ON CONFLICT (customer_id) DO NOTHING',
    [customerId, now],
  );
  await tx.query('DELETE FROM orders.carts WHERE customer_id = $1', [customerId]);
  return erase(tx, now);
}

/** Erases what has ended since. @returns the orders that changed */
export function eraseEnded(database: Database, now: Date): Promise<string[]> {
  return database.transaction({ name: 'orders.erase' }, (tx) => erase(tx, now));
}

async function erase(sql: Sql, now: Date): Promise<string[]> {
  const orders = await sql.query<{ id: string } & Row>(
    `UPDATE orders.orders SET address = address || $1::jsonb, recipients = '{}'
     WHERE customer_id IN (SELECT customer_id FROM orders.erasures) AND status IN ${ENDED}
       AND address ->> 'postalCode' <> '' RETURNING id`,
    [ERASED],
  );
  const ids = orders.map(({ id }) => id);
  await sql.query(
    `UPDATE orders.order_history SET note = '' WHERE order_id = ANY($1::text[]) AND note <> ''`,
    [ids],
  );
  await sql.query(
    `UPDATE orders.place_order_sagas SET recipients = '{}'
     WHERE customer_id IN (SELECT customer_id FROM orders.erasures) AND ended_at IS NOT NULL AND recipients <> '{}'`,
  );
  await sql.query('DELETE FROM orders.erasures WHERE asked_at <= $1', [new Date(now.getTime() - OPEN_MS)]);
  return ids;
}
