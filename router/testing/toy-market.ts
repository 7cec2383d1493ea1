import type { RequestContext } from '@depachika/graphql/executable-subgraph.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { PUBLIC_DATA_CHANGED } from '@depachika/schema/channels.ts';
import { pino } from 'pino';
import { routerError } from '../operation/public-errors.ts';
import { inProcessTransport } from '../subgraphs/in-process-transport.ts';
import { startRouterOver, type ToyRouter, type ToyRouterOptions } from './toy-router.ts';
import { composeToys, createToys, type Toys } from './toy-shop.ts';

/** A graph of which some is public: prices that change, stock that changes faster, and what is each caller's own. */
export interface ToyMarket extends ToyRouter<Toys> {
  /** By reference: what goods cost now. */
  readonly prices: Map<string, number>;
  readonly pubSub: PubSub;
  /** How often a subgraph was asked. */
  asked(subgraph: 'goods' | 'stock'): number;
  /** Subgraphs that do not answer. */
  readonly away: Set<string>;
  /** How often one of them was asked. */
  missed(): number;
  /** Holds what `goods` is asked until it is let go. */
  hold(): { readonly begun: Promise<void>; letGo(): void };
  /** Says that something public of `goods` has changed, and waits until it is heard. */
  tell(): Promise<void>;
  /** GETs an operation. */
  get(query: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
}

const SHARED = `
  extend schema
    @link(
      url: "https://specs.apollo.dev/federation/v2.9"
      import: ["@key", "@authenticated", "@requiresScopes", "@shareable", "@composeDirective", "@cost"]
    )
    @link(url: "https://specs.example/caching/v1.0", import: ["@cacheControl"])
    @composeDirective(name: "@cacheControl")
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  enum CacheControlScope { PUBLIC PRIVATE }
`;

const SDL = {
  goods: `${SHARED}
    type Query {
      good(id: ID! = "a", wanted: Wanted): Good @cacheControl(maxAge: 60)
      goods: [Good!]! @cacheControl(maxAge: 60)
      mine: Good @cacheControl(maxAge: 60, scope: PRIVATE)
      unsaid: Good
      viewer: String
      staffGood: Good @cacheControl(maxAge: 60) @authenticated
      longText: String @cacheControl(maxAge: 60)
      broken: String @cacheControl(maxAge: 60)
    }
    input Wanted { colour: String size: Int }
    type Mutation { setPrice(id: ID!, price: Int!): Good login: Session! }
    type Session { token: String! }
    type Good @key(fields: "id") @cacheControl(inheritMaxAge: true) {
      id: ID!
      price: Int!
      words: String!
      asker: String!
      owner: Person
      cost: Int @requiresScopes(scopes: [["catalog:write"]])
      secret: String @cacheControl(scope: PRIVATE)
    }
    type Person { name: String! }
  `,
  stock: `${SHARED}
    type Good @key(fields: "id") { id: ID! stock: Stock @cacheControl(maxAge: 2) }
    type Stock { available: Int! }
  `,
};

const SUPERGRAPH = composeToys(SDL);

interface Held {
  readonly begun: PromiseWithResolvers<void>;
  readonly end: PromiseWithResolvers<void>;
}

function resolversOf(prices: Map<string, number>, held: () => Held | undefined) {
  const good = (id: string) => ({
    id,
    price: prices.get(id) ?? 0,
    words: `good ${id}`,
    cost: 1,
    secret: 's',
  });
  const asker = (_: unknown, __: unknown, { caller }: RequestContext) =>
    caller.kind === 'user' ? caller.userId : caller.kind;
  const goods = {
    Query: {
      async good(_: unknown, { id }: { id: string }) {
        const found = good(id);
        const holds = held();
        holds?.begun.resolve();
        await holds?.end.promise;
        return found;
      },
      goods: () => [...prices.keys()].map(good),
      mine: () => good('a'),
      unsaid: () => good('a'),
      viewer: asker,
      staffGood: () => good('a'),
      longText: () => 'text '.repeat(1000),
      broken: () => {
        throw new Error('broken');
      },
    },
    Mutation: {
      setPrice(_: unknown, { id, price }: { id: string; price: number }) {
        prices.set(id, price);
        return good(id);
      },
      login: () => ({ token: 'secret token' }),
    },
    Good: { __resolveReference: ({ id }: { id: string }) => good(id), asker, owner: () => ({ name: 'n' }) },
  };
  return {
    goods,
    stock: { Good: { stock: ({ id }: { id: string }) => ({ available: prices.get(id) ?? 0 }) } },
  };
}

export async function startToyMarket(options: Partial<ToyRouterOptions> = {}): Promise<ToyMarket> {
  const prices = new Map([['a', 100]]);
  const away = new Set<string>();
  let missed = 0;
  const pubSub = options.pubSub ?? inProcessPubSub({ logger: pino({ level: 'silent' }) });
  let held: Held | undefined;
  const resolvers = resolversOf(prices, () => held);
  const toy = await startRouterOver((given) => createToys({ ...given, sdl: SDL, resolvers }), {
    supergraphSdl: SUPERGRAPH,
    transport: (subgraph) => {
      const direct = inProcessTransport(subgraph);
      return {
        ...direct,
        async execute(request, call) {
          if (away.has(subgraph.name)) {
            missed += 1;
            throw routerError('SUBGRAPH_UNAVAILABLE', shared.partAway);
          }
          return direct.execute(request, call);
        },
      };
    },
    frozenAt: new Date('2026-11-26T03:00:00Z'),
    ...options,
    pubSub,
    env: {
      NODE_ENV: 'production',
      TRUSTED_PROXIES: '1',
      CORS_ORIGINS: 'https://shop.example',
      ...options.env,
    },
  });
  return {
    ...toy,
    prices,
    pubSub,
    away,
    missed: () => missed,
    asked: (subgraph) => toy.shop.asked.filter((each) => each.subgraph === subgraph).length,
    hold() {
      const holds: Held = { begun: Promise.withResolvers(), end: Promise.withResolvers() };
      held = holds;
      return {
        begun: holds.begun.promise,
        letGo() {
          held = undefined;
          holds.end.resolve();
        },
      };
    },
    async tell() {
      const heard = Promise.withResolvers<void>();
      const stop = pubSub.subscribe(PUBLIC_DATA_CHANGED, () => heard.resolve());
      pubSub.publish(PUBLIC_DATA_CHANGED, 'goods');
      await heard.promise;
      stop();
    },
    get: (query, headers) =>
      fetch(`${toy.url}?${new URLSearchParams(query)}`, {
        headers: { accept: 'application/json', ...headers },
      }),
  };
}
