import { addDays } from '@depachika/clock/jst.ts';
import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import { messages } from '../messages/messages.ts';

/** A span of days in Japan, both included. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** A product as analytics knows it. */
export interface ProductKey {
  readonly id: string;
}

export interface DailySales {
  readonly date: string;
  readonly orders: number;
  readonly cancelledOrders: number;
  readonly units: number;
  readonly grossYen: number;
  readonly netYen: number;
  readonly grossReducedYen: number;
  readonly netReducedYen: number;
}

/** Sales at one rate of tax. */
export interface SalesByRate {
  readonly taxRatePercent: number;
  readonly grossYen: number;
  readonly netYen: number;
}

/** The day's sales by rate: what is not at the reduced one is at the standard one. */
export function salesByRate({ grossYen, netYen, grossReducedYen, netReducedYen }: DailySales): SalesByRate[] {
  return [
    { taxRatePercent: 8, grossYen: grossReducedYen, netYen: netReducedYen },
    { taxRatePercent: 10, grossYen: grossYen - grossReducedYen, netYen: netYen - netReducedYen },
  ];
}

export interface ProductSales {
  readonly product: ProductKey;
  readonly units: number;
  readonly grossYen: number;
}

const MAX_DAYS = 366;
/** PostgreSQL knows no year 0. */
const FIRST_DAY = '0001-01-01';

/** @returns undefined for a span that can be asked for: at most a year, from its first day on */
export function checkDays({ from, to }: Days): InvalidInput | undefined {
  if (from < FIRST_DAY) return invalidInput('from', messages.allowed.dayOrLater(FIRST_DAY));
  if (to < from) return invalidInput('to', messages.allowed.dayOrLater(from));
  if (to > addDays(from, MAX_DAYS - 1))
    return invalidInput('to', messages.allowed.daysAfter({ days: MAX_DAYS - 1, from }));
  return undefined;
}
