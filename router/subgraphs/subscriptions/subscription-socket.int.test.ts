import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ServeSubgraphOptions, serveSubgraphHttp } from '@depachika/graphql/http/serve-http.ts';
import { SUBSCRIPTIONS_PATH } from '@depachika/schema/paths.ts';
import {
  EVENT_WINDOW,
  type RouterFrame,
  SUBSCRIPTION_PROTOCOL,
} from '@depachika/schema/subscriptions/frames.ts';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket, WebSocketServer } from 'ws';
import { tickingSubgraph } from '../../testing/ticking-subgraph.ts';
import { type HttpTransportOptions, httpTransport } from '../http/http-transport.ts';
import { replicatedTransport } from '../replicated-transport.ts';
import type { SubgraphAnswer, SubgraphTransport } from '../subgraph-transport.ts';

const UNAVAILABLE = { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } };
const PUSHED = 'subscription { pushed }';

type Events = AsyncGenerator<SubgraphAnswer, void, void>;

async function subscribe(
  transport: SubgraphTransport,
  identityToken: string,
  query = PUSHED,
): Promise<Events> {
  const answer = await transport.subscribe({ query }, { identityToken });
  if (Symbol.asyncIterator in answer) return answer;
  throw new Error(JSON.stringify(answer));
}

function socketTo(url: string, options: Partial<HttpTransportOptions> = {}): SubgraphTransport {
  const transport = httpTransport({ url, subscriptions: 'socket', ...options });
  onTestFinished(() => transport.close());
  return transport;
}

/** A subgraph in this process, on a port of its own. */
async function served(options: Partial<ServeSubgraphOptions> = {}) {
  const subgraph = await tickingSubgraph();
  let connections = 0;
  const server = await serveSubgraphHttp({
    subgraph,
    logger: pino({ level: 'silent' }),
    port: 0,
    routes: (http) => {
      http.server.on('connection', () => {
        connections += 1;
      });
    },
    ...options,
  });
  onTestFinished(() => server.close());
  const token = await subgraph.tokenOf('usr_1');
  return { subgraph, server, token, url: server.url, connections: () => connections };
}

/** The same in a process of its own, which a test may kill or freeze. */
async function servedApart() {
  const child = fork(new URL('../../testing/ticking-process.ts', import.meta.url));
  onTestFinished(() => void child.kill('SIGKILL'));
  const [{ url, token }] = (await once(child, 'message')) as [{ url: string; token: string }];
  return {
    child,
    url,
    token,
    async push(text: string) {
      child.send(text);
      const [counts] = await once(child, 'message');
      return counts as { sources: number; connections: number };
    },
  };
}

function all(transport: SubgraphTransport, token: string, count: number): Promise<Events[]> {
  return Promise.all(Array.from({ length: count }, () => subscribe(transport, token)));
}

async function expectAllToBreak(followed: readonly Events[], event: () => unknown): Promise<void> {
  const ends = Promise.allSettled(followed.map((events) => events.next()));
  event();
  for (const end of await ends)
    expect(end).toEqual({ status: 'rejected', reason: expect.objectContaining(UNAVAILABLE) });
}

describe('three hundred subscriptions at another process', () => {
  it('take one connection, and each hears everything', async () => {
    const { url, token, push } = await servedApart();
    const followed = await all(socketTo(url), token, 300);
    expect(await push('one')).toEqual({ sources: 300, connections: 1 });
    const heard = await Promise.all(followed.map((events) => events.next()));
    expect(new Set(heard.map(({ value }) => JSON.stringify(value)))).toEqual(
      new Set(['{"data":{"pushed":"one"}}']),
    );
  });

  it('all break when it is killed, and can be had again from another', async () => {
    const [first, second] = [await servedApart(), await served()];
    const followed = await all(socketTo(first.url), first.token, 300);
    await expectAllToBreak(followed, () => first.child.kill('SIGKILL'));
    const both = replicatedTransport([socketTo(first.url), socketTo(second.url)]);
    const again = await all(both, second.token, 300);
    expect(again).toHaveLength(300);
    expect(second.connections()).toBe(1);
  });

  it('all break when it freezes', async () => {
    const { url, token, child } = await servedApart();
    const followed = await all(socketTo(url, { maxSilenceMs: 2_000 }), token, 300);
    await expectAllToBreak(followed, () => child.kill('SIGSTOP'));
  });
});

describe('a reader that stalls', () => {
  it('holds up its own source after a window of events, and no other', async () => {
    const { subgraph, url, token } = await served();
    const transport = socketTo(url);
    const stalled = await subscribe(transport, token, 'subscription { ticks(upTo: 100000) }');
    let seen = 0;
    for await (const _ of await subscribe(transport, token, 'subscription { ticks(upTo: 1000) }')) seen += 1;
    expect(seen).toBe(1_000);
    await expect.poll(() => subgraph.ticked()).toBe(1_000 + EVENT_WINDOW);
    for (let tick = 1; tick <= 5 * EVENT_WINDOW; tick += 1)
      expect((await stalled.next()).value).toEqual({ data: { ticks: `${tick}` } });
    await stalled.return();
  });
});

