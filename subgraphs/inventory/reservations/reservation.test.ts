import { describe, expect, it } from 'vitest';
import { decideReservations, hashOfLines, type OpenLevel, type ReservationRequest } from './reservation.ts';

const now = new Date('2026-11-22T03:00:00Z');
const later = new Date('2026-11-22T04:00:00Z');

function level(variantId: string, locationId: string, available: number): OpenLevel {
  return {
    levelId: `${variantId}@${locationId}`,
    variantId,
    locationId,
    position: Number(locationId),
    available,
  };
}

function request(key: string, quantities: Record<string, number>): ReservationRequest {
  const lines = Object.entries(quantities).map(([variantId, quantity]) => ({ variantId, quantity }));
  return { key, orderId: key, lines, expiresAt: later };
}

function decide(
  requests: ReservationRequest[],
  levels: OpenLevel[],
  known: Parameters<typeof decideReservations>[1]['known'] = [],
) {
  return decideReservations(requests, { levels, known, now });
}

describe('decideReservations', () => {
  it('serves by arrival until nothing is left', () => {
    const buyers = ['a', 'b', 'c'].map((key) => request(key, { tea: 2 }));
    const { answers, reservations } = decide(buyers, [level('tea', '1', 5)]);
    expect(answers.map(({ kind }) => kind)).toEqual(['reserved', 'reserved', 'insufficientStock']);
    expect(reservations.map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('lists every shortage with what is available, and takes nothing', () => {
    const { answers, reservations } = decide(
      [request('a', { tea: 6, cake: 1, rice: 3 }), request('b', { cake: 1 })],
      [level('tea', '1', 2), level('tea', '2', 3), level('cake', '1', 1)],
    );
    expect(answers[0]).toEqual({
      kind: 'insufficientStock',
      shortages: [
        { variantId: 'tea', requested: 6, available: 5 },
        { variantId: 'rice', requested: 3, available: 0 },
      ],
    });
    expect(reservations.map(({ key }) => key)).toEqual(['b']);
  });

  it('prefers the one location that covers the whole order to the first one', () => {
    const { reservations } = decide(
      [request('a', { tea: 2, cake: 2 })],
      [level('tea', '1', 9), level('tea', '2', 2), level('cake', '1', 1), level('cake', '2', 2)],
    );
    expect(reservations[0]!.takes).toEqual([
      { levelId: 'tea@2', quantity: 2 },
      { levelId: 'cake@2', quantity: 2 },
    ]);
  });

  it('takes from the first location when several cover the order', () => {
    const { reservations } = decide([request('a', { tea: 1 })], [level('tea', '2', 9), level('tea', '1', 9)]);
    expect(reservations[0]!.takes).toEqual([{ levelId: 'tea@1', quantity: 1 }]);
  });

  it('splits an order that no location covers', () => {
    const { reservations } = decide([request('a', { tea: 5 })], [level('tea', '1', 3), level('tea', '2', 4)]);
    expect(reservations[0]!.takes).toEqual([
      { levelId: 'tea@1', quantity: 3 },
      { levelId: 'tea@2', quantity: 2 },
    ]);
  });

  it('takes only from the locations that may serve it, and misses what the others have', () => {
    const levels = [level('tea', '1', 9), level('tea', '2', 2), level('cake', '3', 5)];
    const wanted = { ...request('a', { tea: 2 }), locationIds: ['2', '3'] };
    expect(decide([wanted], levels).reservations[0]!.takes).toEqual([{ levelId: 'tea@2', quantity: 2 }]);
    const more = { ...request('a', { tea: 3, cake: 1 }), locationIds: ['2', '3'] };
    expect(decide([more], levels).answers[0]).toEqual({
      kind: 'insufficientStock',
      shortages: [{ variantId: 'tea', requested: 3, available: 2 }],
    });
    const nowhere = { ...request('a', { tea: 1 }), locationIds: ['9'] };
    expect(decide([nowhere], levels).answers[0]).toMatchObject({ shortages: [{ available: 0 }] });
  });

  it('counts what a batch takes from a location once, whichever locations its requests may have', () => {
    const levels = [level('tea', '1', 2), level('tea', '2', 1)];
    const near = { ...request('a', { tea: 2 }), locationIds: ['1'] };
    const { answers } = decide([near, request('b', { tea: 1 }), { ...near, key: 'c' }], levels);
    expect(answers.map(({ kind }) => kind)).toEqual(['reserved', 'reserved', 'insufficientStock']);
  });

  it('answers the same key in one batch once', () => {
    const { answers, reservations } = decide(
      [request('a', { tea: 1 }), request('a', { tea: 1 }), request('a', { tea: 2 })],
      [level('tea', '1', 9)],
    );
    expect(answers.map(({ kind }) => kind)).toEqual(['reserved', 'reserved', 'keyReused']);
    expect(reservations).toHaveLength(1);
  });

  it.each([
    ['HELD', later, 'reserved'],
    ['ALLOCATED', now, 'reserved'],
    ['SHIPPED', now, 'reserved'],
    ['HELD', now, 'closed'],
    ['RELEASED', later, 'closed'],
    ['EXPIRED', later, 'closed'],
  ] as const)(
    'answers a key that is %s until %s with %s, even when nothing is left',
    (status, expiresAt, kind) => {
      const known = [
        { key: 'a', status, expiresAt, linesHash: hashOfLines([{ variantId: 'tea', quantity: 1 }]) },
      ];
      const { answers, reservations } = decide([request('a', { tea: 1 })], [level('tea', '1', 0)], known);
      expect(answers[0]!.kind).toBe(kind);
      expect(reservations).toEqual([]);
    },
  );

  it('knows lines in another order as the same', () => {
    const lines = [
      { variantId: 'tea', quantity: 1 },
      { variantId: 'cake', quantity: 2 },
    ];
    expect(hashOfLines([...lines].reverse())).toBe(hashOfLines(lines));
    expect(hashOfLines(lines)).not.toBe(
      hashOfLines([
        { variantId: 'tea', quantity: 2 },
        { variantId: 'cake', quantity: 1 },
      ]),
    );
  });
});
