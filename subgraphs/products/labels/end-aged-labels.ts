import type { Transaction } from '@depachika/database/database.ts';
import { forgetProducts } from '../catalogue/catalogue-cache.ts';
import { holdTree } from '../categories/tree-store.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import { keepTokens } from '../listing/token-store.ts';

/**
 * Takes labels off where time has taken them: filters and counts are right again within a look.
 * @returns products that had one, `limit` at most
 */
export async function endAgedLabels(
  { database, cache, clock }: EditDependencies,
  limit: number,
): Promise<number> {
  const now = clock.now();
  const ids = await database.transaction({ name: 'products.endAgedLabels' }, async (tx) => {
    await holdTree(tx);
    const aged = await lockAged(tx, now, limit);
    if (aged.length > 0) await keepTokens(tx, aged, now);
    return aged;
  });
  if (ids.length > 0) await forgetProducts(cache, []);
  return ids.length;
}

/** Locks products that had a label by their age until now; those that somebody edits are left to the next look. */
async function lockAged(tx: Transaction, now: Date, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM catalog.products WHERE id IN (
       SELECT product_id FROM catalog.product_shelves WHERE shelf = '' AND tokens_until <= $1
       ORDER BY tokens_until LIMIT $2
     ) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`,
    [now, limit],
  );
  return rows.map(({ id }) => id);
}

/** SQL: whether a label is over at `$1` that a product has by its age. */
export const AGED_DUE =
  "EXISTS (SELECT FROM catalog.product_shelves WHERE shelf = '' AND tokens_until <= $1::timestamptz)";

export const agedSinceSql = (instant: string) =>
  `SELECT tokens_until AS since FROM catalog.product_shelves WHERE shelf = '' AND tokens_until <= ${instant}`;
