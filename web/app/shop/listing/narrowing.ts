import { postalDigits } from '../../parts/postal-code.ts';
import { ON, TO } from './delivery-choice.ts';

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
  /** What was typed as a postal code is none, or none that the shop knows. */
  readonly isPlaceUnknown?: boolean;
  /** Something was chosen that can be chosen no more, and was taken away. */
  readonly isChoiceGone?: boolean;
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
  readonly deliverable?: { readonly postalCode: string; readonly date: string };
}

export const WITHOUT = 'without';
export const LOWEST = 'min';
export const HIGHEST = 'max';
export const STOCK = 'stock';

/** The graph refuses more. Who chooses by hand chooses less. */
const MOST_NAMES = 10;
const MOST_VALUES = 20;
const MOST_ALLERGENS = 50;
const MOST_YEN = 10_000_000;
const PAGE_SIZE = 24;
const PLACE = 'place';
const UNKNOWN = 'unknown';
const GONE = 'gone';

/** What the lists of a page have in common. */
export interface AskedOptions<Sort extends string> {
  /** The orders that this list has, the usual one first. */
  readonly sorts: readonly [Sort, ...Sort[]];
  /** The days on which goods can be wanted: `2026-11-27`. */
  readonly days: readonly string[];
  /** A facet that the list itself is one value of. */
  readonly fixed?: string;
}

/**
 * Reads the address of a list. What cannot be a choice is left out as if it were not there: names that are none, prices
 * that are no numbers, days that are over, more than the graph takes. Prices in the wrong order change places.
 */
export function askedIn<Sort extends string>(
  search: URLSearchParams,
  { sorts, days, fixed }: AskedOptions<Sort>,
): Asked<Sort> {
  const [usualSort] = sorts;
  const sort = sorts.find((each) => each === search.get('sort')) ?? usualSort;
  const before = search.get('before') || undefined;
  const after = before ? undefined : search.get('after') || undefined;
  const typed = [...search].filter(([name]) => name !== fixed && name !== TO && name !== ON);
  const choices = [...inOrderOfPrices(choicesIn(typed)), ...deliveryIn(search, days)];
  const code = search.get(TO);
  const isPlaceUnknown = search.get(PLACE) === UNKNOWN || (!!code && postalDigits(code) === undefined);
  const isChoiceGone = search.get(GONE) === '1';
  return { sort, usualSort, choices, isPlaceUnknown, isChoiceGone, after, before };
}

/** Where and when are chosen together or not at all. */
function deliveryIn(search: URLSearchParams, days: readonly string[]): Choice[] {
  const code = postalDigits(search.get(TO) ?? '');
  const day = days.find((each) => each === search.get(ON));
  if (code === undefined || day === undefined) return [];
  return [
    { name: TO, value: code },
    { name: ON, value: day },
  ];
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
  if (isOfPrice(name)) return 1;
  return name === WITHOUT ? MOST_ALLERGENS : MOST_VALUES;
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
export function listVariables<Sort extends string>(asked: Asked<Sort>) {
  return { ...pageVariables(asked), sort: asked.sort };
}

/** The same of a list that has an order of its own. @param own its name, by which nothing is asked for */
export function ownListVariables<Sort extends string, Own extends Sort>(asked: Asked<Sort>, own: Own) {
  const sort = asked.sort === own ? null : (asked.sort as Exclude<Sort, Own>);
  return { ...pageVariables(asked), sort };
}

function pageVariables({ choices, after, before }: Asked) {
  const page = before ? { last: PAGE_SIZE, before } : { first: PAGE_SIZE, after: after ?? null };
  return { filter: filterOf(choices), ...page };
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
    ...deliverableOf(choices),
  };
}

function deliverableOf(choices: readonly Choice[]): Pick<Filter, 'deliverable'> {
  const [postalCode, date] = [TO, ON].map((name) => choices.find((each) => each.name === name)?.value);
  return postalCode && date ? { deliverable: { postalCode, date } } : {};
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

/** The list without choices that are none any more; its page says so. */
export function withoutGone(asked: Asked, known: readonly Choice[]): string {
  const search = narrowedTo(asked, known);
  return `${search ? `${search}&` : '?'}${GONE}=1`;
}

/**
 * Where a list is to be read that the graph refused: a place in it that cannot be read is none, and the list begins where it
 * begins; a postal code that the shop does not know is taken away, and the page says so.
 * @returns undefined when it was asked for nothing that can be refused
 */
export function refusedTo(asked: Asked): string | undefined {
  if (asked.after !== undefined || asked.before !== undefined) return narrowedTo(asked, asked.choices);
  const others = asked.choices.filter(({ name }) => name !== TO && name !== ON);
  if (others.length === asked.choices.length) return undefined;
  const search = narrowedTo(asked, others);
  return `${search ? `${search}&` : '?'}${PLACE}=${UNKNOWN}`;
}
