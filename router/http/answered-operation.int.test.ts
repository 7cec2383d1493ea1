import { createMetrics } from '@depachika/telemetry/metrics.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

const LABELS = /^(\w+)\{(.*)\} (\S+)$/gm;

const metrics = createMetrics({ service: 'router' });
let toy: ToyRouter;
let inventoryIsAway = false;

beforeAll(async () => {
  toy = await startToyRouter({
    metrics,
    env: { MAX_QUERY_DEPTH: '4', COST_BUDGET_ANONYMOUS: '200', NODE_ENV: 'production', CORS_ORIGINS: '' },
    transport: (subgraph) => ({
      async execute(request, call) {
        if (inventoryIsAway && subgraph.name === 'inventory') throw new Error('connect ECONNREFUSED');
        return (await subgraph.execute(request, call.identityToken)) as never;
      },
      subscribe: () => Promise.reject(new Error('not asked here')),
      ready: () => subgraph.ready(),
      close: async () => undefined,
    }),
  });
});
afterAll(() => toy.close());

let before: Map<string, number>;
beforeEach(async () => {
  before = await samples();
  inventoryIsAway = false;
});

/** Counts and totals of the router, by name and labels. */
async function samples(): Promise<Map<string, number>> {
  const text = await metrics.text();
  return new Map(
    [...text.matchAll(LABELS)].flatMap(([, name, labels, value]) =>
      /_count$|_total$/.test(name!)
        ? [[`${name} ${labels!.replace('service="router",', '')}`, Number(value)]]
        : [],
    ),
  );
}

/** What was counted since the test began. */
async function counted(name: string): Promise<Record<string, number>> {
  const now = await samples();
  return Object.fromEntries(
    [...now].flatMap(([key, value]) => {
      const more = value - (before.get(key) ?? 0);
      return key.startsWith(`${name} `) && more > 0 ? [[key.slice(name.length + 1), more]] : [];
    }),
  );
}

const OPERATIONS = 'depachika_graphql_duration_seconds_count';
const SUBGRAPHS = 'depachika_router_subgraph_duration_seconds_count';
const ERRORS = 'depachika_graphql_errors_total';

describe('an operation by HTTP', () => {
  it('is counted by its trusted name, and by each subgraph that took part', async () => {
    await toy.post({ query: 'query ListProducts { products(first: 1) { id stock { available } } }' });
    expect(await counted(OPERATIONS)).toEqual({ 'operation="ListProducts",outcome="ok"': 1 });
    expect(await counted(SUBGRAPHS)).toEqual({
      'subgraph="products",outcome="ok"': 1,
      'subgraph="inventory",outcome="ok"': 1,
    });
    expect(await counted(ERRORS)).toEqual({});
  });

  it('is other under any name that is none of ours, however many there are', async () => {
    for (const name of ['A1', 'A2', 'listProducts', 'ListProducts__products__0'])
      await toy.post({ query: `query ${name} { me }` });
    await toy.post({ query: '{ me }' });
    expect(await counted(OPERATIONS)).toEqual({ 'operation="other",outcome="ok"': 5 });
  });

  it('is refused for what the client did, by name as soon as that is known', async () => {
    const named = { operationName: 'ListProducts' };
    await toy.post({ query: 'query ListProducts { order(id: "o1") { id } }' });
    await toy.post({ query: 'query ListProducts { nothing }', ...named });
    await toy.post({ query: 'query ListProducts { products { similar { similar { id } } } }' });
    await toy.post({ query: '{ tree { child { child { child { name } } } } }' });
    await toy.post({ query: '{' });
    await toy.post('{"query":');
    await toy.post([{ query: '{ me }' }]);
    expect(await counted(OPERATIONS)).toEqual({
      'operation="ListProducts",outcome="refused"': 3,
      'operation="other",outcome="refused"': 4,
    });
    expect(await counted(ERRORS)).toEqual({
      'code="UNAUTHENTICATED"': 1,
      'code="GRAPHQL_VALIDATION_FAILED"': 1,
      'code="OPERATION_TOO_EXPENSIVE"': 1,
      'code="QUERY_TOO_DEEP"': 1,
      'code="GRAPHQL_PARSE_FAILED"': 1,
      'code="BAD_REQUEST"': 1,
      'code="BATCHING_DISABLED"': 1,
    });
    expect(await counted(SUBGRAPHS)).toEqual({});
  });

  it('is refused before anything is read of it', async () => {
    const { status } = await toy.post(
      { query: 'query ListProducts { me }' },
      { authorization: 'Bearer forged' },
    );
    expect(status).toBe(401);
    expect(await counted(OPERATIONS)).toEqual({ 'operation="other",outcome="refused"': 1 });
    expect(await counted(ERRORS)).toEqual({ 'code="UNAUTHENTICATED"': 1 });
  });

  it('is a fault when a subgraph throws, although HTTP says 200', async () => {
    const { status } = await toy.post({ query: 'query ListProducts { me broken }' });
    expect(status).toBe(200);
    expect(await counted(OPERATIONS)).toEqual({ 'operation="ListProducts",outcome="fault"': 1 });
    expect(await counted(SUBGRAPHS)).toEqual({
      'subgraph="products",outcome="fault"': 1,
      'subgraph="orders",outcome="ok"': 1,
    });
    expect(await counted('depachika_http_request_duration_seconds_count')).toEqual({
      'method="POST",route="/graphql",status="200"': 1,
    });
  });

  it('is a fault when a part of it is away, under the name of that subgraph', async () => {
    inventoryIsAway = true;
    const { data } = await toy.post({
      query: 'query ProductPage { product(id: "p1") { name } stockOf(id: "p1") { available } }',
    });
    expect(data).toMatchObject({ product: { name: 'Product p1' }, stockOf: null });
    expect(await counted(OPERATIONS)).toEqual({ 'operation="ProductPage",outcome="fault"': 1 });
    expect(await counted(SUBGRAPHS)).toEqual({
      'subgraph="products",outcome="ok"': 1,
      'subgraph="inventory",outcome="fault"': 1,
    });
  });
});
