import { isUniqueViolation } from '@depachika/database/faults.ts';
import type { Caller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { forgetCategories } from '../catalogue/catalogue.ts';
import { findPaths, MAX_CHILDREN, MAX_DEPTH } from '../catalogue/category-store.ts';
import type { Refusal } from '../catalogue/product.ts';
import type { CreateCategoryInput } from '../generated/resolvers.ts';
import { type Editing, requireCatalogueEditor } from './editing.ts';
import {
  type InvalidInput,
  invalidInput,
  type NotFound,
  notFound,
  type SlugTaken,
  slugTaken,
} from './outcomes.ts';
import { checkLength } from './product-input.ts';

export type CategoryCreated = { readonly __typename: 'Created'; readonly id: string };

/** Adds a category behind its siblings; its products' pictures look like those of the category above. */
export async function createCategory(
  editing: Editing,
  caller: Caller,
  input: CreateCategoryInput,
): Promise<CategoryCreated | InvalidInput | SlugTaken | NotFound> {
  requireCatalogueEditor(caller);
  const category = {
    id: newId('cat'),
    slug: input.slug.trim(),
    nameJa: input.nameJa.normalize('NFC').trim(),
    nameEn: input.nameEn.normalize('NFC').trim(),
    parentId: input.parentId ?? null,
  };
  const refusal = checkCategory(category);
  if (refusal) return invalidInput(refusal);
  try {
    const outcome = await insertCategory(editing, category);
    await forgetCategories(editing.cache);
    return outcome;
  } catch (error) {
    if (isUniqueViolation(error, 'categories_slug_key')) return slugTaken(category.slug);
    throw error;
  }
}

interface NewCategory {
  readonly id: string;
  readonly slug: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly parentId: string | null;
}

function checkCategory({ slug, nameJa, nameEn }: NewCategory): Refusal | undefined {
  if (!/^[a-z0-9-]{1,60}$/.test(slug)) {
    return { field: 'slug', allowed: '1 to 60 lower-case letters, digits and -' };
  }
  return (
    checkLength('nameJa', nameJa, { from: 1, to: 100 }) ?? checkLength('nameEn', nameEn, { from: 1, to: 100 })
  );
}

async function insertCategory(editing: Editing, category: NewCategory) {
  const { id, slug, nameJa, nameEn, parentId } = category;
  return editing.database.transaction({ name: 'products.createCategory' }, async (tx) => {
    const path = parentId === null ? [] : (await findPaths(tx, [parentId])).get(parentId);
    if (!path) return notFound(parentId!);
    if (path.length >= MAX_DEPTH) {
      return invalidInput({ field: 'parentId', allowed: `a category above level ${MAX_DEPTH}` });
    }
    const siblings = await tx.query<{ count: number; last: number | null }>(
      `SELECT count(*)::int AS count, max(position) AS last FROM catalog.categories
       WHERE parent_id IS NOT DISTINCT FROM $1`,
      [parentId],
    );
    const { count, last } = siblings[0]!;
    if (count >= MAX_CHILDREN) {
      return invalidInput({
        field: 'parentId',
        allowed: `a category with less than ${MAX_CHILDREN} below it`,
      });
    }
    await tx.query(
      `INSERT INTO catalog.categories (id, slug, name_ja, name_en, parent_id, position, picture, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        id,
        slug,
        nameJa,
        nameEn,
        parentId,
        (last ?? -1) + 1,
        path.at(-1)?.picture ?? 'box',
        editing.clock.now(),
      ],
    );
    return { __typename: 'Created' as const, id };
  });
}
