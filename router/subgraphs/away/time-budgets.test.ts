import { expect, it } from 'vitest';
import { budgetsOf, kindOf } from './time-budgets.ts';

const SETTINGS = {
  read: { named: { slow: 9_000 }, others: 5_000 },
  enrichment: { named: { analytics: 300 }, others: 6_000 },
  requestMs: 30_000,
};

it.each([
  ['query Page__products__0($id:ID!){product(id:$id){id}}', 'read'],
  ['{ me { id } }', 'read'],
  [
    'query Page__analytics__1($representations:[_Any!]!){_entities(representations:$representations){__typename}}',
    'enrichment',
  ],
  ['mutation Place__orders__0($input:PlaceOrderInput!){placeOrder(input:$input){__typename}}', 'mutation'],
  ['  mutation { clearCart { __typename } }', 'mutation'],
])('%s is asked for within the budget of a %s', (query, kind) => {
  expect(kindOf({ query })).toBe(kind);
});

it('what a domain adds to a page of others has a budget of its own, which is never the longer one', () => {
  expect(budgetsOf('analytics', SETTINGS)).toEqual({ read: 5_000, enrichment: 300, mutation: 30_000 });
  expect(budgetsOf('orders', SETTINGS)).toMatchObject({ read: 5_000, enrichment: 5_000 });
  expect(budgetsOf('slow', SETTINGS)).toMatchObject({ read: 9_000, enrichment: 6_000 });
  expect(budgetsOf('toString', SETTINGS)).toMatchObject({ read: 5_000 });
});
