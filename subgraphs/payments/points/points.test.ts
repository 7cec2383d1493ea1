import { seededRandom } from '@depachika/demo/random.ts';
import { expect, it } from 'vitest';
import { type PointsLot, pointsEarned, takeFromLots } from './points.ts';

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
