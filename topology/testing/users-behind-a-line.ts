import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { memoryCache } from '@depachika/cache/memory-cache.ts';
import { systemClock as clock } from '@depachika/clock/clock.ts';
import { type OpenDatabaseOptions, openDatabase } from '@depachika/database/open-database.ts';
import { embeddedEventLog } from '@depachika/events/embedded/embedded-event-log.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { serveSubgraphHttp } from '@depachika/graphql/http/serve-http.ts';
import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { accessTokenVerifier } from '@depachika/router/admission/access-token.ts';
import { readRouterConfig } from '@depachika/router/config.ts';
import { createRouter } from '@depachika/router/router.ts';
import { httpTransport } from '@depachika/router/subgraphs/http/http-transport.ts';
import { inProcessTransport } from '@depachika/router/subgraphs/in-process-transport.ts';
import { GRAPHQL_PATH } from '@depachika/schema/paths.ts';
import { usersConfig } from '@depachika/users/config.ts';
import { type UsersSubgraph, usersSubgraph } from '@depachika/users/users.ts';
import { parse } from 'graphql';
import { pino } from 'pino';

export interface RoutedUsersOptions {
  /** The domain's database. */
  readonly url: string;
  readonly production: boolean;
  /** How the router reaches the domain. */
  readonly transport: 'in process' | 'HTTP';
  /** How long PostgreSQL may take. */
  readonly limits?: Pick<OpenDatabaseOptions, 'lockTimeoutMs' | 'statementTimeoutMs'>;
}

export type RoutedUsers = Awaited<ReturnType<typeof routedUsers>>;

/** The domain of users behind a router, as a shop has both, over a database that a test may take away. */
export async function routedUsers({ url, production, transport, limits }: RoutedUsersOptions) {
  const log: { readonly requestId?: string; readonly level: number }[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void log.push(JSON.parse(line)) });
  const keys = await createIdentityKeys();
  const database = openDatabase({ url, service: 'users', ...limits });
  const pubSub = inProcessPubSub({ logger });
  const users = usersSubgraph({
    database,
    log: embeddedEventLog({ database, clock, pubSub, logger }),
    pubSub,
    cache: memoryCache({ clock, prefix: 'users' }),
    clock,
    crashPoints: noCrashPoints,
    logger,
    identity: identityVerifier({ jwks: keys.jwks, clock }),
    config: usersConfig({}),
    orders: { getCustomerOrders: async () => ({ customers: [] }) as never },
  });
  const port =
    transport === 'HTTP' ? await serveSubgraphHttp({ subgraph: users, logger, port: 0 }) : undefined;
  const router = await createRouter({
    supergraphSdl: supergraph(),
    subgraphs: { users: port ? httpTransport({ url: port.url }) : inProcessTransport(users) },
    identitySigner: identitySigner({ keys, clock, issuer: 'router' }),
    accessTokens: accessTokens(users),
    openSessions: (sessionIds) => users.openSessions(sessionIds),
    config: readRouterConfig({ HOST: '127.0.0.1', ...(production ? { NODE_ENV: 'production' } : {}) }),
    clock,
    logger,
    pubSub,
  });
  const { port: routerPort } = await router.listen({ port: 0 });
  return {
    url: `http://127.0.0.1:${routerPort}${GRAPHQL_PATH}`,
    /** The log of both. */
    log,
    async close() {
      await router.close();
      await port?.close();
      await users.close();
      await database.close();
    },
  };
}

/** Asks the domain about each session, as routers do. */
function accessTokens(users: UsersSubgraph) {
  return accessTokenVerifier({
    jwks: () => users.jwks(),
    clock,
    isSessionRevoked: async (sessionId) => !(await users.isSessionActive(sessionId)),
  });
}

function supergraph(): string {
  const sdl = readFileSync(new URL('../../subgraphs/users/schema.graphql', import.meta.url), 'utf8');
  const { supergraphSdl, errors } = composeServices([{ name: 'users', typeDefs: parse(sdl) }]);
  if (!supergraphSdl) throw new Error(errors?.join('\n'));
  return supergraphSdl;
}
