import type { Sql } from '@depachika/database/database.ts';

/** Pieces of a product in orders of one day. */
export interface OrderedPieces {
  readonly productId: string;
  /** In Japan, when the order was placed. */
  readonly date: string;
  readonly units: number;
}

/** Days that count, today included. */
export const POPULAR_DAYS = 30;

/** Adds pieces of products that the catalogue has: one statement. */
export async function addOrderedPieces(sql: Sql, pieces: readonly OrderedPieces[]): Promise<void> {
  await sql.query(
    `INSERT INTO catalog.ordered_pieces AS known (product_id, date, units)
     SELECT "productId", date, sum(units)
     FROM jsonb_to_recordset($1::jsonb) AS p ("productId" text, date date, units int)
     GROUP BY "productId", date ORDER BY "productId", date
     ON CONFLICT (product_id, date) DO UPDATE SET units = known.units + excluded.units`,
    [JSON.stringify(pieces)],
  );
}

/** Writes on documents how often their products were ordered lately, and forgets older days. Changes what differs alone. */
export async function refreshPopularity(sql: Sql, today: string): Promise<void> {
  await sql.query('DELETE FROM catalog.ordered_pieces WHERE date < $1::date - $2::int', [
    today,
    2 * POPULAR_DAYS,
  ]);
  await sql.query(
    `UPDATE catalog.search_documents d SET popularity = counted.units
     FROM (
       SELECT d.product_id, COALESCE(sum(o.units), 0)::int AS units
       FROM catalog.search_documents d
       LEFT JOIN catalog.ordered_pieces o
         ON o.product_id = d.product_id AND o.date > $1::date - $2::int
       GROUP BY d.product_id
     ) counted
     WHERE counted.product_id = d.product_id AND counted.units <> d.popularity`,
    [today, POPULAR_DAYS],
  );
}

/** Products on sale that were ordered most, of the whole shop or of a category with those below it. */
export async function findBestSellers(
  sql: Sql,
  { shelf, first }: { readonly shelf: string; readonly first: number },
): Promise<string[]> {
  const rows = await sql.query<{ product_id: string }>(
    `SELECT d.product_id FROM catalog.search_documents d
     WHERE d.popularity > 0 AND EXISTS (
       SELECT FROM catalog.product_shelves s
       WHERE s.product_id = d.product_id AND s.shelf = $1 AND s.status = 'ACTIVE')
     ORDER BY d.popularity DESC, d.product_id LIMIT $2`,
    [shelf, first],
  );
  return rows.map(({ product_id }) => product_id);
}
