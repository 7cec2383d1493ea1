import { shownFault } from '@depachika/graphql/shown-fault.ts';
import type { SocketCloseReason } from '@depachika/schema/error-codes.ts';
import {
  CloseCode,
  type ConnectionInitMessage,
  type Message,
  MessageType,
  parseMessage,
  type SubscribeMessage,
} from 'graphql-ws';
import type { Logger } from 'pino';
import type { Admission } from '../admission/admission.ts';
import { codeOf, isRefusal } from '../admission/refusal.ts';
import { MAX_OPERATION_ID_LENGTH } from '../lasting/operation-ids.ts';
import type { ClientSocket } from './client-socket.ts';
import { shownLanguage } from './shown-language.ts';
import { shownToken } from './shown-token.ts';
import { closeBecause, closeWith } from './socket-closing.ts';
import { SocketOperation, type SocketOperationParts } from './socket-operation.ts';
import type { TokenEnds } from './token-ends.ts';

export interface SocketMessagesOptions extends SocketOperationParts {
  readonly admission: Admission;
  readonly ends: TokenEnds<ClientSocket>;
}

/**
 * What a server of graphql-transport-ws does at a message. The library's own server keeps each message, and what was made of it, as
 * long as its operation runs, and takes the end of one operation for that of another with the same id.
 * Source: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
 */
export async function takeMessage(
  socket: ClientSocket,
  text: string,
  options: SocketMessagesOptions,
): Promise<void> {
  const message = readMessage(text);
  switch (message?.type) {
    case undefined:
      return closeWith(socket, { status: CloseCode.BadRequest, reason: 'Invalid message received' });
    case MessageType.ConnectionInit:
      return initialise(socket, message, options);
    case MessageType.Ping:
      return options.send(socket, { type: MessageType.Pong, payload: message.payload });
    case MessageType.Pong:
      return undefined;
    case MessageType.Subscribe:
      return begin(socket, message, options);
    case MessageType.Complete:
      return socket.operations.get(message.id)?.leave();
    default:
      return closeBecause(socket, 'BAD_REQUEST', 'only servers send messages of this type');
  }
}

function readMessage(text: string): Message | undefined {
  try {
    return parseMessage(text);
  } catch {
    return undefined;
  }
}

async function initialise(
  socket: ClientSocket,
  { payload }: ConnectionInitMessage,
  options: SocketMessagesOptions,
): Promise<void> {
  if (socket.hasInitialised)
    return closeWith(socket, {
      status: CloseCode.TooManyInitialisationRequests,
      reason: 'Too many initialisation requests',
    });
  socket.hasInitialised = true;
  socket.initialisation?.cancel();
  socket.initialisation = undefined;
  try {
    const connectionParams = typeof payload === 'object' && payload !== null ? payload : {};
    if (await letIn(socket, connectionParams, options))
      options.send(socket, { type: MessageType.ConnectionAck });
  } catch (error) {
    options.fail(socket, error);
  }
}

/** Says whom a socket is for, or closes it. */
async function letIn(
  socket: ClientSocket,
  connectionParams: Record<string, unknown>,
  { admission, ends }: Pick<SocketMessagesOptions, 'admission' | 'ends'>,
): Promise<boolean> {
  const { header, query, acceptLanguage } = socket.shown!;
  socket.shown = undefined;
  const shown = shownToken({ connectionParams, header, query });
  if (shown.kind === 'unclear') return refused('BAD_REQUEST', shown.problem);
  const token = shown.kind === 'token' ? shown.authorization : undefined;
  const access = admission.connect(await admission.identify(token));
  if (isRefusal(access))
    return refused(codeOf(access) === 'TOKEN_EXPIRED' ? 'TOKEN_EXPIRED' : 'UNAUTHENTICATED');
  // A place that was left, since the socket has ended meanwhile, is nobody's.
  if (!socket.upgraded.place.settle(access.caller)) return refused('TOO_MANY_SOCKETS');
  socket.language = shownLanguage(connectionParams, acceptLanguage);
  socket.access = access;
  if (access.expiresAt) ends.add(socket, access.expiresAt);
  return true;

  function refused(reason: SocketCloseReason, detail?: string): false {
    closeBecause(socket, reason, detail);
    return false;
  }
}

function begin(
  socket: ClientSocket,
  { id, payload }: SubscribeMessage,
  options: SocketMessagesOptions,
): Promise<void> | undefined {
  if (!socket.access) {
    closeWith(socket, { status: CloseCode.Unauthorized, reason: 'Unauthorized' });
    return undefined;
  }
  if (id.length > MAX_OPERATION_ID_LENGTH) {
    closeBecause(socket, 'BAD_REQUEST', `an id has at most ${MAX_OPERATION_ID_LENGTH} characters`);
    return undefined;
  }
  if (socket.operations.has(id)) {
    const reason = `Subscriber for ${id} already exists`;
    closeWith(socket, { status: CloseCode.SubscriberAlreadyExists, reason });
    return undefined;
  }
  return new SocketOperation(id, socket, options).run(payload);
}

/** What nobody foresaw ends its socket. */
export function failSocket(socket: ClientSocket, error: unknown, logger: Logger): void {
  logger.error({ err: error }, 'A socket message could not be handled');
  const isAway = shownFault(error).code === 'SERVICE_UNAVAILABLE';
  // A client comes back by itself after this one alone.
  closeBecause(socket, isAway ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR');
}
