import { buildSchema, graphqlSync } from 'graphql';
import { expect, it } from 'vitest';
import { asksFor } from './asked-fields.ts';

const schema = buildSchema(`type Query { list: List! }
type List { total: Int! below: List! }`);

function isAsked(query: string): boolean | undefined {
  let asked: boolean | undefined;
  const list = { total: 1, below: { total: 2 } };
  schema.getQueryType()!.getFields().list!.resolve = (_, __, ___, info) => {
    asked = asksFor(info, 'total');
    return list;
  };
  expect(graphqlSync({ schema, source: query }).errors).toBeUndefined();
  return asked;
}

it('finds a field below the one that is resolved, whatever it is called there', () => {
  expect(isAsked('{ list { total } }')).toBe(true);
  expect(isAsked('{ list { count: total } }')).toBe(true);
});

it('finds it in fragments, and where the list is named twice', () => {
  expect(isAsked('{ list { ...Counted } } fragment Counted on List { ... on List { total } }')).toBe(true);
  expect(isAsked('{ list { __typename } list { total } }')).toBe(true);
});

it('does not find it deeper, nor under its name in an answer', () => {
  expect(isAsked('{ list { below { total } } }')).toBe(false);
  expect(isAsked('{ list { total: __typename } }')).toBe(false);
});
