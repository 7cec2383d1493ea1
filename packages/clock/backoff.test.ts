import { describe, expect, it } from 'vitest';
import { backoffMs, jittered } from './backoff.ts';

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('backoff', () => {
  it('doubles from the first pause to the longest, and stays there however often it fails', () => {
    const pauses = [...upTo(6), 5_000].map((failures) =>
      backoffMs({ firstMs: 250, longestMs: 2_500 }, failures),
    );
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 2_500, 2_500, 2_500]);
  });

  it('grows by another factor, and without a bound, where it is told so', () => {
    expect(upTo(5).map((failures) => backoffMs({ firstMs: 100, factor: 4 }, failures))).toEqual([
      100, 400, 1_600, 6_400, 25_600,
    ]);
  });
});

describe('jitter', () => {
  it('spreads a duration over the whole of its range and not beyond', () => {
    const spread = { least: 0.5, most: 1.5 };
    expect([0, 0.5, 1].map((chance) => jittered(1_000, spread, () => chance))).toEqual([500, 1_000, 1_500]);
  });
});
