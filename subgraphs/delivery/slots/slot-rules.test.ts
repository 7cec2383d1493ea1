import { describe, expect, it } from 'vitest';
import { cutOffOf, offerSlot, slotStatus, slotWindows } from './slot-rules.ts';

const cutOffAt = new Date('2026-11-22T03:00:00Z');
const before = new Date(cutOffAt.getTime() - 1);
const open = { zoneId: 'zon_a', cutOffAt, capacity: 2, taken: 1, closed: false };

describe('a slot', () => {
  it.each([
    ['OPEN', open, before],
    ['PAST_CUT_OFF', open, cutOffAt],
    ['FULL', { ...open, taken: 2 }, before],
    ['FULL', { ...open, taken: 0, capacity: 0 }, before],
    ['PAST_CUT_OFF', { ...open, taken: 2 }, cutOffAt],
    ['CLOSED', { ...open, closed: true, taken: 2 }, cutOffAt],
  ] as const)('is %s', (status, slot, now) => {
    expect(slotStatus(slot, now)).toBe(status);
  });

  it('is offered to points that its zone serves, or refused with the first reason', () => {
    const refused = (reason: string) => ({ kind: 'refused', reason });
    expect(offerSlot(open, 'zon_a', before)).toEqual({ kind: 'offered', slot: open });
    expect(offerSlot(undefined, 'zon_a', before)).toEqual(refused('UNKNOWN_SLOT'));
    expect(offerSlot({ ...open, closed: true }, 'zon_b', before)).toEqual(refused('OUTSIDE_ZONE'));
    expect(offerSlot(open, null, before)).toEqual(refused('OUTSIDE_ZONE'));
    expect(offerSlot({ ...open, taken: 2 }, 'zon_a', before)).toEqual(refused('FULL'));
    expect(offerSlot(open, 'zon_a', cutOffAt)).toEqual(refused('CLOSED'));
  });
});

describe('orders for a slot', () => {
  const startsAt = new Date('2026-11-22T01:00:00Z');

  it('end some minutes before it starts where the zone delivers on the same day', () => {
    const at = cutOffOf({ sameDay: true, cutOffMinutes: 150 }, '2026-11-22', startsAt);
    expect(at.toISOString()).toBe('2026-11-21T22:30:00.000Z');
  });

  it('end at 22:00 in Japan on the evening before where it does not', () => {
    const at = cutOffOf({ sameDay: false, cutOffMinutes: 0 }, '2026-11-22', startsAt);
    expect(at.toISOString()).toBe('2026-11-21T13:00:00.000Z');
  });
});

describe('the windows of a zone', () => {
  it('are five of two hours each a day, from 10:00 to 20:00 in Japan', () => {
    const windows = slotWindows({ sameDay: true, cutOffMinutes: 60 }, '2026-12-31', 2);
    expect(windows.map(({ date }) => date)).toEqual([
      ...Array(5).fill('2026-12-31'),
      ...Array(5).fill('2027-01-01'),
    ]);
    expect(windows[0]).toEqual({
      date: '2026-12-31',
      startsAt: new Date('2026-12-31T01:00:00Z'),
      endsAt: new Date('2026-12-31T03:00:00Z'),
      cutOffAt: new Date('2026-12-31T00:00:00Z'),
    });
    expect(windows[4]?.endsAt).toEqual(new Date('2026-12-31T11:00:00Z'));
  });
});
