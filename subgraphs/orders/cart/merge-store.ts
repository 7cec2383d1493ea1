import type { Transaction } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { MergedLine, Pieces } from './merge-rules.ts';

/**
 * Locks two carts, in one order whoever asks, and reads what is in them. A cart that was never filled is opened: there must be a row to
 * lock.
 */
export async function lockedCarts(
  tx: Transaction,
  { guestId, customerId, now }: { readonly guestId: string; readonly customerId: string; readonly now: Date },
): Promise<{ readonly guest: readonly Pieces[]; readonly account: readonly Pieces[] }> {
  for (const id of [guestId, customerId].sort())
    await tx.query(
      `INSERT INTO orders.carts AS cart (customer_id, version, updated_at) VALUES ($1, 1, $2)
       ON CONFLICT (customer_id) DO UPDATE SET version = cart.version + 1, updated_at = $2`,
      [id, now],
    );
  const lines = await tx.query<{ customerId: string; variantId: string; quantity: number }>(
    `SELECT customer_id AS "customerId", variant_id AS "variantId", quantity FROM orders.cart_lines
      WHERE customer_id = ANY($1::text[]) ORDER BY id`,
    [[guestId, customerId]],
  );
  const of = (owner: string) => lines.filter((line) => line.customerId === owner);
  return { guest: of(guestId), account: of(customerId) };
}

/** Whether there is anything in a cart. */
export async function hasLines(tx: Transaction, customerId: string): Promise<boolean> {
  const lines = await tx.query('SELECT 1 FROM orders.cart_lines WHERE customer_id = $1 LIMIT 1', [
    customerId,
  ]);
  return lines.length > 0;
}

/** Writes what a merge decided, and empties the guest's cart. */
export async function keepMerged(
  tx: Transaction,
  {
    guestId,
    customerId,
    lines,
  }: { readonly guestId: string; readonly customerId: string; readonly lines: readonly MergedLine[] },
): Promise<void> {
  const changed = lines
    .filter(({ before, after }) => after !== before)
    .map(({ variantId, after }) => ({ id: newId('cli'), variant_id: variantId, quantity: after }));
  await tx.query(
    `INSERT INTO orders.cart_lines (customer_id, variant_id, id, quantity)
     SELECT $1, variant_id, id, quantity
       FROM jsonb_to_recordset($2::jsonb) AS line (id text, variant_id text, quantity int)
     ON CONFLICT (customer_id, variant_id) DO UPDATE SET quantity = excluded.quantity`,
    [customerId, JSON.stringify(changed)],
  );
  await tx.query('DELETE FROM orders.cart_lines WHERE customer_id = $1', [guestId]);
}
