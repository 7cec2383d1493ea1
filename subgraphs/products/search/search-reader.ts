import type { Sql } from '@depachika/database/database.ts';
import type { ProductRecord } from '../catalogue/product.ts';
import {
  PRODUCT_COLUMNS,
  type ProductRow,
  toProduct,
  VARIANTS_OF_PRODUCT,
} from '../catalogue/product-rows.ts';
import type { SearchQuery } from './search-text.ts';

/** Rank and id of the last product of the page before. */
export type SearchCursor = readonly [rank: number, id: string];

export interface SearchHit {
  /** 0: a whole name; 1: the beginning of one; 2: every word in a name; 3: the rest. */
  readonly rank: number;
  readonly product: ProductRecord;
}

export interface SearchPage {
  /** A category's id, or the whole shop. */
  readonly shelf: string;
  /** Rows to read: one more than the page shows. */
  readonly limit: number;
  readonly after: SearchCursor | undefined;
}

/**
 * Products on sale that hold every word, best first, oldest first among equals. The index finds candidates by pairs
 * of characters; the words themselves decide.
 */
export async function searchProducts(sql: Sql, query: SearchQuery, page: SearchPage): Promise<SearchHit[]> {
  // Folding leaves only letters and digits in a word: nothing in it is a wildcard.
  const patterns = query.words.map((word) => `%${word}%`);
  const after = page.after ? 'WHERE (rank, product_id) > ($6::bigint, $7::text)' : '';
  const rows = await sql.query<ProductRow & { rank: number }>(
    `SELECT hits.rank, ${PRODUCT_COLUMNS}
     FROM (
       SELECT rank, product_id FROM (
         SELECT s.product_id,
           CASE WHEN strpos(p.search_names, E'\\n' || $3 || E'\\n') > 0 THEN 0
                WHEN strpos(p.search_names, E'\\n' || $3) > 0 THEN 1
                WHEN p.search_names LIKE ALL ($2::text[]) THEN 2
                ELSE 3 END AS rank
         FROM catalog.products p
         JOIN catalog.product_shelves s ON s.product_id = p.id AND s.shelf = $4 AND s.status = 'ACTIVE'
         WHERE p.search_terms @> $1::text[]
           AND p.search_text LIKE ALL ($2::text[])
       ) ranked
       ${after} ORDER BY rank, product_id LIMIT $5
     ) hits
     JOIN catalog.products p ON p.id = hits.product_id
     ${VARIANTS_OF_PRODUCT}
     ORDER BY hits.rank, hits.product_id`,
    [query.terms, patterns, query.phrase, page.shelf, page.limit, ...(page.after ?? [])],
  );
  return rows.map((row) => ({ rank: row.rank, product: toProduct(row) }));
}
