import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import { messages } from '../messages/messages.ts';

/** A lower price of a variant for some time, to come or running. */
export interface Sale {
  /** Whole yen, tax included; below the regular price. */
  readonly priceYen: number;
  /** What the variant costs before and after. */
  readonly regularPriceYen: number;
  readonly startsAt: Date;
  /** The first moment at which it is over. */
  readonly endsAt: Date;
}

/** A variant with the price that is written on it, and its sale as caches hold it. */
export interface PricedVariant {
  readonly priceYen: number;
  readonly sale?: SaleRecord | undefined;
}

/** A {@link Sale} in JSON. */
export interface SaleRecord extends Omit<Sale, 'startsAt' | 'endsAt'> {
  /** RFC 3339. */
  readonly startsAt: string;
  readonly endsAt: string;
  /** Whether the regular price may be shown beside it. */
  readonly comparable: boolean;
}

/**
 * What a variant costs at this moment. Whoever tells a price asks here, also while nobody has written the price of a sale
 * on the variant yet: lists, details, carts and quotes of one moment have one price.
 */
export function priceInForce({ priceYen, sale }: PricedVariant, now: Date): number {
  if (!sale) return priceYen;
  return isRunning(sale, now) ? sale.priceYen : sale.regularPriceYen;
}

/** Lowest and highest price at this moment of variants, of which there is at least one. */
export function pricesInForce(variants: readonly PricedVariant[], now: Date) {
  const prices = variants.map((variant) => priceInForce(variant, now));
  return { minPriceYen: Math.min(...prices), maxPriceYen: Math.max(...prices) };
}

/** From its first moment on, and at its end no more. */
export function isRunning(
  { startsAt, endsAt }: { readonly startsAt: string | Date; readonly endsAt: string | Date },
  now: Date,
): boolean {
  return new Date(startsAt) <= now && now < new Date(endsAt);
}

/** @returns undefined for a sale that may be */
export function checkSale(
  { priceYen, regularPriceYen, startsAt, endsAt }: Sale,
  now: Date,
): InvalidInput | undefined {
  if (priceYen < 1 || priceYen >= regularPriceYen)
    return invalidInput('priceYen', messages.allowed.salePrice(regularPriceYen));
  if (startsAt < now) return invalidInput('startsAt', messages.allowed.momentToCome);
  const longestMs = LONGEST_SALE_DAYS * DAY_MS;
  if (endsAt <= startsAt || endsAt.getTime() - startsAt.getTime() > longestMs)
    return invalidInput('endsAt', messages.allowed.endOfSale(LONGEST_SALE_DAYS));
  return undefined;
}

export interface SaleProgress {
  /** Prices that are to be written on the variant, in order, each with the moment from which on it is one. */
  readonly prices: readonly { readonly priceYen: number; readonly since: Date }[];
  readonly phase: 'TO_COME' | 'RUNNING' | 'OVER';
}

/** What is to be done of a sale by now; a sale of which nobody saw the beginning still leaves both its prices. */
export function saleProgress(sale: Sale & { readonly started: boolean }, now: Date): SaleProgress {
  const begun = sale.startsAt <= now;
  const over = sale.endsAt <= now;
  const prices = [
    ...(begun && !sale.started ? [{ priceYen: sale.priceYen, since: sale.startsAt }] : []),
    ...(over ? [{ priceYen: sale.regularPriceYen, since: sale.endsAt }] : []),
  ];
  if (over) return { prices, phase: 'OVER' };
  return { prices, phase: begun ? 'RUNNING' : 'TO_COME' };
}

const LONGEST_SALE_DAYS = 366;
const DAY_MS = 86_400_000;
