import {
  anyInvalid,
  type InvalidField,
  type InvalidInput,
  invalidInput,
} from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { MAX_ALLERGENS, MAX_FACET_VALUES, MAX_FILTER_YEN } from '@depachika/schema/rest/input-limits.ts';
import { isStorableText } from '@depachika/text/storable-text.ts';
import { characterCount } from '@depachika/text/text.ts';
import type { Temperature } from '../details/product-details.ts';
import { messages } from '../messages/messages.ts';
import {
  ALLERGEN,
  attributeFacet,
  BRAND,
  CATEGORY,
  LABEL,
  optionFacet,
  TEMPERATURE,
  tokenOf,
  UNSTATED,
} from './facet-tokens.ts';

/** Values of one facet. A product needs one of them; of an excluded group, none. */
export interface FilterGroup {
  readonly facet: string;
  readonly tokens: readonly string[];
  readonly excluded: boolean;
}

/** What a list is narrowed to: every part must hold. */
export interface ProductFilter {
  readonly groups: readonly FilterGroup[];
  /** Of a product's cheapest variant, both inclusive. */
  readonly minPriceYen: number | undefined;
  readonly maxPriceYen: number | undefined;
  readonly inStock: boolean;
  /** Undefined where nobody asked when it can come. */
  readonly deliverable: DeliverableGoods | undefined;
  /** The same for the same filter, in whatever order its parts were written. */
  readonly key: string;
}

/** Goods that can be at a place on a date, by where they lie and how long they take. */
export type DeliverableGoods =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'some';
      /** In their order; any location when there are none. */
      readonly locationIds: readonly string[];
      readonly maxLeadTimeDays: number;
    };

/** The facets that are columns of their own: what a product costs, and whether it can be bought now. */
export const PRICE = 'price';
export const AVAILABILITY = 'availability';
export const IN_STOCK = 'in-stock';

/** A filter as clients write it. */
export interface ProductFilterInput {
  readonly categoryIds?: readonly string[] | null;
  readonly brandIds?: readonly string[] | null;
  readonly labels?: readonly string[] | null;
  readonly temperatures?: readonly Temperature[] | null;
  readonly attributes?: readonly FacetSelection[] | null;
  readonly withoutAllergens?: readonly string[] | null;
  readonly options?: readonly { readonly name: string; readonly values: readonly string[] }[] | null;
  readonly minPriceYen?: number | null;
  readonly maxPriceYen?: number | null;
  readonly inStock?: boolean | null;
  readonly facets?: readonly FacetSelection[] | null;
}

export interface FacetSelection {
  readonly code: string;
  readonly values: readonly string[];
}

export const NO_FILTER: ProductFilter = filterOf([], {});

/** The same filter, of what can be delivered as well. */
export function withDeliverable(filter: ProductFilter, deliverable: DeliverableGoods): ProductFilter {
  return { ...filter, deliverable, key: JSON.stringify([filter.key, deliverable]) };
}

/** Everything that a rule finds: of one brand, with each of these labels, at such a price. */
export function filterOfRule(rule: {
  readonly brandId?: string | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly minPriceYen?: number | undefined;
  readonly maxPriceYen?: number | undefined;
}): ProductFilter {
  const brands = rule.brandId === undefined ? [] : [chosen('brandIds', BRAND, [rule.brandId])];
  const labels = (rule.labels ?? []).flatMap((label) => grouped([chosen('labels', LABEL, [label])]));
  return filterOf([...grouped(brands), ...labels], rule);
}

/** Everything of which somebody has stated that none of these is in it, by their codes. */
export function filterWithoutAllergens(codes: readonly string[]): ProductFilter {
  return filterOf(grouped(withoutAny(codes)), {});
}

/** Reads a filter; refuses more facets and values than a person would choose, naming the field. */
export function readProductFilter(
  input: ProductFilterInput | null | undefined,
): { readonly kind: 'filter'; readonly filter: ProductFilter } | InvalidInput {
  if (!input) return { kind: 'filter', filter: NO_FILTER };
  const parts = [...chosenIn(input)];
  const refused = checkCount(parts) ?? anyInvalid(parts.map(checkValues)) ?? checkPrices(input);
  return refused ?? { kind: 'filter', filter: filterOf(grouped(parts), input) };
}

const MAX_FACETS = 10;
const MAX_CHARACTERS = 200;

interface Chosen extends FacetSelection {
  /** Path in the input. */
  readonly field: string;
  readonly excluded: boolean;
}

