import { describe, expect, it } from 'vitest';
import { checkRelated, pairsOf } from './related-rules.ts';

const ids = (count: number) => Array.from({ length: count }, (_, index) => `prd_${index}`);

describe('related products', () => {
  it('are twenty others at most, each once', () => {
    expect(checkRelated('prd_x', ids(20))).toBeUndefined();
    expect(checkRelated('prd_x', [])).toBeUndefined();
    expect(checkRelated('prd_x', ids(21))?.field).toBe('relatedIds');
    expect(checkRelated('prd_x', ['prd_1', 'prd_1'])?.field).toBe('relatedIds');
    expect(checkRelated('prd_1', ['prd_1'])?.field).toBe('relatedIds');
  });
});

describe('pairs of an order', () => {
  const lines = (count: number) => ids(count).map((productId) => ({ productId }));

  it('are every two of its products, both ways, whatever the number of lines', () => {
    expect(pairsOf([...lines(2), ...lines(2)])).toEqual([
      { productId: 'prd_0', otherId: 'prd_1' },
      { productId: 'prd_1', otherId: 'prd_0' },
    ]);
    expect(pairsOf(lines(1))).toEqual([]);
  });

  it('are those of ten products at most', () => {
    expect(pairsOf(lines(50))).toHaveLength(90);
  });
});
