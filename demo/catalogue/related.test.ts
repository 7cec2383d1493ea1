import { expect, test } from 'vitest';
import { demoCatalogue } from './catalogue.ts';
import { demoRelated } from './related.ts';

test('beside every product of the demo shop stand others of its shelf, each once, and never itself', () => {
  const shelves = new Map(demoCatalogue().products.map(({ id, categoryId }) => [id, categoryId]));
  const related = Map.groupBy(demoRelated(), ({ productId }) => productId);
  expect(related.size).toBe(shelves.size);
  for (const [productId, beside] of related) {
    const ids = beside.map(({ relatedId }) => relatedId);
    expect(new Set([productId, ...ids]).size).toBe(ids.length + 1);
    expect(beside.map(({ position }) => position)).toEqual(ids.map((_, place) => place));
    expect(ids.every((id) => shelves.get(id) === shelves.get(productId))).toBe(true);
  }
});
