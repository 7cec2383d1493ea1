import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface DrainLimits {
  /** How long the next request of an idle client, and the rest of a half-sent one, are waited for; default 500. */
  readonly lingerMs?: number;
  /** How long answers are waited for; default 2,000. */
  readonly longestMs?: number;
}

/** The end of an HTTP server's connections. */
export interface Drain {
  /**
   * Answers with `connection: close` from now on. Resolves when every client has had such an answer or none was wanted, and
   * the server may be closed: Node then cuts idle connections off, on which another request could be under way. Afterwards
   * the requests in hand are answered, and those that have not come in whole are not waited for.
   */
  begin(): Promise<void>;
}

/** Call it before the server listens: it has to see each connection. */
export function drainable(server: Server, { lingerMs = 500, longestMs = 2_000 }: DrainLimits = {}): Drain {
  const sockets = new Set<Socket>();
  const answering = new Map<ServerResponse, IncomingMessage>();
  const empty = Promise.withResolvers<void>();
  let draining = false;

  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => leave(socket));
  });
  // Their own protocol ends them.
  server.on('upgrade', (_request, socket: Socket) => leave(socket));
  // Before the one who answers: an answer may be complete when its listener returns.
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    answering.set(response, request);
    if (draining) endWith(response);
    response.once('close', () => {
      answering.delete(response);
      // The client of an answer whose head had left before was not told.
      if (draining) request.socket.end();
    });
  });

  return {
    async begin() {
      draining = true;
      for (const response of answering.keys()) endWith(response);
      if (sockets.size === 0) return;
      const linger = Promise.withResolvers<void>();
      const timers = [setTimeout(linger.resolve, lingerMs), setTimeout(cutAll, longestMs)];
      server.once('close', () => timers.forEach(clearTimeout));
      await Promise.race([empty.promise, linger.promise]);
      cutHalfSent();
    },
  };

  function leave(socket: Socket): void {
    sockets.delete(socket);
    if (draining && sockets.size === 0) empty.resolve();
  }

  function cutHalfSent(): void {
    const whole = new Set(
      [...answering.values()].filter(({ complete }) => complete).map(({ socket }) => socket),
    );
    for (const socket of sockets) if (!whole.has(socket)) socket.destroy();
  }

  function cutAll(): void {
    for (const socket of sockets) socket.destroy();
  }
}

function endWith(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
