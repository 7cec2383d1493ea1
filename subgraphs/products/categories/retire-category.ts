import {
  type InvalidInput,
  invalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { CategoryInUse } from '../editing/problems.ts';
import { messages } from '../messages/messages.ts';
import { CLEARING_PIECE, moveOut } from './clear-category.ts';
import { beginClearing, countComing, dropClearing, endClearingsTo } from './clearing-store.ts';
import { editTree, saveEditedCategory } from './edit-tree.ts';
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
 * Takes a category out of the shop: nobody finds it any more. Its products go to another category when one is named: as many as a
 * piece takes at once, the others by a job, and the last one takes the category out. Without one it has none that is on sale or
 * will be by itself.
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
      const products = moveProductsTo ? 0 : (await countSold(tx, id)) + (await countComing(tx, id));
      if (children + products > 0) return { kind: 'categoryInUse', children, products };
      const refusal = moveProductsTo ? refuseTarget(tree, category, moveProductsTo) : undefined;
      if (refusal) return refusal;
      const edit = { category, after: { retired: true }, operation, actor, now: deps.clock.now() };
      if (!moveProductsTo) {
        await endClearingsTo(tx, id, edit.now);
        await saveEditedCategory(tx, edit);
        return { kind: 'saved', id };
      }
      const clearing = { categoryId: id, targetId: moveProductsTo, actor };
      await beginClearing(tx, clearing, edit.now);
      await saveEditedCategory(tx, edit);
      editedProducts.push(...(await moveOut(tx, deps, clearing, CLEARING_PIECE)));
      return { kind: 'saved', id };
    },
  );
}

/** Brings a retired category back to its place. One that is being cleared keeps the products that it still has. */
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
      await dropClearing(tx, category.id);
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
