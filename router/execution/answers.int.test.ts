import { afterEach, describe, expect, it } from 'vitest';
import { inProcessTransport } from '../subgraphs/in-process-transport.ts';
import type { SubgraphTransport } from '../subgraphs/subgraph-transport.ts';
import { startToyRouter, type ToyRouter, type ToyRouterOptions } from '../testing/toy-router.ts';
import type { ToySubgraph } from '../testing/toy-shop.ts';

let toy: ToyRouter;

afterEach(() => toy.close());

async function start(options: ToyRouterOptions = {}): Promise<ToyRouter> {
  toy = await startToyRouter(options);
  return toy;
}

/** A router whose subgraphs of these names do not answer. */
function without(...names: string[]): ToyRouterOptions {
  return {
    transport: (subgraph) => (names.includes(subgraph.name) ? away(subgraph) : inProcessTransport(subgraph)),
  };
}

function away(subgraph: ToySubgraph): SubgraphTransport {
  return {
    ...inProcessTransport(subgraph),
    execute: async () => {
      throw new Error('connect ECONNREFUSED 10.0.0.7:9101');
    },
  };
}

describe('a name that a client gives a field', () => {
  it.each([
    ['of a key', '{ product(id: "p1") { id: name stock { available } } }', { id: 'Product p1' }],
    [
      'of a key, another field of which is the key',
      '{ product(id: "p1") { id: name name: id stock { available } } }',
      { id: 'Product p1', name: 'p1' },
    ],
    [
      '__typename',
      '{ product(id: "p1") { __typename: name stock { available } } }',
      { __typename: 'Product p1' },
    ],
    [
      'that every object of JavaScript has',
      '{ product(id: "p1") { constructor: name toString: id stock { available } } }',
      { constructor: 'Product p1', toString: 'p1' },
    ],
    [
      'as the planner makes them',
      '{ product(id: "p1") { name__alias_0: name stock { available } } }',
      { name__alias_0: 'Product p1' },
    ],
  ])('is only a name, though it is one %s', async (_, query, named) => {
    const { post } = await start();
    const { data, errors } = await post({ query });
    expect(errors).toBeUndefined();
    expect(data.product).toEqual({ ...named, stock: { available: 7 } });
  });

  it('may be __proto__', async () => {
    const { post } = await start();
    const { data } = await post({ query: '{ product(id: "p1") { __proto__: name stock { available } } }' });
    expect(JSON.stringify(data)).toBe('{"product":{"__proto__":"Product p1","stock":{"available":7}}}');
  });

  it('is the one in the path of an error, and never one of the router’s own', async () => {
    const { post } = await start(without('inventory'));
    const { errors } = await post({
      query: '{ product(id: "p1") { id: name __typename: stock { available } } }',
    });
    expect(errors?.map(({ path }) => path)).toEqual([['product', '__typename']]);
  });
});

it('a variable may have the name of the one that entities are sent in', async () => {
  const { post } = await start();
  const query = 'query ($representations: ID!) { product(id: $representations) { stock { available } } }';
  expect((await post({ query, variables: { representations: 'p1' } })).data).toEqual({
    product: { stock: { available: 7 } },
  });
});

describe('a part that does not answer', () => {
  it('is told at each place that wanted something of it, with the id of the request', async () => {
    const { post, shop } = await start(without('products'));
    const { data, errors } = await post({ query: '{ lines(count: 4) { quantity product { name } } }' });
    expect(data).toBeNull();
    expect(errors?.map(({ path }) => path)).toEqual(
      [0, 1, 2, 3].map((line) => ['lines', line, 'product', 'name']),
    );
    for (const { extensions } of errors ?? []) expect(extensions.requestId).toMatch(/^req_/);
    expect(shop.asked.filter(({ subgraph }) => subgraph === 'orders')).toHaveLength(1);
  });

  it('takes away no more than what is null for want of it', async () => {
    const { post } = await start(without('inventory'));
    const query = '{ product(id: "p1") { stock { available } } other: product(id: "p2") { name } }';
    const { data, errors } = await post({ query });
    expect(data).toEqual({ product: null, other: { name: 'Product p2' } });
    expect(errors?.map(({ path }) => path)).toEqual([['product', 'stock']]);
  });
});

it('two parts that do not answer are both told, though one of them alone takes the answer away', async () => {
  const { post } = await start(without('products', 'inventory'));
  const query = '{ lines(count: 1) { product { name } } stockOf(id: "p1") { available } }';
  const { data, errors } = await post({ query });
  expect(data).toBeNull();
  expect(errors?.map(({ path }) => path)).toEqual([['lines', 0, 'product', 'name'], ['stockOf']]);
});

describe('what the schema promises', () => {
  it('and nobody answers is told beside other errors', async () => {
    const { post } = await start();
    const { data, errors } = await post({ query: '{ product(id: "p1") { missing } broken }' });
    expect(data).toEqual({ product: null, broken: null });
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['broken'], 'INTERNAL_SERVER_ERROR'],
      [['product', 'missing'], expect.any(String)],
    ]);
  });

  it('of an entity that its subgraph does not know is told once', async () => {
    const { post } = await start();
    const { data, errors } = await post({ query: '{ product(id: "ghost") { name stock { available } } }' });
    expect(data).toEqual({ product: null });
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['product', 'stock'], 'INCOMPLETE_DATA'],
    ]);
  });
});
