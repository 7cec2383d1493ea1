import { readFileSync } from 'node:fs';
import { identitySigner } from '@depachika/identity/identity-token.ts';
import { accessTokenVerifier } from '@depachika/router/admission/access-token.ts';
import type { RouterConfig } from '@depachika/router/config.ts';
import { type PagesElsewhere, pagesElsewhere } from '@depachika/router/http/routes/pages-elsewhere.ts';
import { createRouter } from '@depachika/router/router.ts';
import { inProcessTransport } from '@depachika/router/subgraphs/in-process-transport.ts';
import { IMAGES_PATH, LOCAL_MAIL_PATH } from '@depachika/schema/paths.ts';
import { readRestApi } from '@depachika/schema/rest/rest-api.ts';
import { ROUTER_SERVICE, WEB_SERVICE } from '@depachika/schema/services.ts';
import { trustedOperations } from '@depachika/schema/trusted-operations.ts';
import { builtPages } from '@depachika/web/server/built-pages.ts';
import { graphWithin } from '@depachika/web/server/graph-within.ts';
import { createPages, type Pages } from '@depachika/web/server/pages.ts';
import { hasSecureCookies } from '@depachika/web/server/secure-cookies.ts';
import { fileSessions } from '@depachika/web/server/session-store/file-sessions.ts';
import { redisSessions } from '@depachika/web/server/session-store/redis-sessions.ts';
import type { FastifyInstance } from 'fastify';
import type { ComposedShop } from './composed-shop.ts';
import type { EmbeddedPlatform } from './platform.ts';

const SUPERGRAPH = new URL('../../schema/supergraph.graphql', import.meta.url);

export interface ServeRouterOptions {
  readonly platform: EmbeddedPlatform;
  readonly shop: ComposedShop;
  readonly config: RouterConfig;
  /** Of who is signed in on pages of this process, where there is no Redis. */
  readonly sessionsFolder: string;
  /** What renders pages; undefined: this process does. */
  readonly webUrls: readonly URL[] | undefined;
  /** Where the shop's pages are; undefined: where a visitor asks. */
  readonly shopUrl: string | undefined;
  /** As delivery has it, for pages of this process. */
  readonly deliveryDaysAhead: number;
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
    listedOperations: trustedOperations(),
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
    uploads: shop.uploads,
    files: shop.files,
    routes: (http) => {
      const { pictures, localMail } = shop;
      addAnswers(http, [`${IMAGES_PATH}*`], pictures);
      if (localMail) addAnswers(http, [LOCAL_MAIL_PATH, `${LOCAL_MAIL_PATH}/*`], localMail);
    },
    rest: readRestApi(),
    services: platform.identity,
    pages: (http) => openPages(http, options),
  });
  onStop(() => router.close());
  return router.listen();
}

/** Pages of this process, asking its graph without a connection; or those of others, as each router passes them on. */
async function openPages(
  http: FastifyInstance,
  { platform, config, sessionsFolder, webUrls, shopUrl, deliveryDaysAhead, onStop }: ServeRouterOptions,
): Promise<Pages | PagesElsewhere> {
  const { clock, redis } = platform;
  const logger = platform.logger(WEB_SERVICE);
  if (!webUrls)
    return createPages({
      source: await builtPages(),
      sendToGraph: graphWithin(http),
      sessions: redis
        ? redisSessions({ connection: redis, clock })
        : fileSessions({ folder: sessionsFolder, clock, logger }),
      clock,
      logger,
      secure: hasSecureCookies({ shopUrl, production: config.production }),
      shopUrl,
      deliveryDaysAhead,
    });
  const signer = identitySigner({ keys: platform.keys, clock, issuer: ROUTER_SERVICE });
  const pages = pagesElsewhere({ urls: webUrls, signer, limits: config.limits, logger });
  onStop(() => pages.close());
  return pages;
}

/** Answers paths as a domain answers them, without what follows a question mark. */
function addAnswers(http: FastifyInstance, paths: readonly string[], answer: ComposedShop['pictures']): void {
  for (const path of paths)
    http.get(path, async (request, reply) => {
      const { status, headers, body } = await answer(
        request.url.split('?')[0] ?? '',
        request.headers['if-none-match'],
      );
      if (headers['cross-origin-resource-policy'] === 'same-origin')
        reply.removeHeader('access-control-allow-origin');
      return reply.code(status).headers(headers).send(body);
    });
}
