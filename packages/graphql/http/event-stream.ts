import type { ServerResponse } from 'node:http';
import { REQUEST_ID_HEADER } from '@depachika/schema/headers.ts';
import type { ExecutionResult } from 'graphql';

type Results = AsyncGenerator<ExecutionResult, void, void>;

/** The open Server-Sent Events responses of one server. */
export interface EventStreams {
  /** Sends every result and then `complete`. Resolves when the response has ended, whoever ended it. */
  send(response: ServerResponse, results: Results, requestId: string): Promise<void>;
  /** Ends all of them without `complete`: the clients know that the server went, not that there is no more. */
  close(): void;
}

/**
 * The next result is asked for only after the client took the last one, so that a slow client holds one event in
 * memory and not a queue. A client that leaves closes the subscription's source.
 * @param pingMs between two comments that keep proxies from closing a silent stream
 */
export function eventStreams(pingMs: number): EventStreams {
  const open = new Set<ServerResponse>();

  return {
    async send(response, results, requestId) {
      open.add(response);
      const ping = setInterval(() => response.writableNeedDrain || response.write(':\n\n'), pingMs);
      const left = closed(response).then(() => results.return());
      try {
        writeHead(response, requestId);
        for await (const result of results)
          await writeEvent(response, `event: next\ndata: ${JSON.stringify(result)}\n\n`);
        response.end('event: complete\ndata:\n\n');
      } finally {
        clearInterval(ping);
        open.delete(response);
        if (!response.writableEnded) response.destroy();
        await left;
      }
    },
    close() {
      for (const response of open) response.destroy();
    },
  };
}

/** A broken connection is how a client leaves, not a fault. */
function closed(response: ServerResponse): Promise<void> {
  if (response.closed) return Promise.resolve();
  return new Promise((resolve) => response.on('error', () => undefined).once('close', resolve));
}

function writeHead(response: ServerResponse, requestId: string): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    [REQUEST_ID_HEADER]: requestId,
  });
  // The head and a first comment leave at once: the client learns that it is subscribed before the first event.
  response.write(':\n\n');
}

/** Waits while the client's buffer is full; ends the wait when it leaves. */
async function writeEvent(response: ServerResponse, text: string): Promise<void> {
  if (response.destroyed || response.write(text)) return;
  await new Promise<void>((resolve) => {
    const settle = () => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.once('drain', settle).once('close', settle);
  });
}
