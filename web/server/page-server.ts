import { drainable } from '@depachika/graphql/http/drain.ts';
import { createGuardedServer } from '@depachika/graphql/http/guarded-server.ts';
import { harmlessRequestId } from '@depachika/graphql/http/request-ids.ts';
import type { IdentityVerifier } from '@depachika/identity/identity-token.ts';
import { CLIENT_ADDRESS_HEADER, REQUEST_ID_HEADER, SERVICE_HEADER } from '@depachika/schema/headers.ts';
import { LIVE_PATH, READY_PATH } from '@depachika/schema/paths.ts';
import { ROUTER_SERVICE } from '@depachika/schema/services.ts';
import { measureHttp } from '@depachika/telemetry/http-metrics.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import { withRequestId } from '@depachika/telemetry/request-id.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Pages } from './pages.ts';

export interface PageServerOptions {
  readonly pages: Pages;
  /** Verifies that it is a router who asks. */
  readonly services: IdentityVerifier;
  /** Parts that cannot be asked at the moment; pages that need none of them are shown all the same. */
  readonly degraded: () => readonly string[];
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** The HTTP port of pages that run alone. Routers are answered there, and those who ask for its health. */
export async function createPageServer(options: PageServerOptions): Promise<FastifyInstance> {
  const { degraded, metrics } = options;
  const http = createGuardedServer({
    genReqId: ({ headers }) => harmlessRequestId(headers[REQUEST_ID_HEADER]),
    keepAliveTimeout: 72_000,
    return503OnClosing: false,
  });
  measureHttp(http, metrics);
  const drain = drainable(http.server);
  let isClosing = false;
  http.addHook('preClose', async () => {
    isClosing = true;
    await drain.begin();
  });
  http.get(LIVE_PATH, async () => ({ status: 'live' }));
  http.get(READY_PATH, async (_request, reply) => {
    if (isClosing) return reply.code(503).send({ status: 'closing' });
    const away = degraded();
    return { status: 'ready', ...(away.length > 0 ? { degraded: away } : {}) };
  });
  await http.register(async (routes) => addRoutersRoutes(routes, options));
  return http;
}

/** Whose a socket is, and every other address. A form is its page's to read. */
function addRoutersRoutes(http: FastifyInstance, options: PageServerOptions): void {
  const { pages, logger } = options;
  http.removeAllContentTypeParsers();
  http.addContentTypeParser('*', (_request, _payload, done) => done(null));
  http.addHook('onRequest', (request) => refuseOthers(request, options));
  http.addHook('onResponse', async (request, reply) => {
    const { id: requestId, method } = request;
    const durationMs = Math.round(reply.elapsedTime * 10) / 10;
    logger.info({ requestId, method, status: reply.statusCode, durationMs }, 'Answered');
  });
  http.get(pages.livePath, async (request, reply) => {
    const visitor = await pages.liveVisitor(request.raw, addressOf(request));
    return 'status' in visitor ? reply.code(visitor.status).send() : visitor;
  });
  http.route({
    method: ['GET', 'HEAD', 'POST'],
    url: '/*',
    handler: (request, reply) => {
      reply.hijack();
      const { id: requestId } = request;
      withRequestId(requestId, () =>
        pages.answer(request.raw, reply.raw, { address: addressOf(request), requestId }),
      );
    },
  });
}

/** Throws what becomes the answer 403. What is said of a visitor is a router's word alone. */
async function refuseOthers(
  { headers }: FastifyRequest,
  { services }: Pick<PageServerOptions, 'services'>,
): Promise<void> {
  const shown = headers[SERVICE_HEADER];
  const caller = await services.verify(String(shown ?? '')).catch(() => undefined);
  if (caller?.kind === 'service' && caller.service === ROUTER_SERVICE) return;
  throw Object.assign(new Error('Pages are for routers, which pass them on'), { statusCode: 403 });
}

function addressOf({ headers, ip }: FastifyRequest): string {
  return String(headers[CLIENT_ADDRESS_HEADER] || ip);
}
