import type { Transaction } from '@depachika/database/database.ts';
import { forgetProducts } from '../catalogue/catalogue-cache.ts';
import { holdTree } from '../categories/tree-store.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import { refreshDocuments } from '../search/search-document-store.ts';
import { keepRenamed, lockListedAfter, lockRenaming } from './renaming-store.ts';
import { keepProgress, lockAged, lockProductsAfter, lockRefresh } from './token-refresh-store.ts';
import { keepTokens } from './token-store.ts';

/**
 * Gives the next products their tokens anew after an edit of a word, each batch in a transaction of its own that keeps how far
 * it came: who dies leaves the rest to the next, and nobody waits longer than for a batch.
 * @returns products that were looked at, `limit` at most
 */
export async function refreshTokens(deps: EditDependencies, limit: number): Promise<number> {
  return inBatch(deps, 'products.refreshTokens', async (tx) => {
    const refresh = await lockRefresh(tx);
    if (!refresh) return 0;
    const ids = await lockProductsAfter(tx, refresh.after, limit);
    if (ids.length > 0) await keepTokens(tx, ids, deps.clock.now());
    await keepProgress(tx, refresh.word, ids.length < limit ? undefined : ids.at(-1));
    return ids.length;
  });
}

/**
 * Lets searches find the next products by the new name of their category, as {@link refreshTokens} does. A name is in what a
 * search looks through alone: facets read it from the category.
 * @returns products that were looked at, `limit` at most
 */
export async function refreshRenamed(deps: EditDependencies, limit: number): Promise<number> {
  return inBatch(deps, 'products.refreshRenamed', async (tx) => {
    const renaming = await lockRenaming(tx);
    if (!renaming) return 0;
    const { categoryId, after } = renaming;
    const ids = await lockListedAfter(tx, { shelf: categoryId, after, limit });
    await refreshDocuments(tx, ids);
    await keepRenamed(tx, categoryId, ids.length < limit ? undefined : ids.at(-1));
    return ids.length;
  });
}

/** While it lasts, no category is moved or named. */
async function inBatch(
  { database, cache }: EditDependencies,
  name: string,
  refresh: (tx: Transaction) => Promise<number>,
): Promise<number> {
  const count = await database.transaction({ name }, async (tx) => {
    await holdTree(tx);
    return refresh(tx);
  });
  if (count > 0) await forgetProducts(cache, []);
  return count;
}

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
