import { type AdjustableClock, adjustableClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { expect } from 'vitest';

/** A clock that stands still and tells how many calls wait for it. */
export function watchedClock(): AdjustableClock & { waiting(): number } {
  const clock = adjustableClock({ frozenAt: new Date('2026-01-01T00:00:00Z') });
  let waiting = 0;
  return {
    now: () => clock.now(),
    advance: (byMs) => clock.advance(byMs),
    waiting: () => waiting,
    after(delayMs, run) {
      waiting += 1;
      let over = false;
      const end = () => {
        if (!over) waiting -= 1;
        over = true;
      };
      const timer = clock.after(delayMs, () => {
        end();
        run();
      });
      return {
        cancel() {
          end();
          timer.cancel();
        },
      };
    },
  };
}

/** Lets a minute pass in which nothing happens. @returns statements sent; `loops` is how many wait for the clock */
export async function idleMinute(
  clock: ReturnType<typeof watchedClock>,
  database: Database,
  loops: number,
): Promise<number> {
  await expect.poll(() => clock.waiting()).toBe(loops);
  const before = database.statementCount();
  for (let second = 0; second < 60; second += 1) {
    clock.advance(1000);
    await expect.poll(() => clock.waiting(), { interval: 2 }).toBe(loops);
  }
  return database.statementCount() - before;
}
