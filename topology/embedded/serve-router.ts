import { readFileSync } from 'node:fs';
import { identitySigner } from '@depachika/identity/identity-token.ts';
import { accessTokenVerifier } from '@depachika/router/admission/access-token.ts';
import type { RouterConfig } from '@depachika/router/config.ts';
import { createRouter } from '@depachika/router/router.ts';
import { inProcessTransport } from '@depachika/router/subgraphs/in-process-transport.ts';
import { IMAGES_PATH } from '@depachika/schema/paths.ts';
import { ROUTER_SERVICE } from '@depachika/schema/services.ts';
import type { ComposedShop } from './composed-shop.ts';
import type { EmbeddedPlatform } from './platform.ts';

const SUPERGRAPH = new URL('../../schema/supergraph.graphql', import.meta.url);

export interface ServeRouterOptions {
  readonly platform: EmbeddedPlatform;
  readonly shop: ComposedShop;
  readonly config: RouterConfig;
  readonly onStop: (stop: () => Promise<unknown>) => void;
}

/** The public endpoint over the subgraphs of this process. @returns where the graph is */
export async function serveRouter(options: ServeRouterOptions): Promise<{ readonly url: string }> {
  const { platform, shop, config, onStop } = options;
  const { clock } = platform;
  const router = await createRouter({
    ...platform,
    supergraphSdl: readFileSync(SUPERGRAPH, 'utf8'),
    subgraphs: Object.fromEntries(
      Object.entries(shop.subgraphs).map(([name, subgraph]) => [name, inProcessTransport(subgraph)]),
    ),
    identitySigner: identitySigner({ keys: platform.keys, clock, issuer: ROUTER_SERVICE }),
    accessTokens: accessTokenVerifier({
      jwks: shop.accessTokenKeys,
      clock,
      isSessionRevoked: async (sessionId) => !(await shop.isSessionActive(sessionId)),
    }),
    tokenIssuer: 'users',
    openSessions: shop.openSessions,
    config,
    metrics: platform.metrics.of(ROUTER_SERVICE),
    logger: platform.logger('router'),
    webhooks: async ({ headers, body }) => {
      const answer = await shop.paymentWebhook({ headers, body });
      return {
        status: answer.status,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(answer.body),
      };
    },
    challenges: shop.challenges,
    routes: (http) =>
      http.get(`${IMAGES_PATH}*`, async (request, reply) => {
        const path = request.url.split('?')[0] ?? '';
        const { status, headers, body } = await shop.pictures(path);
        return reply.code(status).headers(headers).send(body);
      }),
  });
  onStop(() => router.close());
  return router.listen();
}
