import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { STREAM_TOKEN_HEADER } from '@depachika/schema/headers.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRawSocket } from '../testing/raw-socket.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

// One account may have a thousand subscriptions: what each keeps, it keeps a thousand times.

const SUBSCRIPTIONS = 30;
const UNDECLARED_BYTES = 200_000;
const TICKS = 'subscription { ticks { version } }';

let toy: ToyRouter;
let authorization: string;
beforeAll(async () => {
  toy = await startToyRouter();
  authorization = await toy.signIn();
});
afterAll(() => toy.close());

/** Texts of an operation that it says nothing of: none is longer than texts may be. */
const undeclared = (name: string) => ({
  more: Array.from({ length: UNDECLARED_BYTES / 5_000 }, (_, index) => `${name} ${index}`.padEnd(5_000)),
});

/** Begins them, and says when they run. */
const ROADS: readonly (readonly [string, () => Promise<() => void>])[] = [
  [
    'a socket',
    async () => {
      const socket = await openRawSocket(toy.url);
      await socket.init({ authorization });
      for (let id = 1; id <= SUBSCRIPTIONS; id += 1)
        socket.send({
          type: 'subscribe',
          id: String(id),
          payload: { query: TICKS, variables: undeclared(`socket ${id}`) },
        });
      socket.send({ type: 'ping' });
      await expect.poll(() => socket.received).toContain('pong');
      return () => socket.end();
    },
  ],
  [
    'one stream for all',
    async () => {
      const url = `${toy.url}/stream`;
      const asked = await fetch(url, { method: 'PUT', headers: { authorization } });
      const headers = { authorization, [STREAM_TOKEN_HEADER]: await asked.text() };
      const ending = new AbortController();
      const stream = await fetch(url, {
        headers: { ...headers, accept: 'text/event-stream' },
        signal: ending.signal,
      });
      stream.text().catch(() => undefined);
      for (let id = 1; id <= SUBSCRIPTIONS; id += 1) {
        const variables = undeclared(`stream ${id}`);
        const body = JSON.stringify({
          query: TICKS,
          variables,
          extensions: { operationId: String(id), ...undeclared(`extension ${id}`) },
        });
        const begun = await fetch(url, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body,
        });
        expect(begun.status).toBe(202);
      }
      return () => ending.abort();
    },
  ],
];

describe.each(ROADS)('subscriptions over %s', (_, begin) => {
  it('keep nothing of what was sent and is not declared', async () => {
    const before = keptBytes();
    const end = await begin();
    await expect.poll(() => toy.shop.statusSources.size).toBe(1);
    await expect.poll(keptBytes).toBeLessThan(before + (SUBSCRIPTIONS * UNDECLARED_BYTES) / 2);
    end();
    await expect.poll(() => toy.shop.statusSources.size).toBe(0);
  });
});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** In the process of the router, which is the test's too. */
function keptBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
