import { type TaxAtRate, type TaxRatePercent, taxPerRate } from './tax.ts';

/** A line as it is charged: whole yen, tax included. */
export interface PricedLine {
  readonly quantity: number;
  readonly unitPriceYen: number;
  readonly taxRatePercent: TaxRatePercent;
}

export interface Price {
  readonly subtotalYen: number;
  readonly deliveryFeeYen: number;
  readonly totalYen: number;
}

/** Delivery is taxed at the standard rate whatever is delivered. */
export const DELIVERY_TAX_RATE_PERCENT: TaxRatePercent = 10;

/** The most that one order may cost; far below what a 32-bit integer holds. */
export const MAX_TOTAL_YEN = 99_999_999;

/** total = Σ lines + delivery. */
export function priceOf(lines: readonly PricedLine[], deliveryFeeYen: number): Price {
  const subtotalYen = lines.reduce((sum, line) => sum + lineTotalYen(line), 0);
  return { subtotalYen, deliveryFeeYen, totalYen: subtotalYen + deliveryFeeYen };
}

export function lineTotalYen({ unitPriceYen, quantity }: PricedLine): number {
  return unitPriceYen * quantity;
}

/** Tax contained in the total, per rate; nothing for a rate at which nothing is charged. */
export function taxesOf(lines: readonly PricedLine[], deliveryFeeYen: number): TaxAtRate[] {
  const amounts = lines.map((line) => ({
    taxRatePercent: line.taxRatePercent,
    grossYen: lineTotalYen(line),
  }));
  const delivery = { taxRatePercent: DELIVERY_TAX_RATE_PERCENT, grossYen: deliveryFeeYen };
  return taxPerRate([...amounts, delivery]).filter(({ grossYen }) => grossYen > 0);
}
