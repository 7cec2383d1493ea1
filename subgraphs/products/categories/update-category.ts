import {
  anyInvalid,
  type InvalidInput,
  type NotFound,
  type VersionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { SlugTaken } from '../editing/problems.ts';
import { wrongIn } from '../editing/product-input.ts';
import { CATEGORY, tokenOf } from '../listing/facet-tokens.ts';
import { renameFacetValue } from '../listing/facet-words-store.ts';
import { categoryRenamings } from '../rewrites/rewrite-queue.ts';
import { readSlug } from '../slugs/slug-input.ts';
import { claimSlug } from '../slugs/slug-store.ts';
import { readCategoryName, wrongName } from './category-input.ts';
import { editTree, saveEditedCategory } from './edit-tree.ts';

export type UpdateCategoryResult =
  | { readonly kind: 'saved'; readonly id: string }
  | InvalidInput
  | SlugTaken
  | NotFound
  | VersionConflict;

/** Edits the names and the address that are given. A search finds products here and below by the new names once a job has been there. */
export async function updateCategory(
  deps: EditDependencies,
  input: {
    readonly id: string;
    readonly expectedVersion: number;
    readonly nameJa?: string | null;
    readonly nameEn?: string | null;
    /** The one that it had leads to it for ever. */
    readonly slug?: string | null;
  },
  actor: Actor,
): Promise<UpdateCategoryResult> {
  const nameJa = input.nameJa == null ? undefined : readCategoryName(input.nameJa);
  const nameEn = input.nameEn == null ? undefined : readCategoryName(input.nameEn);
  const wanted = readSlug(input.slug);
  const refusal = anyInvalid([
    ...wrongIn(wanted),
    input.nameJa != null && nameJa === undefined ? wrongName('nameJa') : undefined,
    input.nameEn != null && nameEn === undefined ? wrongName('nameEn') : undefined,
  ]);
  if (refusal || wanted.kind === 'invalidInput') return refusal!;
  const { id, expectedVersion } = input;
  const operation = 'updateCategory';
  return editTree<UpdateCategoryResult>(
    deps,
    { id, expectedVersion, name: operation },
    async (tx, { category }) => {
      const slug = wanted.value ?? category.slug;
      if (slug !== category.slug && !(await claimSlug(tx, { kind: 'CATEGORY', subject: id, slug })))
        return { kind: 'slugTaken', slug };
      const after = { nameJa: nameJa ?? category.nameJa, nameEn: nameEn ?? category.nameEn, slug };
      const now = deps.clock.now();
      await saveEditedCategory(tx, { category, after, operation, actor, now });
      if (after.nameJa !== category.nameJa || after.nameEn !== category.nameEn) {
        const words = { labelJa: after.nameJa, labelEn: after.nameEn };
        await renameFacetValue(tx, tokenOf(CATEGORY, id), words);
        await categoryRenamings.begin(tx, [id], now);
      }
      return { kind: 'saved', id };
    },
  );
}
