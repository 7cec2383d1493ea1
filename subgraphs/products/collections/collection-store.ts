import type { Transaction } from '@depachika/database/database.ts';
import type { CollectionRecord, CollectionRule } from './collection.ts';
import { COLLECTION, toCollection } from './collection-reader.ts';

export async function lockCollection(tx: Transaction, id: string): Promise<CollectionRecord | undefined> {
  const rows = await tx.query<Parameters<typeof toCollection>[0]>(`${COLLECTION} WHERE id = $1 FOR UPDATE`, [
    id,
  ]);
  return rows[0] && toCollection(rows[0]);
}

/** Inserts a collection behind the others, or overwrites one that is locked. */
export async function saveCollection(tx: Transaction, collection: CollectionRecord): Promise<void> {
  const { id, slug, nameJa, nameEn, descriptionJa, descriptionEn, rule } = collection;
  const { startsAt, endsAt, retired, version } = collection;
  await tx.query(
    `INSERT INTO catalog.collections (id, slug, name_ja, name_en, description_ja, description_en, rule, starts_at,
       ends_at, position, version, retired)
     SELECT $1, $2, $3, $4, $5, $6, $7::jsonb, $8::timestamptz, $9::timestamptz, coalesce(max(position), -1) + 1, $10::int, $11::boolean
     FROM catalog.collections
     ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, name_ja = excluded.name_ja, name_en = excluded.name_en,
       description_ja = excluded.description_ja, description_en = excluded.description_en, rule = excluded.rule,
       starts_at = excluded.starts_at, ends_at = excluded.ends_at, version = excluded.version,
       retired = excluded.retired`,
    [
      ...[id, slug, nameJa, nameEn, descriptionJa, descriptionEn, rule && JSON.stringify(rule)],
      ...[startsAt, endsAt, version, retired],
    ],
  );
}

/** The products of a collection, in their order, in place of those before. */
export async function chooseProducts(
  tx: Transaction,
  collectionId: string,
  productIds: readonly string[],
): Promise<void> {
  await tx.query('DELETE FROM catalog.collection_products WHERE collection_id = $1', [collectionId]);
  await tx.query(
    `INSERT INTO catalog.collection_products (collection_id, position, product_id)
     SELECT $1, chosen.place, chosen.id FROM unnest($2::text[]) WITH ORDINALITY AS chosen (id, place)`,
    [collectionId, productIds],
  );
}

/** Ids of the products that were chosen by hand, in their order. */
export async function chosenProducts(tx: Transaction, collectionId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'SELECT product_id AS id FROM catalog.collection_products WHERE collection_id = $1 ORDER BY position',
    [collectionId],
  );
  return rows.map(({ id }) => id);
}

/** @returns an id that a collection is to be made of and that nothing has, if any */
export async function findMissing(
  tx: Transaction,
  productIds: readonly string[],
  rule: CollectionRule | null,
): Promise<string | undefined> {
  const rows = await tx.query<{ id: string }>(
    `SELECT wanted.id FROM unnest($1::text[]) AS wanted (id)
       WHERE NOT EXISTS (SELECT FROM catalog.products p WHERE p.id = wanted.id AND p.deleted_at IS NULL)
     UNION ALL SELECT $2::text WHERE $2 IS NOT NULL AND NOT EXISTS (SELECT FROM catalog.categories WHERE id = $2)
     UNION ALL SELECT $3::text WHERE $3 IS NOT NULL AND NOT EXISTS (SELECT FROM catalog.brands WHERE id = $3)
     UNION ALL SELECT wanted.code FROM unnest($4::text[]) AS wanted (code)
       WHERE NOT EXISTS (SELECT FROM catalog.labels l WHERE l.code = wanted.code)
     LIMIT 1`,
    [productIds, rule?.categoryId ?? null, rule?.brandId ?? null, rule?.labels ?? []],
  );
  return rows[0]?.id;
}
