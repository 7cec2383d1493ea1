import { backoffMs, jittered } from '@depachika/clock/backoff.ts';

/** For so long something that broke is tried again. */
export const PATIENCE_MS = 60_000;
/** What has worked for so long and breaks then, is something new. */
const STEADY_MS = 10_000;
/** Short enough for a process that is started again at once, long enough for thousands that break together. */
const PAUSES = { firstMs: 100, longestMs: 5_000 };
const SPREAD = { least: 0.5, most: 1.5 };

/** How often, and for how long, something is tried again. Times are milliseconds of one clock. */
export interface Patience {
  /** @param since when it had begun to work; undefined when it did not */
  failed(at: { readonly now: number; readonly since: number | undefined }): void;
  /** @returns how long to wait before the next attempt; undefined when it is given up */
  pauseMs(now: number): number | undefined;
  /** @returns what is left of the time, for an attempt that takes long */
  leftMs(now: number): number;
}

/** @param random 0 up to 1 */
export function patience(random: () => number = Math.random): Patience {
  let failures = 0;
  let broken: number | undefined;
  const leftMs = (now: number) => (broken === undefined ? PATIENCE_MS : broken + PATIENCE_MS - now);
  return {
    failed({ now, since }) {
      const isNew = broken === undefined || (since !== undefined && now - since >= STEADY_MS);
      if (isNew) failures = 0;
      if (isNew) broken = now;
      failures += 1;
    },
    pauseMs(now) {
      const left = leftMs(now);
      if (left <= 0) return undefined;
      return Math.min(jittered(backoffMs(PAUSES, failures), SPREAD, random), left);
    },
    leftMs,
  };
}
