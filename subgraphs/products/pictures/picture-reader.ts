import type { Sql } from '@depachika/database/database.ts';
import type { PictureRecord, PictureRefusal, PictureState } from './picture.ts';

export interface PictureRow extends Record<string, unknown> {
  readonly id: string;
  readonly product_id: string;
  readonly variant_id: string | null;
  readonly position: number;
  readonly alt_ja: string;
  readonly alt_en: string;
  readonly focal_x: number;
  readonly focal_y: number;
  readonly state: PictureState;
  readonly refusal: PictureRefusal | null;
  readonly content_hash: string | null;
  readonly width: number;
  readonly height: number;
  readonly widths: number[];
}

/** SQL: columns of `catalog.product_pictures`. */
export const PICTURE_COLUMNS = `id, product_id, variant_id, position, alt_ja, alt_en, focal_x, focal_y, state, refusal,
  content_hash, width, height, widths`;

export function toPicture(row: PictureRow): PictureRecord {
  return {
    id: row.id,
    productId: row.product_id,
    variantId: row.variant_id,
    position: row.position,
    altJa: row.alt_ja,
    altEn: row.alt_en,
    focalPoint: { x: row.focal_x, y: row.focal_y },
    state: row.state,
    refusal: row.refusal,
    contentHash: row.content_hash,
    width: row.width,
    height: row.height,
    widths: row.widths,
  };
}

/** The pictures of each product in order, also those that wait or were refused; an empty list where there are none. One statement. */
export async function findPictures(
  sql: Sql,
  productIds: readonly string[],
): Promise<Map<string, PictureRecord[]>> {
  const rows = await sql.query<PictureRow>(
    `SELECT ${PICTURE_COLUMNS} FROM catalog.product_pictures
     WHERE product_id = ANY($1::text[]) AND removed_at IS NULL ORDER BY product_id, position, id`,
    [productIds],
  );
  const pictures = Map.groupBy(rows.map(toPicture), ({ productId }) => productId);
  return new Map(productIds.map((id) => [id, pictures.get(id) ?? []]));
}

/** The product of a picture that was not removed. */
export async function findProductOf(sql: Sql, pictureId: string): Promise<string | undefined> {
  const [row] = await sql.query<{ product_id: string }>(
    'SELECT product_id FROM catalog.product_pictures WHERE id = $1 AND removed_at IS NULL',
    [pictureId],
  );
  return row?.product_id;
}
