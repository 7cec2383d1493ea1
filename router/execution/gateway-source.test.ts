import { describe, expect, it } from 'vitest';
import { expandEntities, withoutDuplicates } from './gateway-source.ts';

const product = (id: string) => ({ __typename: 'Product', id });

describe('entity representations', () => {
  it('are sent once each, in the order of their first occurrence', () => {
    const { variables, entitiesAt } = withoutDuplicates({
      x: 1,
      representations: [product('a'), product('b'), product('a'), product('c'), product('b')],
    });
    expect(variables).toEqual({ x: 1, representations: [product('a'), product('b'), product('c')] });
    expect(entitiesAt).toEqual([0, 1, 0, 2, 1]);
  });

  it('are left alone when all differ', () => {
    const variables = { representations: [product('a'), product('b')] };
    expect(withoutDuplicates(variables)).toEqual({ variables });
  });

  it('come back in every place that asked, each with its own copy', () => {
    const answer = expandEntities({ data: { _entities: [{ stock: { available: 1 } }, null] } }, [0, 1, 0]);
    const [first, missing, again] = answer.data!._entities as { stock: object }[];
    expect(missing).toBeNull();
    expect(again).toEqual(first);
    expect(again!.stock).not.toBe(first!.stock);
  });

  it('report their errors in every place that asked', () => {
    const errors = [
      { message: 'gone', path: ['_entities', 1, 'stock'] },
      { message: 'all', path: ['_entities'] },
    ];
    const answer = expandEntities({ data: { _entities: [{}, null] }, errors }, [0, 1, 0, 1]);
    expect(answer.errors?.map((error) => error.path)).toEqual([
      ['_entities', 1, 'stock'],
      ['_entities', 3, 'stock'],
      ['_entities'],
    ]);
  });

  it('survive an answer without data', () => {
    expect(expandEntities({ data: null, errors: [{ message: 'no' }] }, [0, 0])).toEqual({
      data: null,
      errors: [{ message: 'no' }],
    });
  });
});
