import { once } from 'node:events';
import { type Clock, systemClock } from '@depachika/clock/clock.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { SESSION_REVOKED } from '@depachika/schema/channels.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { accessTokenVerifier } from '../admission/access-token.ts';
import { openRawSocket, type RawSocket } from '../testing/raw-socket.ts';
import type { Closed } from '../testing/socket-client.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

const TICKS = 'subscription { ticks { version } }';
const pubSub = inProcessPubSub({ logger: silent });
let toy: ToyRouter;
let token: string;
/** Set when the shop cannot read any token. */
let broken = false;

beforeAll(async () => {
  toy = await startToyRouter({
    pubSub,
    env: { SOCKET_KEEP_ALIVE_MS: '3600000', MAX_SOCKETS_PER_USER: '1' },
    accessTokens: {
      async verify(shown) {
        if (broken) throw new Error('a fault of the shop');
        return verifier().verify(shown);
      },
    },
  });
  token = await toy.signIn();
});
afterAll(() => toy.close());

function verifier() {
  const { accessKeys, clock, revoked } = toy;
  return accessTokenVerifier({
    jwks: async () => accessKeys.jwks,
    clock,
    isSessionRevoked: (sessionId) => revoked.has(sessionId),
  });
}

async function opened(authorization?: string): Promise<RawSocket> {
  const socket = await openRawSocket(toy.url);
  expect(await socket.init(authorization ? { authorization } : undefined)).toBe('connection_ack');
  return socket;
}

const subscribe = (id: string) => ({ type: 'subscribe', id, payload: { query: TICKS } });

/** How each comes about. Every code of graphql-transport-ws is here, and those of WebSockets at which clients come back. */
const CLOSINGS: readonly (readonly [number, string, () => Promise<Closed | string>])[] = [
  [
    4400,
    'Invalid message received',
    async () => {
      const socket = await opened();
      socket.send('no JSON');
      return socket.closed;
    },
  ],
  [
    4401,
    'Unauthorized',
    async () => {
      const socket = await openRawSocket(toy.url);
      socket.send(subscribe('1'));
      return socket.closed;
    },
  ],
  [
    4401,
    'UNAUTHENTICATED',
    async () => (await openRawSocket(toy.url)).init({ authorization: 'Bearer a.b.c' }),
  ],
  [
    4401,
    'SESSION_REVOKED',
    async () => {
      const socket = await opened(token);
      pubSub.publish(SESSION_REVOKED, 'ses_usr_a');
      return socket.closed;
    },
  ],
  [
    4403,
    'TOKEN_EXPIRED',
    async () => (await openRawSocket(toy.url)).init({ authorization: await toy.signIn({ ttlSeconds: -1 }) }),
  ],
  [
    4406,
    'Subprotocol not acceptable',
    async () => {
      const socket = new WebSocket(toy.url.replace('http', 'ws'), []);
      const [code, reason] = await once(socket, 'close');
      return { code, reason: String(reason) };
    },
  ],
  [
    4408,
    'Connection initialisation timeout',
    async () => {
      const socket = await openRawSocket(toy.url);
      toy.clock.advance(5_000);
      return socket.closed;
    },
  ],
  [
    4409,
    'Subscriber for 1 already exists',
    async () => {
      const socket = await opened();
      socket.send(subscribe('1'));
      socket.send(subscribe('1'));
      return socket.closed;
    },
  ],
  [
    4429,
    'Too many initialisation requests',
    async () => {
      const socket = await opened();
      socket.send({ type: 'connection_init' });
      return socket.closed;
    },
  ],
  [
    4500,
    'INTERNAL_SERVER_ERROR',
    async () => {
      broken = true;
      const closed = await (await openRawSocket(toy.url)).init({ authorization: token });
      broken = false;
      return closed;
    },
  ],
  [
    1013,
    'TOO_MANY_SOCKETS',
    async () => {
      const first = await opened(token);
      const closed = await (await openRawSocket(toy.url)).init({ authorization: token });
      first.end();
      await first.closed;
      return closed;
    },
  ],
  [
    1013,
    'SUBGRAPH_UNAVAILABLE',
    async () => {
      const socket = await opened();
      socket.send(subscribe('1'));
      await expect.poll(() => toy.shop.statusSources.size).toBe(1);
      toy.shop.breakSources();
      return socket.closed;
    },
  ],
];

