import type { Database } from '@depachika/database/database.ts';

/** What stands in the books of payments. */
export function testBooks(database: Database) {
  return { events, payment, slip, refund, charge, isPayable };

  /** Names of the events about an order, in the order of the outbox. */
  async function events(orderId: string): Promise<string[]> {
    const rows = await database.query<{ event: string }>(
      `SELECT split_part(type, '.', 3) AS event FROM payments.outbox_events WHERE key = $1 ORDER BY position`,
      [orderId],
    );
    return rows.map(({ event }) => event);
  }

  async function payment({ paymentId }: { readonly paymentId: string }) {
    const [row] = await database.query<{ status: string; failure_code: string | null; version: number }>(
      'SELECT status, failure_code, version FROM payments.payments WHERE id = $1',
      [paymentId],
    );
    return row!;
  }

  async function slip({ paymentId }: { readonly paymentId: string }) {
    const [row] = await database.query<{ payment_code: string; amount_yen: number; paid_at: Date | null }>(
      'SELECT payment_code, amount_yen, paid_at FROM payments.slips WHERE payment_id = $1',
      [paymentId],
    );
    return row;
  }

  async function refund({ paymentId }: { readonly paymentId: string }) {
    const [row] = await database.query<{ status: string; reason: string }>(
      'SELECT status, reason FROM payments.refunds WHERE payment_id = $1',
      [paymentId],
    );
    return row;
  }

  /** Whether a register takes money for the slip. */
  async function isPayable({ paymentId }: { readonly paymentId: string }): Promise<boolean> {
    const rows = await database.query(
      `SELECT 1 FROM payments.sandbox_slips WHERE idempotency_key = $1 || '/ISSUE_SLIP' AND cancelled_at IS NULL`,
      [paymentId],
    );
    return rows.length === 1;
  }

  /** How the charge of a card stands at the provider. */
  async function charge({ paymentId }: { readonly paymentId: string }): Promise<string | undefined> {
    const [row] = await database.query<{ status: string }>(
      `SELECT status FROM payments.sandbox_charges WHERE idempotency_key = $1 || '/AUTHORIZE'`,
      [paymentId],
    );
    return row?.status;
  }
}
