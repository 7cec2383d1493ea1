import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import WebSocket from 'ws';
import type { Closed } from './socket-client.ts';

/** What came of asking for a socket. A refused one has a status other than 101, and is closed. */
export interface RawSocket {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Codes of the refusal. */
  readonly codes: unknown[];
  readonly socket: WebSocket;
  readonly closed: Promise<Closed>;
  /** Types of the messages that came so far. */
  readonly received: string[];
  /** @param message an object, or the text itself */
  send(message: unknown): void;
  /** Sends `connection_init`. @returns `connection_ack`, or how the socket was closed */
  init(payload?: unknown): Promise<string | Closed>;
  end(): void;
}

export interface RawSocketOptions {
  /** Of 127.0.0.0/8, for a client of another address. */
  readonly from?: string;
  readonly headers?: Record<string, string>;
  readonly query?: string;
}

/** A socket without a client library, for those who do what none does. */
export async function openRawSocket(httpUrl: string, options: RawSocketOptions = {}): Promise<RawSocket> {
  const { from, headers = {}, query = '' } = options;
  const socket = new WebSocket(`${httpUrl.replace('http', 'ws')}${query}`, 'graphql-transport-ws', {
    headers,
    ...(from ? { localAddress: from } : {}),
  });
  const received: string[] = [];
  const closed = new Promise<Closed>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })),
  );
  socket.on('error', () => undefined);
  socket.on('message', (data) => received.push(JSON.parse(String(data)).type));
  const { status, headers: answered, body } = await answerOf(socket);
  const send = (message: unknown) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  return {
    status,
    headers: answered,
    codes: body === '' ? [] : JSON.parse(body).errors.map(codeOf),
    socket,
    closed,
    received,
    send,
    async init(payload) {
      const answer = once(socket, 'message').then(() => received.at(-1)!);
      send({ type: 'connection_init', payload });
      return Promise.race([answer, closed]);
    },
    end: () => socket.terminate(),
  };
}

function codeOf(error: { readonly extensions: { readonly code: unknown } }): unknown {
  return error.extensions.code;
}

function answerOf(
  socket: WebSocket,
): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }> {
  return new Promise((resolve) => {
    socket.once('upgrade', ({ headers }) =>
      socket.once('open', () => resolve({ status: 101, headers, body: '' })),
    );
    socket.once('unexpected-response', async (request, response) => {
      let body = '';
      for await (const part of response) body += part;
      request.destroy();
      resolve({ status: response.statusCode!, headers: response.headers, body });
    });
  });
}
