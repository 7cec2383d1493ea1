import type { Database, Sql, Transaction } from '@depachika/database/database.ts';

/** Whatever was under way when the account was deleted has ended by then. */
const OPEN_MS = 90 * 24 * 60 * 60_000;

/** Of somebody whose account is gone: cards at once, and where money went when it has gone there. The books stay. */
export async function eraseCustomer(tx: Transaction, customerId: string, now: Date): Promise<void> {
  await tx.query(
    'INSERT INTO payments.erasures (customer_id, asked_at) VALUES ($1, $2) ON CONFLICT (customer_id) DO NOTHING',
    [customerId, now],
  );
  await tx.query('DELETE FROM payments.payment_methods WHERE customer_id = $1', [customerId]);
  await erase(tx, now);
}

/** Erases the accounts of refunds that have ended since. */
export function eraseEnded(database: Database, now: Date): Promise<void> {
  return database.transaction({ name: 'payments.erase' }, (tx) => erase(tx, now));
}

async function erase(sql: Sql, now: Date): Promise<void> {
  await sql.query(
    `WITH ended AS (
       UPDATE payments.refunds AS r SET bank_account = NULL FROM payments.payments AS p
       WHERE p.id = r.payment_id AND p.customer_id IN (SELECT customer_id FROM payments.erasures)
         AND r.finished_at IS NOT NULL AND r.bank_account IS NOT NULL RETURNING r.transfer_key)
     UPDATE payments.sandbox_transfers SET bank_account = NULL
     WHERE idempotency_key IN (SELECT transfer_key FROM ended)`,
  );
  await sql.query('DELETE FROM payments.erasures WHERE asked_at <= $1', [new Date(now.getTime() - OPEN_MS)]);
}
