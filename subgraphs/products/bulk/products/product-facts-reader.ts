import type { Sql, Transaction } from '@depachika/database/database.ts';
import { findDefinitions } from '../../attributes/attribute-reader.ts';
import type { CategoryRecord } from '../../catalogue/category.ts';
import { findPaths } from '../../catalogue/category-reader.ts';
import type { ProductRecord } from '../../catalogue/product.ts';
import type { Vocabulary } from '../../details/details-input.ts';
import { findDetails } from '../../details/details-reader.ts';
import type { ProductDetails } from '../../details/product-details.ts';
import { findLabels } from '../../labels/label-reader.ts';
import type { Schedule } from '../../lifecycle/publication-rules.ts';
import { findSchedules } from '../../lifecycle/schedule-store.ts';

/** What batches of lines are looked at with. */
export interface BatchFacts {
  readonly details: ReadonlyMap<string, ProductDetails>;
  readonly schedules: ReadonlyMap<string, Schedule>;
  readonly vocabulary: Vocabulary;
  /** By address: those that lines name, and those of the products. */
  readonly categories: ReadonlyMap<string, CategoryRecord>;
  /** From the top down to each category, by its id. */
  readonly paths: ReadonlyMap<string, readonly CategoryRecord[]>;
}

/** Six statements for any number of products. */
export async function findBatchFacts(
  sql: Sql | Transaction,
  products: readonly ProductRecord[],
  categorySlugs: readonly string[],
): Promise<BatchFacts> {
  const named = await sql.query<{ id: string; slug: string }>(
    'SELECT id, slug FROM catalog.categories WHERE slug = ANY($1::text[])',
    [[...new Set(categorySlugs)]],
  );
  const ids = new Set([...named.map(({ id }) => id), ...products.map(({ categoryId }) => categoryId)]);
  const paths = await findPaths(sql, [...ids]);
  const categories = named.map(({ id, slug }) => [slug, paths.get(id)!.at(-1)!] as const);
  const productIds = products.map(({ id }) => id);
  return {
    details: await findDetails(sql, productIds),
    schedules: await findSchedules(sql, productIds),
    vocabulary: { definitions: await findDefinitions(sql), labels: await findLabels(sql) },
    categories: new Map(categories),
    paths,
  };
}

/** Ids of products that are not deleted, in their order. */
export async function findIdsAfter(
  sql: Sql,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    'SELECT id FROM catalog.products WHERE id > $1 AND deleted_at IS NULL ORDER BY id LIMIT $2',
    [after, limit],
  );
  return rows.map(({ id }) => id);
}
