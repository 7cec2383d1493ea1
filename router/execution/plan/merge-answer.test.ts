import { describe, expect, it } from 'vitest';
import { ABSENT, entityMerger } from './merge-answer.ts';

const never = () => false;

describe('what is answered of an entity', () => {
  it('is put to each place that shows it, beside what is known there', () => {
    const places = [
      { __typename: 'Product', upc: 'p1' },
      { __typename: 'Product', upc: 'p1', price: 1, maker: { id: 'm1' }, sizes: [{ id: 1 }, { id: 2 }] },
    ];
    const answered = {
      __typename: 'Product',
      price: null,
      maker: { name: 'M' },
      sizes: [{ cm: 5 }, { cm: 6 }],
      gone: undefined,
    };
    entityMerger(['__typename', 'price', 'maker', 'sizes', 'gone'], never)(places, answered);
    expect(places).toEqual([
      { __typename: 'Product', upc: 'p1', price: null, maker: { name: 'M' }, sizes: [{ cm: 5 }, { cm: 6 }] },
      {
        __typename: 'Product',
        upc: 'p1',
        price: null,
        maker: { id: 'm1', name: 'M' },
        sizes: [
          { id: 1, cm: 5 },
          { id: 2, cm: 6 },
        ],
      },
    ]);
    expect(places.some((place) => 'gone' in place)).toBe(false);
  });

  it('replaces what was not there before, and keeps what is not asked for', () => {
    const place = { __typename: 'Product', price: ABSENT, upc: 'p1' };
    entityMerger(['price'], never)([place], { __typename: 'Product', price: 3, upc: 'forged' });
    expect(place).toEqual({ __typename: 'Product', price: 3, upc: 'p1' });
  });

  it('is nothing that every object has, whatever the key is called', () => {
    const keys = ['constructor', 'toString', '__proto__', 'quo"te', 'line\nfeed'];
    const place = { __typename: 'Product' };
    const answered = JSON.parse(
      '{"toString": {"a": 1}, "__proto__": {"evil": 1}, "quo\\"te": 2, "line\\nfeed": 3}',
    );
    entityMerger(keys, never)([place], answered);
    expect(Object.entries(place)).toEqual([
      ['__typename', undefined],
      ['toString', { a: 1 }],
      ['quo"te', 2],
      ['line\nfeed', 3],
    ]);
    expect('evil' in place).toBe(false);
  });

  it('says its type, unless one that says more is known', () => {
    const isCloser = (known: unknown, answered: unknown) => known === 'Book' && answered === 'Media';
    const places = [{ __typename: 'Book' }, { __typename: 'Media' }, { __typename: 'Film' }];
    entityMerger(['__typename'], isCloser)(places, { __typename: 'Media' });
    expect(places.map(({ __typename }) => __typename)).toEqual(['Book', 'Media', 'Media']);
  });
});
