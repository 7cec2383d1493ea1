import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { SUBSCRIPTIONS_PATH } from '@depachika/schema/paths.ts';
import { GOING_AWAY, SUBSCRIPTION_PROTOCOL } from '@depachika/schema/subscriptions/frames.ts';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  type ServedSubscriptions,
  type SubscriptionSocketOptions,
  serveSubscriptions,
} from './subscription-socket.ts';

export interface SubscriptionSocketsOptions extends SubscriptionSocketOptions {
  readonly maxFrameBytes: number;
  /** Between two pings: who answered none of two has gone. */
  readonly pingMs: number;
  /** A socket without subscriptions is closed after this. */
  readonly idleMs: number;
  /** False while the service does not answer yet: sockets are refused with 503. */
  readonly accepts: () => boolean;
}

/** The sockets of one server that carry subscriptions. */
export interface SubscriptionSockets {
  /** Tells every router that this process goes, so that it asks another. Resolves when no socket is left, after a second at most. */
  close(): Promise<void>;
}

/** Answers requests for sockets on {@link SUBSCRIPTIONS_PATH}, and refuses all others. */
export function subscriptionSockets(
  server: Server,
  { maxFrameBytes, pingMs, idleMs, accepts, ...options }: SubscriptionSocketsOptions,
): SubscriptionSockets {
  const open = new Map<WebSocket, OpenSocket>();
  const empty = Promise.withResolvers<void>();
  let closing = false;
  const upgrades = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => offered.has(SUBSCRIPTION_PROTOCOL) && SUBSCRIPTION_PROTOCOL,
  });
  const watch = setInterval(() => open.forEach(look), pingMs);
  watch.unref();
  server.on('close', () => clearInterval(watch));
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => undefined);
    const status = refusalOf(request);
    if (status !== undefined) refuse(stream, status);
    else upgrades.handleUpgrade(request, stream, head, serve);
  });

  return {
    async close() {
      closing = true;
      for (const socket of open.keys()) socket.close(GOING_AWAY, 'This process stops');
      if (open.size === 0) return;
      const late = setTimeout(() => {
        for (const socket of open.keys()) socket.terminate();
      }, LONGEST_CLOSE_MS);
      await empty.promise;
      clearTimeout(late);
    },
  };

  function refusalOf({ url = '', headers }: IncomingMessage): number | undefined {
    if (url.split('?', 1)[0] !== SUBSCRIPTIONS_PATH) return 404;
    if (headers['sec-websocket-protocol'] !== SUBSCRIPTION_PROTOCOL) return 400;
    return closing || !accepts() ? 503 : undefined;
  }

  function serve(socket: WebSocket): void {
    const state: OpenSocket = {
      unanswered: 0,
      idleForMs: 0,
      subscriptions: serveSubscriptions(socket, options),
    };
    open.set(socket, state);
    const hear = () => {
      state.unanswered = 0;
    };
    socket.on('pong', hear).on('ping', hear).on('message', hear);
    // The close that follows says all there is to say.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      open.delete(socket);
      if (closing && open.size === 0) empty.resolve();
    });
  }

  function look(state: OpenSocket, socket: WebSocket): void {
    state.idleForMs = state.subscriptions.running() > 0 ? 0 : state.idleForMs + pingMs;
    if (state.unanswered >= 2) socket.terminate();
    else if (state.idleForMs > idleMs) socket.close(1000, 'Nothing was asked for long');
    else socket.ping();
    state.unanswered += 1;
  }
}

interface OpenSocket {
  /** Pings, while nothing was heard. */
  unanswered: number;
  idleForMs: number;
  readonly subscriptions: ServedSubscriptions;
}

const LONGEST_CLOSE_MS = 1_000;

function refuse(stream: Duplex, status: number): void {
  stream.once('finish', () => stream.destroy());
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