function* chosenIn(input: ProductFilterInput): Generator<Chosen> {
  const { categoryIds, brandIds, labels, temperatures, withoutAllergens } = input;
  if (categoryIds) yield chosen('categoryIds', CATEGORY, categoryIds);
  if (brandIds) yield chosen('brandIds', BRAND, brandIds);
  if (labels) yield chosen('labels', LABEL, labels);
  if (temperatures) yield chosen('temperatures', TEMPERATURE, temperatures);
  for (const [index, { name, values }] of (input.options ?? []).entries())
    yield chosen(`options.${index}`, optionFacet(name), values);
  for (const [index, { code, values }] of (input.attributes ?? []).entries())
    yield chosen(`attributes.${index}`, attributeFacet(code), values);
  for (const [index, { code, values }] of (input.facets ?? []).entries())
    if (!isInStock({ code, values })) yield chosen(`facets.${index}`, code, values);
  if (withoutAllergens) yield* withoutAny(withoutAllergens);
}

function withoutAny(codes: readonly string[]): Chosen[] {
  if (codes.length === 0) return [];
  return [{ ...chosen('withoutAllergens', ALLERGEN, [...codes, UNSTATED]), excluded: true }];
}

/** Stock is a facet that has no tokens: what can be bought is a column. */
function isInStock({ code, values }: FacetSelection): boolean {
  return code === AVAILABILITY && values.length > 0 && values.every((value) => value === IN_STOCK);
}

function chosen(field: string, code: string, values: readonly string[]): Chosen {
  return { field: `filter.${field}`, code, values, excluded: false };
}

function checkCount(parts: readonly Chosen[]): InvalidInput | undefined {
  const surplus = parts[MAX_FACETS];
  return surplus && invalidInput(surplus.field, messages.allowed.facetsAtMost(MAX_FACETS));
}

function checkValues({ field, code, values, excluded }: Chosen): InvalidField | undefined {
  const texts = [code, ...values];
  const most = excluded ? MAX_ALLERGENS : MAX_FACET_VALUES;
  // Beside what is left out, what nobody has stated is.
  const fits =
    values.length <= (excluded ? most + 1 : most) &&
    texts.every((text) => isStorableText(text) && characterCount(text) <= MAX_CHARACTERS);
  return fits
    ? undefined
    : { field, allowed: messages.allowed.facetValues({ most, characters: MAX_CHARACTERS }) };
}

function checkPrices({ minPriceYen, maxPriceYen }: ProductFilterInput): InvalidInput | undefined {
  const range = allowed.range({ from: 0, to: MAX_FILTER_YEN });
  const isPrice = (yen: number | null | undefined) => yen == null || (yen >= 0 && yen <= MAX_FILTER_YEN);
  return anyInvalid([
    isPrice(minPriceYen) ? undefined : { field: 'filter.minPriceYen', allowed: range },
    isPrice(maxPriceYen) ? undefined : { field: 'filter.maxPriceYen', allowed: range },
    minPriceYen != null && maxPriceYen != null && minPriceYen > maxPriceYen
      ? { field: 'filter.maxPriceYen', allowed: allowed.atLeast(minPriceYen) }
      : undefined,
  ]);
}

/** One group of each facet, in one order: what is chosen twice, is chosen once. An empty choice chooses nothing. */
function grouped(parts: readonly Chosen[]): FilterGroup[] {
  const groups = Map.groupBy(parts, ({ code, excluded }) => JSON.stringify([code, excluded]));
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, [first, ...others]]) => ({
      facet: first!.code,
      excluded: first!.excluded,
      tokens: tokensOf([first!, ...others]),
    }))
    .filter(({ tokens }) => tokens.length > 0);
}

function tokensOf(parts: readonly Chosen[]): string[] {
  return [
    ...new Set(parts.flatMap(({ code, values }) => values.map((value) => tokenOf(code, value)))),
  ].sort();
}

function filterOf(groups: readonly FilterGroup[], input: ProductFilterInput): ProductFilter {
  const minPriceYen = input.minPriceYen ?? undefined;
  const maxPriceYen = input.maxPriceYen ?? undefined;
  const inStock = input.inStock === true || (input.facets ?? []).some(isInStock);
  const key = JSON.stringify([groups, minPriceYen ?? null, maxPriceYen ?? null, inStock]);
  return { groups, minPriceYen, maxPriceYen, inStock, deliverable: undefined, key };
}
