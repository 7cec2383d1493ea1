import { setImmediate } from 'node:timers/promises';
import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';
import type { Caller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { DEFAULT_LANGUAGE, type Language, withLanguage } from '@depachika/messages/language.ts';
import type { SocketCloseReason } from '@depachika/schema/error-codes.ts';
import { withRequestId } from '@depachika/telemetry/request-id.ts';
import type { ExecutionArgs, ExecutionResult, GraphQLError } from 'graphql';
import type { ServerOptions, SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Access } from '../admission/access-token.ts';
import type { Admission } from '../admission/admission.ts';
import { callerOf } from '../admission/arrival-stages.ts';
import { codeOf, isRefusal, type Refusal, refusalOf } from '../admission/refusal.ts';
import type { FederatedExecutor } from '../execution/federated-executor.ts';
import { type FederatedSubscriptions, subscriptionFailure } from '../execution/federated-subscriptions.ts';
import { SubscriptionLost } from '../execution/live/subscription-lost.ts';
import { type OpenScope, withScope } from '../execution/request-scope.ts';
import type { PreparedOperation } from '../operation/operations.ts';
import { brokenRequest, withoutStatus } from '../operation/public-errors.ts';
import { clientVariables, type Variables } from '../operation/variables.ts';
import { shownLanguage } from './shown-language.ts';
import { shownToken } from './shown-token.ts';
import { closeBecause } from './socket-closing.ts';
import type { Upgraded } from './socket-upgrades.ts';

export interface WebsocketProtocolOptions {
  readonly admission: Admission;
  readonly executor: Pick<FederatedExecutor, 'execute'>;
  readonly subscriptions: FederatedSubscriptions;
  readonly openScope: OpenScope;
  readonly clock: Clock;
  readonly logger: Logger;
}

export type InitPayload = Record<string, unknown>;

/** One open socket. */
export interface Connection extends Upgraded {
  readonly socket: WebSocket;
  /** Runs until the client has sent `connection_init`. */
  readonly initialisation: ClockTimer;
  /** Queries and mutations on their way to an answer. */
  readonly executing: Set<Promise<unknown>>;
  access?: Access;
  /** Known once its client has said who it is. */
  language?: Language;
  expiry?: ClockTimer;
  /** How it ended, once it has. */
  endCode?: string;
}

/** An operation on its way from the check of its subscribe message to its execution. */
interface Admitted {
  readonly prepared: PreparedOperation;
  readonly caller: Caller;
  readonly requestId: string;
  readonly language: Language;
  readonly connection: Connection;
}

/**
 * Handles each message of graphql-transport-ws: lets clients in, runs their operations, tells them what came of it. What
 * throws is told under the id of its operation, since a throw to the protocol library would close the socket for all.
 */
export function websocketProtocol(options: WebsocketProtocolOptions): ServerOptions<InitPayload, Connection> {
  const { admission } = options;
  return {
    // The server counts this time by its own clock.
    connectionInitWaitTimeout: 0,
    async onConnect({ extra: connection, connectionParams = {} }) {
      connection.initialisation.cancel();
      return letIn(connection, connectionParams, options);
    },
    async onSubscribe(context, _id, payload) {
      const running = Object.keys(context.subscriptions).length;
      const admitted = await inLanguageOf(context.extra, () =>
        admit(context.extra, payload, { running, admission }).catch((error) => {
          options.logger.error({ err: error }, 'An operation could not be admitted');
          return refusalOf(brokenRequest(error, newId('req')));
        }),
      );
      if (isRefusal(admitted)) return admitted.errors;
      return {
        schema: admitted.prepared.schema,
        document: admitted.prepared.document,
        operationName: payload.operationName,
        variableValues: clientVariables(payload.variables),
        contextValue: admitted,
      };
    },
    execute: (args) =>
      run(args, (admitted, variables) => {
        const { executing } = admitted.connection;
        const answer = execute(admitted, variables, options).finally(() => executing.delete(answer));
        executing.add(answer);
        return answer;
      }),
    subscribe: (args) =>
      run(args, async (admitted, variables) => {
        try {
          return await options.subscriptions.subscribe({ ...admitted, variables });
        } catch (error) {
          const { requestId } = admitted;
          options.logger.error({ err: error, requestId }, 'A subscription could not be started');
          return { errors: [withoutStatus(brokenRequest(error, requestId))] };
        }
      }),
    onNext: (_context, _id, _payload, _args, result) => result.errors?.forEach(withoutStatus),
    async onError({ extra: connection }, _id, _payload, errors) {
      const lost = errors.find(({ originalError }) => originalError instanceof SubscriptionLost);
      if (lost) await closeForLost(connection, lost.originalError as SubscriptionLost, options.logger);
      return inLanguageOf(connection, () => errors.map((error) => publicFailure(error).toJSON()));
    },
  };
}

async function execute(
  admitted: Admitted,
  variables: Variables,
  { openScope, executor, logger }: Pick<WebsocketProtocolOptions, 'openScope' | 'executor' | 'logger'>,
): Promise<ExecutionResult> {
  const { prepared, requestId } = admitted;
  try {
    return await withScope(openScope, admitted, (scope) => executor.execute(prepared, variables, scope));
  } catch (error) {
    logger.error({ err: error, requestId }, 'An operation failed');
    return { errors: [withoutStatus(brokenRequest(error, requestId))] };
  }
}

/** Clients ask again for all that they had asked for: what was begun is answered first, a mutation above all. */
async function closeForLost(
  { executing, socket }: Connection,
  lost: SubscriptionLost,
  logger: Logger,
): Promise<void> {
  logger.warn({ err: lost }, 'A subscription was lost');
  await Promise.allSettled(executing);
  // The protocol library sends what was answered before anything else is looked at.
  await setImmediate();
  closeBecause(socket, lost.reason);
}

/** Says whom a socket is for, or closes it. */
async function letIn(
  connection: Connection,
  connectionParams: InitPayload,
  { admission, clock }: Pick<WebsocketProtocolOptions, 'admission' | 'clock'>,
): Promise<boolean> {
  const { socket, place, header, acceptLanguage, query } = connection;
  const shown = shownToken({ connectionParams, header, query });
  if (shown.kind === 'unclear') return refused('BAD_REQUEST', shown.problem);
  const token = shown.kind === 'token' ? shown.authorization : undefined;
  const access = admission.connect(await admission.identify(token));
  if (isRefusal(access))
    return refused(codeOf(access) === 'TOKEN_EXPIRED' ? 'TOKEN_EXPIRED' : 'UNAUTHENTICATED');
  if (!place.settle(access.caller)) return refused('TOO_MANY_SOCKETS');
  connection.access = access;
  connection.language = shownLanguage(connectionParams, acceptLanguage);
  closeAtExpiry(connection, clock);
  return true;

  function refused(reason: SocketCloseReason, detail?: string): false {
    closeBecause(socket, reason, detail);
    return false;
  }
}

function run<T>(
  args: ExecutionArgs,
  start: (admitted: Admitted, variables: Variables) => Promise<T>,
): Promise<T> {
  const admitted = args.contextValue as Admitted;
  return withRequestId(admitted.requestId, () =>
    withLanguage(admitted.language, () => start(admitted, args.variableValues as Variables)),
  );
}

/** The same stages that HTTP requests go through. */
async function admit(
  connection: Connection,
  payload: SubscribePayload,
  { running, admission }: { readonly running: number; readonly admission: Admission },
): Promise<Admitted | Refusal> {
  const { address } = connection;
  const access = await admission.arrive({ identity: connection.access!, address, running });
  if (isRefusal(access)) return access;
  const { caller } = access;
  const prepared = await admission.admit({
    transport: 'websocket',
    caller,
    address,
    query: payload.query,
    operationName: payload.operationName,
    variables: clientVariables(payload.variables),
  });
  if (isRefusal(prepared)) return prepared;
  const language = languageOf(connection);
  const asked = callerOf({ caller, address }, prepared);
  return { prepared, caller: asked, requestId: newId('req'), language, connection };
}

function languageOf({ language = DEFAULT_LANGUAGE }: Connection): Language {
  return language;
}

function inLanguageOf<T>(connection: Connection, say: () => T): T {
  return withLanguage(languageOf(connection), say);
}

function closeAtExpiry(connection: Connection, clock: Clock): void {
  const expiresAt = connection.access?.expiresAt;
  if (!expiresAt) return;
  const leftMs = expiresAt.getTime() - clock.now().getTime();
  connection.expiry = clock.after(leftMs, () => closeBecause(connection.socket, 'TOKEN_EXPIRED'));
}

/** Errors thrown inside a stream arrive wrapped by the protocol library. */
function publicFailure(error: GraphQLError): GraphQLError {
  if (error.extensions.code !== undefined) return withoutStatus(error);
  return withoutStatus(subscriptionFailure(error.originalError)[0]!);
}
