import { armedCrashPoint, noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { isId, newId } from '@depachika/ids/ids.ts';
import { describe, expect, it } from 'vitest';
import { adjustableClock } from './clock.ts';
import { addDays, endOfJstDay, jstDate, jstInstant } from './jst.ts';

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

describe('dates in Japan', () => {
  it('change at 15:00 UTC', () => {
    expect(jstDate(new Date('2026-11-22T14:59:59Z'))).toBe('2026-11-22');
    expect(jstDate(new Date('2026-11-22T15:00:00Z'))).toBe('2026-11-23');
  });

  it('end at 23:59:59', () => {
    expect(endOfJstDay(new Date('2026-11-22T15:00:00Z'), 3).toISOString()).toBe('2026-11-26T14:59:59.000Z');
    expect(jstInstant('2026-12-01', '10:00').toISOString()).toBe('2026-12-01T01:00:00.000Z');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  });
});

describe('ids', () => {
  it('say what they are ids of', () => {
    expect(isId('ord', newId('ord'))).toBe(true);
    expect(isId('usr', newId('ord'))).toBe(false);
    expect(isId('ord', 'ord_1')).toBe(false);
    expect(isId('ord', `${newId('ord')}; drop table orders`)).toBe(false);
  });
});

describe('crash points', () => {
  it('do nothing unless armed by name', () => {
    noCrashPoints.reach('orders.placeOrder.stockReserved');
    armedCrashPoint('orders.placeOrder.slotHeld').reach('orders.placeOrder.stockReserved');
    expect(process.exitCode).toBeUndefined();
  });
});
