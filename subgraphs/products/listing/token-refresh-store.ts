import type { Transaction } from '@depachika/database/database.ts';

/** Lets every product have its tokens anew, in the transaction that changes which of them are found by a word. */
export async function beginRefresh(tx: Transaction, word: string, now: Date): Promise<void> {
  await tx.query(
    `INSERT INTO catalog.token_refreshes (word, since) VALUES ($1, $2)
     ON CONFLICT (word) DO UPDATE SET after_product_id = ''`,
    [word, now],
  );
}

export interface Refresh {
  readonly word: string;
  /** Products up to this one are done. */
  readonly after: string;
}

/** A word whose refresh nobody else has in hand, for as long as the transaction lasts. */
export async function lockRefresh(tx: Transaction): Promise<Refresh | undefined> {
  const [refresh] = await tx.query<{ word: string; after: string }>(
    `SELECT word, after_product_id AS after FROM catalog.token_refreshes
     ORDER BY since, word LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  return refresh;
}

/** How far the refresh of a locked word has come. @param last undefined once it is done */
export async function keepProgress(tx: Transaction, word: string, last: string | undefined): Promise<void> {
  await (last === undefined
    ? tx.query('DELETE FROM catalog.token_refreshes WHERE word = $1', [word])
    : tx.query('UPDATE catalog.token_refreshes SET after_product_id = $2 WHERE word = $1', [word, last]));
}

/** Locks products behind this one, in the order of their ids. */
export async function lockProductsAfter(tx: Transaction, after: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM catalog.products WHERE id > $1 AND deleted_at IS NULL ORDER BY id LIMIT $2 FOR NO KEY UPDATE`,
    [after, limit],
  );
  return rows.map(({ id }) => id);
}

/** Locks products that had a label by their age until now; those that somebody edits are left to the next look. */
export async function lockAged(tx: Transaction, now: Date, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM catalog.products WHERE id IN (
       SELECT product_id FROM catalog.product_shelves WHERE shelf = '' AND tokens_until <= $1
       ORDER BY tokens_until LIMIT $2
     ) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`,
    [now, limit],
  );
  return rows.map(({ id }) => id);
}

/** SQL: whether there is one. */
export const REFRESHES_DUE = 'EXISTS (SELECT FROM catalog.token_refreshes)';
/** SQL: whether a label is over at `$1` that a product has by its age. */
export const AGED_DUE =
  "EXISTS (SELECT FROM catalog.product_shelves WHERE shelf = '' AND tokens_until <= $1::timestamptz)";

export const refreshesSinceSql = (instant: string) =>
  `SELECT since FROM catalog.token_refreshes WHERE since <= ${instant}`;
export const agedSinceSql = (instant: string) =>
  `SELECT tokens_until AS since FROM catalog.product_shelves WHERE shelf = '' AND tokens_until <= ${instant}`;
