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

/**
 * Enters the gate for a card: no other order of this account prepares one meanwhile, so that the cards that failed are
 * counted one after the other. @returns true when the gate is closed
 */
export async function enterGateForCard(
  tx: Transaction,
  { orderId, customerId }: { readonly orderId: string; readonly customerId: string },
): Promise<boolean> {
  const rows = await tx.query<{ closed: boolean }>(
    `INSERT INTO payments.order_gates (order_id, closed)
     SELECT $1, false FROM (SELECT pg_advisory_xact_lock(hashtextextended('payments.cards/' || $2, 0))) AS alone
     ON CONFLICT (order_id) DO UPDATE SET closed = payments.order_gates.closed RETURNING closed`,
    [orderId, customerId],
  );
  return rows[0]!.closed;
}