describe('a socket is closed with', () => {
  it.each(CLOSINGS)('%i %s', async (code, reason, close) => {
    expect(await close()).toEqual({ code, reason });
  });

  it('a code at which clients of graphql-ws come back, wherever coming back helps', async () => {
    const statuses = CLOSINGS.map(([code]) => code);
    const back = new Map<number, boolean>();
    for (const code of new Set(statuses)) back.set(code, await comesBack(code));
    expect([...back].filter(([, comes]) => comes).map(([code]) => code)).toEqual([4403, 4408, 1013]);
  });
});

/** Asks the client itself, by a server that closes with this code. */
async function comesBack(code: number): Promise<boolean> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    socket.close(connections === 1 ? code : 4400);
  });
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const client = createClient({
    url: `ws://127.0.0.1:${port}`,
    webSocketImpl: WebSocket,
    retryWait: async () => undefined,
  });
  await new Promise<void>((resolve) => {
    client.subscribe(
      { query: '{ me }' },
      { next: () => undefined, error: () => resolve(), complete: resolve },
    );
  });
  await client.dispose();
  server.close();
  return connections === 2;
}

describe('a token that ends', () => {
  it('is replaced by clients of graphql-ws, which see every event', async () => {
    const shop = await startToyRouter({ env: { SOCKET_KEEP_ALIVE_MS: '3600000' } });
    const shown: string[] = [];
    const versions: number[] = [];
    const problems: unknown[] = [];
    const query =
      'subscription ($since: Int!) { orderStatusChanged(orderId: "o1", since: $since) { version } }';
    const variables = { since: 0 };
    const client = createClient({
      url: shop.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      retryWait: async () => undefined,
      connectionParams: async () => {
        shown.push(await shop.signIn({ ttlSeconds: 60 }));
        return { authorization: shown.at(-1)! };
      },
    });
    client.subscribe<{ orderStatusChanged: { version: number } }>(
      { query, variables },
      {
        next({ data }) {
          variables.since = data!.orderStatusChanged.version;
          versions.push(variables.since);
        },
        error: (error) => problems.push(error),
        complete: () => problems.push('complete'),
      },
    );
    // Somebody else looks on, so that the history of the toy is kept.
    const other = await openRawSocket(shop.url);
    await other.init();
    other.send(subscribe('1'));
    for (let version = 1; version <= 3; version += 1) {
      await expect.poll(() => [shown.length, shop.shop.statusSources.size]).toEqual([version, 2]);
      shop.shop.push({ version, status: 'S', productId: 'p1' });
      await expect.poll(() => versions.length).toBe(version);
      shop.clock.advance(60_000);
    }
    expect([versions, problems]).toEqual([[1, 2, 3], []]);
    await client.dispose();
    other.end();
    await shop.close();
  });

  it('is the end of what is sent, though its timer be late', async () => {
    let aheadMs = 0;
    const late: Clock = {
      now: () => new Date(Date.now() + aheadMs),
      after: (ms, run) => systemClock.after(ms, run),
    };
    const shop = await startToyRouter({ clock: late });
    const socket = await openRawSocket(shop.url);
    await socket.init({ authorization: await shop.signIn({ ttlSeconds: 60 }) });
    socket.send(subscribe('1'));
    await expect.poll(() => shop.shop.statusSources.size).toBe(1);
    aheadMs = 60_000;
    shop.shop.push({ version: 1, status: 'S', productId: 'p1' });
    expect(await socket.closed).toEqual({ code: 4403, reason: 'TOKEN_EXPIRED' });
    expect(socket.received).toEqual(['connection_ack']);
    await shop.close();
  });
});

it('an operation that is not there has one code, whichever way it is asked', async () => {
  const payloads: Record<string, string>[] = [
    { query: 'query A { me }', operationName: 'B' },
    { query: 'subscription A { ticks { version } }', operationName: 'B' },
    { query: 'query A { me } subscription B { ticks { version } }' },
  ];
  for (const payload of payloads) {
    const socket = await opened();
    const answer = once(socket.socket, 'message');
    socket.send({ type: 'subscribe', id: '1', payload });
    const [text] = await answer;
    const told = JSON.parse(String(text));
    expect([told.type, told.payload[0].extensions.code]).toEqual(['error', 'OPERATION_RESOLUTION_FAILURE']);
    expect((await toy.post(payload)).codes).toEqual(['OPERATION_RESOLUTION_FAILURE']);
    const got = await fetch(`${toy.url}?${new URLSearchParams(payload)}`, {
      headers: { accept: 'application/json' },
    });
    const body = (await got.json()) as { errors: { extensions: { code: string } }[] };
    expect(body.errors[0]!.extensions.code).toBe('OPERATION_RESOLUTION_FAILURE');
    socket.end();
  }
});
