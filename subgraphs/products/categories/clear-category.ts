import type { Transaction } from '@depachika/database/database.ts';
import { recordChanges } from '@depachika/domain/changes.ts';
import { forgetCategories, forgetProducts } from '../catalogue/catalogue-cache.ts';
import { findPaths } from '../catalogue/category-reader.ts';
import { findProducts } from '../catalogue/product-reader.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import { productChanged } from '../editing/product-events.ts';
import { saveProducts, toState } from '../editing/product-store.ts';
import { keepTokens } from '../listing/token-store.ts';
import { lockPlacedAfter } from '../rewrites/affected-products.ts';
import { type Clearing, endClearing, findClearing } from './clearing-store.ts';
import { LONGEST_WAIT_MS, lockEdits } from './tree-store.ts';

/** Products that leave a category in one transaction, for which every edit waits. */
export const CLEARING_PIECE = 200;

/**
 * Lets the next products leave a category that retires for another one, and retires it with the last of them: until then it is
 * found with those that are left. Each piece is a transaction of its own, under the lock of the tree: nothing comes while the last one goes.
 * @returns products that went, `limit` at most; undefined when no category waits
 */
export async function clearCategory(deps: EditDependencies, limit: number): Promise<number | undefined> {
  const moved = await deps.database.transaction(
    { name: 'products.clearCategory', timeoutMs: LONGEST_WAIT_MS },
    async (tx) => {
      await lockEdits(tx);
      const clearing = await findClearing(tx);
      return clearing && moveOut(tx, deps, clearing, limit);
    },
  );
  if (!moved) return undefined;
  await forgetCategories(deps.cache);
  await forgetProducts(deps.cache, moved);
  return moved.length;
}

/** Each product is edited, as if somebody had given it the other category. @returns their ids; fewer than the limit are the last ones */
export async function moveOut(
  tx: Transaction,
  { clock, outbox }: EditDependencies,
  { categoryId, targetId, actor }: Clearing,
  limit: number,
): Promise<string[]> {
  const now = clock.now();
  const ids = await lockPlacedAfter(tx, categoryId, { after: '', limit });
  if (ids.length < limit) await endClearing(tx, categoryId, now);
  if (ids.length === 0) return [];
  const path = (await findPaths(tx, [targetId])).get(targetId)!;
  const products = [...(await findProducts(tx, ids)).values()];
  const moved = products.map((product) => ({
    ...toState(product, path),
    ...{ categoryId: targetId, version: product.version + 1, updatedAt: now },
  }));
  await saveProducts(tx, moved);
  await keepTokens(tx, ids, now);
  const fields = [{ field: 'categoryId', from: categoryId, to: targetId }];
  const change = { operation: 'retireCategory', actor, fields, changedAt: now };
  await recordChanges(
    tx,
    'catalog',
    ids.map((subject) => ({ subject, ...change })),
  );
  await outbox.append(
    tx,
    moved.map((state, index) =>
      productChanged(
        state,
        products[index]!.variants.map(({ id }) => id),
      ),
    ),
  );
  return ids;
}
