import { describe, expect, it } from 'vitest';
import { adjustableClock } from './clock.ts';

describe('adjustableClock', () => {
  it('runs what falls due in order, at its own time, and nothing that was cancelled', () => {
    const clock = adjustableClock({ frozenAt: new Date('2026-11-22T00:00:00Z') });
    const seen: string[] = [];
    const note = (name: string) => () => seen.push(`${name} ${clock.now().toISOString().slice(14, 19)}`);
    clock.after(3_000, note('third'));
    clock.after(1_000, note('first'));
    clock.after(2_000, note('never')).cancel();
    clock.after(60_000, note('later'));
    clock.advance(5_000);
    expect(seen).toEqual(['first 00:01', 'third 00:03']);
    expect(clock.now().toISOString()).toBe('2026-11-22T00:00:05.000Z');
  });

  it('runs timers that timers set, within the same step forward', () => {
    const clock = adjustableClock({ frozenAt: new Date(0) });
    let ticks = 0;
    const tick = () => {
      ticks += 1;
      clock.after(1_000, tick);
    };
    clock.after(1_000, tick);
    clock.advance(10_000);
    expect(ticks).toBe(10);
  });
});
