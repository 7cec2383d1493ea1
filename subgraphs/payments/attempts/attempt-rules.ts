import { jstDate } from '@depachika/clock/jst.ts';
import { isExpired } from '../card/card.ts';
import { isCertain, isLive, MAX_ATTEMPTS, type Payment } from '../payment/payment.ts';

/** Why a card may not be tried. */
export type CardRefusal = 'CARD_EXPIRED' | 'TOO_MANY_ATTEMPTS';

export interface TriedCard {
  readonly expiryMonth: number;
  readonly expiryYear: number;
  /**
   * Within the hour before: cards of this account that failed, how often this card did, whoever paid with it, and cards
   * that were typed in where this one was.
   */
  readonly failures: { readonly ofAccount: number; readonly ofCard: number; readonly ofNetwork: number };
}

/** Stolen cards are tried one after the other: after some failures no further one is tried for an hour. */
export function cardRefusal(
  card: TriedCard,
  limits: { readonly perAccount: number; readonly perCard: number; readonly perNetwork: number },
  now: Date,
): CardRefusal | undefined {
  if (isExpired(card, jstDate(now))) return 'CARD_EXPIRED';
  const { ofAccount, ofCard, ofNetwork } = card.failures;
  const isTried =
    ofAccount >= limits.perAccount || ofCard >= limits.perCard || ofNetwork >= limits.perNetwork;
  return isTried ? 'TOO_MANY_ATTEMPTS' : undefined;
}

export type AttemptDecision =
  /** It may be prepared, or prepared anew; earlier ones are given up. */
  | { readonly kind: 'prepare'; readonly giveUp: readonly Payment[] }
  /** It has begun: asked again, the answer is the same. */
  | { readonly kind: 'known'; readonly paymentId: string }
  | { readonly kind: 'refused'; readonly code: AttemptRefusal };

export type AttemptRefusal = 'ALREADY_PAID' | 'TOO_MANY_ATTEMPTS';

/**
 * Whether this attempt to pay an order may be prepared, after those that there are. Throws when it does not follow the
 * last one: its number is a mistake, not a choice of the customer.
 */
export function decideAttempt(attempts: readonly Payment[], attempt: number): AttemptDecision {
  if (attempt > MAX_ATTEMPTS) return { kind: 'refused', code: 'TOO_MANY_ATTEMPTS' };
  const same = attempts.find((other) => other.attempt === attempt);
  if (same && same.status !== 'PREPARED') return { kind: 'known', paymentId: same.id };
  const others = attempts.filter((other) => other !== same);
  const last = Math.max(0, ...others.map((other) => other.attempt));
  if (attempt !== last + 1) throw new Error(`Attempt ${attempt} cannot follow attempt ${last}`);
  if (others.some(isCertain)) return { kind: 'refused', code: 'ALREADY_PAID' };
  return { kind: 'prepare', giveUp: others.filter(isLive) };
}
