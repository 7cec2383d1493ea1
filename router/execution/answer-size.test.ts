import { describe, expect, it } from 'vitest';
import { answerSize, jsonBytes } from './answer-size.ts';

describe('the size of an answer', () => {
  it.each([
    { nodes: [{ id: 'prd_1', nameJa: '桜どら焼き', yen: 810, sold: true, brand: null }] },
    { empty: [] },
    {},
    'デパ地下',
    { numbers: [[1, -2.5], [{}]] },
  ])('is about that of its JSON: %j', (value) => {
    const exact = Buffer.byteLength(JSON.stringify(value));
    expect(jsonBytes(value)).toBeGreaterThanOrEqual(exact);
    expect(jsonBytes(value)).toBeLessThanOrEqual(exact * 1.2 + 2);
  });

  it('adds up over all answers of an operation, and stays too much', () => {
    const size = answerSize(30);
    size.add({ a: 'twelve bytes' });
    expect(size.refused).toBeUndefined();
    expect(() => size.add({ a: 'twelve bytes' })).toThrow(
      expect.objectContaining({
        extensions: expect.objectContaining({ code: 'ANSWER_TOO_LARGE', limit: 30 }),
      }),
    );
    expect(size.refused?.extensions.code).toBe('ANSWER_TOO_LARGE');
  });

  it('counts an entity at each place that shows it', () => {
    expect(() => answerSize(100).add(['ten byte'], [11])).toThrow();
    expect(() => answerSize(100).add(['ten byte'], [10])).not.toThrow();
    expect(() => answerSize(100).add(['ten byte', 'x'.repeat(80)], [3, 0])).not.toThrow();
    expect(() => answerSize(100).add(['ten byte', 'x'.repeat(80)], [0, 2])).toThrow();
  });

  it('takes a few bytes as they came, and looks at what could be too much', () => {
    const size = answerSize(1_000);
    expect(size.addFew(1, 126)).toBe(false);
    expect([1, 2, 3, 4].map(() => size.addFew(100, 100))).toEqual([true, true, true, false]);
    expect(() => size.add(['x'.repeat(680)])).not.toThrow();
    expect(() => size.add(['x'.repeat(20)])).toThrow();
  });

  it('is exact where it matters, whichever items of a list are long', () => {
    const list = Array.from({ length: 50 }, (_, index) => (index % 7 === 3 ? 'x'.repeat(100) : ''));
    const exact = jsonBytes(list);
    expect(() => answerSize(exact).add(list)).not.toThrow();
    expect(() => answerSize(exact - 1).add(list)).toThrow();
  });
});
