/** Different variants of an order, and of a cart. */
export const MAX_ORDER_LINES = 100;
/** Values that somebody chooses of one facet. */
export const MAX_FACET_VALUES = 20;
/** Allergens that nothing may hold: the lists of the labelling act together are shorter. */
export const MAX_ALLERGENS = 50;
/** Whole yen, of a filter. */
export const MAX_FILTER_YEN = 10_000_000;
/** Variants that are to come at one time. */
export const MAX_SLOT_VARIANTS = 100;
/** Variants of one question when they could come. */
export const MAX_PROMISED_VARIANTS = 200;
/** Characters of a key under which a request is remembered, at least one. */
export const MAX_IDEMPOTENCY_KEY = 100;

/** Keywords of JSON Schema. Both ends are taken. */
export interface InputLimit {
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

const LINES: InputLimit = { minItems: 1, maxItems: MAX_ORDER_LINES };
const VALUES: InputLimit = { maxItems: MAX_FACET_VALUES };
const YEN: InputLimit = { minimum: 0, maximum: MAX_FILTER_YEN };

/**
 * What the graph's inputs take beyond their types, by coordinate. Domains refuse what is outside, by the numbers above; the
 * OpenAPI document says it.
 */
export const INPUT_LIMITS: Readonly<Record<string, InputLimit>> = {
  'QuoteInput.lines': LINES,
  'PlaceOrderInput.lines': LINES,
  'ProductFilter.brandIds': VALUES,
  'ProductFilter.labels': VALUES,
  'ProductFilter.temperatures': VALUES,
  'ProductFilter.withoutAllergens': { maxItems: MAX_ALLERGENS },
  'ProductFilter.minPriceYen': YEN,
  'ProductFilter.maxPriceYen': YEN,
  'Address.deliverySlots(variantIds:)': { maxItems: MAX_SLOT_VARIANTS },
  'PostalCode.deliverySlots(variantIds:)': { maxItems: MAX_SLOT_VARIANTS },
  'Query.deliveryPromise(variantIds:)': { minItems: 1, maxItems: MAX_PROMISED_VARIANTS },
};
