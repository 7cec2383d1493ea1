import { createHash } from 'node:crypto';

/** Failures that are free. */
export const FREE_FAILURES = 5;
const FIRST_LOCK_MS = 30_000;
const LONGEST_LOCK_MS = 15 * 60_000;
/** After a day without failures an account starts at zero again. */
export const FORGET_AFTER_MS = 24 * 60 * 60_000;

/** How long logins wait after this many failures, this one included: none, then 30 s, doubling up to 15 min. */
export function lockMs(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(FIRST_LOCK_MS * 2 ** (failures - FREE_FAILURES), LONGEST_LOCK_MS);
}

/**
 * Failures are counted by login name alone, whether it has an account or not: an attacker with many addresses meets
 * the same delay. Names that never registered are not kept in the clear.
 */
export function accountKey(email: string): string {
  return createHash('sha256').update(email).digest('hex');
}
