import { describe, expect, it } from 'vitest';
import { SHIPMENT_TRANSITIONS, type ShipmentStatus } from './shipment-rules.ts';
import { tooEarly } from './slot-time-rules.ts';

const HOUR_MS = 3_600_000;
const startsAt = new Date('2026-12-15T01:00:00Z');
const leads = { PICKED_UP: 24 * HOUR_MS, OUT_FOR_DELIVERY: 12 * HOUR_MS, DELIVERED: HOUR_MS };
const before = (hours: number) => new Date(startsAt.getTime() - hours * HOUR_MS);

describe('a parcel before its slot', () => {
  it.each([
    ['CREATED', 'PICKED_UP', 24],
    ['PICKED_UP', 'OUT_FOR_DELIVERY', 12],
    ['DELIVERY_FAILED', 'OUT_FOR_DELIVERY', 12],
    ['RESCHEDULED', 'OUT_FOR_DELIVERY', 12],
    ['OUT_FOR_DELIVERY', 'DELIVERED', 1],
  ] as const)('goes from %s to %s at most %i hours early', (from, to, hours) => {
    const at = (now: Date) => tooEarly({ from, to }, { startsAt, leads, now });
    expect(at(before(hours))).toBeUndefined();
    expect(at(startsAt)).toBeUndefined();
    const possibleFrom = before(hours);
    expect(at(new Date(possibleFrom.getTime() - 1))).toEqual({ kind: 'tooEarly', to, possibleFrom });
    expect(at(before(6 * 24))).toEqual({ kind: 'tooEarly', to, possibleFrom });
  });

  const ANY_TIME = (Object.keys(SHIPMENT_TRANSITIONS) as ShipmentStatus[]).filter((to) => !(to in leads));
  it.each(ANY_TIME)('becomes %s at any time', (to) => {
    expect(tooEarly({ from: 'PICKED_UP', to }, { startsAt, leads, now: before(1000) })).toBeUndefined();
  });

  it('that is on its way tells where it is at any time', () => {
    const step = { from: 'OUT_FOR_DELIVERY', to: 'OUT_FOR_DELIVERY' } as const;
    expect(tooEarly(step, { startsAt, leads, now: before(1000) })).toBeUndefined();
  });
});
