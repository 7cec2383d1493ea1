import { jstDate, jstInstant } from '@depachika/clock/jst.ts';
import { DAYS_AHEAD, isShut, type Slot, START_TIMES, slotForGoods, slotStatus } from '../slots/slot-rules.ts';
import type { Zone } from '../zones/zone.ts';
import type { PromiseRefusal } from './promise-refusal.ts';

/** A zone that serves a place, and all its slots of the days ahead, earliest first. */
export interface ServedPlace {
  readonly zone: Zone;
  readonly slots: readonly Slot[];
}

/** Goods as the catalogue and the shelves have them. */
export interface Goods {
  readonly leadTimeDays: number;
  readonly temperature: Temperature;
  /** Pieces at the locations that serve the place. */
  readonly available: number;
}

/** How goods are kept and carried. */
export type Temperature = 'AMBIENT' | 'CHILLED' | 'FROZEN';

/** Where something is wanted: a place that a zone serves, or why none does. */
export type AskedPlace = ServedPlace | 'UNKNOWN_POSTAL_CODE' | 'OUTSIDE_ZONES';

/** When something can be at a place, or why it cannot; good until `validUntil` for whoever keeps it. */
export interface DeliveryPromise {
  readonly zone: Zone | null;
  readonly reason: PromiseRefusal | null;
  /** The earliest that can be booked, {@link MAX_SLOTS} at most; none when refused. */
  readonly slots: readonly Slot[];
  /** Until when the first of them can be booked for these goods; that very instant is too late. */
  readonly orderBy: Date | null;
  readonly leadTimeDays: number;
  readonly temperature: Temperature | null;
  /** Dates ahead of which staff closed every slot. */
  readonly closedDays: readonly string[];
  /** When it was made. */
  readonly promisedAt: Date;
  readonly validUntil: Date;
}

/** Slots of one promise. */
export const MAX_SLOTS = 3;
/** Stock and places change while somebody reads: an answer that is older is asked for again. */
const KEPT_MS = 10_000;

/** @param goods undefined when the shop does not sell them */
export function promiseOf(place: AskedPlace, goods: Goods | undefined, now: Date): DeliveryPromise {
  const known = {
    leadTimeDays: goods?.leadTimeDays ?? 0,
    temperature: goods?.temperature ?? null,
    promisedAt: now,
    validUntil: new Date(now.getTime() + KEPT_MS),
  };
  const nothing = { slots: [], orderBy: null };
  if (typeof place === 'string') return { ...known, ...nothing, zone: null, reason: place, closedDays: [] };
  const { zone } = place;
  const closedDays = closedDaysOf(place.slots);
  const refused = (reason: PromiseRefusal) => ({ ...known, ...nothing, zone, reason, closedDays });
  if (!goods) return refused('NOT_SOLD');
  if (goods.available < 1) return refused('OUT_OF_STOCK');
  const open = place.slots
    .map((slot) => ({ slot, forGoods: slotForGoods(slot, goods.leadTimeDays) }))
    .filter(({ forGoods }) => slotStatus(forGoods, now) === 'OPEN')
    .slice(0, MAX_SLOTS);
  const first = open[0];
  if (!first) return refused(isClosed(place.slots) ? 'CLOSED' : 'NO_SLOT');
  const orderBy = first.forGoods.cutOffAt;
  const validUntil = new Date(Math.min(orderBy.getTime(), known.validUntil.getTime()));
  const slots = open.map(({ slot }) => slot);
  return { ...known, zone, reason: null, slots, orderBy, closedDays, validUntil };
}

function isClosed(slots: readonly Pick<Slot, 'closed' | 'dayClosed'>[]): boolean {
  return slots.length > 0 && slots.every(isShut);
}

/** Whole minutes that are left before an instant. */
export function minutesUntil(instant: Date, now: Date): number {
  return Math.max(0, Math.floor((instant.getTime() - now.getTime()) / MINUTE_MS));
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * The dates on which there would be slots, had staff not closed the day, or all of them. Of the last day that can be seen the
 * later slots are not there yet: nothing is said of it by those that are.
 */
export function closedDaysOf(
  slots: readonly Pick<Slot, 'date' | 'startsAt' | 'closed' | 'dayClosed'>[],
): string[] {
  const isClosedDay = (ofDay: typeof slots) =>
    ofDay.some(({ dayClosed }) => dayClosed) || (ofDay.every(isShut) && ofDay.some(isLastOfDay));
  return [...Map.groupBy(slots, ({ date }) => date)]
    .filter(([, ofDay]) => isClosedDay(ofDay))
    .map(([date]) => date)
    .sort();
}

function isLastOfDay({ date, startsAt }: Pick<Slot, 'date' | 'startsAt'>): boolean {
  return startsAt >= jstInstant(date, START_TIMES.at(-1));
}

/** What can be there on a date when it is ordered now, whatever it is. */
export interface Deliverability {
  readonly slotLeft: boolean;
  /** Goods that take more days come too late; 0 when no slot is left. */
  readonly maxLeadTimeDays: number;
}

/** @param date `YYYY-MM-DD` in Japan */
export function deliverabilityOn(date: string, slots: readonly Slot[], now: Date): Deliverability {
  const slotLeft = slots.some((slot) => slot.date === date && slotStatus(slot, now) === 'OPEN');
  if (!slotLeft) return { slotLeft, maxLeadTimeDays: 0 };
  const days = (Date.parse(date) - Date.parse(jstDate(now))) / DAY_MS;
  return { slotLeft, maxLeadTimeDays: Math.max(0, days) };
}

/** How far ahead customers see slots. */
export function slotsAhead(now: Date, days = DAYS_AHEAD): { readonly from: Date; readonly until: Date } {
  return { from: now, until: new Date(now.getTime() + days * DAY_MS) };
}
