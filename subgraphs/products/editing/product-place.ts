import type { Transaction } from '@depachika/database/database.ts';
import { type InvalidInput, type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { CategoryRecord } from '../catalogue/category.ts';
import { findPaths } from '../catalogue/category-reader.ts';
import { checkPlace } from './place-rules.ts';

export type ProductPlace =
  | { readonly kind: 'place'; readonly path: readonly CategoryRecord[] }
  | InvalidInput
  | NotFound;

/** The category of a product, from the top down. @param mayRetire whether it may be one that nobody finds */
export async function findPlace(
  tx: Transaction,
  categoryId: string,
  { mayRetire }: { readonly mayRetire: boolean },
): Promise<ProductPlace> {
  const path = (await findPaths(tx, [categoryId])).get(categoryId);
  if (!path) return notFound(categoryId);
  return checkPlace(path.at(-1)!, { mayRetire }) ?? { kind: 'place', path };
}
