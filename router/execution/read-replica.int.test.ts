import { composeServices } from '@apollo/composition';
import { adjustableClock } from '@depachika/clock/clock.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { MAX_STALENESS_MS } from '@depachika/database/replica.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import { serveSubgraphHttp } from '@depachika/graphql/http/serve-http.ts';
import { anonymous, type Caller } from '@depachika/identity/caller.ts';
import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import {
  hasPostgresPrograms,
  type ReplicatedServer,
  replicatedServer,
} from '@depachika/testing/replicated-server.ts';
import { parse } from 'graphql';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readRouterConfig } from '../config.ts';
import { createRouter } from '../router.ts';
import { httpTransport } from '../subgraphs/http/http-transport.ts';
import { inProcessTransport } from '../subgraphs/in-process-transport.ts';
import type { ToySubgraph } from '../testing/toy-shop.ts';
import { READ_YOUR_WRITES_MS } from './write-marks.ts';

const SDL = `
  type Query { note: Note! }
  type Mutation { write(text: String!): Note! }
  type Note { text: String! fromReplica: Boolean! }
`;
const NOTE = `SELECT text, pg_is_in_recovery() AS "fromReplica" FROM note`;
const logger = pino({ level: 'silent' });

const isPossible = process.env.TEST_DATABASE_URL && hasPostgresPrograms();

describe.runIf(isPossible)('a shop with a read replica', () => {
  let server: ReplicatedServer;
  beforeAll(async () => {
    server = await replicatedServer();
  });
  afterEach(() => server.resume());
  afterAll(() => server.close());

  describe.each(['in process', 'over HTTP'])('%s', (topology) => {
    let shop: Awaited<ReturnType<typeof openShop>>;
    beforeAll(async () => {
      shop = await openShop(server, topology === 'over HTTP');
    });
    afterAll(() => shop.close());

    it('shows what they wrote to its writer at once, to others when the replica knows it or may not be asked', async () => {
      await shop.usesReplicaFor('aki', 'ben');
      await server.pause();
      expect(await shop.ask('aki', 'mutation { write(text: "new") { text fromReplica } }')).toEqual({
        write: { text: 'new', fromReplica: false },
      });
      expect(await shop.note('aki')).toEqual({ text: 'new', fromReplica: false });
      expect(await shop.note('ben')).toEqual({ text: 'old', fromReplica: true });
      expect(await shop.note()).toEqual({ text: 'old', fromReplica: true });
      shop.clock.advance(MAX_STALENESS_MS + 1);
      expect(await shop.note('ben')).toEqual({ text: 'new', fromReplica: false });
      shop.clock.advance(READ_YOUR_WRITES_MS);
      expect(await shop.note('aki')).toEqual({ text: 'new', fromReplica: false });
      await server.resume();
      await server.caughtUp();
      await shop.usesReplicaFor('aki', 'ben');
      expect(await shop.note('aki')).toEqual({ text: 'new', fromReplica: true });
    });
  });
});

/** One subgraph with one row, and a router before it. Who asks is named by the bearer token. */
async function openShop(server: ReplicatedServer, overHttp: boolean) {
  const clock = adjustableClock({ frozenAt: new Date('2026-11-22T00:00:00Z') });
  const { primaryUrl: url, replicaUrl: readUrl } = server;
  const database = openDatabase({ url, readUrl, service: 'notes', clock, logger });
  await database.query('DROP TABLE IF EXISTS note');
  await database.query(`CREATE TABLE note AS SELECT 'old' AS text`);
  await server.caughtUp();
  const keys = await createIdentityKeys();
  const notes: ToySubgraph = {
    ready: async () => undefined,
    ...buildSubgraph({
      name: 'notes',
      typeDefs: SDL,
      identity: identityVerifier({ jwks: keys.jwks, clock }),
      logger,
      createContext: (context) => context,
      resolvers: {
        Query: { note: async () => (await database.query(NOTE))[0] },
        Mutation: {
          write: async (_: unknown, { text }: { text: string }) => {
            await database.query('UPDATE note SET text = $1', [text]);
            return (await database.query(NOTE))[0];
          },
        },
      },
    }),
  };
  const port = overHttp ? await serveSubgraphHttp({ subgraph: notes, port: 0, logger }) : undefined;
  const { supergraphSdl } = composeServices([{ name: 'notes', url: 'http://notes', typeDefs: parse(SDL) }]);
  const router = await createRouter({
    supergraphSdl: supergraphSdl!,
    subgraphs: { notes: port ? httpTransport({ url: port.url }) : inProcessTransport(notes) },
    identitySigner: identitySigner({ keys, clock, issuer: 'router' }),
    accessTokens: { verify: async (header) => ({ caller: callerOf(header), expiresAt: undefined }) },
    openSessions: async (sessionIds) => new Set(sessionIds),
    config: readRouterConfig({ READ_REPLICAS: 'on' }),
    clock,
    logger,
  });
  const { url: address } = await router.listen({ host: '127.0.0.1', port: 0 });

  async function ask(who: string | undefined, query: string) {
    const headers = {
      'content-type': 'application/json',
      ...(who ? { authorization: `Bearer ${who}` } : {}),
    };
    const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ query }) });
    return ((await answer.json()) as { data: Record<string, { text: string; fromReplica: boolean }> }).data;
  }
  const note = async (who?: string) => (await ask(who, '{ note { text fromReplica } }')).note!;

  return {
    clock,
    ask,
    note,
    async usesReplicaFor(...names: string[]) {
      const all = async () => {
        const found = await Promise.all(names.map(async (name) => (await note(name)).fromReplica));
        if (found.includes(false)) clock.advance(1_000);
        return found;
      };
      await expect.poll(all, { interval: 200 }).toEqual(names.map(() => true));
    },
    async close() {
      await router.close();
      await port?.close();
      await database.close();
    },
  };
}

function callerOf(authorization: string | undefined): Caller {
  if (!authorization) return anonymous;
  const userId = authorization.replace('Bearer ', '');
  return { kind: 'user', userId, sessionId: `ses_${userId}`, roles: ['CUSTOMER'], scopes: [] };
}
