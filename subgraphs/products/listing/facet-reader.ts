import type { Sql } from '@depachika/database/database.ts';
import { CATEGORY } from './facet-tokens.ts';
import { type FacetCount, type Facets, facetsOf, MAX_FACET_VALUES } from './facets.ts';
import type { Selection } from './listing.ts';
import {
  foundSql,
  isEverything,
  matchesSql,
  onShelvesSql,
  type Parameters,
  parameters,
} from './matching-rows.ts';
import { AVAILABILITY, IN_STOCK, PRICE } from './product-filter.ts';

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What the list of each of these shelves can be narrowed by: one statement. */
export async function findFacets(
  sql: Sql,
  shelves: readonly string[],
  selection: Selection,
): Promise<Map<string, Facets>> {
  const { text, values } = facetsStatement(shelves, selection);
  const counts = await sql.query<FacetCount & { shelf: string } & Record<string, unknown>>(text, values);
  const groups = Map.groupBy(counts, ({ shelf }) => shelf);
  return new Map(shelves.map((shelf) => [shelf, facetsOf(groups.get(shelf) ?? [], selection.filter)]));
}

/** How many products the list of each of these shelves has. */
export async function countListings(
  sql: Sql,
  shelves: readonly string[],
  selection: Selection,
): Promise<Map<string, number>> {
  const { text, values } = countStatement(shelves, selection);
  const rows = await sql.query<{ shelf: string; hits: number }>(text, values);
  const counts = new Map(rows.map(({ shelf, hits }) => [shelf, hits]));
  return new Map(shelves.map((shelf) => [shelf, counts.get(shelf) ?? 0]));
}

/** The statement of {@link countListings}. */
export function countStatement(shelves: readonly string[], selection: Selection): Statement {
  const bound = parameters();
  const found = foundSql(bound, selection);
  // Only what is on sale is found: no shelf needs to be looked at.
  if (found && isEverything(shelves, selection))
    return { text: `SELECT '' AS shelf, count(*) AS hits FROM ${found} found`, values: bound.values };
  const join = found ? ` JOIN ${found} found ON found.product_id = s.product_id` : '';
  const text = `SELECT s.shelf, count(*) AS hits FROM catalog.product_shelves s${join}
     WHERE ${onShelvesSql(bound, shelves)} AND ${matchesSql(bound, selection)} GROUP BY s.shelf`;
  return { text, values: bound.values };
}

/**
 * The statement of {@link findFacets}. The products of the whole filter count for every facet that nobody chose from. A
 * facet with a choice is counted by itself, without its own choice.
 */
export function facetsStatement(shelves: readonly string[], selection: Selection): Statement {
  const bound = parameters();
  const { add } = bound;
  const { groups } = selection.filter;
  const chosen = [...new Set(groups.map(({ facet }) => facet))];
  const tokens = groups.flatMap((group) => group.tokens.map((token) => ({ token, facet: group.facet })));
  const found = foundSql(bound, selection);
  const rows = rowsSql(bound, shelves, { selection, isFound: found !== undefined });
  const [chosenSql, tokensSql] = [
    `${add(chosen)}::text[]`,
    `${add(tokens.map(({ token }) => token))}::text[]`,
  ];
  const ofTokens = [undefined, ...chosen].map(
    (own) => `SELECT ${own === undefined ? 'NULL' : add(own)}::text AS own, s.shelf, token, count(*) AS hits
       FROM ${rows.from}, unnest(s.tokens) AS token WHERE ${rows.where(own)} GROUP BY s.shelf, token`,
  );
  // Nothing else shows a choice that is left without a product.
  const without = `SELECT facet, shelf, token, 0 FROM unnest(${add(tokens.map(({ facet }) => facet))}::text[], ${tokensSql})
       AS chosen (facet, token), unnest(${add(shelves)}::text[]) AS shelf`;
  const text = `WITH ${found ? `found AS MATERIALIZED ${found}, ` : ''}counted AS (
       ${[...ofTokens, without].join('\n       UNION ALL ')}
     ), summed AS (
       SELECT shelf, own, token, sum(hits)::bigint AS hits FROM counted GROUP BY shelf, own, token
     ), placed AS (
       SELECT summed.shelf, summed.hits, v.*, c.name_ja, c.name_en, c.position AS place,
         row_number() OVER (PARTITION BY summed.shelf, v.facet
           ORDER BY (v.token = ANY(${tokensSql})) DESC, summed.hits DESC, v.token) AS rank
       FROM summed JOIN catalog.facet_values v ON v.token = summed.token
       LEFT JOIN catalog.categories c ON v.facet = '${CATEGORY}' AND c.id = v.value
       WHERE (v.facet = own OR own IS NULL AND v.facet <> ALL (${chosenSql})) AND ${BELOW_SHELF(tokensSql)}
     )
     SELECT shelf, facet, value, facet_ja AS "facetJa", facet_en AS "facetEn", token,
       coalesce(name_ja, label_ja) AS "labelJa", coalesce(name_en, label_en) AS "labelEn",
       coalesce(place + 1, position) AS position, hits, NULL::int AS "lowestYen", NULL::int AS "highestYen"
     FROM placed WHERE rank <= ${MAX_FACET_VALUES}
     UNION ALL
     SELECT s.shelf, '${AVAILABILITY}', '${IN_STOCK}', '', '', '', '', '', 0, count(*) FILTER (WHERE s.in_stock), NULL, NULL
     FROM ${rows.from} WHERE ${rows.where(AVAILABILITY)} GROUP BY s.shelf
     UNION ALL
     SELECT s.shelf, '${PRICE}', '', '', '', '', '', '', 0, count(*), min(s.min_price_yen), max(s.min_price_yen)
     FROM ${rows.from} WHERE ${rows.where(PRICE)} GROUP BY s.shelf`;
  return { text, values: bound.values };
}

/** SQL: categories one level below the shelf, those that are chosen, and one level below these. */
const BELOW_SHELF = (tokensSql: string) => `(v.facet <> '${CATEGORY}'
         OR c.parent_id IS NOT DISTINCT FROM nullif(summed.shelf, '')
         OR v.token = ANY(${tokensSql}) OR '${CATEGORY}:' || c.parent_id = ANY(${tokensSql}))`;

function rowsSql(
  bound: Parameters,
  shelves: readonly string[],
  { selection, isFound }: { readonly selection: Selection; readonly isFound: boolean },
) {
  const isOn = onShelvesSql(bound, shelves);
  const join = isFound ? ' JOIN found ON found.product_id = s.product_id' : '';
  return {
    from: `catalog.product_shelves s${join}`,
    where: (without: string | undefined) => `${isOn} AND ${matchesSql(bound, selection, without)}`,
  };
}
