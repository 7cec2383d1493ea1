import { addDays, isDate, jstDate } from '@depachika/clock/jst.ts';
import { anyInvalid, type InvalidField, type InvalidInput } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { readLine } from '@depachika/text/text.ts';
import { messages } from '../messages/messages.ts';
import type { ClosedDay, PublicHoliday } from './closed-day.ts';

/** Dates in Japan, both included. */
export interface DateSpan {
  readonly from: string;
  readonly to: string;
}

/** Which days staff close, where, and why. */
export interface ClosingInput {
  /** None: everywhere. */
  readonly zoneIds?: readonly string[] | null;
  readonly days?: readonly Omit<ClosedDay, 'zoneId'>[] | null;
  /** Every public holiday of these dates as well, under its own name. */
  readonly publicHolidays?: DateSpan | null;
}

/** Which days staff open again, and where. */
export interface OpeningInput extends DateSpan {
  readonly zoneIds?: readonly string[] | null;
}

/** How far ahead a day can be closed, and how many at once. */
export const MAX_DAYS_AHEAD = 366;
const MAX_DAYS = 62;
const MAX_ZONES = 100;
const REASON = { min: 1, max: 100 };

/** The days that are to be closed in each of the zones, or every field that is not allowed. */
export function readClosing(
  { zoneIds, days, publicHolidays: span }: ClosingInput,
  holidaysOf: (span: DateSpan) => readonly PublicHoliday[],
  now: Date,
): { readonly kind: 'checked'; readonly days: readonly ClosedDay[] } | InvalidInput {
  const given = days ?? [];
  const invalid = anyInvalid([
    ...checkWhere(zoneIds),
    given.length <= MAX_DAYS ? undefined : { field: 'days', allowed: allowed.atMost(MAX_DAYS) },
    given.length > 0 || span ? undefined : { field: 'days', allowed: messages.allowed.someDay },
    ...given.flatMap((day, index) => checkDay(day, index, now)),
    ...(span ? checkSpan(span, now, 'publicHolidays.') : []),
  ]);
  if (invalid) return invalid;
  const holidays = span
    ? holidaysOf(span).map(({ date, nameJa, nameEn }) => ({ date, reasonJa: nameJa, reasonEn: nameEn }))
    : [];
  // What staff write of a day says more than the name of its holiday.
  const byDate = new Map([...holidays, ...given.map(tidied)].map((day) => [day.date, day]));
  const where = zoneIds?.length ? zoneIds : [null];
  return {
    kind: 'checked',
    days: where.flatMap((zoneId) => [...byDate.values()].map((day) => ({ ...day, zoneId }))),
  };
}

/** @returns undefined for days that can be opened */
export function checkOpening({ zoneIds, ...span }: OpeningInput, now: Date): InvalidInput | undefined {
  return anyInvalid([...checkWhere(zoneIds), ...checkSpan(span, now, '')]);
}

/** Whether these are dates in order, at most a year of them. */
export function isCalendarSpan({ from, to }: DateSpan): boolean {
  return isDate(from) && isDate(to) && to >= from && to <= addDays(from, MAX_DAYS_AHEAD);
}

function checkWhere(zoneIds: readonly string[] | null | undefined): (InvalidField | undefined)[] {
  const ids = zoneIds ?? [];
  const isList = new Set(ids).size === ids.length && ids.length <= MAX_ZONES;
  return [isList ? undefined : { field: 'zoneIds', allowed: allowed.eachOnce }];
}

function checkDay(
  { date, reasonJa, reasonEn }: Omit<ClosedDay, 'zoneId'>,
  index: number,
  now: Date,
): (InvalidField | undefined)[] {
  const field = `days.${index}`;
  const fits = (reason: string) => readLine(reason, REASON) !== undefined;
  return [
    isAhead(date, now)
      ? undefined
      : { field: `${field}.date`, allowed: messages.allowed.dayAhead(MAX_DAYS_AHEAD) },
    fits(reasonJa) ? undefined : { field: `${field}.reasonJa`, allowed: allowed.line(REASON) },
    fits(reasonEn) ? undefined : { field: `${field}.reasonEn`, allowed: allowed.line(REASON) },
  ];
}

function checkSpan({ from, to }: DateSpan, now: Date, path: string): (InvalidField | undefined)[] {
  const days = messages.allowed.dayAhead(MAX_DAYS_AHEAD);
  return [
    isAhead(from, now) ? undefined : { field: `${path}from`, allowed: days },
    isAhead(to, now) && to >= from ? undefined : { field: `${path}to`, allowed: days },
  ];
}

function isAhead(date: string, now: Date): boolean {
  const today = jstDate(now);
  return isDate(date) && date >= today && date <= addDays(today, MAX_DAYS_AHEAD);
}

function tidied(day: Omit<ClosedDay, 'zoneId'>): Omit<ClosedDay, 'zoneId'> {
  return { ...day, reasonJa: readLine(day.reasonJa, REASON)!, reasonEn: readLine(day.reasonEn, REASON)! };
}
