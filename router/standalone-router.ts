import { systemClock as clock } from '@depachika/clock/clock.ts';
import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner } from '@depachika/identity/identity-token.ts';
import type { Logger } from 'pino';
import { accessTokenVerifier } from './admission/access-token.ts';
import type { RouterConfig } from './config.ts';
import { subgraphAddresses } from './operation/supergraph.ts';
import { createRouter, type Router } from './router.ts';
import { httpTransport } from './subgraphs/http/http-transport.ts';
import type { SubgraphTransport } from './subgraphs/subgraph-transport.ts';

/**
 * The router on any supergraph, with nothing of this shop in it. Subgraphs are asked at the addresses that the supergraph
 * gives them; every caller is anonymous, since nobody issues tokens. Throws `SupergraphRefused`.
 */
export async function createStandaloneRouter(options: {
  readonly supergraphSdl: string;
  readonly config: RouterConfig;
  readonly logger: Logger;
}): Promise<Router> {
  const { supergraphSdl, config, logger } = options;
  const keys = await createIdentityKeys();
  const subgraphs: Record<string, SubgraphTransport> = {};
  for (const { name, url } of subgraphAddresses(supergraphSdl))
    subgraphs[name] = httpTransport({ url, maxAnswerBytes: 2 * config.limits.answerBytes });
  return createRouter({
    supergraphSdl,
    subgraphs,
    identitySigner: identitySigner({ keys, clock, issuer: 'router' }),
    accessTokens: accessTokenVerifier({
      jwks: async () => ({ keys: [] }),
      clock,
      isSessionRevoked: () => false,
    }),
    openSessions: async () => new Set(),
    config,
    clock,
    logger,
  });
}
