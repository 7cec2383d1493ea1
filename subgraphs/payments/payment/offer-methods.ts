import { endOfJstDay } from '@depachika/clock/jst.ts';
import type { PaymentMethodKind } from './payment.ts';

/** Konbini chains take this much at the register, in yen, after points. */
export const KONBINI_MIN_YEN = 120;
export const KONBINI_MAX_YEN = 300_000;
/** What drivers may collect at a door, in yen. */
export const CASH_MAX_YEN = 300_000;
/** A slip already printed at the kiosk may still be paid this long after it expired. */
export const KONBINI_GRACE_MS = 30 * 60_000;
/** After the grace, time for the notification to arrive and the order to be confirmed before the cut-off. */
export const KONBINI_MARGIN_MS = 10 * 60_000;
/** Less than this is not enough to walk to a shop: then konbini is not offered. */
export const KONBINI_MIN_TIME_MS = 2 * 60 * 60_000;
/** Slips usually end at 23:59:59 JST so many days on. */
export const KONBINI_DEFAULT_DAYS = 3;

export type OfferReason =
  | 'AMOUNT_TOO_LOW'
  | 'AMOUNT_TOO_HIGH'
  | 'CUT_OFF_TOO_SOON'
  | 'NOTHING_TO_PAY'
  | 'AMOUNT_DUE';

export interface MethodOffer {
  readonly method: PaymentMethodKind;
  /** Absent when the method is offered. */
  readonly reason?: OfferReason;
  readonly deadlineAt?: Date;
  readonly graceEndsAt?: Date;
}

export interface OfferTerms {
  /** Left to pay after points, whole yen, 0 or more. */
  readonly amountYen: number;
  /** Of the delivery slot: payment must be certain before. */
  readonly cutOffAt: Date;
  readonly now: Date;
}

/** Every method with the reason why it is not offered, if it is not. */
export function offerMethods(triggers: OfferTerms): MethodOffer[] {
  return [card(triggers), konbini(triggers), cash(triggers), points(triggers)];
}

function card({ amountYen }: OfferTerms): MethodOffer {
  return amountYen === 0 ? { method: 'CARD', reason: 'NOTHING_TO_PAY' } : { method: 'CARD' };
}

function cash({ amountYen }: OfferTerms): MethodOffer {
  const method = 'CASH_ON_DELIVERY';
  if (amountYen === 0) return { method, reason: 'NOTHING_TO_PAY' };
  return amountYen > CASH_MAX_YEN ? { method, reason: 'AMOUNT_TOO_HIGH' } : { method };
}

function points({ amountYen }: OfferTerms): MethodOffer {
  return amountYen === 0 ? { method: 'POINTS' } : { method: 'POINTS', reason: 'AMOUNT_DUE' };
}

/**
 * Deadline, grace and margin must have passed before the cut-off: the deadline is brought forward to an instant when
 * the usual end of day would be too late.
 */
function konbini({ amountYen, cutOffAt, now }: OfferTerms): MethodOffer {
  const method = 'KONBINI';
  if (amountYen === 0) return { method, reason: 'NOTHING_TO_PAY' };
  if (amountYen < KONBINI_MIN_YEN) return { method, reason: 'AMOUNT_TOO_LOW' };
  if (amountYen > KONBINI_MAX_YEN) return { method, reason: 'AMOUNT_TOO_HIGH' };
  const latestMs = cutOffAt.getTime() - KONBINI_GRACE_MS - KONBINI_MARGIN_MS;
  const deadlineMs = Math.min(endOfJstDay(now, KONBINI_DEFAULT_DAYS).getTime(), latestMs);
  if (deadlineMs - now.getTime() < KONBINI_MIN_TIME_MS) return { method, reason: 'CUT_OFF_TOO_SOON' };
  return { method, deadlineAt: new Date(deadlineMs), graceEndsAt: new Date(deadlineMs + KONBINI_GRACE_MS) };
}
