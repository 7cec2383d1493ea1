import { readFileSync } from 'node:fs';
import { limiter } from '@depachika/background/limiter.ts';
import { pollingLoop } from '@depachika/background/polling-loop.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import type { FastifyInstance } from 'fastify';
import type { JSONWebKeySet } from 'jose';
import { runDueJobs } from './background-jobs.ts';
import type { UsersConfig } from './config.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { usersContext } from './graphql/context.ts';
import { usersResolvers } from './graphql/resolvers.ts';
import { signingKeys } from './keys/signing-keys.ts';
import { usersRpc } from './rpc.ts';
import { activeSessions } from './sessions/active-sessions.ts';
import { loginThrottle } from './sessions/login-throttle.ts';

export interface UsersDependencies extends ServiceDependencies {
  readonly config: UsersConfig;
}

export interface UsersSubgraph extends Subgraph {
  /** Public keys of access tokens, for whoever verifies them. */
  jwks(): Promise<JSONWebKeySet>;
  /** False for a session that was logged out, revoked or has expired. Cached: cheap enough for every request. */
  isSessionActive(sessionId: string): Promise<boolean>;
  /** `/.well-known/jwks.json`, for `serveSubgraphHttp({ routes })`: it needs no identity. */
  routes(http: FastifyInstance): void;
}

/** People: accounts, sessions, addresses. */
export function usersSubgraph(deps: UsersDependencies): UsersSubgraph {
  const { database, clock, cache, pubSub, logger, identity, config } = deps;
  const adapter = new PrismaPg(database.pool, { schema: 'users' });
  const prisma = new PrismaClient({ adapter, omit: { user: { passwordHash: true } } });
  const keys = signingKeys({ database, clock });
  const sessions = activeSessions({ database, cache, clock, pubSub });
  const outbox = createOutbox({
    schema: 'users',
    source: '/depachika/users',
    clock,
    pubSub,
    currentRequestId,
  });
  const hashing = limiter({ concurrent: config.hashingConcurrency, waiting: config.hashingWaiting });
  const throttle = loginThrottle(database);
  let jobs: ReturnType<typeof pollingLoop> | undefined;
  const graph = buildSubgraph({
    name: 'users',
    typeDefs: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
    resolvers: usersResolvers({ database, clock, cache, outbox, prisma, keys, sessions, hashing, throttle }),
    createContext: (request) => usersContext({ database, prisma }, request),
    identity,
    logger,
  });

  return {
    ...graph,
    rpc: [usersRpc(database)],
    consumers: [],
    jwks: () => keys.jwks(),
    isSessionActive: (sessionId) => sessions.isActive(sessionId),
    routes(http) {
      http.get('/.well-known/jwks.json', async (_, reply) => {
        reply.header('cache-control', 'public, max-age=60').type('application/jwk-set+json');
        return reply.send(JSON.stringify(await keys.jwks()));
      });
    },
    async start() {
      await keys.current();
      const step = () => runDueJobs({ database, clock, keys }, config);
      jobs ??= pollingLoop({
        name: 'background jobs of users',
        clock,
        logger,
        step,
        pollMs: config.pollMs,
      });
    },
    async ready() {
      await database.query('SELECT 1 FROM users.users LIMIT 1');
    },
    async close() {
      await jobs?.stop();
      await prisma.$disconnect();
    },
  };
}
