import { seededRandom } from '@depachika/demo/random.ts';
import { describe, expect, it } from 'vitest';
import {
  giveBack,
  type PointsLot,
  payDebts,
  pointsEarned,
  RETURNED_POINTS_LIFE_DAYS,
  takeBack,
  takeFromLots,
} from './points.ts';

const NOW = new Date('2026-11-22T03:00:00Z');
const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
const lot = (id: string, remaining: number, days: number): PointsLot => ({
  id,
  remaining,
  expiresAt: inDays(days),
});

it('takes from the lots that end first, and only as much as is wanted', () => {
  const lots = [lot('c', 100, 30), lot('a', 100, 10), lot('b', 100, 20)];
  expect(takeFromLots(lots, 150, NOW)).toEqual([
    { lotId: 'a', points: 100 },
    { lotId: 'b', points: 50 },
  ]);
});

it('does not count lots that have ended, at the very moment neither', () => {
  const lots = [lot('past', 100, -1), lot('now', 100, 0), lot('live', 100, 1)];
  expect(takeFromLots(lots, 100, NOW)).toEqual([{ lotId: 'live', points: 100 }]);
  expect(takeFromLots(lots, 101, NOW)).toBeUndefined();
});

it('takes all or nothing', () => {
  expect(takeFromLots([lot('a', 99, 1)], 100, NOW)).toBeUndefined();
  expect(takeFromLots([], 1, NOW)).toBeUndefined();
});

it('for any lots: takes exactly what is wanted, never more than a lot has, never a later lot before an earlier', () => {
  const random = seededRandom('points');
  for (let round = 0; round < 300; round += 1) {
    const lots = Array.from({ length: random.integer(0, 6) }, (_, index) =>
      lot(`lot${index}`, random.integer(0, 50), random.integer(-3, 10)),
    );
    const wanted = random.integer(1, 150);
    const live = lots.filter(({ expiresAt }) => expiresAt > NOW);
    const shares = takeFromLots(lots, wanted, NOW);
    expect(shares !== undefined).toBe(live.reduce((sum, { remaining }) => sum + remaining, 0) >= wanted);
    if (!shares) continue;
    expect(shares.reduce((sum, { points }) => sum + points, 0)).toBe(wanted);
    const taken = new Map(shares.map(({ lotId, points }) => [lotId, points]));
    for (const { id, remaining } of live) expect(taken.get(id) ?? 0).toBeLessThanOrEqual(remaining);
    const endsOf = (lots: readonly PointsLot[]) => lots.map(({ expiresAt }) => expiresAt.getTime());
    const notEmptied = live.filter(({ id, remaining }) => (taken.get(id) ?? 0) < remaining);
    const touched = live.filter(({ id }) => taken.has(id));
    expect(Math.max(...endsOf(touched))).toBeLessThanOrEqual(Math.min(...endsOf(notEmptied), Infinity));
  }
});

it.each([
  [0, 0, 0],
  [99, 0, 0],
  [100, 0, 1],
  [3_050, 0, 30],
  [3_050, 51, 29],
  [500, 500, 0],
])('an order of %i yen with %i points earns %i', (totalYen, pointsUsed, earned) => {
  expect(pointsEarned(totalYen, pointsUsed)).toBe(earned);
});

describe('points that come back', () => {
  const share = (lotId: string, points: number, days: number) => ({ lotId, points, expiresAt: inDays(days) });

  it('live on alone when their lot ends too soon: what stayed in the lot keeps its end', () => {
    expect(giveBack([share('old', 1, 5), share('young', 7, 31)], NOW)).toEqual({
      kept: [{ lotId: 'young', points: 7 }],
      renewed: { points: 1, expiresAt: inDays(RETURNED_POINTS_LIFE_DAYS) },
    });
  });

  it('go into the lot that they came from when it lives long enough, at the very moment too', () => {
    expect(giveBack([share('a', 3, RETURNED_POINTS_LIFE_DAYS)], NOW)).toMatchObject({
      kept: [{ lotId: 'a', points: 3 }],
      renewed: { points: 0 },
    });
  });
});

describe('points to be taken back', () => {
  it.each([
    [203, 500, { taken: 203, owed: 0 }],
    [203, 203, { taken: 203, owed: 0 }],
    [203, 200, { taken: 200, owed: 3 }],
    [203, 0, { taken: 0, owed: 203 }],
  ])('of %i, with %i there', (points, available, expected) => {
    expect(takeBack(points, available)).toEqual(expected);
  });

  it('are paid by what comes, the first debt first, and never more than is owed', () => {
    const debts = [
      { orderId: 'a', points: 100 },
      { orderId: 'b', points: 50 },
    ];
    expect(payDebts(debts, 0)).toEqual([]);
    expect(payDebts(debts, 100)).toEqual([{ orderId: 'a', points: 100 }]);
    expect(payDebts(debts, 120)).toEqual([
      { orderId: 'a', points: 100 },
      { orderId: 'b', points: 20 },
    ]);
    expect(payDebts(debts, 1_000)).toEqual(debts);
  });
});
