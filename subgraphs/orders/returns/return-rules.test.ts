import { describe, expect, it } from 'vitest';
import { refuseReturn, returnFacts } from './return-rules.ts';

const DAY_MS = 86_400_000;
const deliveredAt = new Date('2026-11-24T03:00:00Z');
const returnWindowMs = 8 * DAY_MS;
const days = (count: number) => new Date(deliveredAt.getTime() + count * DAY_MS);

describe('giving an order back', () => {
  it.each([
    // by, defect, perishable, refusals, days after delivery, refusal
    ['CUSTOMER', false, false, 0, 0, undefined],
    ['CUSTOMER', false, false, 0, 8, undefined],
    ['CUSTOMER', false, false, 0, 8.01, 'WINDOW_OVER'],
    ['CUSTOMER', true, false, 0, 8.01, 'WINDOW_OVER'],
    ['CUSTOMER', false, true, 0, 1, 'PERISHABLE'],
    ['CUSTOMER', true, true, 0, 1, undefined],
    ['CUSTOMER', false, false, 1, 1, 'REFUSED_BEFORE'],
    ['CUSTOMER', true, false, 1, 1, 'REFUSED_BEFORE'],
    ['STAFF', true, false, 0, 46, undefined],
    ['STAFF', true, true, 0, 46, undefined],
    ['STAFF', true, false, 1, 46, undefined],
    ['STAFF', true, false, 2, 1, 'REFUSED_BEFORE'],
  ] as const)(
    'by %s (defect %s, perishable %s, refused %i times) after %f days: %s',
    (by, isDefect, hasPerishable, refusals, after, reason) => {
      const refusal = refuseReturn(
        { deliveredAt, refusals },
        { by, isDefect, hasPerishable },
        { now: days(after), returnWindowMs },
      );
      expect(refusal?.reason).toBe(reason);
      if (refusal) expect(refusal.returnableUntil).toEqual(days(8));
    },
  );

  it('counts from the first delivery, whatever was refused since', () => {
    const at = (day: number, from: string | null, to: string) => ({ from, to, occurredAt: days(day) });
    expect(
      returnFacts([
        at(-1, null, 'PENDING'),
        at(0, 'OUT_FOR_DELIVERY', 'DELIVERED'),
        at(1, 'DELIVERED', 'RETURN_REQUESTED'),
        at(2, 'RETURN_REQUESTED', 'DELIVERED'),
      ]),
    ).toEqual({ deliveredAt, refusals: 1 });
    expect(returnFacts([at(0, null, 'PENDING')])).toBeUndefined();
  });
});
