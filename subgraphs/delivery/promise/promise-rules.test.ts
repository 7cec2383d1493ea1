import { addDays, jstDate, jstInstant } from '@depachika/clock/jst.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offerSlot, type Slot, slotForGoods, slotWindows } from '../slots/slot-rules.ts';
import type { Zone } from '../zones/zone.ts';
import {
  closedDaysOf,
  deliverabilityOn,
  type Goods,
  MAX_SLOTS,
  minutesUntil,
  promiseOf,
  type ServedPlace,
  slotsAhead,
} from './promise-rules.ts';

/** A Sunday noon in Japan. */
const NOON = new Date('2026-11-22T03:00:00Z');
const TODAY = '2026-11-22';

const ZONE: Zone = {
  id: 'zon_1',
  code: 'CHUO',
  nameJa: '中央',
  nameEn: 'Chuo',
  precedence: 1,
  feeYen: 440,
  sameDay: true,
  cutOffMinutes: 120,
  slotCapacity: 10,
  minOrderYen: 0,
  version: 1,
  locationIds: [],
};

function place(change: (slot: Slot) => Partial<Slot> = () => ({}), zone: Zone = ZONE): ServedPlace {
  const slots = slotWindows(zone, TODAY, 8).map((window, index): Slot => {
    const slot = {
      ...window,
      id: `slt_${index}`,
      zoneId: zone.id,
      capacity: 10,
      taken: 0,
      closed: false,
      version: 1,
      feeYen: zone.feeYen,
      minOrderYen: 0,
      locationIds: zone.locationIds,
    };
    return { ...slot, ...change(slot) };
  });
  return { zone, slots };
}

/** As the reader has it: what starts in the days ahead. */
function seen({ zone, slots }: ServedPlace, now: Date): ServedPlace {
  const { from, until } = slotsAhead(now);
  return { zone, slots: slots.filter(({ startsAt }) => startsAt > from && startsAt < until) };
}

const GOODS: Goods = { leadTimeDays: 0, temperature: 'CHILLED', available: 1 };
const at = (time: string) => jstInstant(TODAY, time);

describe('a promise', () => {
  it('is the earliest slots, until when to order for the first, and what it costs', () => {
    const promise = promiseOf(place(), GOODS, NOON);
    expect(promise).toMatchObject({
      reason: null,
      zone: { code: 'CHUO' },
      orderBy: at('14:00'),
      leadTimeDays: 0,
      temperature: 'CHILLED',
      closedDays: [],
    });
    expect(promise.slots.map(({ startsAt }) => startsAt)).toEqual([
      at('16:00'),
      at('18:00'),
      jstInstant('2026-11-23', '10:00'),
    ]);
  });

  it('changes at the cut-off to the very millisecond', () => {
    const first = (now: Date) => promiseOf(place(), GOODS, now).slots[0]!.startsAt;
    expect(first(new Date(at('14:00').getTime() - 1))).toEqual(at('16:00'));
    expect(first(at('14:00'))).toEqual(at('18:00'));
  });

  it('is never kept past its cut-off, and for seconds otherwise', () => {
    const almost = new Date(at('14:00').getTime() - 3_000);
    expect(promiseOf(place(), GOODS, almost).validUntil).toEqual(at('14:00'));
    expect(promiseOf(place(), GOODS, NOON).validUntil.getTime() - NOON.getTime()).toBe(10_000);
    expect(minutesUntil(at('14:00'), almost)).toBe(0);
    expect(minutesUntil(at('14:00'), new Date(at('11:28').getTime()))).toBe(152);
  });

  it('of goods that take days is ordered so many dates before, until midnight', () => {
    const orderBy = (leadTimeDays: number, now = NOON) =>
      promiseOf(place(), { ...GOODS, leadTimeDays }, now).orderBy;
    expect(orderBy(1)).toEqual(jstInstant('2026-11-23'));
    expect(orderBy(2)).toEqual(jstInstant('2026-11-23'));
    const beforeMidnight = new Date(jstInstant('2026-11-23').getTime() - 1);
    const dateOf = (now: Date) => promiseOf(place(), { ...GOODS, leadTimeDays: 2 }, now).slots[0]!.date;
    expect(dateOf(beforeMidnight)).toBe('2026-11-24');
    expect(dateOf(jstInstant('2026-11-23'))).toBe('2026-11-25');
  });

  it('keeps the cut-off of the evening before, in zones that do not deliver on the same day', () => {
    const far = place(() => ({}), { ...ZONE, sameDay: false });
    expect(promiseOf(far, { ...GOODS, leadTimeDays: 1 }, NOON).orderBy).toEqual(at('22:00'));
  });

  it('leaves out days that are closed, and tells which', () => {
    const closed = place(({ date }) => ({ closed: date <= '2026-11-23' }));
    const promise = promiseOf(closed, GOODS, NOON);
    expect(promise.slots[0]!.date).toBe('2026-11-24');
    expect(promise.closedDays).toEqual(['2026-11-22', '2026-11-23']);
  });
});

