import { systemClock as clock } from '@depachika/clock/clock.ts';
import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner } from '@depachika/identity/identity-token.ts';
import type { Logger } from 'pino';
import { accessTokenVerifier } from './admission/access-token.ts';
import type { RouterConfig } from './config.ts';
import type { Subgraphs } from './graph/served-graph.ts';
import { subgraphAddresses } from './operation/supergraph.ts';
import { createRouter, type Router } from './router.ts';
import { httpTransport } from './subgraphs/http/http-transport.ts';
import { waysByAddress } from './subgraphs/ways-by-address.ts';

/**
 * The router on any supergraph, with nothing of this shop in it. Subgraphs are asked at the addresses that the supergraph
 * gives them; every caller is anonymous, since nobody issues tokens. What is written into the file later is served in the
 * graph's place. Throws `SupergraphRefused`.
 */
export async function createStandaloneRouter(options: {
  readonly supergraphSdl: string;
  /** Where it was read from; without one the graph stays as it is. */
  readonly supergraphFile?: string;
  readonly config: RouterConfig;
  readonly logger: Logger;
}): Promise<Router> {
  const { supergraphSdl, supergraphFile, config, logger } = options;
  const keys = await createIdentityKeys();
  const subgraphsOf = waysToSubgraphs(config);
  return createRouter({
    supergraphSdl,
    ...(supergraphFile === undefined ? {} : { supergraphFile }),
    subgraphs: subgraphsOf(supergraphSdl),
    subgraphsOf,
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

function waysToSubgraphs({ limits }: RouterConfig): (supergraphSdl: string) => Subgraphs {
  const wayTo = waysByAddress((url) => httpTransport({ url, maxAnswerBytes: 2 * limits.answerBytes }));
  return (supergraphSdl) =>
    Object.fromEntries(subgraphAddresses(supergraphSdl).map(({ name, url }) => [name, wayTo(url)]));
}
