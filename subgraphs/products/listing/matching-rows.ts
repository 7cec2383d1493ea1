import type { SearchQuery } from '../search/search-query.ts';
import { type ShelvedRows, textHits, textMatch } from '../search/text-match.ts';
import { BRAND } from './facet-tokens.ts';
import type { Selection } from './listing.ts';
import {
  AVAILABILITY,
  type DeliverableGoods,
  type FilterGroup,
  NO_FILTER,
  PRICE,
  type ProductFilter,
} from './product-filter.ts';

/** Values of a statement's parameters, by the order in which its text names them. */
export interface Parameters {
  readonly values: unknown[];
  /** @returns the parameter that holds this value */
  add(value: unknown): string;
}

export function parameters(): Parameters {
  const values: unknown[] = [];
  return { values, add: (value) => `$${values.push(value)}` };
}

/**
 * SQL: the conditions under which a row `s` of product_shelves is on a list, its shelf apart. Tokens of a group are
 * alternatives, and all groups must hold. @param without a facet whose own choice is left out
 */
export function matchesSql(
  bound: Parameters,
  { status, filter, within }: Selection,
  without?: string,
): string {
  return [
    `s.status = ${bound.add(status)}`,
    ...(within ? filterSql(bound, within.filter) : []),
    ...filterSql(bound, filter, without),
  ].join(' AND ');
}

function filterSql({ add }: Parameters, filter: ProductFilter, without?: string): string[] {
  const { groups, minPriceYen, maxPriceYen, inStock, deliverable } = filter;
  const isPriced = without !== PRICE;
  return [
    ...groups.filter(({ facet }) => facet !== without).map((group) => groupSql(group, add)),
    ...(isPriced && minPriceYen !== undefined ? [`s.min_price_yen >= ${add(minPriceYen)}`] : []),
    ...(isPriced && maxPriceYen !== undefined ? [`s.min_price_yen <= ${add(maxPriceYen)}`] : []),
    ...(inStock && without !== AVAILABILITY ? ['s.in_stock'] : []),
    ...(deliverable ? [deliverableSql(deliverable, add)] : []),
  ];
}

/**
 * SQL: that a row has one of these tokens. A product has one brand, which is its first token: an index of shelves has these,
 * and of one brand in their order.
 */
function groupSql({ facet, tokens, excluded }: FilterGroup, add: Parameters['add']): string {
  const [only, ...others] = tokens;
  if (facet !== BRAND || excluded) return `${excluded ? 'NOT ' : ''}s.tokens && ${add(tokens)}::text[]`;
  return others.length === 0 ? `s.tokens[1] = ${add(only)}` : `s.tokens[1] = ANY(${add(tokens)}::text[])`;
}

/** SQL: that a row lies where it can be delivered from, and takes no longer than there is time. */
function deliverableSql(goods: DeliverableGoods, add: Parameters['add']): string {
  if (goods.kind === 'none') return 'false';
  const { locationIds, maxLeadTimeDays } = goods;
  const lies = locationIds.length === 0 ? 's.in_stock' : `s.locations && ${add(locationIds)}::text[]`;
  return `${lies} AND s.lead_time_days <= ${add(maxLeadTimeDays)}::int`;
}

/**
 * SQL: that `s` stands on one of these shelves. The whole shop has an index of its own for tokens, which is found by its
 * name alone.
 */
export function onShelvesSql({ add }: Parameters, shelves: readonly string[]): string {
  const [only, ...others] = shelves;
  return others.length === 0 && only === '' ? "s.shelf = ''" : `s.shelf = ANY(${add(shelves)}::text[])`;
}

/** SQL: a relation `(product_id)` of what the text finds or somebody put there, in brackets; undefined without either. */
export function foundSql({ values, add }: Parameters, { query, within }: Selection): string | undefined {
  if (within?.collection)
    return `(SELECT product_id, position::bigint AS rank FROM catalog.collection_products WHERE collection_id = ${add(within.collection.id)})`;
  if (!query) return undefined;
  const match = textHits(query, values.length + 1);
  values.push(...match.values);
  return `(${match.sql})`;
}

/**
 * SQL: a relation `(product_id, rank)` of what the text finds, in brackets. @param shelved what is on the list; undefined
 * where everything on sale is
 */
export function rankedSql(
  { values }: Parameters,
  query: SearchQuery,
  shelved: ShelvedRows | undefined,
): string {
  const match = textMatch(query, values.length + 1, { shelved });
  values.push(...match.values);
  return `(${match.sql})`;
}

/** Whether a list of the whole shop is everything on sale, or everything that a text finds there. */
export function isEverything(shelves: readonly string[], { filter, within }: Selection): boolean {
  return shelves.length === 1 && shelves[0] === '' && filter.key === NO_FILTER.key && !within;
}
