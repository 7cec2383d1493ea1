import { isCertain, isLive, MAX_ATTEMPTS, type Payment } from '../payment/payment.ts';

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
