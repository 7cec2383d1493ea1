import type { Sql, Transaction } from '@depachika/database/database.ts';
import type { TreeNode } from './tree-rules.ts';

export interface StoredCategory extends TreeNode {
  readonly slug: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly position: number;
  readonly version: number;
}

/**
 * Keeps the tree as it is until the transaction ends. Every edit of a product asks for this first, and every edit of the
 * tree for {@link lockTree}: shelves are never written for a place where the category no longer is, and nobody waits in
 * a circle. Readers do not wait.
 */
export async function holdTree(tx: Sql): Promise<void> {
  await tx.query('LOCK TABLE catalog.categories IN ROW SHARE MODE');
}

/** A transaction under the lock of the tree, or for a piece of products, waits at most so long for an edit of a few hundred. */
export const LONGEST_WAIT_MS = 30_000;

/** Keeps everybody else from editing the tree or a product until the transaction ends: for a moment, not for work. */
export async function lockEdits(tx: Transaction): Promise<void> {
  await tx.query('LOCK TABLE catalog.categories IN EXCLUSIVE MODE');
}

/** SQL: whether category `c` is out of the shop, or will be as soon as its last products have gone elsewhere. */
export const RETIRED_SQL = `(c.retired_at IS NOT NULL OR EXISTS (
  SELECT FROM catalog.category_clearings WHERE category_id = c.id))`;

/** All categories, in the order of their places, while nobody else edits the tree or a product. */
export async function lockTree(tx: Transaction): Promise<StoredCategory[]> {
  await lockEdits(tx);
  return tx.query<StoredCategory & Record<string, unknown>>(
    `SELECT id, slug, name_ja AS "nameJa", name_en AS "nameEn", parent_id AS "parentId", position, version,
       ${RETIRED_SQL} AS retired
     FROM catalog.categories c ORDER BY position, id`,
  );
}

/** Stores names, address, place and retirement of a category; one that is being cleared retires with its last product. */
export async function saveCategory(
  tx: Transaction,
  category: StoredCategory & { readonly retiredAt?: Date | null },
): Promise<void> {
  await tx.query(
    `UPDATE catalog.categories c SET name_ja = $2, name_en = $3, parent_id = $4, version = $5,
       retired_at = CASE WHEN $6::boolean AND NOT EXISTS (
         SELECT FROM catalog.category_clearings WHERE category_id = c.id) THEN COALESCE(retired_at, $7) END, slug = $8
     WHERE id = $1`,
    [
      ...[category.id, category.nameJa, category.nameEn, category.parentId, category.version],
      ...[category.retired, category.retiredAt ?? null, category.slug],
    ],
  );
}

/** Gives siblings the places of their order. */
export async function savePlaces(tx: Transaction, siblings: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE catalog.categories c SET position = placed.place - 1
     FROM unnest($1::text[]) WITH ORDINALITY AS placed (id, place)
     WHERE c.id = placed.id AND c.position <> placed.place - 1`,
    [siblings],
  );
}

/** Products of a category, itself alone, that are on sale or will be by themselves. */
export async function countSold(tx: Transaction, categoryId: string): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM catalog.products p
     WHERE p.category_id = $1 AND p.deleted_at IS NULL AND (p.status = 'ACTIVE' OR EXISTS (
       SELECT FROM catalog.product_schedules s WHERE s.product_id = p.id AND s.publish_at IS NOT NULL))`,
    [categoryId],
  );
  return rows[0]!.count;
}
