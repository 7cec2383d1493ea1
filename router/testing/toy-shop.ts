import { AsyncLocalStorage } from 'node:async_hooks';
import { composeServices } from '@apollo/composition';
import type { Clock } from '@depachika/clock/clock.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import { forbidden } from '@depachika/graphql/errors.ts';
import type {
  GraphQLRequest,
  RequestContext,
  ServableSubgraph,
} from '@depachika/graphql/executable-subgraph.ts';
import { createIdentityKeys, type IdentityKeys } from '@depachika/identity/identity-keys.ts';
import { type IdentitySigner, identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { parse } from 'graphql';
import type { Logger } from 'pino';
import { type Pushable, pushable } from './pushable.ts';

export type ToySubgraph = ServableSubgraph;

/** What a subgraph was asked. */
export interface Asked {
  readonly subgraph: string;
  readonly request: GraphQLRequest;
  readonly context?: RequestContext;
}

/** Subgraphs without a database, and who signs for them. */
export interface Toys {
  readonly subgraphs: Readonly<Record<string, ToySubgraph>>;
  readonly identitySigner: IdentitySigner;
  readonly keys: IdentityKeys;
  readonly asked: Asked[];
}

/** Three counters that share entities, with every kind of protected coordinate. Nothing of it is stored. */
export interface ToyShop extends Toys {
  /** The source of each `orderStatusChanged` that is open now, by order. */
  readonly statusSources: Set<Pushable<ToyStatus>>;
  /** Pushes one status to every open source. Those that open later have it too, while there are any. */
  push(status: ToyStatus): void;
  /** Breaks every open source, as the end of a process does. What was pushed is kept. */
  breakSources(): void;
  /** Completes every open source: nothing more will happen. */
  completeSources(): void;
}

export interface ToyStatus {
  readonly version: number;
  readonly status: string | null;
  readonly productId: string;
}

const LINK = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])\n`;

export const TOY_SDL: Readonly<Record<string, string>> = {
  products: `${LINK('"@key", "@shareable", "@authenticated", "@requiresScopes"')}
    type Query {
      products(first: Int = 10): [Product!]!
      product(id: ID!): Product
      nodes: [Node!]!
      priced: [Priced!]!
      broken: String
      coded(code: String!): String
      tree: Tree!
      slow: String
      echo(text: String): String
      half(yen: Yen!): Yen!
      near(latitude: Float!): String
      choose(by: Choice): String
    }
    type Mutation { rename(id: ID!, name: String!): Product! @requiresScopes(scopes: [["catalog:write"]]) }
    interface Node { id: ID! }
    interface Priced { cost: Int }
    type Product implements Node & Priced @key(fields: "id") {
      id: ID!
      name: String!
      cost: Int @requiresScopes(scopes: [["catalog:write"], ["analytics:read", "payments:read"]])
      similar: [Product!]!
      grade: Grade
      batch: BatchNumber
    }
    type Supplier implements Node @key(fields: "id") @authenticated { id: ID! company: String! }
    type Tree { name: String! child: Tree }
    scalar Yen
    input Choice { id: ID name: String }
    enum Grade @authenticated { A B }
    scalar BatchNumber @requiresScopes(scopes: [["inventory:write"]])
  `,
  inventory: `${LINK('"@key"')}
    type Product @key(fields: "id") { id: ID! stock: Stock! missing: Int! }
    type Stock { available: Int! }
    type Query { stockOf(id: ID!): Stock }
  `,
  orders: `${LINK('"@key", "@authenticated", "@composeDirective"')}
    extend schema
      @link(url: "https://specs.depachika.example/resumable/v1.0", import: ["@resumable"])
      @composeDirective(name: "@resumable")
    directive @resumable(from: String!, version: String!) on FIELD_DEFINITION
    type Query { order(id: ID!): Order @authenticated lines(count: Int!): [Line!]! me: String }
    type Order @key(fields: "id") { id: ID! lines: [Line!]! }
    type Line { product: Product! quantity: Int! }
    type Product @key(fields: "id", resolvable: false) { id: ID! }
    type Change { version: Int! status: String! product: Product! order: Order! }
    type Subscription {
      orderStatusChanged(orderId: ID!, since: Int! = 0): Change!
        @authenticated @resumable(from: "since", version: "version")
      ticks: Change!
    }
  `,
};

/** @param edit changes the SDL of a subgraph before it is composed */
export function toySupergraph(edit: (name: string, sdl: string) => string = (_, sdl) => sdl): string {
  return composeToys(
    Object.fromEntries(Object.entries(TOY_SDL).map(([name, sdl]) => [name, edit(name, sdl)])),
  );
}

/** @param sdl of each subgraph, by name @returns the supergraph; throws what composition says */
export function composeToys(sdl: Readonly<Record<string, string>>): string {
  const services = Object.entries(sdl).map(([name, text]) => ({
    name,
    url: `http://localhost/${name}`,
    typeDefs: parse(text),
  }));
  const composed = composeServices(services);
  if (composed.errors) throw new Error(composed.errors.map((error) => error.message).join('\n'));
  return composed.supergraphSdl;
}

export async function createToyShop(options: { clock: Clock; logger: Logger }): Promise<ToyShop> {
  const statusSources = new Set<Pushable<ToyStatus>>();
  const history: ToyStatus[] = [];
  const endSources = (end: (source: Pushable<ToyStatus>) => void) => {
    const ended = [...statusSources];
    statusSources.clear();
    ended.forEach(end);
  };
  const toys = await createToys({
    ...options,
    sdl: TOY_SDL,
    resolvers: {
      products: productResolvers(),
      inventory: inventoryResolvers,
      orders: orderResolvers(statusSources, history),
    },
  });
  return {
    ...toys,
    statusSources,
    push: (status) => {
      history.push(status);
      for (const source of statusSources) source.push(status);
    },
    breakSources: () => endSources((source) => source.fail(new Error('The process was killed'))),
    completeSources: () => endSources((source) => source.complete()),
  };
}

