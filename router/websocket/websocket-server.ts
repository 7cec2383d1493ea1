import type { Server as HttpServer } from 'node:http';
import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';
import { shownFault } from '@depachika/graphql/shown-fault.ts';
import { hasSession } from '@depachika/identity/caller.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import { CloseCode, makeServer } from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { OpenSessions } from '../admission/session-check.ts';
import { watchSessions } from '../lasting/session-watch.ts';
import { measuredProtocol } from './measured-protocol.ts';
import { type OperationIds, operationIds } from './operation-ids.ts';
import { isSentByServersAlone } from './server-messages.ts';
import { sizedMessage } from './sized-message.ts';
import { closeBecause, closeWith, cutOff } from './socket-closing.ts';
import { endCodeOf } from './socket-end.ts';
import { type SocketPages, upgradesWith } from './socket-pages.ts';
import { type SocketUpgradeOptions, socketUpgrades, type Upgraded } from './socket-upgrades.ts';
import {
  answered,
  type Connection,
  type InitPayload,
  type WebsocketProtocolOptions,
  websocketProtocol,
} from './websocket-protocol.ts';

export interface WebsocketServerOptions extends WebsocketProtocolOptions, SocketUpgradeOptions {
  readonly openSessions: OpenSessions;
  readonly metrics: Metrics;
}

export interface GraphqlWebsockets {
  /** @param pages who may ask for sockets by a cookie of theirs, at a path of theirs */
  attach(server: HttpServer, pages?: SocketPages): void;
  connections(): number;
  /** Closes the sockets of one session with 4401. */
  closeSession(sessionId: string): void;
  /** Closes every socket with 1001, at which clients connect again elsewhere, once what was begun on it is answered. */
  close(): Promise<void>;
}

/** Until a client has sent `connection_init`. */
const INITIALISATION_MS = 5_000;

/**
 * Serves graphql-transport-ws. The access token comes in `connection_init` or with the upgrade. When the token expires,
 * the socket is closed with 4403, at which clients come back with a new token; a token that is not good gets 4401.
 */
export function createGraphqlWebsockets(options: WebsocketServerOptions): GraphqlWebsockets {
  const { clock, limits, logger, metrics } = options;
  const connections = new Set<Connection>();
  let isClosing = false;
  const upgrades = socketUpgrades(options, open);
  const protocol = makeServer<InitPayload, Connection>(measuredProtocol(websocketProtocol(options), metrics));
  const stopWatching = watchSessions({ ...options, held: heldSessions, end: closeSessions });

  return {
    attach(server, pages) {
      server.on('upgrade', pages ? upgradesWith(pages, upgrades, options) : upgrades.upgrade);
    },
    connections: () => connections.size,
    closeSession: (sessionId) => closeSessions(new Set([sessionId])),
    async close() {
      stopWatching();
      isClosing = true;
      const closed = [...connections].map((connection) => closeAnswered(connection, clock));
      await Promise.all(closed);
      upgrades.close();
    },
  };

  function open(socket: WebSocket, upgraded: Upgraded): void {
    const initialisation = clock.after(INITIALISATION_MS, () => closeUninitialised(socket));
    const connection: Connection = { ...upgraded, socket, initialisation, executing: new Set() };
    const ids = operationIds();
    connections.add(connection);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send(data) {
          const text = ids.sent(data);
          if (text !== undefined) send(connection, sizedMessage(text, limits.answerBytes), { clock, limits });
        },
        close: (status = CloseCode.BadRequest, reason = '') => closeWith(socket, { status, reason }),
        onMessage: (receive) =>
          onText(socket, async (text) => {
            // Nothing is begun that would not be answered.
            if (!isClosing) await take(text, { receive, ids, socket, logger });
          }),
      },
      connection,
    );
    const stopPings = keepAlive(socket, { everyMs: limits.keepAliveMs, clock });
    socket.on('error', (error) => logger.debug({ err: error }, 'A socket failed'));
    socket.once('close', (code, reason) => {
      connections.delete(connection);
      countEnd(connection, code, metrics);
      initialisation.cancel();
      connection.expiry?.cancel();
      stopPings();
      closed(code, String(reason)).catch((error) =>
        logger.error({ err: error }, 'A socket could not be cleaned up'),
      );
    });
  }

  function* heldSessions(): Iterable<string> {
    for (const { access } of connections)
      if (access && hasSession(access.caller)) yield access.caller.sessionId;
  }

  function closeSessions(sessionIds: ReadonlySet<string>): void {
    for (const { access, socket } of connections) {
      if (access && hasSession(access.caller) && sessionIds.has(access.caller.sessionId))
        closeBecause(socket, 'SESSION_REVOKED');
    }
  }
}

