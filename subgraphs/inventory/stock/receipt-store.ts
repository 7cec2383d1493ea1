import type { Transaction } from '@depachika/database/database.ts';
import type { Receipt } from './stock-change.ts';

/** @returns what was booked under this key before; undefined when the key is ours now */
export async function claimReceipt(
  tx: Transaction,
  receipt: Receipt,
): Promise<Omit<Receipt, 'idempotencyKey'> | undefined> {
  const { idempotencyKey, variantId, locationId, quantity, reference } = receipt;
  const claimed = await tx.query(
    `INSERT INTO inventory.receipts (idempotency_key, variant_id, location_id, quantity, reference)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (idempotency_key) DO NOTHING RETURNING 1`,
    [idempotencyKey, variantId, locationId, quantity, reference],
  );
  if (claimed.length > 0) return undefined;
  const rows = await tx.query<Omit<Receipt, 'idempotencyKey'> & Record<string, unknown>>(
    `SELECT variant_id AS "variantId", location_id AS "locationId", quantity, reference
     FROM inventory.receipts WHERE idempotency_key = $1`,
    [idempotencyKey],
  );
  return rows[0]!;
}
