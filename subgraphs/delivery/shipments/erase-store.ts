import type { Database, Sql, Transaction } from '@depachika/database/database.ts';

/** Whatever was under way when the account was deleted has ended by then. */
const OPEN_MS = 90 * 24 * 60 * 60_000;

/** Parcels that nobody brings anywhere any more. */
const ENDED = `('DELIVERED', 'RETURNED', 'CANCELLED', 'LOST', 'DAMAGED')`;

/** Of somebody whose account is gone: what has ended is erased now, and what is on its way when it has ended. */
export async function eraseCustomer(tx: Transaction, customerId: string, now: Date): Promise<void> {
  await tx.query(
    'INSERT INTO delivery.erasures (customer_id, asked_at) VALUES ($1, $2) ON CONFLICT (customer_id) DO NOTHING',
    [customerId, now],
  );
  await erase(tx, now);
}

/** Erases what has ended since. */
export function eraseEnded(database: Database, now: Date): Promise<void> {
  return database.transaction({ name: 'delivery.erase' }, (tx) => erase(tx, now));
}

async function erase(sql: Sql, now: Date): Promise<void> {
  await sql.query(
    `WITH ended AS (
       UPDATE delivery.shipments SET latitude = NULL, longitude = NULL, last_latitude = NULL, last_longitude = NULL
       WHERE customer_id IN (SELECT customer_id FROM delivery.erasures) AND status IN ${ENDED} RETURNING id)
     UPDATE delivery.tracking_events SET note = '', latitude = NULL, longitude = NULL
     WHERE shipment_id IN (SELECT id FROM ended) AND (note <> '' OR latitude IS NOT NULL OR longitude IS NOT NULL)`,
  );
  await sql.query('DELETE FROM delivery.erasures WHERE asked_at <= $1', [new Date(now.getTime() - OPEN_MS)]);
}