describe('a subgraph that stops', () => {
  it('says so, and the next replica is asked', async () => {
    const [leaving, staying] = [await served(), await served()];
    const transport = socketTo(leaving.url);
    const events = await subscribe(transport, leaving.token);
    await expectAllToBreak([events], () => void leaving.server.close());
    const both = replicatedTransport([transport, socketTo(staying.url)]);
    await expect.poll(() => leaving.subgraph.sources()).toBe(0);
    for (let times = 0; times < 4; times += 1) await subscribe(both, staying.token);
    expect(staying.subgraph.sources()).toBe(4);
  });

  it('is passed over before it has started', async () => {
    const [starting, running] = [await served({ accepts: () => false }), await served()];
    await expect(subscribe(socketTo(starting.url), starting.token)).rejects.toMatchObject({
      ...UNAVAILABLE,
      cause: { cause: { statusCode: 503 } },
    });
    const both = replicatedTransport([socketTo(starting.url), socketTo(running.url)]);
    for (let times = 0; times < 4; times += 1) await subscribe(both, running.token);
    expect(running.subgraph.sources()).toBe(4);
  });
});

describe('one of many subscriptions', () => {
  it('that is never answered is given up, and its source let go when it comes', async () => {
    const answer = Promise.withResolvers<void>();
    const ticking = await tickingSubgraph();
    const { url } = await served({
      subgraph: {
        ...ticking,
        async subscribe(request, token) {
          if (request.operationName === 'Late') await answer.promise;
          return ticking.subscribe(request, token);
        },
      },
    });
    const transport = socketTo(url, { timeoutMs: 200 });
    const identityToken = await ticking.tokenOf('usr_1');
    const running = await subscribe(transport, identityToken);
    const request = { query: 'subscription Late { pushed }', operationName: 'Late' };
    await expect(transport.subscribe(request, { identityToken })).rejects.toMatchObject(UNAVAILABLE);
    answer.resolve();
    await expect.poll(() => ticking.sources()).toBe(1);
    ticking.push('on time');
    expect((await running.next()).value).toEqual({ data: { pushed: 'on time' } });
  });

  it('breaks when its request is over, before and after it was answered', async () => {
    const { url, token, subgraph } = await served();
    const transport = socketTo(url);
    const over = new AbortController();
    const call = { identityToken: token, signal: over.signal };
    const events = (await transport.subscribe({ query: PUSHED }, call)) as Events;
    await expectAllToBreak([events], () => over.abort());
    await expect(transport.subscribe({ query: PUSHED }, call)).rejects.toMatchObject(UNAVAILABLE);
    await expect.poll(() => subgraph.sources()).toBe(0);
  });

  it('that brings too large an event breaks alone', async () => {
    const { url, token, subgraph } = await served();
    const [narrow, wide] = [socketTo(url, { maxAnswerBytes: 1_000 }), socketTo(url)];
    const [broken, whole] = [await subscribe(narrow, token), await subscribe(wide, token)];
    const quiet = await subscribe(narrow, token, 'subscription { ticks(upTo: 100) }');
    await expectAllToBreak([broken], () => subgraph.push('茶'.repeat(400)));
    expect((await whole.next()).done).toBe(false);
    for (let tick = 1; tick <= 100; tick += 1) expect((await quiet.next()).done).toBe(false);
    expect((await quiet.next()).done).toBe(true);
  });
});

