import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler, GraphQL17Alpha9Handler } from '@apollo/client/incremental';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Gates, gatedTransports } from '../../testing/gated-transport.ts';
import { pageFetch } from '../../testing/page-fetch.ts';
import { startToyRouter, type ToyRouter } from '../../testing/toy-router.ts';

// As its documentation sets it up, on a page of another origin.

const ORIGIN = 'https://shop.example';
const QUERY = gql`
  query Products {
    products(first: 2) {
      id
      ... @defer(label: "stock") {
        name
        stock {
          available
        }
      }
    }
  }
`;
const FIRST = [{ id: 'p0' }, { id: 'p1' }];
const ALL = FIRST.map(({ id }) => ({ id, name: `Product ${id}`, stock: { available: 7 } }));

let gates: Gates;
let toy: ToyRouter;
beforeAll(async () => {
  gates = gatedTransports();
  toy = await startToyRouter({ transport: gates.transport, env: { CORS_ORIGINS: ORIGIN } });
});
afterEach(() => gates.release('inventory'));
afterAll(() => toy.close());

describe.each([
  ['deferSpec=20220824', () => new Defer20220824Handler()],
  ['incrementalSpec=v0.2', () => new GraphQL17Alpha9Handler()],
])('Apollo Client with %s', (_, handler) => {
  it('shows what is there first, and then the rest', async () => {
    gates.hold('inventory');
    const client = new ApolloClient({
      link: new HttpLink({ uri: toy.url, fetch: pageFetch(ORIGIN).fetch }),
      cache: new InMemoryCache(),
      incrementalHandler: handler(),
    });
    const seen: { readonly products: unknown; readonly state: string; readonly error: unknown }[] = [];
    const running = client.watchQuery({ query: QUERY }).subscribe(({ data, dataState, error }) => {
      const products = (data as { products?: unknown } | undefined)?.products;
      seen.push({
        products: products && JSON.parse(JSON.stringify(products, withoutTypes)),
        state: dataState,
        error,
      });
    });
    await expect.poll(() => seen.at(-1)).toEqual({ products: FIRST, state: 'streaming', error: undefined });
    gates.release('inventory');
    await expect.poll(() => seen.at(-1)).toEqual({ products: ALL, state: 'complete', error: undefined });
    running.unsubscribe();
    client.stop();
  });
});

function withoutTypes(key: string, value: unknown): unknown {
  return key === '__typename' ? undefined : value;
}
