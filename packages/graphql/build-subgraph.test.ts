import { adjustableClock } from '@depachika/clock/clock.ts';
import { mayReadFromReplica } from '@depachika/database/read-scope.ts';
import { anonymous } from '@depachika/identity/caller.ts';
import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import {
  IdentityRefused,
  type IdentityVerifier,
  identitySigner,
  identityVerifier,
} from '@depachika/identity/identity-token.ts';
import { RpcError } from '@depachika/rpc/rpc.ts';
import type { ExecutionResult } from 'graphql';
import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildSubgraph } from './build-subgraph.ts';
import { forbidden, unauthenticated } from './errors.ts';
import type { RequestContext } from './executable-subgraph.ts';
import { type BatchLoader, batchedReference, batchLoader, byKey } from './loaders.ts';

const typeDefs = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar DateTime
  scalar Date
  type Query {
    me: String!
    product(id: ID!): Product
    products(first: Int! = 2): [Product!]!
    fails(code: String): String
    missing: String!
    day(date: Date!): Date!
    at: DateTime!
  }
  type Product @key(fields: "id") { id: ID! name: String! }
  type Subscription { ticks(upTo: Int!): Tick!  never: Tick!  breaks: Tick! }
  type Tick { number: Int! product: Product }
`;

interface ShopContext extends RequestContext {
  readonly products: BatchLoader<string, { id: string; name: string }>;
}

const clock = adjustableClock({ frozenAt: new Date('2026-04-01T00:00:00Z') });
let identity: IdentityVerifier;
let token: string;

beforeAll(async () => {
  const keys = await createIdentityKeys();
  identity = identityVerifier({ jwks: keys.jwks, clock });
  token = await identitySigner({ keys, clock, issuer: 'router' }).sign(anonymous);
});

describe('a subgraph', () => {
  it('answers a query with scalars as plain text', async () => {
    const { subgraph } = shop();
    const result = await subgraph.execute({ query: '{ at day(date: "2026-02-28") me }' }, token);
    expect(result).toEqual({
      data: { at: '2026-04-01T00:00:00.000Z', day: '2026-02-28', me: 'anonymous' },
    });
  });

  it('lets queries read a replica when the request says so, and mutations never', async () => {
    const subgraph = buildSubgraph({
      name: 'places',
      typeDefs: 'type Query { old: Boolean! } type Mutation { old: Boolean! }',
      resolvers: { Query: { old: mayReadFromReplica }, Mutation: { old: async () => mayReadFromReplica() } },
      identity,
      logger: pino({ level: 'silent' }),
      createContext: (context) => context,
    });
    const isOld = async (query: string, reads?: 'replica') =>
      (await subgraph.execute({ query, reads }, token)).data?.old;
    expect(await isOld('{ old }', 'replica')).toBe(true);
    expect(await isOld('{ old }')).toBe(false);
    expect(await isOld('mutation { old }', 'replica')).toBe(false);
  });

  it.each([
    ['a query', '{ me }'],
    ['entities', '{ _entities(representations: [{ __typename: "Product", id: "a" }]) { __typename } }'],
    ['its SDL', '{ _service { sdl } }'],
    ['introspection', '{ __schema { queryType { name } } }'],
    ['nonsense', '{ nonsense'],
  ])('refuses %s without an identity before it reads anything', async (_, query) => {
    const { subgraph, lookUps } = shop();
    await expect(subgraph.execute({ query }, undefined)).rejects.toThrow(IdentityRefused);
    await expect(subgraph.subscribe({ query }, 'e30.e30.')).rejects.toThrow(IdentityRefused);
    expect(lookUps).toEqual([]);
  });

  it('answers entities by one lookup of distinct keys, null for those that are not there', async () => {
    const { subgraph, lookUps } = shop();
    const representations = ['a', 'b', 'a', 'none'].map((id) => ({ __typename: 'Product', id }));
    const query = 'query($r: [_Any!]!) { _entities(representations: $r) { ... on Product { id name } } }';
    const result = await subgraph.execute(
      { query, variables: { representations, r: representations } },
      token,
    );
    expect(result.data).toEqual({
      _entities: [{ id: 'a', name: 'A' }, { id: 'b', name: 'B' }, { id: 'a', name: 'A' }, null],
    });
    expect(lookUps).toEqual([['a', 'b', 'none']]);
  });

  it('does not write on rows that a cache shares', async () => {
    const { subgraph, rows } = shop();
    const query =
      '{ _entities(representations: [{ __typename: "Product", id: "a" }]) { ... on Product { name } } }';
    await subgraph.execute({ query }, token);
    expect(Object.getOwnPropertyNames(rows[0])).toEqual(['id', 'name']);
  });

  it('refuses more representations than its limit', async () => {
    const { subgraph } = shop();
    const representations = Array.from({ length: 11 }, (_, id) => ({ __typename: 'Product', id: `${id}` }));
    const query =
      'query($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }';
    expect(codes(await subgraph.execute({ query, variables: { representations } }, token))).toEqual([
      'BAD_USER_INPUT',
    ]);
  });

  it.each([
    ['what does not parse', '{ me', 'GRAPHQL_PARSE_FAILED'],
    ['what is not in the schema', '{ nobody }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a variable of the wrong type', 'query($n: Int!) { products(first: $n) { id } }', 'BAD_USER_INPUT'],
    [
      'null where the default would be',
      'query($n: Int = 1) { products(first: $n) { id } }',
      'BAD_USER_INPUT',
    ],
    [
      'a date that does not exist',
      'query($d: Date = "x") { day(date: "2026-02-30") }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['two operations without a name', 'query a { me } query b { me }', 'BAD_REQUEST'],
    ['a subscription as a query', 'subscription { ticks(upTo: 1) { number } }', 'BAD_REQUEST'],
    ['a document that is too long', `{ me ${' '.repeat(5_000)} }`, 'PAYLOAD_TOO_LARGE'],
    ['too many tokens', `{ ${'me '.repeat(200)} }`, 'GRAPHQL_PARSE_FAILED'],
  ])('answers %s with its code', async (_, query, code) => {
    const { subgraph } = shop();
    const result = await subgraph.execute(
      { query, variables: { n: query.includes('= 1') ? null : 'x' } },
      token,
    );
    expect(codes(result)[0]).toBe(code);
  });

  it.each([
    ['UNAUTHENTICATED', 'UNAUTHENTICATED'],
    ['FORBIDDEN', 'FORBIDDEN'],
    ['OVERLOADED', 'OVERLOADED'],
    ['UNAVAILABLE', 'SERVICE_UNAVAILABLE'],
    ['RESOURCE_EXHAUSTED', 'OVERLOADED'],
    ['DEADLINE_EXCEEDED', 'DEADLINE_EXCEEDED'],
    ['TRANSACTION_TIMEOUT', 'DEADLINE_EXCEEDED'],
    ['NOT_FOUND', 'INTERNAL_SERVER_ERROR'],
    ['fault', 'INTERNAL_SERVER_ERROR'],
  ])('shows %s as %s', async (code, shown) => {
    const { subgraph } = shop();
    const query = 'query($code: String) { fails(code: $code) }';
    expect(codes(await subgraph.execute({ query, variables: { code } }, token))).toEqual([shown]);
  });

  it('masks a fault, logs it, and names the request in both', async () => {
    const { subgraph, logged } = shop();
    const result = await subgraph.execute({ query: '{ fails missing }', requestId: 'req_1' }, token);
    expect(JSON.stringify(result)).not.toMatch(/secret|non-nullable/);
    expect(result.errors?.map((error) => error.extensions.requestId)).toEqual(['req_1', 'req_1']);
    expect(logged).toHaveLength(2);
    expect(logged[0]).toMatchObject({
      requestId: 'req_1',
      path: 'fails',
      err: { message: 'secret of table users' },
    });
  });

  it('refuses to start with a resolver that the schema does not have', () => {
    expect(() => shop({ Query: { nobody: () => 1 } })).toThrow('Query.nobody');
    expect(() => shop({ Nobody: {} })).toThrow('Nobody');
  });
});

describe('a subscription', () => {
  it('gives one result per event, each with loaders of its own, and ends', async () => {
    const { subgraph, lookUps } = shop();
    const results = await subscribed(subgraph, 'subscription { ticks(upTo: 2) { number product { name } } }');
    expect(await collected(results)).toEqual([
      { data: { ticks: { number: 1, product: { name: 'A' } } } },
      { data: { ticks: { number: 2, product: { name: 'A' } } } },
    ]);
    expect(lookUps).toEqual([['a'], ['a']]);
  });

  it('closes its source on return, though it waits for an event', async () => {
    const { subgraph, closed } = shop();
    const results = await subscribed(subgraph, 'subscription { never { number } }');
    const waiting = results.next();
    await results.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(closed).toEqual(['never']);
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  it('shows one masked error and ends when its source fails', async () => {
    const { subgraph, logged } = shop();
    const results = await subscribed(subgraph, 'subscription { breaks { number } }');
    const [first, ...others] = await collected(results);
    expect(codes(first!)).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(others).toEqual([]);
    expect(logged).toHaveLength(1);
  });

  it('is refused as a result when it is not one', async () => {
    const { subgraph } = shop();
    expect(codes((await subgraph.subscribe({ query: '{ me }' }, token)) as ExecutionResult)).toEqual([
      'BAD_REQUEST',
    ]);
  });
});

function shop(moreResolvers: object = {}) {
  const rows = [Object.freeze({ id: 'a', name: 'A' }), Object.freeze({ id: 'b', name: 'B' })];
  const lookUps: (readonly string[])[] = [];
  const closed: string[] = [];
  const logged: object[] = [];
  const resolvers = {
    Query: {
      me: (_: unknown, __: unknown, context: ShopContext) => context.caller.kind,
      products: () => rows,
      fails: (_: unknown, { code }: { code?: string }) => fail(code),
      missing: () => null,
      day: (_: unknown, { date }: { date: string }) => date,
      at: () => clock.now(),
    },
    Product: { __resolveReference: batchedReference((context: ShopContext) => context.products) },
    Tick: {
      product: (_: unknown, __: unknown, context: ShopContext) => context.products.load('a'),
    },
    Subscription: {
      ticks: {
        subscribe: async function* (_: unknown, { upTo }: { upTo: number }) {
          for (let number = 1; number <= upTo; number += 1) yield { ticks: { number } };
        },
      },
      never: { subscribe: () => neverSource(() => closed.push('never')) },
      breaks: {
        // biome-ignore lint/correctness/useYield: it fails before its first event
        subscribe: async function* () {
          throw new Error('secret');
        },
      },
    },
    ...moreResolvers,
  };
  const subgraph = buildSubgraph<ShopContext>({
    name: 'shop',
    typeDefs,
    resolvers,
    identity,
    logger: pino({ level: 'error' }, { write: (line) => logged.push(JSON.parse(line) as object) }),
    limits: { maxCharacters: 2_000, maxTokens: 100, maxRepresentations: 10 },
    createContext: (request) => ({
      ...request,
      products: batchLoader(async (keys: readonly string[]) => {
        lookUps.push(keys);
        return byKey(rows, (row) => row.id);
      }),
    }),
  });
  return { subgraph, rows, lookUps, closed, logged };
}

function fail(code: string | undefined): never {
  if (code === 'UNAUTHENTICATED') throw unauthenticated();
  if (code === 'FORBIDDEN') throw forbidden();
  if (code === 'OVERLOADED') throw Object.assign(new Error('queue is full'), { code });
  if (code && code !== 'fault') throw new RpcError(code as 'UNAVAILABLE', 'secret of a host');
  throw new Error('secret of table users');
}

function neverSource(onClose: () => void): AsyncIterableIterator<never> {
  return {
    next: () => new Promise(() => undefined),
    return: async () => {
      onClose();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function subscribed(subgraph: ReturnType<typeof shop>['subgraph'], query: string) {
  const results = await subgraph.subscribe({ query }, token);
  if (!(Symbol.asyncIterator in results)) throw new Error(JSON.stringify(results));
  return results;
}

async function collected(results: AsyncIterable<ExecutionResult>): Promise<ExecutionResult[]> {
  const all: ExecutionResult[] = [];
  for await (const result of results) all.push(result);
  return all;
}

function codes(result: ExecutionResult): unknown[] {
  return (result.errors ?? []).map((error) => error.extensions.code);
}
