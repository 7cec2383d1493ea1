import type { Transaction } from '@depachika/database/database.ts';

/** Enters the order's gate: nobody else prepares, abandons or ends it meanwhile. @returns true when it is closed */
export async function enterGate(tx: Transaction, orderId: string, close: boolean): Promise<boolean> {
  const rows = await tx.query<{ closed: boolean }>(
    `INSERT INTO payments.order_gates (order_id, closed) VALUES ($1, $2)
     ON CONFLICT (order_id) DO UPDATE SET closed = payments.order_gates.closed OR excluded.closed
     RETURNING closed`,
    [orderId, close],
  );
  return rows[0]!.closed;
}