/** Subgraphs by name, which keep what they are asked. */
export async function createToys(options: {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sdl: Readonly<Record<string, string>>;
  readonly resolvers: Readonly<Record<string, object>>;
}): Promise<Toys> {
  const { clock, logger } = options;
  const keys = await createIdentityKeys();
  const identity = identityVerifier({ jwks: keys.jwks, clock });
  const asked: Asked[] = [];
  // Several may be asked at once: each context belongs to the request that it was made for.
  const current = new AsyncLocalStorage<{ context?: RequestContext }>();
  const subgraphs: Record<string, ToySubgraph> = {};
  for (const [name, typeDefs] of Object.entries(options.sdl)) {
    const built = buildSubgraph({
      name,
      typeDefs,
      resolvers: options.resolvers[name]!,
      identity,
      logger,
      createContext: (context) => {
        const one = current.getStore();
        if (one) one.context = context;
        return context;
      },
    });
    const record = (request: GraphQLRequest) => {
      const one: Asked & { context?: RequestContext } = { subgraph: name, request };
      asked.push(one);
      return one;
    };
    subgraphs[name] = {
      name,
      ready: async () => undefined,
      execute: (request, token) => current.run(record(request), () => built.execute(request, token)),
      subscribe(request, token) {
        record(request);
        return built.subscribe(request, token);
      },
    };
  }
  return { subgraphs, keys, asked, identitySigner: identitySigner({ keys, clock, issuer: 'router' }) };
}

function toyProduct(id: string) {
  return {
    __typename: 'Product',
    id,
    name: `Product ${id}`,
    cost: 100,
    similar: [],
    grade: 'A',
    batch: 'b1',
  };
}

function productResolvers() {
  return {
    Node: { __resolveType: (node: { __typename: string }) => node.__typename },
    Priced: { __resolveType: () => 'Product' },
    Query: {
      products: (_: unknown, { first }: { first: number }) =>
        Array.from({ length: first }, (_each, index) => toyProduct(`p${index}`)),
      product: (_: unknown, { id }: { id: string }) => toyProduct(id),
      nodes: () => [toyProduct('p1'), { __typename: 'Supplier', id: 's1', company: 'Mochi KK' }],
      priced: () => [toyProduct('p1')],
      broken: () => {
        throw new Error('connect ECONNREFUSED db-primary.internal:5432');
      },
      coded: (_: unknown, { code }: { code: string }) => {
        throw Object.assign(new Error('busy'), { code });
      },
      tree: () => ({ name: 'root', child: null }),
      slow: () => new Promise(() => undefined),
      echo: (_: unknown, { text }: { text?: string }) => text ?? null,
      near: () => 'here',
      choose: () => 'chosen',
      half: (_: unknown, { yen }: { yen: number }) => yen / 2,
    },
    Mutation: {
      rename: (_: unknown, { id, name }: { id: string; name: string }) => ({ ...toyProduct(id), name }),
    },
    Product: { __resolveReference: ({ id }: { id: string }) => toyProduct(id) },
    Supplier: { __resolveReference: ({ id }: { id: string }) => ({ id, company: 'Mochi KK' }) },
  };
}

const inventoryResolvers = {
  Query: { stockOf: () => ({ available: 7 }) },
  Product: {
    __resolveReference: ({ id }: { id: string }) => (id === 'ghost' ? null : { id }),
    stock: () => ({ available: 7 }),
    missing: () => null,
  },
};

/** Nobody may follow it. */
export const OTHERS_ORDER = 'o-of-somebody-else';

/** @param history of the sources that are open now: the last that leaves takes it along */
function orderResolvers(statusSources: Set<Pushable<ToyStatus>>, history: ToyStatus[]) {
  const line = (index: number) => ({ product: { id: `p${index % 2}` }, quantity: index + 1 });
  const open = () => {
    const source = pushable<ToyStatus>(() => {
      if (statusSources.delete(source) && statusSources.size === 0) history.length = 0;
    });
    statusSources.add(source);
    return source;
  };
  const follow = (_: unknown, { orderId, since }: { orderId: string; since: number }) => {
    if (orderId === OTHERS_ORDER) throw forbidden();
    const source = open();
    for (const status of history) source.push(status);
    return filtered(source, since);
  };
  const change = (status: ToyStatus) => ({
    ...status,
    product: { id: status.productId },
    order: { id: 'o1', lines: [line(0), line(1)] },
  });
  return {
    Query: {
      order: (_: unknown, { id }: { id: string }) => ({ id, lines: [line(0)] }),
      lines: (_: unknown, { count }: { count: number }) =>
        Array.from({ length: count }, (_each, index) => line(index)),
      me: (_: unknown, __: unknown, { caller }: RequestContext) =>
        caller.kind === 'user' ? caller.userId : caller.kind,
    },
    Order: { __resolveReference: ({ id }: { id: string }) => ({ id, lines: [line(0)] }) },
    Subscription: {
      orderStatusChanged: { subscribe: follow, resolve: change },
      ticks: { subscribe: open, resolve: change },
    },
  };
}

function filtered(source: Pushable<ToyStatus>, since: number): AsyncIterableIterator<ToyStatus> {
  return {
    async next() {
      for (;;) {
        const result = await source.next();
        if (result.done || result.value.version > since) return result;
      }
    },
    return: () => source.return(),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
