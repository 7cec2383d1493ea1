import type { Transaction } from '@depachika/database/database.ts';
import type { NewCategory } from './category-input.ts';

/** How many stand below a category, or at the top, and the last place among them. */
export async function siblingsBelow(
  tx: Transaction,
  parentId: string | null,
): Promise<{ readonly count: number; readonly last: number | null }> {
  const siblings = await tx.query<{ count: number; last: number | null }>(
    `SELECT count(*)::int AS count, max(position) AS last FROM catalog.categories
     WHERE parent_id IS NOT DISTINCT FROM $1`,
    [parentId],
  );
  return siblings[0]!;
}

/** @throws DatabaseFault 23505 on `categories_slug_key` when the slug is taken */
export async function insertCategory(
  tx: Transaction,
  category: NewCategory & {
    readonly id: string;
    readonly position: number;
    readonly picture: string;
    readonly createdAt: Date;
  },
): Promise<void> {
  const { id, slug, nameJa, nameEn, parentId, position, picture, createdAt } = category;
  await tx.query(
    `INSERT INTO catalog.categories (id, slug, name_ja, name_en, parent_id, position, picture, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, slug, nameJa, nameEn, parentId, position, picture, createdAt],
  );
}
