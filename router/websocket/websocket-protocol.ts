import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';
import { newId } from '@depachika/ids/ids.ts';
import { SOCKET_CLOSE_REASONS, type SocketCloseReason } from '@depachika/schema/error-codes.ts';
import { withRequestId } from '@depachika/telemetry/request-id.ts';
import type { ExecutionArgs, GraphQLError } from 'graphql';
import type { ServerOptions, SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { type Access, AccessRefused, type AccessTokenVerifier } from '../admission/access-token.ts';
import type { OperationGate } from '../admission/operation-gate.ts';
import { type RateLimiter, rateLimited } from '../admission/rate-limit.ts';
import type { RouterLimits } from '../config.ts';
import type { FederatedExecutor } from '../execution/federated-executor.ts';
import { type FederatedSubscriptions, subscriptionFailure } from '../execution/federated-subscriptions.ts';
import type { OpenScope } from '../execution/request-scope.ts';
import type { Operations, PreparedOperation } from '../operation/operations.ts';
import { routerError, withoutStatus } from '../operation/public-errors.ts';

export interface WebsocketProtocolOptions {
  readonly operations: Operations;
  readonly executor: FederatedExecutor;
  readonly subscriptions: FederatedSubscriptions;
  readonly gate: OperationGate;
  readonly openScope: OpenScope;
  readonly accessTokens: AccessTokenVerifier;
  readonly limitRate: RateLimiter;
  readonly limits: RouterLimits;
  readonly schema: ExecutionArgs['schema'];
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface InitPayload extends Record<string, unknown> {
  readonly authorization?: unknown;
}

/** One open socket. */
export interface Connection {
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

/** What each message of graphql-transport-ws does: who is let in, what is run, and what a client hears of it. */
export function websocketProtocol(options: WebsocketProtocolOptions): ServerOptions<InitPayload, Connection> {
  return {
    connectionInitWaitTimeout: 5_000,
    async onConnect(context) {
      const { extra: connection } = context;
      try {
        connection.access = await options.accessTokens.verify(authorizationOf(context.connectionParams));
      } catch (error) {
        if (!(error instanceof AccessRefused)) throw error;
        closeBecause(connection.socket, error.code);
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
  { running, options }: { running: number; options: WebsocketProtocolOptions },
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
  const who = { caller: access.caller, address: connection.address };
  const limited = await options.limitRate(who);
  if (limited) return { errors: [withoutStatus(rateLimited(limited))] };
  const read = operations.read(payload.query);
  if ('errors' in read) return read;
  const prepared = operations.prepare(read.document, payload.operationName);
  if (!prepared)
    return { errors: [routerError('BAD_REQUEST', 'Name one of the operations in the document')] };
  const variables = payload.variables ?? {};
  const refusal = options.gate(prepared, { caller: access.caller, variables });
  if (refusal) return { errors: [withoutStatus(refusal)] };
  const requests = prepared.requests - 1;
  const overLimit = requests > 0 && (await options.limitRate({ ...who, requests }));
  if (overLimit) return { errors: [withoutStatus(rateLimited(overLimit))] };
  const errors = options.executor.variableErrors(prepared, variables);
  return errors.length > 0 ? { errors } : { prepared, access, requestId: newId('req') };
}

async function withScope<T>(
  options: WebsocketProtocolOptions,
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
  connection.expiry = clock.after(leftMs, () => closeBecause(connection.socket, 'TOKEN_EXPIRED'));
}

/** Closes a socket with the status that goes with the reason. */
export function closeBecause(socket: WebSocket, reason: SocketCloseReason): void {
  socket.close(SOCKET_CLOSE_REASONS[reason].status, reason);
}

/** Errors thrown inside a stream arrive wrapped by the protocol library. */
function publicFailure(error: GraphQLError): GraphQLError {
  if (error.extensions['code'] !== undefined) return withoutStatus(error);
  return withoutStatus(subscriptionFailure(error.originalError)[0]!);
}
