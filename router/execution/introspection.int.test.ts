import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

let toy: ToyRouter;
beforeAll(async () => {
  toy = await startToyRouter();
});
afterAll(() => toy.close());

describe('introspection', () => {
  it('knows every field that graphql-js knows', async () => {
    const query = getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    });
    const { codes, data } = await toy.post({ query });
    expect(codes).toEqual([]);
    expect(data.__schema.types.find(({ name }: { name: string }) => name === 'Choice')).toMatchObject({
      isOneOf: false,
    });
  });

  it('stands beside other fields, also in fragments, in the order in which they are asked for', async () => {
    const { codes, data } = await toy.post({
      query: `query ($name: String!) {
        first: me
        __type(name: $name) { ...Shape }
        ...Rest
      }
      fragment Shape on __Type { name isOneOf }
      fragment Rest on Query { __schema { queryType { name } } last: me __typename }`,
      variables: { name: 'Choice' },
    });
    expect(codes).toEqual([]);
    expect(Object.keys(data)).toEqual(['first', '__type', '__schema', 'last', '__typename']);
    expect(data).toEqual({
      first: 'anonymous',
      __type: { name: 'Choice', isOneOf: false },
      __schema: { queryType: { name: 'Query' } },
      last: 'anonymous',
      __typename: 'Query',
    });
  });

  it('asks no subgraph when nothing else is asked', async () => {
    toy.shop.asked.length = 0;
    expect((await toy.post({ query: '{ __type(name: "Nothing") { name } }' })).data).toEqual({
      __type: null,
    });
    expect(toy.shop.asked).toEqual([]);
  });

  it('follows variables that leave it out', async () => {
    const query = 'query ($ask: Boolean!) { me __type(name: "Choice") @include(if: $ask) { isOneOf } }';
    expect((await toy.post({ query, variables: { ask: false } })).data).toEqual({ me: 'anonymous' });
  });
});
