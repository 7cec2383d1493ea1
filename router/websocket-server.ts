import { randomUUID } from 'node:crypto';
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { withRequestId } from '@depachika/telemetry/request-id.ts';
import type { Clock, ClockTimer } from '@depachika/time/clock.ts';
import { newId } from '@depachika/time/ids.ts';
import type { ExecutionArgs, GraphQLError } from 'graphql';
import {
  CloseCode,
  handleProtocols,
  makeServer,
  type ServerOptions,
  type SubscribePayload,
} from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Access, AccessRefused, type AccessTokenVerifier } from './access-token.ts';
import type { RouterLimits } from './config.ts';
import type { FederatedExecutor } from './federated-executor.ts';
import { type FederatedSubscriptions, subscriptionFailure } from './federated-subscriptions.ts';
import type { OperationGate } from './operation-gate.ts';
import type { Operations, PreparedOperation } from './operations.ts';
import { routerError, withoutStatus } from './public-errors.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { OpenScope } from './request-scope.ts';

export interface WebsocketServerOptions {
  readonly path: string;
  readonly operations: Operations;
  readonly executor: FederatedExecutor;
  readonly subscriptions: FederatedSubscriptions;
  readonly gate: OperationGate;
  readonly openScope: OpenScope;
  readonly accessTokens: AccessTokenVerifier;
  readonly limitRate: RateLimiter;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly limits: RouterLimits;
  readonly schema: ExecutionArgs['schema'];
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface GraphqlWebsockets {
  attach(server: HttpServer): void;
  connections(): number;
  /** Closes the sockets of one session with 4401. */
  closeSession(sessionId: string): void;
  /** Ends every subscription and closes every socket with 1001, at which clients connect again elsewhere. */
  close(): Promise<void>;
}

/**
 * Serves graphql-transport-ws. The access token comes in `connection_init` as `authorization`; when it expires the
 * socket is closed with 4403, at which clients come back with a new one; one that is not good at all gets 4401.
 */
export function createGraphqlWebsockets(options: WebsocketServerOptions): GraphqlWebsockets {
  const { limits, logger } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.socketMessageBytes,
    handleProtocols,
    perMessageDeflate: false,
  });
  const connections = new Set<Connection>();
  const protocol = makeServer<InitPayload, Connection>(protocolOptions(options));
  sockets.on('connection', (socket, request) => open(socket, request));

  return {
    attach(server) {
      server.on('upgrade', (request, stream, head) => upgrade(request, stream, head));
    },
    connections: () => connections.size,
    closeSession(sessionId) {
      for (const { access, socket } of connections) {
        if (access?.caller.kind === 'user' && access.caller.sessionId === sessionId)
          socket.close(CloseCode.Unauthorized, 'SESSION_REVOKED');
      }
    },
    async close() {
      const closed = [...connections].map(({ socket }) => closeSocket(socket, options.clock));
      await Promise.all(closed);
      sockets.close();
    },
  };

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', (error) => logger.debug({ err: error }, 'A socket failed before it was open'));
    const path = request.url?.split('?')[0];
    if (path !== options.path) refuseUpgrade(stream, '404 Not Found');
    else if (connections.size >= limits.connections) refuseUpgrade(stream, '503 Service Unavailable');
    else
      sockets.handleUpgrade(request, stream, head, (socket) => sockets.emit('connection', socket, request));
  }

  function open(socket: WebSocket, request: IncomingMessage): void {
    const connection: Connection = { socket, address: options.addressOf(request), id: randomUUID() };
    connections.add(connection);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, data, limits.socketBufferBytes),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) =>
          socket.on('message', (data) => void receive(String(data)).catch((error) => fail(socket, error))),
      },
      connection,
    );
    const stopPings = keepAlive(socket, { everyMs: limits.keepAliveMs, clock: options.clock });
    socket.on('error', (error) => logger.debug({ err: error }, 'A socket failed'));
    socket.once('close', (code, reason) => {
      connections.delete(connection);
      connection.expiry?.cancel();
      stopPings();
      closed(code, String(reason)).catch((error) =>
        logger.error({ err: error }, 'A socket could not be cleaned up'),
      );
    });
  }

  function fail(socket: WebSocket, error: unknown): void {
    logger.error({ err: error }, 'A socket message could not be handled');
    socket.close(CloseCode.InternalServerError, 'INTERNAL_SERVER_ERROR');
  }
}

interface InitPayload extends Record<string, unknown> {
  readonly authorization?: unknown;
}

interface Connection {
  readonly socket: WebSocket;
  readonly address: string;
  readonly id: string;
  access?: Access;
  expiry?: ClockTimer;
}

/** What travels from the check of a subscribe message to its execution. */
interface Admitted {
  readonly prepared: PreparedOperation;
  readonly access: Access;
  readonly requestId: string;
}

