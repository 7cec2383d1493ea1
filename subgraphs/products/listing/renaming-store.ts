import type { Transaction } from '@depachika/database/database.ts';

/** Lets every product on sale in a category or below be found by its new name, in the transaction that gives it. */
export async function beginRenaming(tx: Transaction, categoryId: string, now: Date): Promise<void> {
  await tx.query(
    `INSERT INTO catalog.category_renamings (category_id, since) VALUES ($1, $2)
     ON CONFLICT (category_id) DO UPDATE SET after_product_id = ''`,
    [categoryId, now],
  );
}

export interface Renaming {
  readonly categoryId: string;
  /** Products up to this one are done. */
  readonly after: string;
}

/** A category whose name nobody else has in hand, for as long as the transaction lasts. */
export async function lockRenaming(tx: Transaction): Promise<Renaming | undefined> {
  const [renaming] = await tx.query<{ categoryId: string; after: string }>(
    `SELECT category_id AS "categoryId", after_product_id AS after FROM catalog.category_renamings
     ORDER BY since, category_id LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  return renaming;
}

/** How far the name of a locked category has come. @param last undefined once it is everywhere */
export async function keepRenamed(
  tx: Transaction,
  categoryId: string,
  last: string | undefined,
): Promise<void> {
  await (last === undefined
    ? tx.query('DELETE FROM catalog.category_renamings WHERE category_id = $1', [categoryId])
    : tx.query('UPDATE catalog.category_renamings SET after_product_id = $2 WHERE category_id = $1', [
        categoryId,
        last,
      ]));
}

/** Locks products on sale in a category or below, behind this one in the order of their ids. */
export async function lockListedAfter(
  tx: Transaction,
  { shelf, after, limit }: { readonly shelf: string; readonly after: string; readonly limit: number },
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM catalog.products WHERE id IN (
       SELECT product_id FROM catalog.product_shelves
       WHERE shelf = $1 AND status = 'ACTIVE' AND product_id > $2 ORDER BY product_id LIMIT $3
     ) ORDER BY id FOR NO KEY UPDATE`,
    [shelf, after, limit],
  );
  return rows.map(({ id }) => id);
}

/** SQL: whether there is one. */
export const RENAMINGS_DUE = 'EXISTS (SELECT FROM catalog.category_renamings)';

export const renamingsSinceSql = (instant: string) =>
  `SELECT since FROM catalog.category_renamings WHERE since <= ${instant}`;
