import { randomUUID } from 'node:crypto';
import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';
import { type Caller, hasSession } from '@depachika/identity/caller.ts';
import { STREAM_TOKEN_HEADER } from '@depachika/schema/headers.ts';
import { refuseRunningOperations } from '../admission/arrival-stages.ts';
import { isRefusal, type Refusal, refusalOf } from '../admission/refusal.ts';
import type { RouterLimits } from '../config.ts';
import { MAX_OPERATION_ID_LENGTH } from '../lasting/operation-ids.ts';
import type { StreamAnswer, StreamRequest } from '../lasting/stream-door.ts';
import { routerError } from '../operation/public-errors.ts';
import { answerJson, badRequest, goingAway, streamed } from './answers.ts';
import type { HeldStreams, KeptPlace } from './held-streams.ts';
import type { OpenStream } from './open-stream.ts';
import { completeOf, nextOf, SERVER_SENT_EVENTS } from './stream-format.ts';
import { readStreamRequest } from './stream-request.ts';
import { type Channel, type StreamedOperationOptions, streamOperation } from './streamed-operation.ts';

export interface SingleConnectionsOptions extends StreamedOperationOptions {
  readonly held: HeldStreams;
  readonly limits: Pick<RouterLimits, 'subscriptionsPerConnection' | 'answerBytes'>;
  readonly clock: Clock;
}

/** From the request for a connection to its stream. */
const OPENING_MS = 5_000;

/**
 * Many operations on one stream, as graphql-sse has them: PUT asks for a connection, GET opens its stream, POST begins an
 * operation on it, and DELETE ends one. What an operation says goes over the stream. A connection is its caller's alone.
 */
export function singleConnections(
  options: SingleConnectionsOptions,
): (request: StreamRequest) => StreamAnswer | Refusal {
  const { held, clock } = options;
  const connections = new Map<string, Connection>();

  return (request) => {
    if (request.method === 'PUT') return begin(request);
    const connection = connections.get(String(request.headers[STREAM_TOKEN_HEADER]));
    if (!connection || !isSame(connection.caller, request.access.caller)) return noSuchConnection();
    switch (request.method) {
      case 'GET':
        return open(connection, request);
      case 'POST':
        return start(connection, request, options);
      default:
        return stop(connection, request);
    }
  };

  function begin({ access: { caller }, address }: StreamRequest): StreamAnswer | Refusal {
    const place = held.place(caller, address);
    if (isRefusal(place)) return place;
    const token = randomUUID();
    const forget = () => {
      opening.cancel();
      connections.delete(token);
    };
    const giveUp = () => {
      forget();
      place.leave();
    };
    const opening = clock.after(OPENING_MS, giveUp);
    place.onGivenUp(giveUp);
    connections.set(token, {
      caller,
      address,
      place,
      opening,
      running: new Map(),
      inHand: new Set(),
      forget,
      stream: undefined,
    });
    return { status: 201, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: token };
  }

  function open(connection: Connection, { access, language }: StreamRequest): StreamAnswer | Refusal {
    if (connection.stream) return conflict('This connection has its stream already');
    connection.opening.cancel();
    const stream = held.open({ place: connection.place, access, language, format: SERVER_SENT_EVENTS });
    connection.stream = stream;
    stream.onEnd(() => {
      connection.forget();
      for (const leave of [...connection.inHand]) leave();
    });
    return streamed(stream);
  }
}

interface Connection {
  readonly caller: Caller;
  readonly address: string;
  readonly place: KeptPlace;
  readonly opening: ClockTimer;
  /** By the id of an operation that its client follows: what ends it. */
  readonly running: Map<string, () => void>;
  /** The same of all that are not over, those of which the client wants to hear no more too. */
  readonly inHand: Set<() => void>;
  /** Nobody finds it by its token any more. */
  readonly forget: () => void;
  stream: OpenStream | undefined;
}

function start(
  connection: Connection,
  request: StreamRequest,
  options: SingleConnectionsOptions,
): StreamAnswer | Refusal {
  const { stream, running, inHand } = connection;
  if (!stream) return conflict('This connection has no stream yet: open it by GET');
  if (stream.isEnding()) return goingAway();
  if (stream.isFull()) return unread();
  const text = readStreamRequest(request);
  if ('wrong' in text) return badRequest(text.wrong);
  const { operationId: id } = text.extensions;
  if (typeof id !== 'string' || id === '' || id.length > MAX_OPERATION_ID_LENGTH)
    return badRequest(`extensions.operationId must be a text of 1 to ${MAX_OPERATION_ID_LENGTH} characters`);
  if (running.has(id)) return conflict('An operation of this id is running');
  const refusal = refuseRunningOperations({ ...ARRIVED, running: inHand.size + 1 }, options);
  if (refusal) return refusal;
  const { access, address, language, requestId } = request;
  const { channel, leave } = channelOf(stream, { id, answerBytes: options.limits.answerBytes });
  running.set(id, leave);
  inHand.add(leave);
  const asked = { ...text, transport: 'stream-post', caller: access.caller } as const;
  void streamOperation(channel, { ...asked, address, language, requestId }, options).finally(() => {
    inHand.delete(leave);
    // An operation that was ended has left its id to another one.
    if (running.get(id) === leave) running.delete(id);
  });
  return { status: 202, headers: {}, body: '' };
}

/** Rate and token were asked for the request itself. */
const ARRIVED = { identity: { caller: { kind: 'anonymous' } }, address: '' } as const;

function channelOf(
  stream: OpenStream,
  { id, answerBytes }: { readonly id: string; readonly answerBytes: number },
): { readonly channel: Channel; leave(): void } {
  const listeners: (() => void)[] = [];
  let hasLeft = false;
  const channel: Channel = {
    async next(result, version) {
      if (!hasLeft) await stream.send(nextOf(id, answerJson(result, answerBytes, version)));
    },
    async answer(result) {
      if (!hasLeft) await stream.answer(`${nextOf(id, answerJson(result, answerBytes))}${completeOf(id)}`);
    },
    complete: () => void (hasLeft || stream.send(completeOf(id))),
    lose: stream.lose,
    hold: stream.hold,
    onLeft: (listener) => void (hasLeft ? listener() : listeners.push(listener)),
    endCode: stream.endCode,
  };
  return {
    channel,
    leave() {
      hasLeft = true;
      for (const listener of listeners) listener();
    },
  };
}

function stop({ running }: Connection, { query }: StreamRequest): StreamAnswer | Refusal {
  const id = query.operationId;
  if (typeof id !== 'string') return badRequest('operationId must say which operation is ended');
  running.get(id)?.();
  running.delete(id);
  return { status: 200, headers: {}, body: '' };
}

function conflict(message: string): Refusal {
  return refusalOf(routerError('BAD_REQUEST', message, { status: 409 }));
}

/** Whoever does not read what was answered would have more and more of it wait here. */
function unread(): Refusal {
  const message = 'The answers of this connection are not read: read them before you ask for more';
  const told = { status: 429, headers: { 'retry-after': '1' } };
  return refusalOf(routerError('TOO_MANY_SUBSCRIPTIONS', message, told));
}

/** Nobody learns whether another one's connection is there. */
function noSuchConnection(): Refusal {
  return refusalOf(
    routerError('NOT_FOUND', 'There is no such connection: ask for one by PUT', { status: 404 }),
  );
}

function isSame(one: Caller, other: Caller): boolean {
  if (hasSession(one) && hasSession(other)) return one.sessionId === other.sessionId;
  return one.kind === 'anonymous' && other.kind === 'anonymous';
}
