import { type ApolloServer, HeaderMap } from '@apollo/server';
import { newId } from '@depachika/ids/ids.ts';
import { REQUEST_ID_HEADER } from '@depachika/schema/headers.ts';
import { GRAPHQL_PATH } from '@depachika/schema/paths.ts';
import { withRequestId } from '@depachika/telemetry/request-id.ts';
import cors from '@fastify/cors';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Logger } from 'pino';
import type { Access } from '../admission/access-token.ts';
import type { Admission } from '../admission/admission.ts';
import { isRefusal } from '../admission/refusal.ts';
import type { RouterConfig } from '../config.ts';
import { MASKED_MESSAGE, refusalBody } from '../operation/public-errors.ts';
import type { HttpOperation } from './apollo-admission.ts';
import { httpRefusal } from './http-refusal.ts';

export interface HttpServerOptions {
  readonly graphql: ApolloServer<HttpOperation>;
  readonly admission: Admission;
  readonly config: RouterConfig;
  readonly logger: Logger;
}

declare module 'fastify' {
  interface FastifyRequest {
    access: Access | undefined;
  }
}

/** The router's HTTP face: admission, limits and GraphQL. Other routes are added by whoever composes it. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const { config, logger } = options;
  const app = fastify({
    bodyLimit: config.limits.bodyBytes,
    trustProxy: (_address: string, hop: number) => hop < config.trustedProxies,
    genReqId: (request) => requestIdOf(request.headers[REQUEST_ID_HEADER]),
    keepAliveTimeout: 72_000,
    requestTimeout: config.limits.requestTimeoutMs,
    forceCloseConnections: 'idle',
    logger: false,
    return503OnClosing: true,
  });
  await app.register(cors, corsOptions(config));
  app.decorateRequest('access', undefined);
  app.setErrorHandler((error: FastifyError, request, reply) =>
    answerFault(error, request, reply, { config, logger }),
  );
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(refusalBody('NOT_FOUND', 'There is nothing at this address')),
  );
  app.addHook('onSend', async (request, reply) => {
    reply.header(REQUEST_ID_HEADER, request.id).header('x-content-type-options', 'nosniff');
  });
  ignoreFormBodies(app);
  app.route({
    method: ['GET', 'POST'],
    url: GRAPHQL_PATH,
    onRequest: (request, reply) => arrive(request, reply, options.admission),
    handler: (request, reply) => withRequestId(request.id, () => answerGraphql(request, reply, options)),
  });
  return app;
}

/** Who asks, and whether they may ask now: decided before a body is read. */
async function arrive(
  request: FastifyRequest,
  reply: FastifyReply,
  admission: Admission,
): Promise<FastifyReply | undefined> {
  const identity = await admission.identify(request.headers.authorization);
  const access = await admission.arrive({ identity, address: request.ip });
  if (isRefusal(access)) {
    const { status, headers, body } = httpRefusal(access);
    return reply.code(status).headers(headers).send(body);
  }
  request.access = access;
  return undefined;
}

async function answerGraphql(
  request: FastifyRequest,
  reply: FastifyReply,
  { graphql, logger }: HttpServerOptions,
): Promise<string | object> {
  if (Array.isArray(request.body)) {
    reply.code(400);
    return refusalBody('BATCHING_DISABLED', 'Send one operation per request');
  }
  const { status, headers, body } = await graphql.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      body: request.body,
      method: request.method,
      headers: headerMap(request.headers),
      search: searchOf(request.url),
    },
    context: async () => ({
      caller: request.access!.caller,
      address: request.ip,
      requestId: request.id,
    }),
  });
  reply.code(status ?? 200);
  tellAnswered(request, reply, logger);
  for (const [name, value] of headers) reply.header(name, value);
  return body.kind === 'complete' ? body.string : joined(body.asyncIterator);
}

/** The router's line of a request: others under the same id tell what was done for it. */
function tellAnswered(request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  const operationName = (request.body as { operationName?: unknown } | null | undefined)?.operationName;
  const fields = {
    requestId: request.id,
    caller: request.access?.caller.kind,
    ...(typeof operationName === 'string' ? { operationName: operationName.slice(0, 100) } : {}),
    status: reply.statusCode,
    durationMs: Math.round(reply.elapsedTime * 10) / 10,
  };
  logger.info(fields, 'Answered');
}

function answerFault(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  { config, logger }: { config: RouterConfig; logger: Logger },
) {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    const limit = request.routeOptions.bodyLimit ?? config.limits.bodyBytes;
    const actual = Number(request.headers['content-length']) || undefined;
    const message = `At most ${limit} bytes of body are allowed, this has ${actual ?? 'more'}`;
    return reply.code(413).send(refusalBody('PAYLOAD_TOO_LARGE', message, { limit, actual }));
  }
  if (error.statusCode === 415)
    return reply.code(415).send(refusalBody('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json'));
  if (error.statusCode && error.statusCode < 500)
    return reply
      .code(error.statusCode)
      .send(refusalBody('BAD_REQUEST', 'The request cannot be read: its body should be one JSON object'));
  logger.error({ err: error, requestId: request.id }, 'A request failed');
  return reply
    .code(500)
    .send(refusalBody('INTERNAL_SERVER_ERROR', MASKED_MESSAGE, { requestId: request.id }));
}

/** Bodies that a page of another site can send without asking first are not read at all: Apollo's CSRF check refuses them. */
function ignoreFormBodies(app: FastifyInstance): void {
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(
    ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'],
    (_request, payload, done) => {
      payload.resume();
      done(null, undefined);
    },
  );
}

function corsOptions(config: RouterConfig) {
  return {
    origin: config.corsOrigins.includes('*') ? '*' : [...config.corsOrigins],
    methods: ['GET', 'POST'],
    allowedHeaders: [
      'authorization',
      'content-type',
      REQUEST_ID_HEADER,
      'apollo-require-preflight',
      'x-apollo-operation-name',
    ],
    exposedHeaders: [REQUEST_ID_HEADER, 'retry-after'],
    maxAge: 600,
  };
}

/** A client may name its request, so that its own logs and ours meet; anything odd is replaced. */
function requestIdOf(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : newId('req');
}

function headerMap(headers: FastifyRequest['headers']): HeaderMap {
  const map = new HeaderMap();
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

function searchOf(url: string): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start);
}

async function joined(parts: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of parts) text += part;
  return text;
}
