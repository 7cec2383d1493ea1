import { describe, expect, it } from 'vitest';
import { answerKey, type KeptOperation } from './answer-key.ts';

const kept: KeptOperation = { id: 'id', maxAgeMs: 1, subgraphs: [], variables: ['a', 'b'] };
const key = (variables: object, language: 'ja' | 'en' = 'ja') =>
  answerKey(kept, variables as Readonly<Record<string, unknown>>, language);

describe('the key of an answer', () => {
  it.each<[string, object, object]>([
    ['null and what is left out', { a: null }, {}],
    ['one variable and another', { a: 1 }, { b: 1 }],
    ['a number and a text of it', { a: 1 }, { a: '1' }],
    ['a list and what is in it', { a: [1] }, { a: 1 }],
    ['a list in another order', { a: [1, 2] }, { a: [2, 1] }],
    ['an object and a list of its parts', { a: { b: 1 } }, { a: ['{}', ['b', 1]] }],
    ['an object with null and one without', { a: { b: null } }, { a: {} }],
    ['two texts and one with what stands between them', { a: 'x', b: 'y' }, { a: 'x"],["y' }],
    ['a prototype and none', { a: JSON.parse('{"__proto__":{"b":1}}') }, { a: {} }],
    ['long texts that end otherwise', { a: `${'x'.repeat(200)}1` }, { a: `${'x'.repeat(200)}2` }],
  ])('tells apart %s', (_what, one, other) => {
    expect(key(one)).not.toBe(key(other));
  });

  it.each<[string, object, object]>([
    ['variables in another order', { a: 1, b: 2 }, { b: 2, a: 1 }],
    [
      'fields of an object in another order',
      { a: { c: 1, d: [{ e: 1, f: 2 }] } },
      { a: { d: [{ f: 2, e: 1 }], c: 1 } },
    ],
    ['a variable that the operation does not know', { a: 1 }, { a: 1, more: 2 }],
  ])('is the same for %s', (_what, one, other) => {
    expect(key(one)).toBe(key(other));
  });

  it('is of one language, and short whatever the variables are', () => {
    expect(key({}, 'ja')).not.toBe(key({}, 'en'));
    expect(key({ a: 'x'.repeat(100_000) }).length).toBeLessThan(200);
  });
});
