import { addDays, jstInstant } from '@depachika/clock/jst.ts';
import {
  type InvalidInput,
  invalidInput,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';

export type SlotStatus = 'OPEN' | 'FULL' | 'PAST_CUT_OFF' | 'CLOSED';

/** The part of a slot that decides whether it can be booked. */
export interface SlotState {
  readonly cutOffAt: Date;
  readonly capacity: number;
  readonly taken: number;
  /** Staff closed this slot. */
  readonly closed: boolean;
  /** Staff closed its day, there or everywhere. */
  readonly dayClosed?: boolean;
}

/** Whether nobody can book a slot because staff say so. */
export function isShut({ closed, dayClosed = false }: Pick<SlotState, 'closed' | 'dayClosed'>): boolean {
  return closed || dayClosed;
}

/** Whether a slot can be booked at `now`; at the very instant of its cut-off it no longer can. */
export function slotStatus(slot: SlotState, now: Date): SlotStatus {
  const { cutOffAt, capacity, taken } = slot;
  if (isShut(slot)) return 'CLOSED';
  if (now >= cutOffAt) return 'PAST_CUT_OFF';
  return taken >= capacity ? 'FULL' : 'OPEN';
}

/** When orders for a zone's slots end. */
export interface ZoneTerms {
  readonly sameDay: boolean;
  /** Same day only: so many minutes before the slot starts. */
  readonly cutOffMinutes: number;
}

/** Same day: some minutes before the start. Otherwise 22:00 in Japan on the evening before. */
export function cutOffOf({ sameDay, cutOffMinutes }: ZoneTerms, date: string, startsAt: Date): Date {
  if (sameDay) return new Date(startsAt.getTime() - cutOffMinutes * MINUTE_MS);
  return jstInstant(addDays(date, -1), '22:00');
}

/** A two-hour window on one day in Japan. */
export interface SlotWindow {
  /** `YYYY-MM-DD` in Japan. */
  readonly date: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly cutOffAt: Date;
}

/** A slot with its zone's fee and least order value. */
export interface Slot extends SlotWindow {
  readonly id: string;
  readonly zoneId: string;
  readonly capacity: number;
  readonly taken: number;
  readonly closed: boolean;
  readonly dayClosed?: boolean;
  readonly version: number;
  readonly feeYen: number;
  readonly minOrderYen: number;
  /** Where goods for its zone come from; any location when there are none. */
  readonly locationIds: readonly string[];
}

/**
 * The slot as goods see it that take so many days before they can leave: whoever wants them in a slot of one date has
 * ordered them so many dates before. Every other rule of a cut-off goes by what this says.
 */
export function slotForGoods<S extends Pick<Slot, 'date' | 'cutOffAt'>>(slot: S, leadTimeDays: number): S {
  if (leadTimeDays === 0) return slot;
  const dateIsOver = jstInstant(addDays(slot.date, 1 - leadTimeDays));
  return dateIsOver < slot.cutOffAt ? { ...slot, cutOffAt: dateIsOver } : slot;
}

/** How many times 24 hours ahead customers see slots, unless the shop opens more: `DELIVERY_DAYS_AHEAD`. */
export const DAYS_AHEAD = 7;

/** When slots of every day start in Japan. */
export const START_TIMES = ['10:00', '12:00', '14:00', '16:00', '18:00'] as const;

/**
 * A zone's windows for `days` days from a date on, that date included, earliest first.
 * @param firstDate `YYYY-MM-DD` in Japan
 */
export function slotWindows(terms: ZoneTerms, firstDate: string, days: number): SlotWindow[] {
  const dates = Array.from({ length: days }, (_, ahead) => addDays(firstDate, ahead));
  return dates.flatMap((date) =>
    START_TIMES.map((time) => {
      const startsAt = jstInstant(date, time);
      const endsAt = new Date(startsAt.getTime() + 2 * 60 * MINUTE_MS);
      return { date, startsAt, endsAt, cutOffAt: cutOffOf(terms, date, startsAt) };
    }),
  );
}

const MINUTE_MS = 60_000;

export type SlotRefusal = 'UNKNOWN_SLOT' | 'OUTSIDE_ZONE' | 'CLOSED' | 'FULL';

/** A slot for a point: bookable, or the first reason why not. */
export function offerSlot<S extends SlotState & { readonly zoneId: string }>(
  slot: S | undefined,
  servingZoneId: string | null,
  now: Date,
):
  | { readonly kind: 'offered'; readonly slot: S }
  | { readonly kind: 'refused'; readonly reason: SlotRefusal } {
  if (!slot) return { kind: 'refused', reason: 'UNKNOWN_SLOT' };
  if (slot.zoneId !== servingZoneId) return { kind: 'refused', reason: 'OUTSIDE_ZONE' };
  switch (slotStatus(slot, now)) {
    case 'OPEN':
      return { kind: 'offered', slot };
    case 'FULL':
      return { kind: 'refused', reason: 'FULL' };
    case 'PAST_CUT_OFF':
    case 'CLOSED':
      return { kind: 'refused', reason: 'CLOSED' };
  }
}

/** A change of a slot by staff. */
export interface SlotChange {
  readonly expectedVersion: number;
  readonly capacity: number | undefined;
  readonly closed: boolean | undefined;
}

/** Deliveries of one slot. */
export const MAX_CAPACITY = 1000;

/** The slot's next version: opened, closed, or with room for more or fewer deliveries, never fewer than are taken. */
export function changedSlot(
  slot: Slot,
  { expectedVersion, capacity, closed }: SlotChange,
): { readonly kind: 'changed'; readonly slot: Slot } | VersionConflict | InvalidInput {
  if (slot.version !== expectedVersion)
    return versionConflict({ expectedVersion, currentVersion: slot.version });
  if (capacity !== undefined && (capacity < slot.taken || capacity > MAX_CAPACITY))
    return invalidInput('capacity', allowed.range({ from: slot.taken, to: MAX_CAPACITY }));
  const changed = { capacity: capacity ?? slot.capacity, closed: closed ?? slot.closed };
  return { kind: 'changed', slot: { ...slot, ...changed, version: slot.version + 1 } };
}
