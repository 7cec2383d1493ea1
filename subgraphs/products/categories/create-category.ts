import type { Transaction } from '@depachika/database/database.ts';
import { isUniqueViolation } from '@depachika/database/faults.ts';
import { recordChange } from '@depachika/domain/changes.ts';
import { type InvalidInput, invalidInput, type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { newId } from '@depachika/ids/ids.ts';
import { forgetCategories } from '../catalogue/catalogue-cache.ts';
import { MAX_CHILDREN, MAX_DEPTH } from '../catalogue/category.ts';
import { findPaths } from '../catalogue/category-reader.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { SlugTaken } from '../editing/problems.ts';
import { messages } from '../messages/messages.ts';
import { claimSlug } from '../slugs/slug-store.ts';
import { type CategoryInput, type NewCategory, readCategory } from './category-input.ts';
import { insertCategory, siblingsBelow } from './category-store.ts';
import { lockTree } from './tree-store.ts';

export type CreateCategoryResult =
  | { readonly kind: 'created'; readonly id: string }
  | InvalidInput
  | SlugTaken
  | NotFound;

/** Adds a category behind its siblings; its products' pictures look like those of the category above. */
export async function createCategory(
  { database, cache, clock }: EditDependencies,
  input: CategoryInput,
  actor: Actor,
): Promise<CreateCategoryResult> {
  const read = readCategory(input);
  if (read.kind === 'invalidInput') return read;
  const category = read.value;
  try {
    const result = await database.transaction({ name: 'products.createCategory' }, (tx) =>
      addCategory(tx, category, { actor, createdAt: clock.now() }),
    );
    await forgetCategories(cache);
    return result;
  } catch (error) {
    if (isUniqueViolation(error, 'categories_slug_key')) return { kind: 'slugTaken', slug: category.slug };
    throw error;
  }
}

async function addCategory(
  tx: Transaction,
  category: NewCategory,
  { actor, createdAt }: { readonly actor: Actor; readonly createdAt: Date },
): Promise<CreateCategoryResult> {
  const { parentId } = category;
  const tree = await lockTree(tx);
  const path = parentId === null ? [] : (await findPaths(tx, [parentId])).get(parentId);
  if (!path) return notFound(parentId!);
  if (tree.find(({ id }) => id === parentId)?.retired)
    return invalidInput('parentId', messages.allowed.categoryToSell);
  if (path.length >= MAX_DEPTH) return invalidInput('parentId', messages.allowed.parentAbove(MAX_DEPTH));
  const { count, last } = await siblingsBelow(tx, parentId);
  if (count >= MAX_CHILDREN) return invalidInput('parentId', messages.allowed.parentWithRoom(MAX_CHILDREN));
  const id = newId('cat');
  const { slug } = category;
  if (!(await claimSlug(tx, { kind: 'CATEGORY', subject: id, slug }))) return { kind: 'slugTaken', slug };
  const picture = path.at(-1)?.picture ?? 'box';
  await insertCategory(tx, { ...category, id, position: (last ?? -1) + 1, picture, createdAt });
  await recordChange(tx, 'catalog', {
    subject: id,
    operation: 'createCategory',
    actor,
    fields: [],
    changedAt: createdAt,
  });
  return { kind: 'created', id };
}
