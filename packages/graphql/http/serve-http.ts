import { IdentityRefused } from '@depachika/identity/identity-token.ts';
import { type Language, preferredLanguage, withLanguage } from '@depachika/messages/language.ts';
import type { SubgraphCode } from '@depachika/schema/error-codes.ts';
import { LANGUAGE_HEADER, READS_HEADER, REQUEST_ID_HEADER } from '@depachika/schema/headers.ts';
import { GRAPHQL_PATH, LIVE_PATH, READY_PATH } from '@depachika/schema/paths.ts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { GraphQLRequest, ServableSubgraph } from '../executable-subgraph.ts';
import { publicError } from '../faults.ts';
import { drainable } from './drain.ts';
import { errorBody } from './error-body.ts';
import { eventStreams } from './event-stream.ts';
import { readGraphQLBody } from './graphql-body.ts';
import { createGuardedServer } from './guarded-server.ts';
import { harmlessRequestId } from './request-ids.ts';
import { subscriptionSockets } from './subscription-sockets.ts';
import { acceptUtf8Alone } from './utf8-bodies.ts';

export interface ServeSubgraphOptions {
  readonly subgraph: ServableSubgraph;
  readonly logger: Logger;
  /** Default 127.0.0.1: only the router is public. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How long an idle connection is kept; default 75,000. It must exceed what the router keeps (30,000). */
  readonly keepAliveTimeoutMs?: number;
  /** Default 2 MiB. */
  readonly maxBodyBytes?: number;
  /** Between two comments on a silent subscription, and between two pings on a socket; default 12,000. */
  readonly pingMs?: number;
  /** False while it cannot be asked yet: sockets for subscriptions are refused with 503; default: it can. */
  readonly accepts?: () => boolean;
  /** Longest wait for `ready()`; default 5,000. */
  readonly readyTimeoutMs?: number;
  /** Routes of the domain's own that need no identity: JWKS, webhooks. */
  readonly routes?: (http: FastifyInstance) => void;
}

export interface SubgraphServer {
  readonly port: number;
  readonly url: string;
  /** Lets running requests end and breaks subscriptions off without completing them, so that clients resume elsewhere. */
  close(): Promise<void>;
}

/**
 * Serves POST /graphql, subscriptions on the same path as Server-Sent Events and on /subscriptions as many as wanted on one
 * socket, /health/live and /health/ready. Throws `Port N is in use`. Source: GraphQL over HTTP; GraphQL over SSE, distinct
 * connections mode; schema/subscriptions/frames.ts.
 */
