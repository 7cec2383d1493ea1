/** Consumption tax rates in Japan since October 2019, in percent: food and drink to take home 8, everything else 10. */
export type TaxRatePercent = 8 | 10;

export interface GrossAtRate {
  readonly taxRatePercent: TaxRatePercent;
  /** Whole yen, tax included. */
  readonly grossYen: number;
}

export interface TaxAtRate extends GrossAtRate {
  /** Whole yen contained in the gross. */
  readonly taxYen: number;
}

/**
 * Tax contained in prices that include it: one rounding per rate over the whole invoice, downwards.
 * Source: the qualified invoice system (Consumption Tax Act Enforcement Order, article 70-10).
 */
export function taxPerRate(amounts: readonly GrossAtRate[]): TaxAtRate[] {
  const gross = new Map<TaxRatePercent, number>();
  for (const { taxRatePercent, grossYen } of amounts) {
    gross.set(taxRatePercent, (gross.get(taxRatePercent) ?? 0) + grossYen);
  }
  return [...gross]
    .sort(([a], [b]) => a - b)
    .map(([taxRatePercent, grossYen]) => ({
      taxRatePercent,
      grossYen,
      taxYen: Math.floor((grossYen * taxRatePercent) / (100 + taxRatePercent)),
    }));
}

/**
 * Splits `totalYen` over weights so that the parts add up exactly: floor first, then the largest remainders,
 * the earlier one on a tie. Weights are whole and not negative; when all are 0 the first takes everything.
 */
export function apportion(totalYen: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum === 0) return weights.map((_, index) => (index === 0 ? totalYen : 0));
  const exact = weights.map((weight) => (totalYen * weight) / sum);
  const parts = exact.map(Math.floor);
  const left = totalYen - parts.reduce((a, b) => a + b, 0);
  const byRemainder = exact.map((value, index) => ({ index, remainder: value - Math.floor(value) }));
  byRemainder.sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) parts[index] = parts[index]! + 1;
  return parts;
}
