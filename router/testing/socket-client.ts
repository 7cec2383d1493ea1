import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

export interface SocketClient {
  /** Collects what one operation answers. */
  start(query: string, variables?: Record<string, unknown>): Running;
  /** Resolves when the server closes the socket. */
  readonly closed: Promise<Closed>;
  dispose(): Promise<void>;
}

export interface Running {
  // biome-ignore lint/suspicious/noExplicitAny: events have the shape of the operation that a test sent
  readonly events: any[];
  /** Set when the operation was refused or broke. */
  readonly failure: () => { message: string; extensions: Record<string, unknown> }[] | Closed | undefined;
  readonly completed: () => boolean;
  stop(): void;
}

/** A client as browsers have it, that never connects twice. @param params further ones of its `connection_init` */
export function connectSocket(
  httpUrl: string,
  authorization?: unknown,
  params?: Readonly<Record<string, unknown>>,
): SocketClient {
  const closing = Promise.withResolvers<Closed>();
  const client: Client = createClient({
    url: httpUrl.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    lazy: true,
    retryAttempts: 0,
    ...(authorization === undefined ? {} : { connectionParams: { authorization, ...params } }),
    on: { closed: (event) => closing.resolve(event as Closed) },
  });
  return {
    start(query, variables = {}) {
      const events: unknown[] = [];
      let failure: unknown;
      let completed = false;
      const stop = client.subscribe(
        { query, variables },
        {
          next: (event) => void events.push(event),
          error: (error) => (failure = error),
          complete: () => (completed = true),
        },
      );
      return { events, failure: () => failure as never, completed: () => completed, stop };
    },
    closed: closing.promise,
    dispose: async () => client.dispose(),
  };
}
