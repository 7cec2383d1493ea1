import { demoZones } from '@depachika/demo/zones.ts';
import { expect, it } from 'vitest';
import { zoneOutlines } from './zone-outlines.ts';

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

it('draws every zone of the demo shop, each number at a place of its own', () => {
  const drawn = zoneOutlines(demoZones.map(({ rings }) => outlineOf(...rings)));
  expect(drawn).toHaveLength(demoZones.length);
  expect(new Set(drawn!.map(({ label }) => label.join()))).toHaveProperty('size', demoZones.length);
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
