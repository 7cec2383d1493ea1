import type { Server as HttpServer } from 'node:http';
import type { Clock } from '@depachika/clock/clock.ts';
import { hasSession } from '@depachika/identity/caller.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import { CloseCode } from 'graphql-ws';
import type { Logger } from 'pino';
import type { RawData } from 'ws';
import type { OpenSessions } from '../admission/session-check.ts';
import type { LastingOperations } from '../lasting/lasting-operations.ts';
import { watchSessions } from '../lasting/session-watch.ts';
import { answered, type ClientSocket, type Upgraded } from './client-socket.ts';
import { sizedMessage } from './sized-message.ts';
import { closeBecause, closeWith, cutOff } from './socket-closing.ts';
import { endCodeOf } from './socket-end.ts';
import { failSocket, type SocketMessagesOptions, takeMessage } from './socket-messages.ts';
import { type SocketPages, upgradesWith } from './socket-pages.ts';
import { socketPings } from './socket-pings.ts';
import { type SocketUpgradeOptions, socketUpgrades } from './socket-upgrades.ts';
import { tokenEnds } from './token-ends.ts';

export interface WebsocketServerOptions extends SocketUpgradeOptions {
  readonly operations: LastingOperations;
  readonly openSessions: OpenSessions;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
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

const NO_PROTOCOL_OF_OURS = {
  status: CloseCode.SubprotocolNotAcceptable,
  reason: 'Subprotocol not acceptable',
};

/** Until a client has sent `connection_init`. */
const INITIALISATION_MS = 5_000;

/**
 * Serves graphql-transport-ws. The access token comes in `connection_init` or with the upgrade. When the token expires,
 * the socket is closed with 4403, at which clients come back with a new token; a token that is not good gets 4401.
 */
export function createGraphqlWebsockets(options: WebsocketServerOptions): GraphqlWebsockets {
  const { clock, limits, logger, metrics } = options;
  const sockets = new Set<ClientSocket>();
  let isClosing = false;
  const upgrades = socketUpgrades(options, open);
  const pings = socketPings({ everyMs: limits.keepAliveMs, clock });
  const ends = tokenEnds<ClientSocket>(clock, (socket) => closeBecause(socket, 'TOKEN_EXPIRED'));
  const sessions = sessionsOf(sockets);
  const stopWatching = watchSessions({ ...options, ...sessions });
  const handling: SocketMessagesOptions = {
    ...options,
    ends,
    send: (socket, message) =>
      send(socket, sizedMessage(JSON.stringify(message), limits.answerBytes), options),
    fail: (socket, error) => failSocket(socket, error, logger),
  };

  return {
    attach(server, pages) {
      server.on('upgrade', pages ? upgradesWith(pages, upgrades, options) : upgrades.upgrade);
    },
    connections: () => sockets.size,
    closeSession: (sessionId) => sessions.end(new Set([sessionId])),
    async close() {
      stopWatching();
      isClosing = true;
      await Promise.all([...sockets].map((socket) => closeAnswered(socket, clock)));
      pings.stop();
      upgrades.close();
    },
  };

  function open(socket: ClientSocket, { shown, ...upgraded }: Upgraded): void {
    socket.upgraded = upgraded;
    socket.shown = shown;
    socket.initialisation = clock.after(INITIALISATION_MS, () => closeUninitialised(socket));
    sockets.add(socket);
    pings.add(socket);
    listen(socket, { message: onMessage, pong: onPong, error: onError, close: onClose });
    if (socket.protocol === '') closeWith(socket, NO_PROTOCOL_OF_OURS);
  }

  /**
   * The protocol is text, which the socket checks to be UTF-8: bytes are not made text of. What comes after a socket began to
   * close is not looked at: it may be of somebody whose session has just ended.
   */
  function onMessage(this: ClientSocket, data: RawData, isBinary: boolean): void {
    if (this.readyState !== this.OPEN) return;
    if (isBinary) this.close(1003, 'Send text');
    // Nothing is begun that would not be answered.
    else if (!isClosing) void takeMessage(this, String(data), handling);
  }

  function onError(error: Error): void {
    logger.debug({ err: error }, 'A socket failed');
  }

  /** Its operations hear of it last: they end as their socket did. */
  function onClose(this: ClientSocket, status: number): void {
    sockets.delete(this);
    pings.delete(this);
    this.endCode = endCodeOf(this, status);
    metrics.socketEnded(this.endCode);
    this.initialisation?.cancel();
    this.upgraded.place.leave();
    if (this.access?.expiresAt) ends.delete(this, this.access.expiresAt);
    for (const operation of [...this.operations.values()]) operation.leave();
  }
}

function sessionsOf(sockets: Iterable<ClientSocket>) {
  return { held, end };

  function* held(): Iterable<string> {
    for (const { access } of sockets) if (access && hasSession(access.caller)) yield access.caller.sessionId;
  }

  function end(sessionIds: ReadonlySet<string>): void {
    for (const socket of sockets) {
      const { access } = socket;
      if (access && hasSession(access.caller) && sessionIds.has(access.caller.sessionId))
        closeBecause(socket, 'SESSION_REVOKED');
    }
  }
}

type Listeners = Readonly<Record<string, (this: ClientSocket, ...args: never[]) => void>>;

/** The same functions for all sockets: which one it is, they are told by `this`. */
function listen(socket: ClientSocket, listeners: Listeners): void {
  for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener as () => void);
}

function onPong(this: ClientSocket): void {
  this.isAlive = true;
}

function closeUninitialised(socket: ClientSocket): void {
  closeWith(socket, {
    status: CloseCode.ConnectionInitialisationTimeout,
    reason: 'Connection initialisation timeout',
  });
}

/**
 * A reader that let more than the limit pile up before this message is cut off; it resumes from the last event it saw. Whose token
 * has ended is sent nothing more, though its timer be late.
 */
function send(
  socket: ClientSocket,
  data: string,
  { clock, limits }: Pick<WebsocketServerOptions, 'clock' | 'limits'>,
): void {
  const { access } = socket;
  if (socket.readyState !== socket.OPEN) return;
  if (access?.expiresAt && access.expiresAt <= clock.now()) closeBecause(socket, 'TOKEN_EXPIRED');
  else if (socket.bufferedAmount <= limits.socketBufferBytes) socket.send(data);
  else cutOff(socket, 'SLOW_CONSUMER');
}

async function closeAnswered(socket: ClientSocket, clock: Clock): Promise<void> {
  await answered(socket, { clock, withinMs: ANSWERING_MS });
  await closeSocket(socket, clock);
}

/** As long as requests in hand are waited for. */
const ANSWERING_MS = 2_000;

function closeSocket(socket: ClientSocket, clock: Clock): Promise<void> {
  if (socket.readyState === socket.CLOSED) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = clock.after(1_000, () => socket.terminate());
    socket.once('close', () => {
      timer.cancel();
      resolve();
    });
    socket.close(1001, 'Going away');
  });
}
