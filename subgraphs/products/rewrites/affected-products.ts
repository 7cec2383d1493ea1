import type { Transaction } from '@depachika/database/database.ts';

/** A piece of products in the order of their ids, behind this one. */
export interface Piece {
  readonly after: string;
  readonly limit: number;
}

/** Ids of some products, locked as an edit locks them. Fewer than the limit are the last ones. */
export type PieceReader = (tx: Transaction, subject: string, piece: Piece) => Promise<string[]>;

/** All but deleted ones, whatever the subject is. */
export const lockProductsAfter: PieceReader = (tx, _, { after, limit }) =>
  lockIds(tx, 'id > $1 AND deleted_at IS NULL ORDER BY id LIMIT $2', [after, limit]);

/** On sale in a category or below. */
export const lockListedAfter: PieceReader = (tx, shelf, { after, limit }) =>
  lockIds(
    tx,
    `id IN (SELECT product_id FROM catalog.product_shelves
       WHERE shelf = $1 AND status = 'ACTIVE' AND product_id > $2 ORDER BY product_id LIMIT $3) ORDER BY id`,
    [shelf, after, limit],
  );

/** Of a category, itself alone, but no deleted ones: those stand on no shelf. */
export const lockPlacedAfter: PieceReader = (tx, categoryId, { after, limit }) =>
  lockIds(tx, 'category_id = $1 AND deleted_at IS NULL AND id > $2 ORDER BY id LIMIT $3', [
    ...[categoryId, after, limit],
  ]);

/** Of a brand, deleted ones too: past orders show them. */
export const lockBrandedAfter: PieceReader = (tx, brandId, { after, limit }) =>
  lockIds(tx, 'brand_id = $1 AND id > $2 ORDER BY id LIMIT $3', [brandId, after, limit]);

async function lockIds(tx: Transaction, which: string, values: unknown[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM catalog.products WHERE ${which} FOR NO KEY UPDATE`,
    values,
  );
  return rows.map(({ id }) => id);
}
