import {
  anyInvalid,
  type InvalidInput,
  type NotFound,
  type VersionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import { readCategoryName, wrongName } from './category-input.ts';
import { editTree, saveEditedCategory, shelveAnew } from './edit-tree.ts';
import { subtreeOf } from './tree-rules.ts';

export type UpdateCategoryResult =
  | { readonly kind: 'saved'; readonly id: string }
  | InvalidInput
  | NotFound
  | VersionConflict;

/** Edits the names that are given. Products here and below are found by the new ones at once. */
export async function updateCategory(
  deps: EditDependencies,
  input: {
    readonly id: string;
    readonly expectedVersion: number;
    readonly nameJa?: string | null;
    readonly nameEn?: string | null;
  },
  actor: Actor,
): Promise<UpdateCategoryResult> {
  const nameJa = input.nameJa == null ? undefined : readCategoryName(input.nameJa);
  const nameEn = input.nameEn == null ? undefined : readCategoryName(input.nameEn);
  const refusal = anyInvalid([
    input.nameJa != null && nameJa === undefined ? wrongName('nameJa') : undefined,
    input.nameEn != null && nameEn === undefined ? wrongName('nameEn') : undefined,
  ]);
  if (refusal) return refusal;
  const { id, expectedVersion } = input;
  const operation = 'updateCategory';
  return editTree<UpdateCategoryResult>(
    deps,
    { id, expectedVersion, name: operation },
    async (tx, { tree, category }) => {
      const after = { nameJa: nameJa ?? category.nameJa, nameEn: nameEn ?? category.nameEn };
      await saveEditedCategory(tx, { category, after, operation, actor, now: deps.clock.now() });
      await shelveAnew(tx, subtreeOf(tree, id));
      return { kind: 'saved', id };
    },
  );
}
