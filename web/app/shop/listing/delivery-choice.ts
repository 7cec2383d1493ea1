import { dateIn } from '../../parts/times.ts';

/** Where and when goods are wanted, as a list's address says it: `to=1030022&on=2026-11-27`. */
export const TO = 'to';
export const ON = 'on';

const DAY_MS = 24 * 60 * 60_000;

/** The days that can be asked for, today in Japan first: `2026-11-27`. @param daysAhead how far the graph looks */
export function daysFrom(now: Date, daysAhead: number): string[] {
  return Array.from({ length: daysAhead + 1 }, (_, ahead) => dateIn(now.getTime() + ahead * DAY_MS));
}
