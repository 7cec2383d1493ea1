import type { Transaction } from '@depachika/database/database.ts';

/** One of those edits after which products are written in pieces: of what, and how far that is. */
export interface Rewrite {
  /** A word, a category or a brand. */
  readonly subject: string;
  /** Products up to this one are done. */
  readonly after: string;
}

/**
 * Edits after which products are still to be written, a row for each subject. The row is committed with the edit, and how far it
 * is with each piece: who dies leaves the rest to the next.
 */
export interface RewriteQueue {
  /** From the first product on, in the transaction of the edit. Where one goes on already, it begins anew. */
  begin(tx: Transaction, subjects: readonly string[], now: Date): Promise<void>;
  /** The one that waits longest and that nobody else has in hand, for as long as the transaction lasts. */
  lock(tx: Transaction): Promise<Rewrite | undefined>;
  /** How far a locked one has come. @param last undefined once it is done */
  keep(tx: Transaction, subject: string, last: string | undefined): Promise<void>;
  /** SQL: whether there is one. */
  readonly dueSql: string;
  readonly sinceSql: (instant: string) => string;
}

/** Words that are on other products, or no longer said of any. */
export const wordRewrites = rewriteQueue('catalog.token_refreshes', 'word');
/** Categories of which all products on sale, here and below, are found by another name. */
export const categoryRenamings = rewriteQueue('catalog.category_renamings', 'category_id');
/** Categories whose own products stand on other shelves. */
export const categoryMoves = rewriteQueue('catalog.category_moves', 'category_id');
/** Brands with another name. */
export const brandRenamings = rewriteQueue('catalog.brand_renamings', 'brand_id');

function rewriteQueue(table: string, subject: string): RewriteQueue {
  return {
    async begin(tx, subjects, now) {
      await tx.query(
        `INSERT INTO ${table} (${subject}, since) SELECT unnest($1::text[]), $2
         ON CONFLICT (${subject}) DO UPDATE SET after_product_id = ''`,
        [subjects, now],
      );
    },
    async lock(tx) {
      const [rewrite] = await tx.query<Rewrite & Record<string, unknown>>(
        `SELECT ${subject} AS subject, after_product_id AS after FROM ${table}
         ORDER BY since, ${subject} LIMIT 1 FOR UPDATE SKIP LOCKED`,
      );
      return rewrite;
    },
    async keep(tx, of, last) {
      await (last === undefined
        ? tx.query(`DELETE FROM ${table} WHERE ${subject} = $1`, [of])
        : tx.query(`UPDATE ${table} SET after_product_id = $2 WHERE ${subject} = $1`, [of, last]));
    },
    dueSql: `EXISTS (SELECT FROM ${table})`,
    sinceSql: (instant) => `SELECT since FROM ${table} WHERE since <= ${instant}`,
  };
}
