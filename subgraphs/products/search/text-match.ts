import type { SearchQuery } from './search-text.ts';

/** SQL of a relation with the values of its parameters. */
export interface TextMatch {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/**
 * What a query finds among products on sale: a relation `(product_id text, rank bigint)`, to be put in brackets. The
 * lower rank is the better hit; ties are broken by `product_id`. Parameters are numbered from `$from` on.
 */
export function textMatch(query: SearchQuery, from: number): TextMatch {
  const [terms, patterns, phrase] = [`$${from}`, `$${from + 1}`, `$${from + 2}`];
  return {
    sql: `SELECT p.id AS product_id,
        (CASE WHEN strpos(p.search_names, E'\\n' || ${phrase}::text || E'\\n') > 0 THEN 0
              WHEN strpos(p.search_names, E'\\n' || ${phrase}::text) > 0 THEN 1
              WHEN p.search_names LIKE ALL (${patterns}::text[]) THEN 2
              ELSE 3 END)::bigint AS rank
      FROM catalog.products p
      WHERE p.status = 'ACTIVE' AND p.search_terms @> ${terms}::text[] AND p.search_text LIKE ALL (${patterns}::text[])`,
    // Folding leaves only letters and digits in a word: nothing in it is a wildcard.
    values: [query.terms, query.words.map((word) => `%${word}%`), query.phrase],
  };
}
