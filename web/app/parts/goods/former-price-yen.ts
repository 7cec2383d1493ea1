/** What a variant costs now, and what it usually does, where the shop may compare. */
export interface SoldVariant {
  readonly priceYen: number;
  readonly regularPriceYen: number | null;
}

/** The usual price of what is sold for this price; null where there is none to show beside it. */
export function formerPriceYen(variants: readonly SoldVariant[], priceYen: number): number | null {
  return variants.find((variant) => variant.priceYen === priceYen)?.regularPriceYen ?? null;
}
