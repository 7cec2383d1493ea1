import { describe, expect, it } from 'vitest';
import { apportion, taxPerRate } from './tax.ts';

describe('taxPerRate', () => {
  it('rounds down once per rate, not once per line', () => {
    const lines = Array.from({ length: 3 }, () => ({ taxRatePercent: 8 as const, grossYen: 105 }));
    expect(taxPerRate(lines)).toEqual([{ taxRatePercent: 8, grossYen: 315, taxYen: 23 }]);
    expect(taxPerRate(lines.slice(0, 1))[0]?.taxYen).toBe(7);
  });

  it('keeps the rates apart, the lower one first', () => {
    const taxes = taxPerRate([
      { taxRatePercent: 10, grossYen: 1100 },
      { taxRatePercent: 8, grossYen: 1080 },
      { taxRatePercent: 10, grossYen: 330 },
    ]);
    expect(taxes).toEqual([
      { taxRatePercent: 8, grossYen: 1080, taxYen: 80 },
      { taxRatePercent: 10, grossYen: 1430, taxYen: 130 },
    ]);
  });

  it('has nothing to say of nothing', () => {
    expect(taxPerRate([])).toEqual([]);
  });
});

describe('apportion', () => {
  it('loses no yen, whatever the weights', () => {
    for (let total = 0; total <= 50; total += 1) {
      for (const weights of [[1], [1, 1, 1], [300, 200, 100], [7, 0, 11, 13], [0, 0]]) {
        const parts = apportion(total, weights);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('gives the odd yen to the largest remainder, the earlier one on a tie', () => {
    expect(apportion(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(apportion(10, [3, 3, 1])).toEqual([4, 4, 2]);
  });
});
