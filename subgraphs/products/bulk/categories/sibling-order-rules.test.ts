import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeAmong } from '../../categories/tree-rules.ts';
import { arranged, movesOf } from './sibling-order-rules.ts';

/** Siblings, and lines that place some of them, also beyond the last and two at one place. */
const LINES = fc.integer({ min: 1, max: 8 }).chain((count) => {
  const siblings = [...'ABCDEFGH'].slice(0, count);
  const line = (id: string) => fc.tuple(fc.constant(id), fc.integer({ min: 0, max: count + 2 }));
  return fc.record({
    siblings: fc.shuffledSubarray(siblings, { minLength: count }),
    lines: fc.shuffledSubarray(siblings).chain((ids) => fc.tuple(...ids.map(line))),
  });
});

function moved(siblings: readonly string[], wanted: ReadonlyMap<string, number>): string[] {
  return movesOf(siblings, wanted).reduce(
    (now, { id, position }) => placeAmong(now, id, position),
    [...siblings],
  );
}

const placed = (text: string) =>
  new Map(text.split(' ').map((line) => [line[0]!, Number(line.slice(1))] as const));

describe('siblings', () => {
  test.each([
    ['A1 B3 C2 D0', 'DACB'],
    ['D0', 'DABC'],
    ['A99', 'BCDA'],
    ['A9 B9', 'CDAB'],
    ['D1 C1', 'ADCB'],
    ['A3 B1', 'CBDA'],
  ])('of lines %s stand as %s', (lines, order) => {
    expect(arranged([...'ABCD'], placed(lines)).join('')).toBe(order);
  });

  test('stand where all lines together say, in whatever order these stand', () => {
    const all = fc.shuffledSubarray([...'ABCDEF'], { minLength: 6 });
    fc.assert(
      fc.property(all, all, all, (siblings, order, lines) => {
        const wanted = new Map(lines.map((id) => [id, order.indexOf(id)]));
        expect(arranged(siblings, wanted)).toEqual(order);
        expect(moved(siblings, wanted)).toEqual(order);
      }),
    );
  });

  test('come into their order by moves of placed ones alone, each once, and then stay', () => {
    fc.assert(
      fc.property(LINES, ({ siblings, lines }) => {
        const wanted = new Map(lines);
        const order = arranged(siblings, wanted);
        expect(order.toSorted()).toEqual(siblings.toSorted());
        expect(moved(siblings, wanted)).toEqual(order);
        const ids = movesOf(siblings, wanted).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.every((id) => wanted.has(id))).toBe(true);
        expect(movesOf(order, wanted)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('of which the last comes first take one move', () => {
    expect(movesOf([...'ABCD'], placed('D0 A1 B2 C3'))).toEqual([{ id: 'D', position: 0 }]);
  });
});
