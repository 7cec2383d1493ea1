import { expect, it } from 'vitest';
import { at } from './town-plan.ts';
import { STATIONS, zoneOutlines } from './zone-outlines.ts';

const outlineOf = (...rings: readonly (readonly (readonly [number, number])[])[]) =>
  JSON.stringify({ type: 'MultiPolygon', coordinates: [rings] });
const square = (west: number, south: number, size: number) =>
  [
    [west, south],
    [west + size, south],
    [west + size, south + size],
    [west, south + size],
    [west, south],
  ] as const;

it('draws every zone, each number at a place of its own, and none on a name of the drawing', () => {
  const drawn = zoneOutlines([
    outlineOf(square(139.76, 35.675, 0.02)),
    outlineOf(square(139.75, 35.66, 0.05)),
    outlineOf(square(139.69, 35.65, 0.06)),
  ])!;
  expect(drawn.map(({ path }) => path)).toEqual(Array(3).fill(expect.stringMatching(/^M\d+ \d+L.*Z$/)));
  expect(new Set(drawn.map(({ label }) => label.join())).size).toBe(3);
  for (const { label } of drawn)
    for (const { longitude, latitude } of STATIONS) {
      const [x, y] = at([longitude, latitude]);
      expect(Math.hypot(label[0] - x, label[1] - y)).toBeGreaterThan(12);
    }
});

it('puts a number beside a zone that lies over it, and not into a hole', () => {
  const [inner, outer] = [square(139.72, 35.66, 0.04), square(139.7, 35.64, 0.08)];
  const [, under] = zoneOutlines([outlineOf(inner), outlineOf(outer)])!;
  const [holed] = zoneOutlines([outlineOf(outer, inner)])!;
  const [whole] = zoneOutlines([outlineOf(inner)])!;
  for (const { label } of [under!, holed!]) expect(label).not.toEqual(whole!.label);
});

it('draws no map where a zone lies elsewhere', () => {
  expect(zoneOutlines([outlineOf(square(135.5, 34.7, 0.05))])).toBeUndefined();
  expect(zoneOutlines([])).toEqual([]);
});
