import { adjustableClock } from '@depachika/clock/clock.ts';
import { describe, expect, it } from 'vitest';
import { pollingLoop, type StepResult } from './polling-loop.ts';

const frozen = () => adjustableClock({ frozenAt: new Date('2026-01-01T00:00:00Z') });

function loopOf(results: readonly (StepResult | Error)[], options: { pollMs?: number } = {}) {
  const clock = frozen();
  const lines: string[] = [];
  const log = (_fields: object, line: string) => void lines.push(line);
  let steps = 0;
  const loop = pollingLoop({
    name: 'trial',
    clock,
    logger: { warn: log, info: log } as never,
    random: () => 0,
    ...options,
    async step() {
      const result = results[steps] ?? 'idle';
      steps += 1;
      if (result instanceof Error) throw result;
      return result;
    },
  });
  const reached = (count: number) => expect.poll(() => steps, { interval: 2 }).toBe(count);
  return { clock, loop, lines, reached, steps: () => steps };
}

describe('polling loop', () => {
  it('does nothing until it is woken', async () => {
    const { loop, clock, reached, steps } = loopOf(['idle']);
    clock.advance(600_000);
    expect(steps()).toBe(0);
    loop.wake();
    await reached(1);
    await loop.stop();
  });

  it('goes on by itself while there is more', async () => {
    const { loop, reached } = loopOf(['more', 'more', 'found']);
    loop.wake();
    await reached(3);
    await loop.stop();
    await reached(3);
  });

  it('makes one step of many wakes', async () => {
    const { loop, reached, steps } = loopOf(['found', 'found', 'found']);
    for (let wakes = 0; wakes < 10; wakes += 1) loop.wake();
    await reached(1);
    for (let wakes = 0; wakes < 10; wakes += 1) loop.wake();
    await reached(2);
    await loop.stop();
    expect(steps()).toBe(2);
  });

  it('polls less and less often while it finds nothing, down to a fifth', async () => {
    const { loop, clock, reached } = loopOf([], { pollMs: 1000 });
    for (const [poll, pauseMs] of [1000, 2000, 4000, 5000, 5000].entries()) {
      clock.advance(pauseMs - 1);
      await reached(poll);
      clock.advance(1);
      await reached(poll + 1);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await loop.stop();
  });

  it('leaves wake-ups alone after it met another at work, until the next poll', async () => {
    const { loop, reached, steps } = loopOf(['elsewhere', 'found']);
    loop.wake();
    await reached(1);
    await new Promise((resolve) => setImmediate(resolve));
    loop.wake();
    await new Promise((resolve) => setImmediate(resolve));
    expect(steps()).toBe(1);
    loop.wake('poll');
    await reached(2);
    await loop.stop();
  });

  it('comes again after a failure by its clock, however often it is woken, and says so twice', async () => {
    const { loop, clock, lines, reached, steps } = loopOf([new Error('away'), new Error('away'), 'found']);
    loop.wake();
    await expect.poll(() => lines.length).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    loop.wake();
    expect(steps()).toBe(1);
    clock.advance(250);
    await reached(2);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(500);
    await reached(3);
    await expect
      .poll(() => lines)
      .toEqual(['trial fails and tries again until it works', 'trial works again']);
    await loop.stop();
  });

  it('stops only when the step in hand has ended, and begins no other', async () => {
    const mayEnd = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    let ended = false;
    const loop = pollingLoop({
      name: 'trial',
      clock: frozen(),
      logger: { warn: () => undefined, info: () => undefined } as never,
      async step() {
        started.resolve();
        await mayEnd.promise;
        ended = true;
        return 'more';
      },
    });
    loop.wake();
    await started.promise;
    const stopping = loop.stop().then(() => ended);
    mayEnd.resolve();
    expect(await stopping).toBe(true);
  });
});
