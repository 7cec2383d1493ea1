import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { describe, expect, it } from 'vitest';
import { ABSENT } from './merge-answer.ts';
import { representer } from './representations.ts';

type Selections = QueryPlanSelectionNode[];

const field = (name: string, selections?: Selections): QueryPlanSelectionNode => ({
  kind: 'Field',
  name,
  ...(selections ? { selections } : {}),
});
const on = (typeCondition: string, selections: Selections): QueryPlanSelectionNode => ({
  kind: 'InlineFragment',
  typeCondition,
  selections,
});
const isOfType = (typename: string, condition: string) =>
  typename === condition || (condition === 'Node' && typename !== 'Other');

const product = (values: object) => ({ __typename: 'Product', ...values });
const BY_ID = [on('Product', [field('__typename'), field('id')])];

describe('representations', () => {
  it.each([
    ['plain', 'p1'],
    ['quotes and backslashes', 'a"b\\c'],
    ['controls', 'a\n\u0000\u2028b'],
    ['halves of characters', 'a\ud800b'],
    ['whole ones', 'a😀b'],
    ['a number', 7],
    ['nothing', null],
    ['a truth', true],
    ['a scalar of the graph', { amount: [1, '2'] }],
  ])('write %s as JSON does', (_, id) => {
    const { entities } = representer(BY_ID, { isOfType })([product({ id })]);
    expect(entities).toEqual([JSON.stringify({ __typename: 'Product', id })]);
  });

  it('are of the same entity when they say the same', () => {
    const requires = [on('Product', [field('__typename'), field('price'), field('id')])];
    const objects = [
      product({ id: '1', price: 5 }),
      product({ id: '1', price: 6 }),
      product({ id: '1', price: 5, other: 1 }),
      product({ id: 1, price: 5 }),
      product({ id: '1', price: null }),
      product({ id: '1', price: null }),
    ];
    const { entities, objects: places } = representer(requires, { isOfType })(objects);
    expect(entities).toHaveLength(4);
    expect(places).toEqual([[objects[0], objects[2]], [objects[1]], [objects[3]], [objects[4], objects[5]]]);
  });

  it('put together what several parts want of one object', () => {
    const requires = [
      on('Product', [field('__typename'), field('size', [field('height')])]),
      on('Node', [field('id'), field('size', [field('width')])]),
    ];
    const object = product({ id: '1', size: [{ height: 1, width: 2 }, null] });
    const { entities } = representer(requires, { isOfType })([
      object,
      { __typename: 'Other', id: '2' },
      { id: '3' },
    ]);
    expect(entities.map((text) => JSON.parse(text))).toEqual([
      { __typename: 'Product', size: [{ height: 1, width: 2 }, null], id: '1' },
    ]);
  });

  it('say which field is missing, and in what', () => {
    const requires = [on('Product', [field('__typename'), field('size', [field('height')])])];
    const size = { height: ABSENT };
    const object = product({ size });
    const { entities, missing } = representer(requires, { isOfType })([object]);
    expect(entities).toEqual([]);
    expect(missing).toEqual([
      {
        object,
        at: [
          { object, key: 'size' },
          { object: size, key: 'height' },
        ],
      },
    ]);
  });

  it('take no field from what every object of JavaScript has', () => {
    const requires = [on('Product', [field('__typename'), field('constructor')])];
    const { entities, missing } = representer(requires, { isOfType })([product({})]);
    expect([entities, missing.length]).toEqual([[], 1]);
    const own = representer(requires, { isOfType })([product({ constructor: 'x' })]);
    expect(own.entities).toEqual(['{"__typename":"Product","constructor":"x"}']);
  });

  it('leave out what nobody was asked for, but not what was asked for and is absent', () => {
    const requires = [on('Product', [field('price'), field('__typename'), field('id'), field('grade')])];
    const partly = representer(requires, { isOfType, partly: true });
    const { entities, missing } = partly([product({ id: '1' }), product({ id: '2', price: ABSENT })]);
    expect(entities).toEqual(['{"__typename":"Product","id":"1"}']);
    expect(missing).toHaveLength(1);
  });

  it('are changed as the planner wants', () => {
    const rewrite = (value: unknown) => {
      (value as Record<string, unknown>).__typename = 'Node';
    };
    const { entities } = representer(BY_ID, { isOfType, rewrite })([product({ id: '1' })]);
    expect(entities).toEqual(['{"__typename":"Node","id":"1"}']);
  });
});
