import type { Transaction } from '@depachika/database/database.ts';
import { repeatBrand } from '../brands/brand-store.ts';
import { forgetProducts } from '../catalogue/catalogue-cache.ts';
import { findPaths } from '../catalogue/category-reader.ts';
import { findProducts } from '../catalogue/product-reader.ts';
import { holdTree, LONGEST_WAIT_MS } from '../categories/tree-store.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import { putOnShelves, toState } from '../editing/product-store.ts';
import { keepTokens } from '../listing/token-store.ts';
import { refreshDocuments } from '../search/search-document-store.ts';
import {
  lockBrandedAfter,
  lockListedAfter,
  lockPlacedAfter,
  lockProductsAfter,
  type PieceReader,
} from './affected-products.ts';
import {
  brandRenamings,
  categoryMoves,
  categoryRenamings,
  type RewriteQueue,
  wordRewrites,
} from './rewrite-queue.ts';

/**
 * Writes the next products after an edit that concerns more than one transaction should write. Each piece is a transaction of its
 * own that keeps how far it came: who dies leaves the rest to the next, and nobody waits longer than for a piece.
 * @returns products that were looked at, `limit` at most; undefined when nothing is to be done that nobody else has in hand
 */
export type RewriteJob = (deps: EditDependencies, limit: number) => Promise<number | undefined>;

/** Gives products their tokens anew after an edit of a word. */
export const refreshTokens = rewriteJob('products.refreshTokens', {
  queue: wordRewrites,
  lockPiece: lockProductsAfter,
  write: (tx, { ids, now }) => keepTokens(tx, ids, now),
});

/**
 * Lets searches find products by the new name of their category. A name is in what a search looks through alone: facets read it
 * from the category.
 */
export const refreshRenamed = rewriteJob('products.refreshRenamed', {
  queue: categoryRenamings,
  lockPiece: lockListedAfter,
  write: (tx, { ids }) => refreshDocuments(tx, ids),
});

/**
 * Puts products of a category that was moved, or of one below it, on the shelves of its place as the tree has it now. Each changes
 * from all of its old shelves to all of the new ones at one moment, and stays on its own and on that of the whole shop.
 */
export const shelveMoved = rewriteJob('products.shelveMoved', {
  queue: categoryMoves,
  lockPiece: lockPlacedAfter,
  write: shelveAnew,
});

/** Writes the new names of a brand on its products, and on what a search looks through. */
export const renameBranded = rewriteJob('products.renameBranded', {
  queue: brandRenamings,
  lockPiece: lockBrandedAfter,
  async write(tx, { ids, now }) {
    await repeatBrand(tx, ids);
    await refreshDocuments(tx, ids);
    await keepTokens(tx, ids, now);
  },
});

interface WrittenPiece {
  /** Of products whose rows are locked. */
  readonly ids: readonly string[];
  readonly now: Date;
}

function rewriteJob(
  name: string,
  {
    queue,
    lockPiece,
    write,
  }: {
    readonly queue: RewriteQueue;
    readonly lockPiece: PieceReader;
    readonly write: (tx: Transaction, piece: WrittenPiece) => Promise<void>;
  },
): RewriteJob {
  return async ({ database, cache, clock }, limit) => {
    const written = await database.transaction({ name, timeoutMs: LONGEST_WAIT_MS }, async (tx) => {
      // As an edit of a product does: while it lasts, no category is moved, and no category or brand is named.
      await holdTree(tx);
      const rewrite = await queue.lock(tx);
      if (!rewrite) return undefined;
      const { subject, after } = rewrite;
      const ids = await lockPiece(tx, subject, { after, limit });
      if (ids.length > 0) await write(tx, { ids, now: clock.now() });
      await queue.keep(tx, subject, ids.length < limit ? undefined : ids.at(-1));
      return ids;
    });
    if (written && written.length > 0) await forgetProducts(cache, written);
    return written?.length;
  };
}

async function shelveAnew(tx: Transaction, { ids, now }: WrittenPiece): Promise<void> {
  const products = [...(await findProducts(tx, ids)).values()];
  const paths = await findPaths(tx, [...new Set(products.map(({ categoryId }) => categoryId))]);
  await putOnShelves(
    tx,
    products.map((product) => toState(product, paths.get(product.categoryId) ?? [])),
  );
  await keepTokens(tx, ids, now);
}
