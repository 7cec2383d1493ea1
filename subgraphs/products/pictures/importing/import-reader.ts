import type { Row, Sql } from '@depachika/database/database.ts';
import type { PictureState } from '../picture.ts';

export interface KnownPicture {
  readonly id: string;
  readonly state: PictureState;
  readonly contentHash: string | null;
  readonly uploadId: string;
}

/** The pictures of a product, with what they were made of. */
export function picturesOfProduct(sql: Sql, productId: string): Promise<KnownPicture[]> {
  return sql.query<KnownPicture & Row>(
    `SELECT id, state, content_hash AS "contentHash", upload_id AS "uploadId" FROM catalog.product_pictures
     WHERE product_id = $1 AND removed_at IS NULL ORDER BY position`,
    [productId],
  );
}

export interface NamedProduct {
  readonly id: string;
  readonly nameJa: string;
  readonly nameEn: string;
  /** The variant by whose article number it was found. */
  readonly variantId: string | null;
}

/** By an id, a slug that it has or had, or the article number of a variant: what is not deleted. */
export async function findNamedProduct(sql: Sql, name: string): Promise<NamedProduct | undefined> {
  const [product] = await sql.query<NamedProduct & Row>(
    `SELECT p.id, p.name_ja AS "nameJa", p.name_en AS "nameEn", v.id AS "variantId"
     FROM (
       SELECT id AS product_id, NULL AS variant_id FROM catalog.products WHERE id = $1
       UNION ALL SELECT subject, NULL FROM catalog.slugs WHERE kind = 'PRODUCT' AND slug = $1
       UNION ALL SELECT product_id, id FROM catalog.product_variants WHERE sku = $1
     ) AS found
     JOIN catalog.products p ON p.id = found.product_id
     LEFT JOIN catalog.product_variants v ON v.id = found.variant_id
     WHERE p.deleted_at IS NULL ORDER BY v.id NULLS FIRST LIMIT 1`,
    [name],
  );
  return product;
}
