import { adjustableClock } from '@depachika/clock/clock.ts';
import { describe, expect, it } from 'vitest';
import { startPeriodicJob } from './periodic-job.ts';

const EVERY_MS = 60_000;
const nextTurn = () => new Promise(setImmediate);

function job(run: () => Promise<void>) {
  const clock = adjustableClock({ frozenAt: new Date(0) });
  const log: unknown[] = [];
  const logger = { warn: (...said: unknown[]) => void log.push(said) };
  const started = startPeriodicJob({
    clock,
    logger,
    everyMs: EVERY_MS,
    run,
    failure: 'Old rows stay a while',
  });
  return { ...started, clock, log };
}

describe('a periodic job', () => {
  it('runs after each pause, and goes on after a failure that it tells', async () => {
    let runs = 0;
    const { clock, log, stop } = job(async () => {
      runs += 1;
      if (runs === 1) throw new Error('away');
    });
    clock.advance(EVERY_MS - 1);
    expect(runs).toBe(0);
    for (const expected of [1, 2]) {
      clock.advance(1.25 * EVERY_MS);
      expect(runs).toBe(expected);
      await nextTurn();
    }
    expect(log).toEqual([[{ err: new Error('away') }, 'Old rows stay a while']]);
    await stop();
    clock.advance(10 * EVERY_MS);
    expect(runs).toBe(2);
  });

  it('finishes what is in hand before it has stopped, and begins nothing more', async () => {
    const mayEnd = Promise.withResolvers<void>();
    let runs = 0;
    const { clock, stop } = job(() => {
      runs += 1;
      return mayEnd.promise;
    });
    clock.advance(2 * EVERY_MS);
    let stopped = false;
    const stopping = stop().then(() => {
      stopped = true;
    });
    await nextTurn();
    expect(stopped).toBe(false);
    mayEnd.resolve();
    await stopping;
    clock.advance(10 * EVERY_MS);
    expect(runs).toBe(1);
  });
});
