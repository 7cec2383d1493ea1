import { randomUUID } from 'node:crypto';
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';
import { handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { RouterLimits } from '../config.ts';
import {
  type Connection,
  closeBecause,
  type InitPayload,
  type WebsocketProtocolOptions,
  websocketProtocol,
} from './websocket-protocol.ts';

export interface WebsocketServerOptions extends WebsocketProtocolOptions {
  readonly path: string;
  readonly limits: RouterLimits;
  readonly addressOf: (request: IncomingMessage) => string;
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
 * Serves graphql-transport-ws. The access token comes in `connection_init` as `authorization`. When the token expires,
 * the socket is closed with 4403, at which clients come back with a new token; a token that is not good gets 4401.
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
  const protocol = makeServer<InitPayload, Connection>(websocketProtocol(options));
  sockets.on('connection', (socket, request) => open(socket, request));

  return {
    attach(server) {
      server.on('upgrade', (request, stream, head) => upgrade(request, stream, head));
    },
    connections: () => connections.size,
    closeSession(sessionId) {
      for (const { access, socket } of connections) {
        if (access?.caller.kind === 'user' && access.caller.sessionId === sessionId)
          closeBecause(socket, 'SESSION_REVOKED');
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
        onMessage: (receive) => onText(socket, (text) => receive(text).catch((error) => fail(socket, error))),
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
    closeBecause(socket, 'INTERNAL_SERVER_ERROR');
  }
}

/** The protocol is text, which the socket checks to be UTF-8: bytes are not made text of. */
function onText(socket: WebSocket, take: (text: string) => Promise<void>): void {
  socket.on('message', (data, isBinary) => {
    if (isBinary) socket.close(1003, 'Send text');
    else void take(String(data));
  });
}

/** A reader that let more than the limit pile up before this message is cut off; it resumes from the last event it saw. */
function send(socket: WebSocket, data: string, maxBufferedBytes: number): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount <= maxBufferedBytes) {
    socket.send(data);
    return;
  }
  closeBecause(socket, 'SLOW_CONSUMER');
  socket.terminate();
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
