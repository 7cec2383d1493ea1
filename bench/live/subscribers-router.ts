import { readFileSync } from 'node:fs';
import { systemClock } from '@depachika/clock/clock.ts';
import { SCOPES } from '@depachika/identity/caller.ts';
import { devIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner } from '@depachika/identity/identity-token.ts';
import { readRouterConfig } from '@depachika/router/config.ts';
import { createRouter } from '@depachika/router/router.ts';
import { httpTransport } from '@depachika/router/subgraphs/http/http-transport.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { readSubscribersSide } from '../config.ts';

// A router whose callers are whoever they say, each of staff: ten thousand people need no ten thousand passwords here. It
// tells where it listens, and what it uses whenever it is asked.

const { subgraphs, dataFolder } = readSubscribersSide();
const router = await createRouter({
  supergraphSdl: readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8'),
  subgraphs: Object.fromEntries(
    Object.entries(subgraphs).map(([name, url]) => [name, httpTransport({ url, subscriptions: 'socket' })]),
  ),
  identitySigner: identitySigner({
    keys: await devIdentityKeys(dataFolder),
    clock: systemClock,
    issuer: 'router',
  }),
  accessTokens: {
    async verify(userId = '') {
      return {
        caller: {
          kind: 'user',
          userId,
          sessionId: userId.replace('usr_', 'ses_'),
          roles: ['STAFF'],
          scopes: SCOPES.STAFF,
        },
      };
    },
  },
  openSessions: async (sessionIds) => new Set(sessionIds),
  config: readRouterConfig({
    NODE_ENV: 'production',
    RATE_LIMIT_REQUESTS: '0',
    MAX_CONNECTIONS_PER_ADDRESS: '20000',
    MAX_SOCKETS: '20000',
    MAX_SOCKETS_PER_ADDRESS: '20000',
  }),
  clock: systemClock,
  logger: createLogger({ service: 'router', level: 'warn' }),
});
const { url } = await router.listen({ host: '127.0.0.1', port: 0 });
process.on('disconnect', () => process.exit());
process.on('message', (how) => {
  if (how === 'collected') globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  process.send?.({ ...router.load(), rss, held: heapUsed + external, cpuSeconds: (user + system) / 1e6 });
});
process.send?.({ url });
