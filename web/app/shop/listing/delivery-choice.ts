import { dateIn } from '../../parts/times.ts';

/** Where and when goods are wanted, as a list's address says it: `to=1030022&on=2026-11-27`. */
export const TO = 'to';
export const ON = 'on';

const DAY_MS = 24 * 60 * 60_000;
/** A postal code with its mark, and spaces and hyphens of whatever kind. */
const MOST_SIGNS = 20;

/** The days that can be asked for, today in Japan first: `2026-11-27`. @param daysAhead how far the graph looks */
export function daysFrom(now: Date, daysAhead: number): string[] {
  return Array.from({ length: daysAhead + 1 }, (_, ahead) => dateIn(now.getTime() + ahead * DAY_MS));
}

/** @returns seven digits, also where somebody typed `〒１０３ー００２２`; undefined when it is no postal code */
export function postalDigits(typed: string): string | undefined {
  if (typed.length > MOST_SIGNS || !/^[〒\s\d０-９‐‑–—―−ー－-]+$/.test(typed)) return undefined;
  const digits = typed
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - '０'.charCodeAt(0) + 48))
    .replace(/\D/g, '');
  return digits.length === 7 ? digits : undefined;
}
