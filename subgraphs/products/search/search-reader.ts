import type { Sql } from '@depachika/database/database.ts';
import type { ProductRecord } from '../catalogue/product.ts';
import {
  PRODUCT_COLUMNS,
  type ProductRow,
  toProduct,
  VARIANTS_OF_PRODUCT,
} from '../catalogue/product-rows.ts';
import type { SearchQuery } from './search-query.ts';
import { textMatch } from './text-match.ts';

/** Rank and id of the last product of the page before. */
export type SearchCursor = readonly [rank: number, id: string];

export interface SearchHit {
  /** The lower, the better. */
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

/** Products on sale that a query finds, best first, oldest first among equals. */
export async function searchProducts(sql: Sql, query: SearchQuery, page: SearchPage): Promise<SearchHit[]> {
  const match = textMatch(query, 5);
  const after = page.after
    ? 'WHERE (rank, product_id) > ($3::bigint, $4::text)'
    : 'WHERE $3::bigint IS NULL AND $4::text IS NULL';
  const rows = await sql.query<ProductRow & { rank: number }>(
    `SELECT hits.rank, ${PRODUCT_COLUMNS}
     FROM (
       SELECT rank, product_id FROM (
         SELECT found.rank, found.product_id FROM (${match.sql}) found
         JOIN catalog.product_shelves s
           ON s.product_id = found.product_id AND s.shelf = $1 AND s.status = 'ACTIVE'
       ) ranked
       ${after} ORDER BY rank, product_id LIMIT $2
     ) hits
     JOIN catalog.products p ON p.id = hits.product_id
     ${VARIANTS_OF_PRODUCT}
     ORDER BY hits.rank, hits.product_id`,
    [page.shelf, page.limit, ...(page.after ?? [null, null]), ...match.values],
  );
  return rows.map((row) => ({ rank: row.rank, product: toProduct(row) }));
}
