import { readFileSync } from 'node:fs';
import { fairLimiter } from '@depachika/background/fair-limiter.ts';
import type { PollingLoop } from '@depachika/background/polling-loop.ts';
import { createChangeReader } from '@depachika/domain/changes.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import { ACCESS_KEYS_PATH } from '@depachika/schema/paths.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import type { FastifyInstance } from 'fastify';
import type { JSONWebKeySet } from 'jose';
import { spellMailboxes } from './accounts/one-spelling.ts';
import { refusePublishedAccounts } from './accounts/published-passwords.ts';
import { createUserReader } from './accounts/user-reader.ts';
import { createAddressReader } from './addresses/address-reader.ts';
import { allowance } from './allowances/allowance-rules.ts';
import { startBackgroundJobs } from './background-jobs.ts';
import type { UsersConfig } from './config.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { createContext, type Readers } from './graphql/context.ts';
import { createResolvers } from './graphql/resolvers.ts';
import type { ForgetGuestsDependencies } from './guests/forget-guests.ts';
import { createSigningKeys } from './keys/signing-keys.ts';
import { findPostalCodes } from './postal-codes/postal-code-store.ts';
import { usersRpc } from './rpc.ts';
import { createActiveSessions } from './sessions/active-sessions.ts';
import { openSessionsOf } from './sessions/own-session-reader.ts';

export interface UsersDependencies extends ServiceDependencies {
  readonly config: UsersConfig;
  /** Knows whether a guest has ordered. */
  readonly orders: ForgetGuestsDependencies['orders'];
}

export interface UsersSubgraph extends Subgraph {
  /** Public keys of access tokens, for their verifiers. */
  jwks(): Promise<JSONWebKeySet>;
  /** False for a session that was logged out, revoked or has expired. Cached: cheap enough for every request. */
  isSessionActive(sessionId: string): Promise<boolean>;
  /** Those of many sessions that are active, by one statement. */
  openSessions(sessionIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** `/.well-known/jwks.json`, for `serveSubgraphHttp({ routes })`: it needs no identity. */
  routes(http: FastifyInstance): void;
}

const QUARTER_HOUR_MS = 15 * 60_000;
const HOUR_MS = 4 * QUARTER_HOUR_MS;
const DAY_MS = 24 * HOUR_MS;

/** People: accounts, sessions, addresses. */
export function usersSubgraph(deps: UsersDependencies): UsersSubgraph {
  const { database, clock, cache, pubSub, logger, identity, config } = deps;
  const adapter = new PrismaPg(database.pool, { schema: 'users' });
  const prisma = new PrismaClient({ adapter, omit: { user: { passwordHash: true } } });
  const readers = readersOf(prisma, { database, clock });
  const keys = createSigningKeys({ database, clock });
  const sessions = createActiveSessions({ database, cache, clock, pubSub });
  const outbox = createOutbox({
    schema: 'users',
    source: '/depachika/users',
    clock,
    pubSub,
    currentRequestId,
  });
  let jobs: PollingLoop | undefined;
  const graph = buildSubgraph({
    name: 'users',
    typeDefs: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
    resolvers: createResolvers({
      database,
      clock,
      cache,
      outbox,
      keys,
      sessions,
      ...doors(config),
      sessionMs: config.sessionDays * DAY_MS,
      users: readers.users,
    }),
    createContext: (request) => createContext(readers, request),
    identity,
    logger,
    admitsOrderReaders: true,
  });

  return {
    ...graph,
    rpc: usersRpc({ database, clock, sessions }),
    consumers: [],
    jwks: () => keys.jwks(),
    isSessionActive: (sessionId) => sessions.isActive(sessionId),
    openSessions: (sessionIds) => sessions.openAmong(sessionIds),
    routes(http) {
      http.get(ACCESS_KEYS_PATH, async (_, reply) => {
        reply.header('cache-control', 'public, max-age=60').type('application/jwk-set+json');
        return reply.send(JSON.stringify(await keys.jwks()));
      });
    },
    async start() {
      if (config.production) await refusePublishedAccounts(database);
      await keys.current();
      await spellMailboxes({ database, logger });
      const guestKeptMs = config.guestDays * DAY_MS;
      jobs ??= startBackgroundJobs({ ...deps, keys, outbox, sessions, guestKeptMs }, config);
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

function readersOf(
  prisma: Parameters<typeof createUserReader>[0] & Parameters<typeof createAddressReader>[0],
  { database, clock }: Pick<UsersDependencies, 'database' | 'clock'>,
): Readers {
  return {
    users: createUserReader(prisma),
    addresses: createAddressReader(prisma),
    postalCodes: (codes) => findPostalCodes(database, codes),
    changes: createChangeReader(database, 'users'),
    sessionsOf: (userId) => openSessionsOf(database, { userId, now: clock.now() }),
  };
}

/** How people come in: how many at once, how often, with which passwords. */
function doors(config: UsersConfig) {
  return {
    hashing: fairLimiter({
      concurrent: config.hashingConcurrency,
      waiting: config.hashingWaiting,
      waitingPerParty: Math.ceil(config.hashingWaiting / 2),
    }),
    allowances: {
      failuresPerNetwork: allowance(config.loginFailuresPerNetwork, { ms: QUARTER_HOUR_MS }),
      failuresPerAccount: allowance(config.loginFailuresPerAccount, { ms: DAY_MS }),
    },
    registrationsPerNetwork: allowance(config.registrationsPerNetwork, { ms: HOUR_MS }),
    guestsPerNetwork: allowance(config.guestsPerNetwork, { ms: HOUR_MS }),
    mailsPerNetwork: allowance(config.mailsPerNetwork, { ms: HOUR_MS }),
    mailsPerAddress: allowance(config.mailsPerAddress, { ms: HOUR_MS }),
    deviceMs: config.deviceDays * DAY_MS,
    publishedPasswords: config.production ? 'refused' : 'allowed',
  } as const;
}
