import { setImmediate } from 'node:timers/promises';
import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';
import { newId } from '@depachika/ids/ids.ts';
import { DEFAULT_LANGUAGE, type Language, withLanguage } from '@depachika/messages/language.ts';
import type { SocketCloseReason } from '@depachika/schema/error-codes.ts';
import type { ServerOptions, SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Access } from '../admission/access-token.ts';
import type { Admission } from '../admission/admission.ts';
import { operationReference } from '../admission/persisted/operation-reference.ts';
import { codeOf, isRefusal, type Refusal } from '../admission/refusal.ts';
import { SubscriptionLost } from '../execution/live/subscription-lost.ts';
import {
  type AdmittedOperation,
  type LastingOperations,
  publicFailure,
} from '../lasting/lasting-operations.ts';
import { withoutStatus } from '../operation/public-errors.ts';
import { shownLanguage } from './shown-language.ts';
import { shownToken } from './shown-token.ts';
import { closeBecause } from './socket-closing.ts';
import type { Upgraded } from './socket-upgrades.ts';

export interface WebsocketProtocolOptions {
  readonly admission: Admission;
  readonly operations: LastingOperations;
  readonly clock: Clock;
  readonly logger: Logger;
}

export type InitPayload = Record<string, unknown>;

/** One open socket. */
export interface Connection extends Upgraded {
  readonly socket: WebSocket;
  /** Runs until the client has sent `connection_init`. */
  readonly initialisation: ClockTimer;
  /** Operations that are being admitted, and queries and mutations on their way to an answer. */
  readonly executing: Set<Promise<unknown>>;
  access?: Access;
  /** Known once its client has said who it is. */
  language?: Language;
  expiry?: ClockTimer;
  /** How it ended, once it has. */
  endCode?: string;
}

/** An operation on its way from the check of its subscribe message to its execution. */
interface OnSocket {
  readonly admitted: AdmittedOperation;
  readonly connection: Connection;
}

/**
 * Handles each message of graphql-transport-ws: lets clients in, runs their operations, tells them what came of it. What
 * throws is told under the id of its operation, since a throw to the protocol library would close the socket for all.
 */
export function websocketProtocol(options: WebsocketProtocolOptions): ServerOptions<InitPayload, Connection> {
  const { operations, logger } = options;
  return {
    // The server counts this time by its own clock.
    connectionInitWaitTimeout: 0,
    async onConnect({ extra: connection, connectionParams = {} }) {
      connection.initialisation.cancel();
      return letIn(connection, connectionParams, options);
    },
    async onSubscribe({ extra: connection, subscriptions }, _id, payload) {
      const running = Object.keys(subscriptions).length;
      const admitted = await inHand(connection, admit(connection, { payload, running }, options));
      if (isRefusal(admitted)) return admitted.errors;
      return {
        schema: admitted.prepared.schema,
        document: admitted.prepared.document,
        operationName: payload.operationName,
        variableValues: admitted.variables,
        contextValue: { admitted, connection } satisfies OnSocket,
      };
    },
    execute(args) {
      const { admitted, connection } = args.contextValue as OnSocket;
      return inHand(connection, operations.execute(admitted));
    },
    subscribe: (args) => operations.subscribe((args.contextValue as OnSocket).admitted),
    onNext: (_context, _id, _payload, _args, result) => result.errors?.forEach(withoutStatus),
    async onError({ extra: connection }, _id, _payload, errors) {
      const lost = errors.find(({ originalError }) => originalError instanceof SubscriptionLost);
      if (lost) await closeForLost(connection, lost.originalError as SubscriptionLost, logger);
      return inLanguageOf(connection, () => errors.map((error) => publicFailure(error).toJSON()));
    },
  };
}

function inHand<T>({ executing }: Connection, work: Promise<T>): Promise<T> {
  const done = work.finally(() => executing.delete(done));
  executing.add(done);
  return done;
}

/** Resolves when what was begun on a socket is answered: its client asks again for what it has no answer to, a mutation above all. */
export async function answered({ executing }: Connection): Promise<void> {
  while (executing.size > 0) {
    await Promise.allSettled(executing);
    // The protocol library goes on with what was admitted, and sends what was answered, before anything else is looked at.
    await setImmediate();
  }
}

async function closeForLost(connection: Connection, lost: SubscriptionLost, logger: Logger): Promise<void> {
  logger.warn({ err: lost }, 'A subscription was lost');
  await answered(connection);
  closeBecause(connection.socket, lost.reason);
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

/** The same stages that HTTP requests go through. */
async function admit(
  connection: Connection,
  { payload, running }: { readonly payload: SubscribePayload; readonly running: number },
  { operations }: Pick<WebsocketProtocolOptions, 'operations'>,
): Promise<AdmittedOperation | Refusal> {
  const { address } = connection;
  const language = languageOf(connection);
  const requestId = newId('req');
  const identity = connection.access!;
  const access = await operations.arrive({ identity, address, running, language, requestId });
  if (isRefusal(access)) return access;
  const { query, operationName, variables } = payload;
  // The protocol's payload has room for more than its library's type tells.
  const reference = operationReference({ ...payload });
  const asked = { transport: 'websocket', caller: access.caller, address, language, requestId } as const;
  return operations.admit({ ...asked, query, reference, operationName, variables });
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
