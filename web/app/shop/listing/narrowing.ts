/** One thing that a list is narrowed by, as its address says it: `brand=brd_…`, `without=milk`, `min=1000`, `stock=1`. */
export interface Choice {
  readonly name: string;
  readonly value: string;
}

/** What the address of a list asks for. */
export interface Asked<Sort extends string = string> {
  /** Of a search. */
  readonly query?: string | undefined;
  readonly sort: Sort;
  /** The first of a list's orders: an address does not name it. */
  readonly usualSort: Sort;
  readonly choices: readonly Choice[];
  /** At most one of them. */
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

/** What the graph takes as `ProductFilter`. */
export interface Filter {
  readonly facets: { readonly code: string; readonly values: string[] }[];
  readonly withoutAllergens: string[];
  readonly minPriceYen: number | null;
  readonly maxPriceYen: number | null;
  readonly inStock: boolean;
}

export const WITHOUT = 'without';
export const LOWEST = 'min';
export const HIGHEST = 'max';
export const STOCK = 'stock';

/** The graph refuses more. Who chooses by hand chooses less. */
const MOST_NAMES = 10;
const MOST_VALUES = 20;
const MOST_YEN = 10_000_000;
const PAGE_SIZE = 24;

/**
 * Reads the address of a list. What cannot be a choice is left out as if it were not there: names that are none, prices
 * that are no numbers, more than the graph takes. Prices in the wrong order change places.
 * @param sorts the orders that this list has, the usual one first
 * @param fixed a facet that the list itself is one value of
 */
export function askedIn<Sort extends string>(
  search: URLSearchParams,
  { sorts, fixed }: { readonly sorts: readonly [Sort, ...Sort[]]; readonly fixed?: string },
): Asked<Sort> {
  const [usualSort] = sorts;
  const sort = sorts.find((each) => each === search.get('sort')) ?? usualSort;
  const before = search.get('before') || undefined;
  const after = before ? undefined : search.get('after') || undefined;
  const choices = choicesIn([...search].filter(([name]) => name !== fixed));
  return { sort, usualSort, choices: inOrderOfPrices(choices), after, before };
}

function choicesIn(entries: readonly (readonly [string, string])[]): Choice[] {
  const chosen = new Map<string, Set<string>>();
  for (const [name, value] of entries) {
    if (!isChoice(name, value)) continue;
    const values = chosen.get(name) ?? new Set();
    if (values.size < mostOf(name) && (values.size > 0 || chosen.size < MOST_NAMES))
      chosen.set(name, values.add(value));
  }
  return [...chosen].flatMap(([name, values]) => [...values].map((value) => ({ name, value })));
}

function isChoice(name: string, value: string): boolean {
  if (name === STOCK) return value === '1';
  if (isOfPrice(name)) return /^\d{1,8}$/.test(value) && Number(value) <= MOST_YEN;
  return (name === WITHOUT || isFacet(name)) && [name, value].every((text) => /^\P{Cc}{1,200}$/u.test(text));
}

function isFacet(name: string): boolean {
  return (
    ['category', 'brand', 'label', 'temperature'].includes(name) ||
    ['option:', 'attribute:'].some((kind) => name.startsWith(kind) && name !== kind)
  );
}

function isOfPrice(name: string): boolean {
  return name === LOWEST || name === HIGHEST;
}

function mostOf(name: string): number {
  return isOfPrice(name) ? 1 : MOST_VALUES;
}

function inOrderOfPrices(choices: readonly Choice[]): readonly Choice[] {
  const [lowest, highest] = [priceOf(choices, LOWEST), priceOf(choices, HIGHEST)];
  if (lowest === null || highest === null || lowest <= highest) return choices;
  return choices.map(({ name, value }) =>
    isOfPrice(name) ? { name, value: String(name === LOWEST ? highest : lowest) } : { name, value },
  );
}

/** In yen; null where none was chosen. */
export function priceOf(choices: readonly Choice[], name: typeof LOWEST | typeof HIGHEST): number | null {
  const choice = choices.find((each) => each.name === name);
  return choice ? Number(choice.value) : null;
}

/** What a list asks the graph for: a page of it, from whichever end. */
export function listVariables<Sort extends string>({ sort, choices, after, before }: Asked<Sort>) {
  const page = before ? { last: PAGE_SIZE, before } : { first: PAGE_SIZE, after: after ?? null };
  return { filter: filterOf(choices), sort, ...page };
}

function filterOf(choices: readonly Choice[]): Filter | null {
  if (choices.length === 0) return null;
  const ofFacets = Map.groupBy(
    choices.filter(({ name }) => isFacet(name)),
    ({ name }) => name,
  );
  return {
    facets: [...ofFacets].map(([code, chosen]) => ({ code, values: chosen.map(({ value }) => value) })),
    withoutAllergens: choices.filter(({ name }) => name === WITHOUT).map(({ value }) => value),
    minPriceYen: priceOf(choices, LOWEST),
    maxPriceYen: priceOf(choices, HIGHEST),
    inStock: choices.some(({ name }) => name === STOCK),
  };
}

/** What follows the path in the address of a list: `?…`, or nothing. */
export function searchOf({ query, sort, usualSort, choices, after, before }: Asked): string {
  const search = new URLSearchParams([
    ...(query ? [['q', query]] : []),
    ...(sort === usualSort ? [] : [['sort', sort]]),
    ...choices.map(({ name, value }) => [name, value]),
    ...(after ? [['after', after]] : []),
    ...(before ? [['before', before]] : []),
  ]);
  return search.size > 0 ? `?${search}` : '';
}

/** The same list from its beginning, narrowed otherwise. */
export function narrowedTo(asked: Asked, choices: readonly Choice[]): string {
  return searchOf({ ...asked, choices, after: undefined, before: undefined });
}
