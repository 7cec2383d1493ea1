import { drainable } from '@depachika/graphql/http/drain.ts';
import { createGuardedServer } from '@depachika/graphql/http/guarded-server.ts';
import { acceptUtf8Alone } from '@depachika/graphql/http/utf8-bodies.ts';
import { newId } from '@depachika/ids/ids.ts';
import {
  DEFAULT_LANGUAGE,
  type Language,
  preferredLanguage,
  withLanguage,
} from '@depachika/messages/language.ts';
import { LANGUAGE_HEADER, MISSING_PARTS_HEADER, REQUEST_ID_HEADER } from '@depachika/schema/headers.ts';
import cors from '@fastify/cors';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { refusalOf } from '../admission/refusal.ts';
import type { RouterConfig } from '../config.ts';
import { brokenRequest, refusalBody } from '../operation/public-errors.ts';
import { decorateAnswers } from './answered-operation.ts';
import { decorateArrivals } from './arrival.ts';
import { addCompression } from './compression.ts';
import { limitConnections } from './connection-limits.ts';
import { CORS_HEADERS } from './cors-headers.ts';
import { couldBeForged, isForm } from './forgery.ts';
import { type HttpRefusal, httpRefusal } from './http-refusal.ts';

/** An HTTP server with what holds for every route: limits, request ids, CORS, and the answers to faults. */
export async function createHttpServer(options: {
  readonly config: RouterConfig;
  readonly logger: Logger;
}): Promise<FastifyInstance> {
  const { config } = options;
  const { limits } = config;
  const app = createGuardedServer({
    bodyLimit: limits.bodyBytes,
    trustProxy: (_address: string, hop: number) => hop < config.trustedProxies,
    genReqId: (request) => requestIdOf(request.headers[REQUEST_ID_HEADER]),
    keepAliveTimeout: 72_000,
    receiveTimeoutMs: limits.requestTimeoutMs,
    // A client that has not yet heard of the end is answered: the connection ends with the answer.
    return503OnClosing: false,
  });
  // What a proxy connects with is many people's: it is the proxy's to limit them.
  const { total, perNetwork } = limits.connections;
  limitConnections(app.server, { total, perNetwork: config.trustedProxies > 0 ? undefined : perNetwork });
  const drain = drainable(app.server);
  app.addHook('preClose', async () => drain.begin());
  await app.register(cors, corsOptions(config));
  await addCompression(app);
  app.setErrorHandler((error: FastifyError, request, reply) => answerFault(error, request, reply, options));
  // At once: a page is written past what comes later.
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID_HEADER, request.id);
    if (config.production && request.protocol === 'https') reply.header(...STAY_WITH_HTTPS);
    done();
  });
  decorateArrivals(app);
  decorateAnswers(app);
  speakLanguages(app);
  acceptUtf8Alone(app);
  ignoreFormBodies(app);
  return app;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route reads multipart bodies by itself. */
    takesForms?: boolean;
  }
  interface FastifyRequest {
    /** What texts for people are in. */
    language: Language;
  }
}

/** What is said to somebody is in their language, from the first refusal on. */
function speakLanguages(app: FastifyInstance): void {
  app.decorateRequest('language', DEFAULT_LANGUAGE);
  app.addHook('onRequest', (request, _reply, done) => {
    request.language = preferredLanguage(request.headers[LANGUAGE_HEADER]);
    withLanguage(request.language, done);
  });
  // A body that was waited for hands on by its connection, which knows of no language.
  app.addHook('preValidation', (request, _reply, done) => withLanguage(request.language, done));
}

/** For a year. The router speaks plain HTTP: only a trusted proxy tells that its client came by HTTPS. */
const STAY_WITH_HTTPS = ['strict-transport-security', 'max-age=31536000'] as const;

function answerFault(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  options: FaultOptions,
) {
  const { status, headers, body } = faultRefusal(error, request, options);
  return reply.code(status).headers(headers).send(body);
}

interface FaultOptions {
  readonly config: Pick<RouterConfig, 'limits'>;
  readonly logger: Logger;
}

/** @returns how HTTP refuses a request that broke before or in its route */
export function faultRefusal(
  error: FastifyError,
  request: FastifyRequest,
  { config, logger }: FaultOptions,
): HttpRefusal {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    const limit = request.routeOptions.bodyLimit ?? config.limits.bodyBytes;
    const sent = Number(request.headers['content-length']);
    // A packed body may be short: what it becomes is too large.
    const actual = sent > limit ? sent : undefined;
    const message = `At most ${limit} bytes of body are allowed, this has ${actual ?? 'more'}`;
    return refused(413, refusalBody('PAYLOAD_TOO_LARGE', message, { limit, actual }));
  }
  if (error.statusCode === 415)
    return refused(
      415,
      refusalBody(
        'UNSUPPORTED_MEDIA_TYPE',
        'Send the body as application/json in UTF-8, as it is or packed by gzip',
      ),
    );
  if (error.statusCode && error.statusCode < 500)
    return refused(
      error.statusCode,
      refusalBody('BAD_REQUEST', 'The request cannot be read: its body should be one JSON object'),
    );
  logger.error({ err: error, requestId: request.id }, 'A request failed');
  return httpRefusal(refusalOf(withLanguage(request.language, () => brokenRequest(error, request.id))));
}

function refused(status: number, body: HttpRefusal['body']): HttpRefusal {
  return { status, headers: {}, body };
}

/**
 * A page of another site can send these bodies without asking the browser first. They are not read at all, but for a form with
 * files whose headers no other site can send: see `forgery.ts`.
 */
function ignoreFormBodies(app: FastifyInstance): void {
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(
    ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'],
    (request, payload, done) => {
      const { routeOptions, headers, method } = request;
      if (isForm(headers) && routeOptions.config.takesForms && !couldBeForged({ headers, method }))
        return done(null, payload);
      payload.resume();
      done(null, undefined);
    },
  );
}

function corsOptions(config: RouterConfig) {
  return {
    origin: config.corsOrigins.includes('*') ? '*' : [...config.corsOrigins],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    // An OPTIONS that asks for nothing is answered, not refused in another shape than ours.
    strictPreflight: false,
    allowedHeaders: [...CORS_HEADERS, ...config.corsHeaders],
    exposedHeaders: [
      ...[REQUEST_ID_HEADER, 'retry-after', 'age', 'cache-status', 'etag', 'link', 'location', 'warning'],
      MISSING_PARTS_HEADER,
    ],
    maxAge: 600,
  };
}

/** A client may name its request, so that its own logs and ours meet; anything odd is replaced. */
function requestIdOf(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : newId('req');
}
