import { readFileSync } from 'node:fs';
import { systemClock } from '@depachika/clock/clock.ts';
import { accessTokenVerifier } from '@depachika/router/admission/access-token.ts';
import { readRouterConfig } from '@depachika/router/config.ts';
import { createRouter } from '@depachika/router/router.ts';
import { httpTransport } from '@depachika/router/subgraphs/http/http-transport.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { readJoinSide } from '../config.ts';
import { serveBenchmark } from './join-process.ts';

const { subgraphs, identityToken } = readJoinSide();
const router = await createRouter({
  supergraphSdl: readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8'),
  subgraphs: Object.fromEntries(
    Object.entries(subgraphs).map(([name, url]) => [name, httpTransport({ url })]),
  ),
  identitySigner: { sign: async () => identityToken },
  accessTokens: accessTokenVerifier({ jwks: async () => ({ keys: [] }), clock: systemClock }),
  openSessions: async (sessionIds) => new Set(sessionIds),
  // What is measured is CPU: a machine with other work may be late, and both sides wait.
  config: readRouterConfig({
    NODE_ENV: 'production',
    RATE_LIMIT_REQUESTS: '0',
    ENRICHMENT_BUDGETS_MS: '6000,analytics=6000',
  }),
  clock: systemClock,
  logger: createLogger({ service: 'router', level: 'warn' }),
});
serveBenchmark((await router.listen({ host: '127.0.0.1', port: 0 })).url);
