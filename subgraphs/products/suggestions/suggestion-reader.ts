import type { Sql } from '@depachika/database/database.ts';
import type { SearchQuery } from '../search/search-query.ts';
import { textMatch } from '../search/text-match.ts';

/** What begins like that: a query that others made, or a product. */
export interface SuggestionRow {
  readonly kind: 'QUERY' | 'PRODUCT';
  /** The query as it is typed, or the product's id. */
  readonly value: string;
}

/** A query is shown to others once so many searches of it found something. */
const LEAST_SEARCHES = 3;
/**
 * So many products that begin like that, by each of their names, and so many that a search finds are weighed against each
 * other: a short beginning has more than anybody wants, and what weighs all of them takes longer with each new product.
 */
const BEGINNINGS = 40;
const BOUNDS = { candidates: 40, nearest: 40 };

/**
 * Queries that begin with an exact text, the most frequent first, and products: those whose names begin so, then, where these
 * are too few, what a search for it finds. One statement, which PostgreSQL plans once: ranges of beginnings are functions there.
 * Products only of two characters on, because one is the beginning of too many.
 */
export function findSuggestions(
  sql: Sql,
  {
    prefix,
    query,
    first,
  }: { readonly prefix: string; readonly query: SearchQuery | undefined; readonly first: number },
): Promise<SuggestionRow[]> {
  if ([...prefix].length < 2)
    return sql.query<SuggestionRow & Record<string, unknown>>(`${QUERIES} ORDER BY rank`, [prefix, first]);
  const found = query ? textMatch(query, 4, BOUNDS) : { sql: NOTHING, values: [] };
  return sql.query<SuggestionRow & Record<string, unknown>>(
    `WITH beginning AS MATERIALIZED (SELECT product_id, popularity FROM catalog.documents_beginning($3::text, ${BEGINNINGS})),
     offered AS (
       SELECT product_id, 0 AS place, -popularity::bigint AS rank FROM beginning
       UNION ALL
       SELECT product_id, 1, rank FROM (${found.sql}) found
       WHERE (SELECT count(DISTINCT product_id) FROM beginning) < $2)
     SELECT kind, value FROM (
       ${QUERIES}
       UNION ALL
       (SELECT 1, 'PRODUCT', product_id, row_number() OVER (ORDER BY min(place), min(rank), product_id)
        FROM offered GROUP BY product_id ORDER BY min(place), min(rank), product_id LIMIT $2)
     ) suggested ORDER BY part, rank`,
    [prefix, first, `^ ${prefix}`, ...found.values],
  );
}

/** SQL: queries of others that begin with `$1`. */
const QUERIES = `SELECT 0 AS part, 'QUERY' AS kind, typed AS value, place AS rank
       FROM catalog.queries_beginning($1::text, ${LEAST_SEARCHES}, $2::integer)`;

const NOTHING = 'SELECT NULL::text AS product_id, 0::bigint AS rank WHERE false';
