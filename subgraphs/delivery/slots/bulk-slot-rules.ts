import { addDays, isDate, jstDate } from '@depachika/clock/jst.ts';
import { anyInvalid, type InvalidInput } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { messages } from '../messages/messages.ts';
import { changedSlot, MAX_CAPACITY, type Slot, START_TIMES } from './slot-rules.ts';

/** What staff want of many slots of a zone. */
export interface SlotsChange {
  readonly zoneId: string;
  /** `YYYY-MM-DD` in Japan, both included. */
  readonly from: string;
  readonly to: string;
  /** `HH:MM` in Japan; undefined for all. */
  readonly startTimes: readonly string[] | undefined;
  readonly capacity: number | undefined;
  readonly closed: boolean | undefined;
}

/** Dates of one look at a zone's slots, or of one change. */
export const MAX_DATES = 62;
/** How far ahead slots can be changed, and opened for it. */
const MAX_DAYS_AHEAD = 366;

/** @returns undefined for a change that can be tried */
export function checkSlotsChange(change: SlotsChange, now: Date): InvalidInput | undefined {
  const { from, to, startTimes, capacity, closed } = change;
  const today = jstDate(now);
  const latest = addDays(today, MAX_DAYS_AHEAD);
  const dates = messages.allowed.dates({ most: MAX_DATES, ahead: MAX_DAYS_AHEAD });
  const times = messages.allowed.startTimes(START_TIMES.join(', '));
  return anyInvalid([
    isDate(from) && from >= today ? undefined : { field: 'from', allowed: dates },
    isDateSpan({ from, to }) && to <= latest ? undefined : { field: 'to', allowed: dates },
    areStartTimes(startTimes) ? undefined : { field: 'startTimes', allowed: times },
    capacity === undefined || (capacity >= 0 && capacity <= MAX_CAPACITY)
      ? undefined
      : { field: 'capacity', allowed: allowed.range({ from: 0, to: MAX_CAPACITY }) },
    capacity === undefined && closed === undefined
      ? { field: 'closed', allowed: messages.allowed.slotChange }
      : undefined,
  ]);
}

/** Whether these are dates in order, {@link MAX_DATES} at most. */
export function isDateSpan({ from, to }: { readonly from: string; readonly to: string }): boolean {
  return isDate(from) && isDate(to) && to >= from && to < addDays(from, MAX_DATES);
}

/** How many dates a span has that {@link isDateSpan} lets pass. */
export function daysOf({ from, to }: { readonly from: string; readonly to: string }): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}

const DAY_MS = 24 * 60 * 60_000;

/** A slot that would have fewer places than are taken. */
export interface RefusedSlot {
  readonly slot: Slot;
  readonly code: 'BELOW_TAKEN';
}

/** What becomes of each slot; those that are as they are wanted already are in neither list. */
export interface BulkDecision {
  readonly changed: readonly { readonly before: Slot; readonly after: Slot }[];
  readonly refused: readonly RefusedSlot[];
}

/** Decides for each slot by itself, by the rule for one. @param slots whose rows nobody else can change meanwhile */
export function changedSlots(
  slots: readonly Slot[],
  { capacity, closed }: Pick<SlotsChange, 'capacity' | 'closed'>,
): BulkDecision {
  const changed: { before: Slot; after: Slot }[] = [];
  const refused: RefusedSlot[] = [];
  for (const before of slots) {
    const change = changedSlot(before, { expectedVersion: before.version, capacity, closed });
    if (change.kind !== 'changed') {
      refused.push({ slot: before, code: 'BELOW_TAKEN' });
      continue;
    }
    const after = change.slot;
    if (after.capacity !== before.capacity || after.closed !== before.closed) changed.push({ before, after });
  }
  return { changed, refused };
}

function areStartTimes(times: readonly string[] | undefined): boolean {
  if (times === undefined) return true;
  const known: readonly string[] = START_TIMES;
  return (
    times.length > 0 && new Set(times).size === times.length && times.every((time) => known.includes(time))
  );
}
