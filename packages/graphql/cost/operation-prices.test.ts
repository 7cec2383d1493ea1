import { systemClock } from '@depachika/clock/clock.ts';
import { anonymous, type Caller, serviceCaller } from '@depachika/identity/caller.ts';
import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildSubgraph } from '../build-subgraph.ts';
import type { ExecutableSubgraph } from '../executable-subgraph.ts';
import { readDomainCostBudgets } from './config.ts';

const typeDefs = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@listSize", "@cost"])
  type Query {
    shelves(first: Int = 5): [Shelf!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
    weighed: Shelf @cost(weight: 7)
  }
  type Mutation { stack(shelves: [ShelfInput!]!): Shelf }
  input ShelfInput { name: String }
  type Subscription { stacked: Shelf! }
  type Shelf @key(fields: "id") { id: ID! shelves: [Shelf!]! @listSize(assumedSize: 3) }
`;

let subgraph: ExecutableSubgraph;
let sign: (caller: Caller) => Promise<string>;
const executed: string[] = [];

beforeAll(async () => {
  const keys = await createIdentityKeys();
  subgraph = buildSubgraph({
    name: 'shelves',
    typeDefs,
    resolvers: {
      Query: {
        shelves: () => {
          executed.push('shelves');
          return [];
        },
      },
      Shelf: { __resolveReference: ({ id }: { id: string }) => ({ id }), shelves: () => [] },
    },
    identity: identityVerifier({ jwks: keys.jwks, clock: systemClock }),
    logger: pino({ level: 'silent' }),
    createContext: (context) => context,
    limits: { costBudgets: { anonymous: 20, customer: 40, staff: 80 } },
  });
  sign = (caller) =>
    identitySigner({
      keys,
      clock: systemClock,
      issuer: caller.kind === 'service' ? caller.service : 'router',
    }).sign(caller);
});

const user = (roles: ('CUSTOMER' | 'STAFF')[]): Caller => ({
  kind: 'user',
  userId: 'usr_1',
  sessionId: 'ses_1',
  roles,
  scopes: [],
});

describe("a domain's own port", () => {
  it.each<[string, Caller, number]>([
    ['nobody', anonymous, 20],
    ['a customer', user(['CUSTOMER']), 40],
    ['staff', user(['CUSTOMER', 'STAFF']), 80],
    ['a service', serviceCaller('orders'), 80],
  ])('has the budget of %s', async (_, caller, limit) => {
    const token = await sign(caller);
    const query = 'query ($first: Int) { shelves(first: $first) { shelves { id } } }';
    const ask = (first: number) => subgraph.execute({ query, variables: { first } }, token);
    expect((await ask(limit / 4)).errors).toBeUndefined();
    executed.length = 0;
    const refused = await ask(limit / 4 + 1);
    expect(refused.errors?.[0]?.extensions).toEqual({
      code: 'OPERATION_TOO_EXPENSIVE',
      cost: limit + 4,
      limit,
    });
    expect(executed).toEqual([]);
  });

  it('prices weights, inputs and what nobody has checked yet', async () => {
    const token = await sign(anonymous);
    const costOf = async (query: string, variables: Record<string, unknown> = {}) =>
      (await subgraph.execute({ query, variables }, token)).errors?.[0]?.extensions.cost;
    expect(await costOf('{ a: weighed { id } b: weighed { id } c: weighed { id } }')).toBe(21);
    const stack = 'mutation ($shelves: [ShelfInput!]!) { stack(shelves: $shelves) { id } }';
    expect(await costOf(stack, { shelves: Array.from({ length: 30 }, () => ({ name: 'x' })) })).toBe(
      10 + 30 + 1,
    );
    expect(await costOf(stack, { shelves: 'x'.repeat(100) })).toBeUndefined();
    const shelves = 'query ($first: Int) { shelves(first: $first) { id } }';
    expect(await costOf(shelves, { first: Number.POSITIVE_INFINITY })).toBe(Number.MAX_SAFE_INTEGER);
    expect(await costOf(shelves, { first: 'many' })).toBeUndefined();
  });

  it('lets entities be ten times as many, since the answers that they come from were', async () => {
    const token = await sign(anonymous);
    const ask = (count: number, name = 'representations') => {
      const query = `query ($${name}: [_Any!]!) { _entities(representations: $${name}) { ... on Shelf { shelves { id } } } }`;
      const shelves = Array.from({ length: count }, () => ({ __typename: 'Shelf', id: 's' }));
      return subgraph.execute({ query, variables: { [name]: shelves } }, token);
    };
    expect((await ask(50)).errors).toBeUndefined();
    expect((await ask(51)).errors?.[0]?.extensions).toMatchObject({ cost: 204, limit: 200 });
    expect((await ask(6, 'others')).errors?.[0]?.extensions).toMatchObject({ cost: 24, limit: 20 });
  });

  it('counts the entities of all lists that the router asks for at once', async () => {
    const query = `query ($representations: [_Any!]!, $representations_1: [_Any!]!) {
      a: _entities(representations: $representations) { ... on Shelf { shelves { id } } }
      b: _entities(representations: $representations_1) { ... on Shelf { shelves { id } } }
    }`;
    const shelves = (count: number) =>
      Array.from({ length: count }, () => ({ __typename: 'Shelf', id: 's' }));
    const ask = async (count: number) =>
      subgraph.execute(
        { query, variables: { representations: shelves(1), representations_1: shelves(count) } },
        await sign(anonymous),
      );
    expect((await ask(8)).errors).toBeUndefined();
    expect((await ask(50)).errors?.[0]?.extensions).toMatchObject({ limit: 200 });
  });

  it('gives nothing for entities that the operation does not ask for', async () => {
    const query = 'query ($first: Int) { shelves(first: $first) { shelves { id } } }';
    const variables = { first: 10, representations: Array.from({ length: 10 }, () => ({})) };
    const answer = await subgraph.execute({ query, variables }, await sign(anonymous));
    expect(answer.errors?.[0]?.extensions).toMatchObject({ cost: 40, limit: 20 });
  });

  it('lets no single entity cost more than a budget', async () => {
    const query =
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Shelf { shelves { shelves { shelves { id } } } } } }';
    const representations = [{ __typename: 'Shelf', id: 's' }];
    const answer = await subgraph.execute({ query, variables: { representations } }, await sign(anonymous));
    expect(answer.errors?.[0]?.extensions).toMatchObject({ cost: 40, limit: 20 });
  });

  it('prices a subscription before it starts', async () => {
    const query = 'subscription { stacked { shelves { shelves { shelves { id } } } } }';
    const answer = await subgraph.subscribe({ query }, await sign(anonymous));
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'OPERATION_TOO_EXPENSIVE', cost: 40 } }] });
  });
});

describe('the settings of budgets', () => {
  it('are whole numbers', () => {
    expect(readDomainCostBudgets({ COST_BUDGET_STAFF: '9' })).toEqual({
      anonymous: 3_000,
      customer: 6_000,
      staff: 9,
    });
    for (const text of ['0', '-1', '1.5', 'many'])
      expect(() => readDomainCostBudgets({ COST_BUDGET_STAFF: text })).toThrow('COST_BUDGET_STAFF');
  });
});