export async function serveSubgraphHttp(options: ServeSubgraphOptions): Promise<SubgraphServer> {
  const { subgraph, logger } = options;
  const host = options.host ?? '127.0.0.1';
  const { maxBodyBytes = 2 * 1024 * 1024, keepAliveTimeoutMs = 75_000, pingMs = 12_000 } = options;
  const http = createGuardedServer({
    bodyLimit: maxBodyBytes,
    keepAliveTimeout: keepAliveTimeoutMs,
    genReqId: ({ headers }) => harmlessRequestId(headers[REQUEST_ID_HEADER]),
  });
  const streams = eventStreams(pingMs);
  const sockets = subscriptionSockets(http.server, {
    subgraph,
    logger,
    maxFrameBytes: maxBodyBytes,
    pingMs,
    idleMs: keepAliveTimeoutMs,
    accepts: options.accepts ?? (() => true),
  });
  const drain = drainable(http.server);

  http.setErrorHandler((error, request, reply) => sendFault(error, request, reply, logger));
  acceptUtf8Alone(http);
  http.addHook('preClose', async () => {
    streams.close();
    await Promise.all([sockets.close(), drain.begin()]);
  });
  healthRoutes(http, options);
  http.post(GRAPHQL_PATH, { onRequest: refuseWithoutToken }, answer);
  options.routes?.(http);

  const port = await listen(http, host, options.port);
  return { port, url: `http://${host}:${port}${GRAPHQL_PATH}`, close: () => http.close() };

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const language = languageOf(request);
    const body = readGraphQLBody(request.body, { requestId: request.id, language });
    if ('refused' in body) return sendError(reply, 400, 'BAD_REQUEST', body.refused);
    const wantsEvents = request.headers.accept?.includes('text/event-stream') === true;
    return wantsEvents ? answerEvents(body, request, reply) : answerOnce(body, request, reply);
  }

  async function answerOnce(
    body: GraphQLRequest,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> {
    const reads = request.headers[READS_HEADER] === 'replica' ? 'replica' : undefined;
    return sendResult(reply, await subgraph.execute({ ...body, reads }, bearerToken(request)));
  }

  async function answerEvents(
    body: GraphQLRequest,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> {
    const results = await subgraph.subscribe(body, bearerToken(request));
    if (!(Symbol.asyncIterator in results)) return sendResult(reply, results);
    reply.hijack();
    await streams.send(reply.raw, results, request.id);
    return reply;
  }
}

function healthRoutes(http: FastifyInstance, options: ServeSubgraphOptions): void {
  const { subgraph, logger } = options;
  http.get(LIVE_PATH, async () => ({ status: 'live', service: subgraph.name }));
  http.get(READY_PATH, async (_, reply) => {
    try {
      await within(options.readyTimeoutMs ?? 5_000, subgraph.ready());
      return { status: 'ready', service: subgraph.name };
    } catch (err) {
      logger.warn({ err }, 'Not ready');
      return reply.code(503).send({ status: 'unavailable', service: subgraph.name });
    }
  });
}

async function within(timeoutMs: number, work: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`No answer within ${timeoutMs} ms`)), timeoutMs);
  await Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

/** Before the body is read: who shows no token at all costs nothing. */
async function refuseWithoutToken(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  return bearerToken(request)
    ? undefined
    : sendFault(new IdentityRefused('There is no identity token'), request, reply);
}

function bearerToken(request: FastifyRequest): string | undefined {
  return /^Bearer +([\w.~+/=-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function sendResult(reply: FastifyReply, result: ExecutionResult): FastifyReply {
  return reply.header('content-type', JSON_TYPE).send(JSON.stringify(result));
}

const JSON_TYPE = 'application/json; charset=utf-8';

function sendError(reply: FastifyReply, status: number, code: SubgraphCode, message: string): FastifyReply {
  return reply.code(status).send(errorBody(code, message));
}

function sendFault(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger?: Logger,
): FastifyReply {
  if (error instanceof IdentityRefused) {
    reply.header('www-authenticate', 'Bearer');
    return sendError(reply, 401, 'UNAUTHENTICATED', 'This port answers only to a valid identity token');
  }
  const status = (error as Partial<FastifyError>).statusCode ?? 500;
  if (status === 413) return sendError(reply, 413, 'PAYLOAD_TOO_LARGE', 'The request is too large');
  if (status === 415) return sendError(reply, 415, 'BAD_REQUEST', 'Send application/json in UTF-8');
  if (status >= 400 && status < 500)
    return sendError(reply, status, 'BAD_REQUEST', 'The request is not valid JSON');
  if (!logger) throw error;
  const language = languageOf(request);
  const shown = withLanguage(language, () => publicError(error, { logger, requestId: request.id, language }));
  const isFault = shown.extensions.code === 'INTERNAL_SERVER_ERROR';
  return sendResult(reply.code(isFault ? 500 : 503), { errors: [shown] });
}

/** A developer's own wish, or what the router has chosen. */
function languageOf({ headers }: FastifyRequest): Language {
  return preferredLanguage(headers[LANGUAGE_HEADER]);
}

async function listen(http: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await http.listen({ host, port });
  } catch (cause) {
    await http.close();
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    throw Object.assign(new Error(`Port ${port} is in use`, { cause }), { code: 'PORT_IN_USE' });
  }
  return (http.server.address() as { port: number }).port;
}
