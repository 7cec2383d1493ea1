import { systemClock as clock } from '@depachika/clock/clock.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import { forbidden } from '@depachika/graphql/errors.ts';
import type { RequestContext, ServableSubgraph } from '@depachika/graphql/executable-subgraph.ts';
import { createIdentityKeys, type IdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { pino } from 'pino';
import { type Pushable, pushable } from './pushable.ts';

/** A subgraph of subscriptions alone, whose sources a test can count and feed. */
export interface TickingSubgraph extends ServableSubgraph {
  readonly keys: IdentityKeys;
  tokenOf(userId: string): Promise<string>;
  /** To everybody who is subscribed to `pushed`. */
  push(text: string): void;
  /** Sources of `pushed` that are open. */
  sources(): number;
  /** Ticks made so far, for whomever. */
  ticked(): number;
}

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { hello: String! }
  type Subscription {
    ticks(upTo: Int!): String!
    pushed: String!
    caller: String!
    requestId: String!
    closed: String!
  }
`;

/** @param options.keys those that sign callers' identities; default new ones */
export async function tickingSubgraph(
  options: { readonly keys?: IdentityKeys } = {},
): Promise<TickingSubgraph> {
  const keys = options.keys ?? (await createIdentityKeys());
  const sources = new Set<Pushable<{ pushed: string }>>();
  let ticked = 0;
  const subgraph = buildSubgraph({
    name: 'ticking',
    typeDefs,
    identity: identityVerifier({ jwks: keys.jwks, clock }),
    logger: pino({ level: 'silent' }),
    createContext: (request) => request,
    resolvers: {
      Query: { hello: () => 'hello' },
      Subscription: {
        ticks: {
          async *subscribe(_: unknown, { upTo }: { upTo: number }) {
            for (let tick = 1; tick <= upTo; tick += 1) {
              ticked += 1;
              yield { ticks: `${tick}` };
            }
          },
        },
        pushed: {
          subscribe() {
            const source = pushable<{ pushed: string }>(() => sources.delete(source));
            sources.add(source);
            return source;
          },
        },
        caller: {
          async *subscribe(_: unknown, __: unknown, { caller }: RequestContext) {
            yield { caller: caller.kind === 'user' ? caller.userId : caller.kind };
          },
        },
        requestId: {
          async *subscribe(_: unknown, __: unknown, { requestId }: RequestContext) {
            yield { requestId };
          },
        },
        closed: {
          subscribe() {
            throw forbidden();
          },
        },
      },
    },
  });
  const signer = identitySigner({ keys, clock, issuer: 'router' });
  return {
    ...subgraph,
    keys,
    ready: async () => undefined,
    tokenOf: (userId) =>
      signer.sign({ kind: 'user', userId, sessionId: 'ses_1', roles: ['CUSTOMER'], scopes: [] }),
    push(text) {
      for (const source of sources) source.push({ pushed: text });
    },
    sources: () => sources.size,
    ticked: () => ticked,
  };
}