describe('what cannot be there', () => {
  const refusals: [string, Parameters<typeof promiseOf>[0], Goods | undefined][] = [
    ['UNKNOWN_POSTAL_CODE', 'UNKNOWN_POSTAL_CODE', GOODS],
    ['OUTSIDE_ZONES', 'OUTSIDE_ZONES', undefined],
    ['NOT_SOLD', place(), undefined],
    ['OUT_OF_STOCK', place(), { ...GOODS, available: 0 }],
    ['OUT_OF_STOCK', place(() => ({ closed: true })), { ...GOODS, available: 0 }],
    ['CLOSED', place(() => ({ closed: true })), GOODS],
    ['NO_SLOT', place(() => ({ taken: 10 })), GOODS],
    ['NO_SLOT', place(), { ...GOODS, leadTimeDays: 30 }],
    ['NO_SLOT', { zone: ZONE, slots: [] }, GOODS],
  ];

  it.each(refusals)('is refused for %s, without a slot to order', (reason, where, goods) => {
    expect(promiseOf(where, goods, NOON)).toMatchObject({ reason, slots: [], orderBy: null });
  });

  it('tells the zone, and so the fee, wherever there is one', () => {
    expect(promiseOf('OUTSIDE_ZONES', GOODS, NOON).zone).toBeNull();
    expect(promiseOf(place(), undefined, NOON).zone).toEqual(ZONE);
  });
});

const slotOf = (date: string, time: string, closed: boolean) => ({
  ...{ date, closed },
  startsAt: jstInstant(date, time),
});

describe('the days that are closed', () => {
  it('are those on which every slot is, not those on which one is', () => {
    const slots = [
      slotOf('2026-11-24', '18:00', true),
      slotOf('2026-11-23', '16:00', true),
      slotOf('2026-11-23', '18:00', false),
    ];
    expect(closedDaysOf(slots)).toEqual(['2026-11-24']);
    expect(closedDaysOf([])).toEqual([]);
  });

  it('are none of which only the first slots can be seen yet, unless the day itself is closed', () => {
    const first = slotOf('2026-12-03', '10:00', true);
    expect(closedDaysOf([first])).toEqual([]);
    expect(closedDaysOf([{ ...first, dayClosed: true }])).toEqual(['2026-12-03']);
  });
});

/** A zone with slots of every kind, goods of every kind, at any minute of two days. */
const worlds = fc.record({
  zone: fc
    .record({ sameDay: fc.boolean(), cutOffMinutes: fc.integer({ min: 0, max: 600 }) })
    .map((terms) => ({ ...ZONE, ...terms })),
  states: fc.array(fc.record({ closed: fc.boolean(), capacity: fc.nat(2), taken: fc.nat(2) }), {
    minLength: 40,
    maxLength: 40,
  }),
  minutes: fc.integer({ min: 0, max: 2 * 24 * 60 }),
  cart: fc.array(
    fc.record({
      leadTimeDays: fc.integer({ min: 0, max: 9 }),
      temperature: fc.constant('AMBIENT' as const),
      available: fc.nat(2),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

describe('a promise and the hold of a slot', () => {
  it('agree: the earliest promised slot can be held, and none that could be held earlier was withheld', () => {
    fc.assert(
      fc.property(worlds, ({ zone, states, minutes, cart }) => {
        const now = new Date(jstInstant(TODAY).getTime() + minutes * 60_000);
        let index = 0;
        const where = seen(
          place(() => {
            const { closed, capacity, taken } = states[index++ % states.length]!;
            return { closed, capacity, taken: Math.min(capacity, taken) };
          }, zone),
          now,
        );
        // An order comes as a whole: it takes the longest of its goods, and all of them.
        const leadTimeDays = Math.max(...cart.map((goods) => goods.leadTimeDays));
        const available = Math.min(...cart.map((goods) => goods.available));
        const promise = promiseOf(where, { ...cart[0]!, leadTimeDays, available }, now);
        const holdable = where.slots.filter(
          (slot) => offerSlot(slotForGoods(slot, leadTimeDays), zone.id, now).kind === 'offered',
        );
        const expected = available > 0 ? holdable.slice(0, MAX_SLOTS) : [];
        expect(promise.slots.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
        expect(promise.reason === null).toBe(expected.length > 0);
        // No slot that is promised to a cart is withheld from one of its goods.
        for (const goods of cart) {
          const alone = promiseOf(where, goods, now);
          const [first] = promise.slots;
          if (first) expect(alone.slots[0]!.startsAt <= first.startsAt).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('agree with lists of what can be there on a date', () => {
    fc.assert(
      fc.property(worlds, fc.integer({ min: 0, max: 9 }), ({ zone, states, minutes, cart }, ahead) => {
        const now = new Date(jstInstant(TODAY).getTime() + minutes * 60_000);
        let index = 0;
        const where = seen(
          place(() => ({ ...states[index++ % states.length]!, taken: 0 }), zone),
          now,
        );
        const date = addDays(jstDate(now), ahead);
        const { slotLeft, maxLeadTimeDays } = deliverabilityOn(date, where.slots, now);
        const { leadTimeDays } = cart[0]!;
        const holdable = where.slots.some(
          (slot) =>
            slot.date === date &&
            offerSlot(slotForGoods(slot, leadTimeDays), zone.id, now).kind === 'offered',
        );
        expect(slotLeft && leadTimeDays <= maxLeadTimeDays).toBe(holdable);
      }),
      { numRuns: 500 },
    );
  });
});
