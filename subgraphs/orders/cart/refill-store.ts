import type { Transaction } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { MAX_LINES } from './cart.ts';

/**
 * Makes sure that a cart holds at least so many pieces of each of these, up to as many variants as a cart holds. What is there
 * already stays; done twice, it changes nothing more.
 */
export async function refillCart(
  tx: Transaction,
  refill: {
    readonly customerId: string;
    readonly lines: readonly { readonly variantId: string; readonly quantity: number }[];
    readonly now: Date;
  },
): Promise<void> {
  const { customerId, lines, now } = refill;
  if (lines.length === 0) return;
  // The cart's row is the lock under which its lines are counted.
  await tx.query(LOCK, [customerId, now]);
  const rows = lines.map((line, place) => ({ ...line, place, id: newId('cli') }));
  const changed = await tx.query(REFILL, [customerId, JSON.stringify(rows), MAX_LINES]);
  if (changed.length > 0) await tx.query(COUNT, [customerId, now]);
}

const LOCK = `
  INSERT INTO orders.carts AS cart (customer_id, version, updated_at) VALUES ($1, 0, $2)
  ON CONFLICT (customer_id) DO UPDATE SET updated_at = cart.updated_at`;

const REFILL = `
  WITH wanted AS (
    SELECT * FROM jsonb_to_recordset($2::jsonb) AS line ("variantId" text, quantity int, place int, id text)
  ), known AS (
    SELECT wanted.*, there.id AS there_id,
      (SELECT count(*) FROM orders.cart_lines AS all_lines WHERE all_lines.customer_id = $1)
        + row_number() OVER (PARTITION BY there.id IS NULL ORDER BY wanted.place) AS number
    FROM wanted LEFT JOIN orders.cart_lines AS there
      ON there.customer_id = $1 AND there.variant_id = wanted."variantId"
  )
  INSERT INTO orders.cart_lines AS line (customer_id, variant_id, id, quantity)
  SELECT $1, "variantId", id, quantity FROM known WHERE there_id IS NOT NULL OR number <= $3
  ON CONFLICT (customer_id, variant_id) DO UPDATE SET quantity = excluded.quantity
    WHERE line.quantity < excluded.quantity
  RETURNING variant_id`;

const COUNT = `UPDATE orders.carts SET version = version + 1, updated_at = $2 WHERE customer_id = $1`;