function closeUninitialised(socket: WebSocket): void {
  closeWith(socket, {
    status: CloseCode.ConnectionInitialisationTimeout,
    reason: 'Connection initialisation timeout',
  });
}

async function take(
  text: string,
  {
    receive,
    ids,
    socket,
    logger,
  }: {
    readonly receive: (text: string) => Promise<void>;
    readonly ids: OperationIds;
    readonly socket: WebSocket;
    readonly logger: Logger;
  },
): Promise<void> {
  const arrived = ids.arrived(text);
  if (arrived.kind === 'id in use') closeInUse(socket, arrived.id);
  if (arrived.kind !== 'for the library') return;
  try {
    await receive(arrived.text);
  } catch (error) {
    fail(socket, { text, error, logger });
  } finally {
    arrived.over?.();
  }
}

function closeInUse(socket: WebSocket, id: string): void {
  closeWith(socket, {
    status: CloseCode.SubscriberAlreadyExists,
    reason: `Subscriber for ${id} already exists`,
  });
}

/** The protocol library throws at messages that are well formed and that no client may send. */
function fail(
  socket: WebSocket,
  { text, error, logger }: { readonly text: string; readonly error: unknown; readonly logger: Logger },
): void {
  if (isSentByServersAlone(text)) {
    closeBecause(socket, 'BAD_REQUEST', 'only servers send messages of this type');
    return;
  }
  logger.error({ err: error }, 'A socket message could not be handled');
  const isAway = shownFault(error).code === 'SERVICE_UNAVAILABLE';
  // A client comes back by itself after this one alone.
  closeBecause(socket, isAway ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR');
}

/**
 * The protocol is text, which the socket checks to be UTF-8: bytes are not made text of. What comes after a socket began to
 * close is not looked at: it may be of somebody whose session has just ended.
 */
function onText(socket: WebSocket, take: (text: string) => Promise<void>): void {
  socket.on('message', (data, isBinary) => {
    if (socket.readyState !== socket.OPEN) return;
    if (isBinary) socket.close(1003, 'Send text');
    else void take(String(data));
  });
}

/**
 * A reader that let more than the limit pile up before this message is cut off; it resumes from the last event it saw. Whose token
 * has ended is sent nothing more, though its timer be late.
 */
function send(
  { access, socket }: Connection,
  data: string,
  { clock, limits }: { readonly clock: Clock; readonly limits: { readonly socketBufferBytes: number } },
): void {
  if (socket.readyState !== socket.OPEN) return;
  if (access?.expiresAt && access.expiresAt <= clock.now()) closeBecause(socket, 'TOKEN_EXPIRED');
  else if (socket.bufferedAmount <= limits.socketBufferBytes) socket.send(data);
  else cutOff(socket, 'SLOW_CONSUMER');
}

/** Pings the client. Two rounds without an answer end the connection. @returns a function that stops the pings */
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

/** Before its subscriptions hear of it: they end as their socket did. */
function countEnd(connection: Connection, status: number, metrics: Metrics): void {
  connection.endCode = endCodeOf(connection.socket, status);
  metrics.socketEnded(connection.endCode);
}

/** @param clock what takes longer is not waited for */
async function closeAnswered(connection: Connection, clock: Clock): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = clock.after(ANSWERING_MS, late.resolve);
  await Promise.race([answered(connection), late.promise]);
  timer.cancel();
  await closeSocket(connection.socket, clock);
}

/** As long as requests in hand are waited for. */
const ANSWERING_MS = 2_000;

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
