import { ALLERGEN, BRAND, CATEGORY, LABEL, TEMPERATURE } from './facet-tokens.ts';
import { AVAILABILITY, IN_STOCK, PRICE, type ProductFilter } from './product-filter.ts';

/** What a list can be narrowed by, counted under everything else that it is narrowed by already. */
export interface Facets {
  readonly facets: readonly Facet[];
  /** Undefined where nothing is left. */
  readonly priceRange: { readonly lowestYen: number; readonly highestYen: number } | undefined;
}

export interface Facet {
  readonly code: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly values: readonly FacetValue[];
}

export interface FacetValue {
  readonly value: string;
  readonly labelJa: string;
  readonly labelEn: string;
  readonly count: number;
  readonly selected: boolean;
}

/** A count as the database gives it. */
export interface FacetCount {
  readonly facet: string;
  readonly value: string;
  readonly facetJa: string;
  readonly facetEn: string;
  readonly labelJa: string;
  readonly labelEn: string;
  readonly token: string;
  readonly position: number;
  readonly hits: number;
  /** Of the facet of prices alone. */
  readonly lowestYen: number | null;
  readonly highestYen: number | null;
}

/** Most values of one facet: the most frequent ones, and those that are chosen. */
export const MAX_FACET_VALUES = 50;
const MAX_FACETS = 20;

/** Puts counts into the order of a page: values by their own order, else the most frequent first. */
export function facetsOf(counts: readonly FacetCount[], filter: ProductFilter): Facets {
  const selected = new Set(filter.groups.flatMap(({ tokens }) => tokens));
  const price = counts.find(({ facet }) => facet === PRICE);
  const groups = Map.groupBy(
    counts.filter(({ facet }) => facet !== PRICE),
    ({ facet }) => facet,
  );
  const facets = [...groups].map(([code, values]) => ({
    code,
    ...namesOf(values[0]!),
    values: values
      .toSorted(byPlace)
      .map((count) =>
        facetValueOf(count, code === AVAILABILITY ? filter.inStock : selected.has(count.token)),
      ),
  }));
  return { facets: facets.sort(byRank).slice(0, MAX_FACETS), priceRange: rangeOf(price) };
}

function rangeOf(price: FacetCount | undefined): Facets['priceRange'] {
  if (!price || price.lowestYen === null || price.highestYen === null) return undefined;
  return { lowestYen: price.lowestYen, highestYen: price.highestYen };
}

function namesOf({ facet, facetJa, facetEn }: FacetCount) {
  return facet === AVAILABILITY
    ? { nameJa: '在庫', nameEn: 'Availability' }
    : { nameJa: facetJa, nameEn: facetEn };
}

function facetValueOf({ facet, value, labelJa, labelEn, hits }: FacetCount, selected: boolean): FacetValue {
  const labels = facet === AVAILABILITY ? { labelJa: '在庫あり', labelEn: 'In stock' } : { labelJa, labelEn };
  return { value: facet === AVAILABILITY ? IN_STOCK : value, ...labels, count: hits, selected };
}

function byPlace(one: FacetCount, other: FacetCount): number {
  return one.position - other.position || other.hits - one.hits || (one.token < other.token ? -1 : 1);
}

/** What every shop has goes first, in this order; the rest by how many products have it. */
const RANKS: readonly string[] = [CATEGORY, AVAILABILITY, BRAND, LABEL, TEMPERATURE, ALLERGEN];

function byRank(one: Facet, other: Facet): number {
  return rankOf(one) - rankOf(other) || piecesOf(other) - piecesOf(one) || (one.code < other.code ? -1 : 1);
}

function rankOf({ code }: Facet): number {
  const rank = RANKS.indexOf(code);
  return rank < 0 ? RANKS.length : rank;
}

function piecesOf({ values }: Facet): number {
  return values.reduce((sum, { count }) => sum + count, 0);
}