describe('a socket', () => {
  it('without subscriptions is closed after a while, and opened again when one comes', async () => {
    const subgraph = await speaker();
    const transport = socketTo(subgraph.url, { idleSocketMs: 1 });
    for (let times = 1; times <= 2; times += 1) {
      const connected = subgraph.connected();
      const events = await subscribe(transport, 't');
      const closed = once(await connected, 'close');
      await events.return();
      expect((await closed)[0]).toBe(1000);
    }
  });

  it('lives through a silence in which its other end only answers pings', async () => {
    const subgraph = await speaker();
    const connected = subgraph.connected();
    const events = await subscribe(socketTo(subgraph.url, { maxSilenceMs: 60 }), 't');
    const socket = await connected;
    // One comes each 15 ms: ten take longer than the longest silence.
    for (let pings = 0; pings < 10; pings += 1) await once(socket, 'ping');
    socket.send('{"kind":"next","id":1,"result":{"data":{"pushed":"still here"}}}');
    expect((await events.next()).value).toEqual({ data: { pushed: 'still here' } });
  });

  it('breaks what it carries when its other end sends what is no frame', async () => {
    const subgraph = await speaker();
    const connected = subgraph.connected();
    const events = await subscribe(socketTo(subgraph.url), 't');
    const socket = await connected;
    await expectAllToBreak([events], () => socket.send('{'));
  });

  it('breaks a subscription to which its other end sends more than a window', async () => {
    const subgraph = await speaker();
    const connected = subgraph.connected();
    const events = await subscribe(socketTo(subgraph.url), 't');
    const socket = await connected;
    const left = once(socket, 'message');
    for (let times = 0; times <= EVENT_WINDOW; times += 1) socket.send('{"kind":"next","id":1,"result":{}}');
    expect(String((await left)[0])).toBe('{"kind":"close","id":1}');
    for (let times = 0; times <= EVENT_WINDOW; times += 1) expect((await events.next()).done).toBe(false);
    await expectAllToBreak([events], () => undefined);
  });

  it('that is asked for twice at once is one', async () => {
    const { url, token, connections } = await served();
    await all(socketTo(url), token, 20);
    expect(connections()).toBe(1);
  });

  it.each([
    ['no JSON', '{'],
    ['no object', 'null'],
    ['no frame', '{"kind":"sing","id":1}'],
    ['an id that is no number', '{"kind":"close","id":"1"}'],
    ['bytes', Buffer.from('{"kind":"close","id":1}')],
    [
      'an id twice',
      '{"kind":"open","id":0,"identityToken":"t","maxEventBytes":1,"body":{"query":"{ hello }"}}',
    ],
  ])('is closed with 1002 when it brings %s', async (_, frame) => {
    const { url } = await served();
    const socket = await rawSocket(url);
    socket.send(frame);
    const [code] = await once(socket, 'close');
    expect(code).toBe(1002);
  });

  it('refuses what is no request, and goes on', async () => {
    const { url, token } = await served();
    const socket = await rawSocket(url);
    const ask = async (id: number, body: object) => {
      socket.send(JSON.stringify({ kind: 'open', id, identityToken: token, maxEventBytes: 1_000, body }));
      const [data] = await once(socket, 'message');
      return JSON.parse(String(data));
    };
    expect(await ask(1, { query: 1 })).toMatchObject({ kind: 'refused', id: 1, status: 400 });
    expect(await ask(2, { query: '{ hello }' })).toMatchObject({ kind: 'answered', id: 2 });
    expect(await ask(4, { query: PUSHED })).toEqual({ kind: 'opened', id: 4 });
    socket.send(JSON.stringify({ kind: 'taken', id: 3, events: 1 }));
    socket.send(JSON.stringify({ kind: 'close', id: 3 }));
    expect(await ask(5, { query: PUSHED })).toEqual({ kind: 'opened', id: 5 });
    socket.send(JSON.stringify({ kind: 'open', id: 5, identityToken: token, maxEventBytes: 1, body: {} }));
    expect((await once(socket, 'close'))[0]).toBe(1002);
  });

  it.each([
    ['another address', '/graphql', SUBSCRIPTION_PROTOCOL, 404],
    ['another protocol', SUBSCRIPTIONS_PATH, 'graphql-transport-ws', 400],
  ])('is not had at %s', async (_, path, protocol, status) => {
    const { url } = await served();
    const socket = new WebSocket(new URL(path, url.replace(/^http/, 'ws')), protocol);
    socket.on('error', () => undefined);
    const [, { statusCode }] = await once(socket, 'unexpected-response');
    expect(statusCode).toBe(status);
    socket.terminate();
  });

  it('whose router answers no ping is given up, with its sources', async () => {
    const { url, token, subgraph } = await served({ pingMs: 50 });
    const socket = await rawSocket(url, { autoPong: false });
    socket.send(
      JSON.stringify({
        kind: 'open',
        id: 1,
        identityToken: token,
        maxEventBytes: 1,
        body: { query: PUSHED },
      }),
    );
    await expect.poll(() => subgraph.sources()).toBe(1);
    await once(socket, 'close');
    await expect.poll(() => subgraph.sources()).toBe(0);
  });
});

/** A subgraph that admits everything, and says what a test wants. */
async function speaker() {
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    handleProtocols: () => SUBSCRIPTION_PROTOCOL,
  });
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  await once(server, 'listening');
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const { kind, id } = JSON.parse(String(data)) as RouterFrame;
      if (kind === 'open') socket.send(JSON.stringify({ kind: 'opened', id }));
    });
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    /** The next socket that is opened. */
    connected: async () => (await once(server, 'connection'))[0] as WebSocket,
  };
}

async function rawSocket(url: string, options: ClientOptions = {}): Promise<WebSocket> {
  const address = new URL(SUBSCRIPTIONS_PATH, url.replace(/^http/, 'ws'));
  const socket = new WebSocket(address, SUBSCRIPTION_PROTOCOL, options);
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  return socket;
}
