import { createHash } from 'node:crypto';

/**
 * So much at once, and one more after each `regainMs`: a bucket that leaks. All that is kept of one is when it is whole again.
 * Nobody is shut out by it: who waits for `regainMs` may go on.
 */
export interface Allowance {
  readonly size: number;
  readonly regainMs: number;
}

/** @param within the time in which all of it is regained */
export function allowance(size: number, within: { readonly ms: number }): Allowance {
  return { size, regainMs: Math.ceil(within.ms / size) };
}

/** How much is used up, and not regained yet. @param wholeAt absent for one that was never used */
export function usedOf(wholeAt: Date | undefined, { regainMs }: Allowance, now: Date): number {
  if (!wholeAt) return 0;
  return Math.max(0, Math.ceil((wholeAt.getTime() - now.getTime()) / regainMs));
}

/** When there is something of it again. @returns undefined while there is */
export function usedUpUntil(wholeAt: Date | undefined, given: Allowance, now: Date): Date | undefined {
  if (!wholeAt || usedOf(wholeAt, given, now) < given.size) return undefined;
  return new Date(wholeAt.getTime() - (given.size - 1) * given.regainMs);
}

/** When it is whole after one more use, which may also come when nothing is left: at most four times its size are owed. */
export function wholeAfterUse(wholeAt: Date | undefined, given: Allowance, now: Date): Date {
  const nowMs = now.getTime();
  const wholeMs = Math.max(wholeAt?.getTime() ?? nowMs, nowMs) + given.regainMs;
  return new Date(Math.min(wholeMs, nowMs + MOST_OWED * given.size * given.regainMs));
}

const MOST_OWED = 4;

/** What one is kept under: neither login names nor networks are kept in the clear. */
export function allowanceKey(counted: string, of: string): string {
  return createHash('sha256').update(`${counted}\n${of}`).digest('hex');
}
