import type { Transaction } from '@depachika/database/database.ts';
import { changedFields, recordChange } from '@depachika/domain/changes.ts';
import {
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { forgetCategories, forgetProducts } from '../catalogue/catalogue-cache.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import { LONGEST_WAIT_MS, lockTree, type StoredCategory, saveCategory } from './tree-store.ts';

/** The tree while it is edited, and the category that is. */
export interface LockedTree {
  readonly tree: readonly StoredCategory[];
  readonly category: StoredCategory;
  /** Products whose own record changes: whoever edits them says so. */
  readonly editedProducts: string[];
}

/** Runs one edit of a category while nobody else edits the tree or a product, and forgets what is cached of both. */
export async function editTree<R>(
  deps: EditDependencies,
  {
    id,
    expectedVersion,
    name,
  }: { readonly id: string; readonly expectedVersion: number; readonly name: string },
  work: (tx: Transaction, locked: LockedTree) => Promise<R>,
): Promise<R | NotFound | VersionConflict> {
  const editedProducts: string[] = [];
  const outcome = await deps.database.transaction(
    { name: `products.${name}`, timeoutMs: LONGEST_WAIT_MS },
    async (tx): Promise<R | NotFound | VersionConflict> => {
      const tree = await lockTree(tx);
      const category = tree.find((one) => one.id === id);
      if (!category) return notFound(id);
      if (category.version !== expectedVersion)
        return versionConflict({ expectedVersion, currentVersion: category.version });
      return work(tx, { tree, category, editedProducts });
    },
  );
  await forgetCategories(deps.cache);
  await forgetProducts(deps.cache, editedProducts);
  return outcome;
}

/** Saves what an edit makes of a category, and who asked for it. */
export async function saveEditedCategory(
  tx: Transaction,
  {
    category,
    after,
    operation,
    actor,
    now,
  }: {
    readonly category: StoredCategory;
    readonly after: Partial<StoredCategory>;
    readonly operation: string;
    readonly actor: Actor;
    readonly now: Date;
  },
): Promise<void> {
  const state = { ...category, ...after, version: category.version + 1 };
  await saveCategory(tx, { ...state, retiredAt: now });
  const fields = changedFields(category, state, [
    'nameJa',
    'nameEn',
    'parentId',
    'position',
    'retired',
    'slug',
  ]);
  await recordChange(tx, 'catalog', { subject: category.id, operation, actor, fields, changedAt: now });
}