function protocolOptions(options: WebsocketServerOptions): ServerOptions<InitPayload, Connection> {
  return {
    connectionInitWaitTimeout: 5_000,
    async onConnect(context) {
      const { extra: connection } = context;
      try {
        connection.access = await options.accessTokens.verify(authorizationOf(context.connectionParams));
      } catch (error) {
        if (!(error instanceof AccessRefused)) throw error;
        connection.socket.close(
          error.code === 'TOKEN_EXPIRED' ? CloseCode.Forbidden : CloseCode.Unauthorized,
          error.code,
        );
        return false;
      }
      closeAtExpiry(connection, options.clock);
      return true;
    },
    async onSubscribe(context, _id, payload) {
      const admitted = await admit(context.extra, payload, {
        running: Object.keys(context.subscriptions).length,
        options,
      });
      if ('errors' in admitted) return admitted.errors;
      return {
        schema: options.schema,
        document: admitted.prepared.document,
        operationName: payload.operationName,
        variableValues: payload.variables ?? {},
        contextValue: admitted,
      };
    },
    execute: (args) =>
      run(args, ({ prepared, access, requestId }, variables) =>
        withScope(options, { access, requestId }, (scope) =>
          options.executor.execute(prepared, variables, scope),
        ),
      ),
    subscribe: (args) =>
      run(args, async ({ prepared, access, requestId }, variables) => {
        try {
          return await options.subscriptions.subscribe({
            prepared,
            variables,
            caller: access.caller,
            requestId,
          });
        } catch (error) {
          options.logger.error({ err: error, requestId }, 'A subscription could not be started');
          return { errors: subscriptionFailure(error) };
        }
      }),
    onNext: (_context, _id, _payload, _args, result) => result.errors?.forEach(withoutStatus),
    onError: (_context, _id, _payload, errors) => errors.map((error) => publicFailure(error).toJSON()),
  };
}

function run<T>(
  args: ExecutionArgs,
  start: (admitted: Admitted, variables: Record<string, unknown>) => Promise<T>,
): Promise<T> {
  const admitted = args.contextValue as Admitted;
  return withRequestId(admitted.requestId, () =>
    start(admitted, (args.variableValues ?? {}) as Record<string, unknown>),
  );
}

/** Everything that HTTP requests go through as well: rate, size, validity, rights, variables. */
async function admit(
  connection: Connection,
  payload: SubscribePayload,
  { running, options }: { running: number; options: WebsocketServerOptions },
): Promise<Admitted | { readonly errors: readonly GraphQLError[] }> {
  const access = connection.access!;
  const { limits, operations } = options;
  const most = limits.subscriptionsPerConnection;
  if (running > most)
    return {
      errors: [
        routerError('TOO_MANY_SUBSCRIPTIONS', `At most ${most} operations run on one socket at a time`),
      ],
    };
  const limited = await options.limitRate({ caller: access.caller, address: connection.address });
  if (limited)
    return {
      errors: [
        routerError(
          'RATE_LIMITED',
          `At most ${limited.limit} requests are allowed, try again in ${limited.retryAfterSeconds} s`,
          { extensions: { ...limited } },
        ),
      ],
    };
  const read = operations.read(payload.query);
  if ('errors' in read) return read;
  const prepared = operations.prepare(read.document, payload.operationName);
  if (!prepared)
    return { errors: [routerError('BAD_REQUEST', 'Name one of the operations in the document')] };
  const variables = payload.variables ?? {};
  const refusal = options.gate(prepared, { caller: access.caller, variables });
  if (refusal) return { errors: [withoutStatus(refusal)] };
  const errors = options.executor.variableErrors(prepared, variables);
  return errors.length > 0 ? { errors } : { prepared, access, requestId: newId('req') };
}

async function withScope<T>(
  options: WebsocketServerOptions,
  who: { access: Access; requestId: string },
  execute: (scope: Awaited<ReturnType<OpenScope>>) => Promise<T>,
): Promise<T> {
  const scope = await options.openScope({ caller: who.access.caller, requestId: who.requestId });
  try {
    return await execute(scope);
  } finally {
    scope.end();
  }
}

function authorizationOf(params: InitPayload | undefined): string | undefined {
  const value = params?.authorization ?? params?.['Authorization'];
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  throw new AccessRefused('UNAUTHENTICATED');
}

function closeAtExpiry(connection: Connection, clock: Clock): void {
  const expiresAt = connection.access?.expiresAt;
  if (!expiresAt) return;
  const leftMs = expiresAt.getTime() - clock.now().getTime();
  connection.expiry = clock.after(leftMs, () =>
    connection.socket.close(CloseCode.Forbidden, 'TOKEN_EXPIRED'),
  );
}

/** A reader that let more than the limit pile up before this message is cut off; it resumes from the last event it saw. */
function send(socket: WebSocket, data: string, maxBufferedBytes: number): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount <= maxBufferedBytes) {
    socket.send(data);
    return;
  }
  socket.close(TRY_AGAIN_LATER, 'SLOW_CONSUMER');
  socket.terminate();
}

const TRY_AGAIN_LATER = 1013;

/** Two rounds without an answer end the connection. @returns stops it */
function keepAlive(socket: WebSocket, options: { everyMs: number; clock: Clock }): () => void {
  let alive = true;
  let timer: ClockTimer | undefined;
  socket.on('pong', () => (alive = true));
  const round = () => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
    timer = options.clock.after(options.everyMs, round);
  };
  timer = options.clock.after(options.everyMs, round);
  return () => timer?.cancel();
}

/** Errors thrown inside a stream arrive wrapped by the protocol library. */
function publicFailure(error: GraphQLError): GraphQLError {
  if (error.extensions['code'] !== undefined) return withoutStatus(error);
  return withoutStatus(subscriptionFailure(error.originalError)[0]!);
}

function refuseUpgrade(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function closeSocket(socket: WebSocket, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.after(1_000, () => socket.terminate());
    socket.once('close', () => {
      timer.cancel();
      resolve();
    });
    socket.close(1001, 'Going away');
  });
}
