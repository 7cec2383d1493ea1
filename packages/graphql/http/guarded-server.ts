import {
  type IncomingHttpHeaders,
  METHODS,
  maxHeaderSize,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { REQUEST_ID_HEADER } from '@depachika/schema/headers.ts';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import { allowedMethods } from './allowed-methods.ts';
import { errorBody } from './error-body.ts';

export interface GuardedServerOptions
  extends Pick<
    FastifyServerOptions,
    | 'bodyLimit'
    | 'forceCloseConnections'
    | 'genReqId'
    | 'keepAliveTimeout'
    | 'return503OnClosing'
    | 'trustProxy'
  > {
  /** From the beginning of a connection or request to the last byte of the request; default 30,000. */
  readonly receiveTimeoutMs?: number;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** How addresses that cannot be read are refused in another shape, by the beginning of their paths. */
    addressRefusals: Map<string, AddressRefusal>;
  }
}

/** Sends the refusal; status and request id are set. */
export type AddressRefusal = (request: FastifyRequest, reply: FastifyReply, message: string) => void;

/**
 * An HTTP server with what holds for every port of the shop, whichever routes it has: how long a request may take to come
 * in, what each answer says to browsers and caches, and refusals in one shape, also where no route is asked.
 */
export function createGuardedServer({
  receiveTimeoutMs = 30_000,
  ...options
}: GuardedServerOptions = {}): FastifyInstance {
  const answers: LastAnswers = new WeakMap();
  const addressRefusals = new Map<string, AddressRefusal>();
  const app: FastifyInstance = Fastify({
    ...options,
    logger: false,
    // A route decides on its parameters by itself: none is longer than what Node reads of a request's head.
    routerOptions: { maxParamLength: maxHeaderSize },
    requestTimeout: receiveTimeoutMs,
    http: {
      headersTimeout: receiveTimeoutMs,
      requestTimeout: receiveTimeoutMs,
      // Node looks for late requests only now and then, by itself every 30 s.
      connectionsCheckingInterval: Math.min(LOOK_EVERY_MS, receiveTimeoutMs),
      shouldUpgradeCallback: ({ headers }) => isForSocket(headers) && app.server.listenerCount('upgrade') > 0,
    },
    frameworkErrors: (error, request, reply) => refuseAddress(error, { request, reply, addressRefusals }),
    clientErrorHandler: (error, socket) => refuseBrokenRequest(error, socket, answers),
  });
  app.decorate('addressRefusals', addressRefusals);
  guardAnswers(app.server, answers);
  refuseOtherMethods(app);
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody('NOT_FOUND', 'There is nothing at this address')),
  );
  return app;
}

const LOOK_EVERY_MS = 1_000;

/** Clients that would rather speak HTTP/2 say so with their first request, Java's by themselves. They are answered as they asked. */
function isForSocket({ upgrade }: IncomingHttpHeaders): boolean {
  return upgrade?.toLowerCase() === 'websocket';
}

/** Nothing is kept, framed, run, loaded or told to other sites. A route that knows better says so. */
const GUARDING_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

const GUARDS = Object.entries(GUARDING_HEADERS);

/** The newest answer on each connection, finished or not. */
type LastAnswers = WeakMap<Duplex, ServerResponse>;

/** Before any route or hook: answers that are written past them have these too. */
function guardAnswers(server: Server, answers: LastAnswers): void {
  server.prependListener('request', (request, response) => {
    answers.set(request.socket, response);
    for (const [name, value] of GUARDS) response.setHeader(name, value);
  });
}

/** An address that is there, asked in a way that it does not take. Nothing of the body is read. */
function refuseOtherMethods(app: FastifyInstance): void {
  const registered = new Map<string, Set<string>>();
  for (const method of METHODS)
    if (!app.supportedMethods.includes(method)) app.addHttpMethod(method, { hasBody: true });
  app.addHook('onRoute', ({ url, method }) => {
    // Of CORS: it answers for all addresses.
    if (url === '*') return;
    const methods = registered.get(url) ?? new Set();
    registered.set(url, methods);
    for (const each of [method].flat()) methods.add(each);
  });
  app.addHook('onRequest', (request, reply, done) => {
    const allowed = request.is404 ? allowedMethods(registered, request.url.split('?', 1)[0]!) : [];
    if (allowed.length === 0) {
      done();
      return;
    }
    const message = `This address takes ${allowed.join(', ')}`;
    reply.code(405).header('allow', allowed.join(', ')).send(errorBody('BAD_REQUEST', message));
  });
}

/** Fastify asks no hook about an address that it cannot read. */
function refuseAddress(
  error: FastifyError,
  { request, reply, addressRefusals }: RefusedAddress & Pick<FastifyInstance, 'addressRefusals'>,
): void {
  const { id: requestId, url } = request;
  reply.code(error.statusCode ?? 400).header(REQUEST_ID_HEADER, requestId);
  const [, otherwise] = [...addressRefusals].find(([begin]) => url.startsWith(begin)) ?? [];
  if (otherwise) otherwise(request, reply, NO_ADDRESS);
  else reply.send(errorBody('BAD_REQUEST', NO_ADDRESS, { requestId }));
}

interface RefusedAddress {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

const NO_ADDRESS = 'The address is not a URL in UTF-8, or too long';

/** What Node found wrong before there was a request: it was late, too large, or no HTTP. */
function refuseBrokenRequest(
  error: Error & { readonly code?: string },
  socket: Duplex,
  answers: LastAnswers,
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const last = answers.get(socket);
  // Whose answer has left before the rest of its request came, would take another one for that of its next request.
  const isAnswered = last?.headersSent && !last.req.complete;
  if (socket.writable && !isAnswered) socket.write(rawRefusal(BROKEN[error.code ?? ''] ?? NO_HTTP));
  socket.destroy(error);
}

interface BrokenRequest {
  readonly status: number;
  readonly message: string;
}

const NO_HTTP: BrokenRequest = { status: 400, message: 'This is not an HTTP request' };
const BROKEN: Readonly<Record<string, BrokenRequest>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'The request did not come in time' },
  HPE_HEADER_OVERFLOW: { status: 431, message: 'The headers are too large' },
};

function rawRefusal({ status, message }: BrokenRequest): string {
  const body = JSON.stringify(errorBody('BAD_REQUEST', message));
  const headers = {
    ...GUARDING_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n');
}
