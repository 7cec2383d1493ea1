import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

let toy: ToyRouter;
beforeAll(async () => {
  toy = await startToyRouter();
});
afterAll(() => toy.close());

const dataOf = async (query: string, variables = {}) => {
  const { data, errors } = await toy.post({ query, variables });
  expect(errors).toBeUndefined();
  return data;
};

describe('a field that a client calls as a key of its entity', () => {
  it('is answered with what it is, also where the entity is asked for elsewhere', async () => {
    const [plain, named] = [
      await dataOf('{ products(first: 2) { name stock { available } } }'),
      await dataOf('{ products(first: 2) { id: name stock { available } } }'),
    ];
    const renamed = JSON.parse(JSON.stringify(plain).replaceAll('"name"', '"id"'));
    expect(named).toEqual(renamed);
  });

  it.each([
    ['{ product(id: "p1") { __typename: name } }', { product: { __typename: 'Product p1' } }],
    ['{ product(id: "p1") { __typename: stock { available } } }', undefined],
    ['{ __typename: product(id: "p1") { id } }', { __typename: { id: 'p1' } }],
  ])('is no fault: %s', async (query, expected) => {
    const data = await dataOf(query);
    if (expected) expect(data).toEqual(expected);
    else expect(data).toMatchObject({ product: { __typename: { available: expect.any(Number) } } });
  });

  it('keeps its name in the path of an error', async () => {
    const { errors } = await toy.post({ query: '{ product(id: "p1") { id: missing } }' });
    expect(errors).toMatchObject([{ path: ['product', 'id'] }]);
  });
});

describe('a variable that a client calls as the gateway calls its own', () => {
  it('has the value that was sent, and its default', async () => {
    const query =
      'query ($representations: Int! = 1) { lines(count: $representations) { product { name } } }';
    expect((await dataOf(query))!.lines).toHaveLength(1);
    expect((await dataOf(query, { representations: 3 }))!.lines).toHaveLength(3);
  });
});
