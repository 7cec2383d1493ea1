import type { Transaction } from '@depachika/database/database.ts';
import { recordChanges } from '@depachika/domain/changes.ts';
import {
  type InvalidInput,
  invalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { findPaths } from '../catalogue/category-reader.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { CategoryInUse } from '../editing/problems.ts';
import { productChanged } from '../editing/product-events.ts';
import { messages } from '../messages/messages.ts';
import { editTree, saveEditedCategory, shelveAnew } from './edit-tree.ts';
import { countSold, type StoredCategory } from './tree-store.ts';

interface CategoryInput {
  readonly id: string;
  readonly expectedVersion: number;
}

export type RestoreCategoryResult =
  | { readonly kind: 'saved'; readonly id: string }
  | InvalidInput
  | NotFound
  | VersionConflict;
export type RetireCategoryResult = RestoreCategoryResult | CategoryInUse;

/**
 * Takes a category out of the shop: nobody finds it any more. Its products go to another category when one is named;
 * without one it has none that is on sale or will be by itself.
 */
export async function retireCategory(
  deps: EditDependencies,
  input: CategoryInput & { readonly moveProductsTo?: string | null },
  actor: Actor,
): Promise<RetireCategoryResult> {
  const { id, moveProductsTo } = input;
  const operation = 'retireCategory';
  return editTree<RetireCategoryResult>(
    deps,
    { ...input, name: operation },
    async (tx, { tree, category, editedProducts }) => {
      if (category.retired) return invalidInput('id', messages.allowed.categoryInUse);
      const children = tree.filter((one) => one.parentId === id && !one.retired).length;
      const products = moveProductsTo ? 0 : await countSold(tx, id);
      if (children + products > 0) return { kind: 'categoryInUse', children, products };
      if (moveProductsTo) {
        const refusal = refuseTarget(tree, category, moveProductsTo);
        if (refusal) return refusal;
        editedProducts.push(...(await moveProducts(tx, deps, { from: id, to: moveProductsTo, actor })));
      }
      const after = { retired: true };
      await saveEditedCategory(tx, { category, after, operation, actor, now: deps.clock.now() });
      return { kind: 'saved', id };
    },
  );
}

/** Brings a retired category back to its place. */
export async function restoreCategory(
  deps: EditDependencies,
  input: CategoryInput,
  actor: Actor,
): Promise<RestoreCategoryResult> {
  const operation = 'restoreCategory';
  return editTree<RestoreCategoryResult>(
    deps,
    { ...input, name: operation },
    async (tx, { tree, category }) => {
      const parent = tree.find((one) => one.id === category.parentId);
      if (!category.retired || parent?.retired) return invalidInput('id', messages.allowed.categoryToRestore);
      const after = { retired: false };
      await saveEditedCategory(tx, { category, after, operation, actor, now: deps.clock.now() });
      return { kind: 'saved', id: category.id };
    },
  );
}

function refuseTarget(
  tree: readonly StoredCategory[],
  { id }: StoredCategory,
  target: string,
): InvalidInput | NotFound | undefined {
  const found = tree.find((one) => one.id === target);
  if (!found) return notFound(target);
  return found.retired || target === id
    ? invalidInput('moveProductsTo', messages.allowed.categoryInUse)
    : undefined;
}

/** Each product is edited, as if somebody had given it the other category. */
async function moveProducts(
  tx: Transaction,
  deps: EditDependencies,
  { from, to, actor }: { readonly from: string; readonly to: string; readonly actor: Actor },
): Promise<string[]> {
  const ids: string[] = [];
  const path = (await findPaths(tx, [to])).get(to)!;
  const now = deps.clock.now();
  await shelveAnew(tx, [from], now, async (batch, products) => {
    const moved = batch.map((state) => ({
      ...state,
      ...{ categoryId: to, path, version: state.version + 1, updatedAt: now },
    }));
    const fields = [{ field: 'categoryId', from, to }];
    await recordChanges(
      tx,
      'catalog',
      moved.map(({ id }) => ({ subject: id, operation: 'retireCategory', actor, fields, changedAt: now })),
    );
    await deps.outbox.append(
      tx,
      moved.map((state, index) =>
        productChanged(
          state,
          products[index]!.variants.map((variant) => variant.id),
        ),
      ),
    );
    ids.push(...moved.map(({ id }) => id));
    return moved;
  });
  return ids;
}
