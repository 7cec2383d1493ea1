import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import type { VariantRecord } from '../catalogue/product.ts';
import { messages } from '../messages/messages.ts';
import { isRunning } from '../sale-prices/sale-rules.ts';

/** What an edit of a price makes of a variant. */
export interface PriceEdit {
  readonly kind: 'price';
  /** What is written on the variant. */
  readonly priceYen: number;
  /** What its sale says of the time without it; undefined where it has none, or nothing is asked of its price. */
  readonly regularPriceYen: number | undefined;
}

/** While a sale runs, an edit of the price is one of that after the sale. */
export function priceAfterEdit(
  { sale, priceYen }: Pick<VariantRecord, 'sale' | 'priceYen'>,
  wanted: number | undefined,
  now: Date,
): PriceEdit | InvalidInput {
  const kind = 'price' as const;
  if (wanted === undefined || !sale)
    return { kind, priceYen: wanted ?? priceYen, regularPriceYen: undefined };
  if (wanted <= sale.priceYen) return invalidInput('priceYen', messages.allowed.aboveSale(sale.priceYen));
  return { kind, priceYen: isRunning(sale, now) ? priceYen : wanted, regularPriceYen: wanted };
}
