import type { Sql } from '@depachika/database/database.ts';
import type { SearchQuery } from '../search/search-query.ts';
import { beginningLexemes } from '../search/search-text.ts';
import { someDocuments, textMatch } from '../search/text-match.ts';

/** What begins like that: a query that others made, or a product. */
export interface SuggestionRow {
  readonly kind: 'QUERY' | 'PRODUCT';
  /** The query as it is typed, or the product's id. */
  readonly value: string;
}

/** A query is shown to others once so many searches of it found something. */
const LEAST_SEARCHES = 3;
/** Candidates of a beginning that are weighed against each other: a short one has more than anybody wants. */
const MAX_CANDIDATES = 300;
const BOUNDS = { candidates: MAX_CANDIDATES, nearest: 100 };

/**
 * Queries that begin with an exact text, the most frequent first, and products: those whose names begin so, then what a search for
 * it finds. One statement; products only of two characters on, because one is the beginning of too many.
 */
export function findSuggestions(
  sql: Sql,
  {
    prefix,
    query,
    first,
  }: { readonly prefix: string; readonly query: SearchQuery | undefined; readonly first: number },
): Promise<SuggestionRow[]> {
  const isLongEnough = [...prefix].length > 1;
  const found = query && isLongEnough ? textMatch(query, 6, BOUNDS) : { sql: NOTHING, values: [] };
  return sql.query<SuggestionRow & Record<string, unknown>>(
    `(SELECT 'QUERY' AS kind, max(typed) AS value FROM catalog.search_counts
      WHERE phrase >= $1 AND phrase < $1 || U&'\\+10FFFF'
      GROUP BY phrase HAVING sum(searches) - sum(without_results) >= ${LEAST_SEARCHES}
      ORDER BY sum(searches) DESC, phrase LIMIT $2)
     UNION ALL
     (SELECT 'PRODUCT', product_id FROM (
        SELECT product_id, 0 AS place, -popularity::bigint AS rank
        FROM (${someDocuments('$3::tsquery', MAX_CANDIDATES)}) beginning
        WHERE $5 AND (names LIKE $4 OR reading LIKE $4)
        UNION ALL
        SELECT product_id, 1, rank FROM (${found.sql}) found
      ) offered GROUP BY product_id ORDER BY min(place), min(rank), product_id LIMIT $2)`,
    [prefix, first, beginningLexemes(prefix), `%^ ${prefix}%`, isLongEnough, ...found.values],
  );
}

const NOTHING = 'SELECT NULL::text AS product_id, 0::bigint AS rank WHERE false';
