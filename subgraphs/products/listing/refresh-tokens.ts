import { forgetProducts } from '../catalogue/catalogue-cache.ts';
import { holdTree } from '../categories/tree-store.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import { refreshDocuments } from '../search/search-document-store.ts';
import {
  keepProgress,
  lockAged,
  lockListedAfter,
  lockProductsAfter,
  lockRefresh,
} from './token-refresh-store.ts';
import { keepTokens } from './token-store.ts';

/**
 * Gives the next products their tokens anew after an edit of a word, or their documents after one of a category's name, each batch in a transaction of its own that keeps how
 * far it came: who dies leaves the rest to the next, and nobody waits longer than for a batch.
 * @returns products that were looked at, `limit` at most
 */
export async function refreshTokens(
  { database, cache, clock }: EditDependencies,
  limit: number,
): Promise<number> {
  const count = await database.transaction({ name: 'products.refreshTokens' }, async (tx) => {
    await holdTree(tx);
    const refresh = await lockRefresh(tx);
    if (!refresh) return 0;
    const { after, categoryId } = refresh;
    const ids =
      categoryId === undefined
        ? await lockProductsAfter(tx, after, limit)
        : await lockListedAfter(tx, { shelf: categoryId, after, limit });
    // A name is in what a search looks through alone: facets read it from the category.
    if (categoryId !== undefined) await refreshDocuments(tx, ids);
    else if (ids.length > 0) await keepTokens(tx, ids, clock.now());
    await keepProgress(tx, refresh.word, ids.length < limit ? undefined : ids.at(-1));
    return ids.length;
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
