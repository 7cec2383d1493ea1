import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectSocket } from '../testing/socket-client.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

const EVENTS = 'text/event-stream';
const PARTS = 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json';

const ENV = {
  MAX_SOCKETS_PER_ADDRESS: '3',
  MAX_SOCKETS_PER_USER: '2',
  MAX_SUBSCRIPTIONS_PER_SOCKET: '2',
  MAX_SOCKET_BUFFER_BYTES: '2000',
  SOCKET_KEEP_ALIVE_MS: '15000',
};

let toy: ToyRouter;
let authorization: string;
/** The last version that was pushed: each test follows from there. */
let last: number;
beforeAll(begin);
afterEach(() => {
  for (const { leave } of opened.splice(0)) leave();
});
afterAll(() => toy.close());

/** Of the test that runs. */
const opened: Opened[] = [];

async function begin(): Promise<void> {
  toy = await startToyRouter({ env: ENV });
  authorization = await toy.signIn();
  last = 0;
}

interface Opened {
  readonly response: Response;
  /** What came so far. */
  text(): string;
  /** Resolves when the connection has ended. */
  readonly ended: Promise<void>;
  leave(): void;
}

interface Ask {
  readonly query?: string;
  readonly method?: string;
  readonly accept?: string;
  readonly headers?: Record<string, string>;
  readonly search?: string;
  readonly path?: string;
}

async function open({
  query = track(),
  method = 'POST',
  accept = EVENTS,
  ...ask
}: Ask = {}): Promise<Opened> {
  const control = new AbortController();
  const isPost = method === 'POST';
  const search = ask.search ?? (method === 'GET' ? `?query=${encodeURIComponent(query)}` : '');
  const response = await fetch(`${toy.url}${ask.path ?? ''}${search}`, {
    method,
    signal: control.signal,
    headers: given({
      accept,
      ...(isPost ? { 'content-type': 'application/json' } : {}),
      authorization,
      ...ask.headers,
    }),
    body: isPost ? JSON.stringify({ query }) : null,
  });
  let text = '';
  const decoder = new TextDecoder();
  const read = async () => {
    for await (const chunk of response.body!) text += decoder.decode(chunk, { stream: true });
  };
  const ended = read().catch(() => undefined);
  const stream = { response, text: () => text, ended, leave: () => control.abort() };
  opened.push(stream);
  return stream;
}

/** An empty header is none. */
const given = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));

const track = () => `subscription { orderStatusChanged(orderId: "o1", since: ${last}) { status } }`;

/** @returns the version of the event */
function push(status = ''): number {
  last += 1;
  toy.shop.push({ version: last, status: `S${last}${status}`, productId: 'p1' });
  return last;
}

const followed = (sources: number) => expect.poll(() => toy.shop.statusSources.size).toBe(sources);
const freed = () =>
  expect
    .poll(() => ({ ...toy.router.load(), streams: toy.router.streams() }))
    .toEqual({ connections: 0, streams: 0, upstreams: 0 });
const codeOf = (text: string) => /"code":"(\w+)"/.exec(text)?.[1];

describe('Server-Sent Events', () => {
  it('have the version of each event as their id, and its answer as their data', async () => {
    const stream = await open();
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await followed(1);
    const version = push();
    await expect
      .poll(stream.text)
      .toContain(
        `event: next\nid: ${version}\ndata: {"data":{"orderStatusChanged":{"status":"S${version}"}}`,
      );
    expect(stream.text().startsWith(':\n\n')).toBe(true);
    stream.leave();
    await freed();
  });

  it('go on after the last id that a browser has seen, and not from where its address says', async () => {
    const query = track();
    const [, seen, next] = [push(), push(), push()];
    const stream = await open({ method: 'GET', query, headers: { 'last-event-id': String(seen) } });
    await expect.poll(stream.text).toContain(`S${next}`);
    expect(stream.text().match(/event: next/g)).toHaveLength(1);
    stream.leave();
    await freed();
  });

  it('say that they are alive', async () => {
    const stream = await open();
    await followed(1);
    await expect.poll(stream.text).toBe(':\n\n');
    toy.clock.advance(15_000);
    await expect.poll(stream.text).toBe(':\n\n:\n\n');
    stream.leave();
    await freed();
  });

  it('answer queries and mutations as well, and complete', async () => {
    const answer = await open({ query: 'mutation { rename(id: "p1", name: "x") { id } }' });
    await answer.ended;
    expect(codeOf(answer.text())).toBe('FORBIDDEN');
    const me = await open({ query: '{ me }' });
    await me.ended;
    expect(me.text()).toMatch(
      /^:\n\nevent: next\ndata: \{"data":\{"me":"usr_a"\}.*\}\n\nevent: complete\ndata:\n\n$/,
    );
    await freed();
  });
});

describe('multipart subscriptions', () => {
  it('have each event in a part, whose boundary follows at once', async () => {
    const stream = await open({ accept: PARTS });
    expect(stream.response.headers.get('content-type')).toBe(
      'multipart/mixed;boundary="graphql";subscriptionSpec="1.0"',
    );
    await followed(1);
    push();
    await expect
      .poll(stream.text)
      .toMatch(
        /^\r\n--graphql\r\ncontent-type: application\/json\r\n\r\n\{"payload":\{"data":\{"orderStatusChanged":\{"status":"S\d+"\}\}.*\}\}\r\n--graphql$/,
      );
    stream.leave();
    await freed();
  });

  it('say that they are alive by an empty part', async () => {
    const stream = await open({ accept: PARTS });
    await followed(1);
    toy.clock.advance(15_000);
    await expect.poll(stream.text).toMatch(/\r\n\r\n\{\}\r\n--graphql$/);
    stream.leave();
    await freed();
  });
});

describe('who names a stream last', () => {
  it('gets events at the address of streams', async () => {
    const { response } = await open({ query: '{ me }', path: '/stream', accept: '*/*' });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  });

  it.each([
    'application/json, text/event-stream',
    '*/*, text/event-stream',
    'multipart/mixed;deferSpec=20220824, application/json',
  ])('gets one answer: %s', async (accept) => {
    const { response, ended, text } = await open({ query: '{ me }', accept });
    await ended;
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(JSON.parse(text()).data).toEqual({ me: 'usr_a' });
  });
});

describe('a stream is refused', () => {
  it.each<[string, Ask, number, string]>([
    ['with a token that is not good', { headers: { authorization: 'Bearer x' } }, 401, 'UNAUTHENTICATED'],
    [
      'that another site could ask for',
      { headers: { authorization: '', 'content-type': 'text/plain' } },
      400,
      'CSRF_PREVENTED',
    ],
    ['without a text', { method: 'GET', search: '?extensions={}' }, 400, 'BAD_REQUEST'],
    ['with an id that none of its events has', { headers: { 'last-event-id': 'x1' } }, 400, 'BAD_REQUEST'],
    [
      'of a connection that is not there',
      { headers: { 'x-graphql-event-stream-token': 'x' } },
      404,
      'NOT_FOUND',
    ],
  ])('%s', async (_, ask, status, code) => {
    const { response, text, ended } = await open(ask);
    await ended;
    expect([response.status, codeOf(text())]).toEqual([status, code]);
    await freed();
  });

  it.each<[string, Ask, string]>([
    ['for what is not in the graph', { query: 'subscription { nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['for what its reader may not read', { headers: { authorization: '' } }, 'UNAUTHENTICATED'],
    [
      'for a mutation by GET',
      { method: 'GET', query: 'mutation { rename(id: "p1", name: "x") { id } }' },
      'BAD_REQUEST',
    ],
  ])('%s, in its own words', async (_, ask, code) => {
    const { response, text, ended } = await open(ask);
    await ended;
    expect([response.status, codeOf(text())]).toEqual([200, code]);
    expect(text()).toMatch(/event: complete\ndata:\n\n$/);
    await freed();
  });

  it('in the language of its reader', async () => {
    const { text, ended } = await open({ headers: { authorization: '', 'accept-language': 'en' } });
    await ended;
    expect(text()).toContain('Sign in');
  });
});

describe('places', () => {
  it('are counted together with those of sockets, by person and by address', async () => {
    const socket = connectSocket(toy.url, authorization);
    socket.start(track());
    await expect.poll(() => toy.router.load().connections).toBe(1);
    const mine = await open();
    await refused({});
    const other = { headers: { authorization: await toy.signIn({ userId: 'usr_b' }) } };
    const theirs = await open(other);
    await refused(other);
    mine.leave();
    await expect.poll(() => toy.router.streams()).toBe(1);
    const again = await open();
    expect(again.response.status).toBe(200);
    for (const stream of [theirs, again]) stream.leave();
    await socket.dispose();
    await freed();
  });

  async function refused(ask: Ask): Promise<void> {
    const { response, text, ended } = await open(ask);
    await ended;
    expect([response.status, codeOf(text())]).toEqual([429, 'TOO_MANY_SOCKETS']);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  }

  it('of connections that nobody opens are given back', async () => {
    const ask = () => open({ method: 'PUT', path: '/stream' });
    expect([(await ask()).response.status, (await ask()).response.status]).toEqual([201, 201]);
    expect((await ask()).response.status).toBe(429);
    toy.clock.advance(5_000);
    expect((await ask()).response.status).toBe(201);
    toy.clock.advance(5_000);
  });
});

describe('one connection for all', () => {
  async function connected(headers = {}) {
    const asked = await open({ method: 'PUT', path: '/stream', headers });
    await asked.ended;
    const token = { 'x-graphql-event-stream-token': asked.text(), ...headers };
    const stream = await open({ method: 'GET', path: '/stream', search: '', headers: token });
    expect(stream.response.status).toBe(200);
    return { stream, token };
  }
  const start = async (id: unknown, headers: Record<string, string>) => {
    const response = await fetch(`${toy.url}/stream`, {
      method: 'POST',
      headers: given({ 'content-type': 'application/json', authorization, ...headers }),
      body: JSON.stringify({ query: track(), extensions: { operationId: id } }),
    });
    return response.status;
  };

  it('is its caller’s alone', async () => {
    const { token, stream } = await connected();
    for (const other of [await toy.signIn({ userId: 'usr_b' }), ''])
      expect(await start('1', { ...token, authorization: other })).toBe(404);
    expect(await start('1', token)).toBe(202);
    await followed(1);
    stream.leave();
    await freed();
    expect(await start('2', token)).toBe(404);
  });

  it('runs as many operations as a socket, each under its own id', async () => {
    const { token, stream } = await connected();
    expect(await start('1', token)).toBe(202);
    expect(await start('1', token)).toBe(409);
    for (const id of [undefined, '', 7, 'x'.repeat(101)]) expect(await start(id, token)).toBe(400);
    expect(await start('2', token)).toBe(202);
    expect(await start('3', token)).toBe(429);
    const stopped = await open({
      method: 'DELETE',
      path: '/stream',
      search: '?operationId=1',
      headers: token,
    });
    expect(stopped.response.status).toBe(200);
    await expect.poll(() => start('3', token)).toBe(202);
    expect((await open({ method: 'GET', path: '/stream', search: '', headers: token })).response.status).toBe(
      409,
    );
    stream.leave();
    await freed();
  });
});

describe('a stream ends without complete, so that its client comes back', () => {
  let shared: { readonly toy: ToyRouter; readonly authorization: string; readonly last: number };
  beforeAll(() => {
    shared = { toy, authorization, last };
  });
  beforeEach(begin);
  afterEach(() => toy.close());
  afterAll(() => {
    ({ toy, authorization, last } = shared);
  });

  it.each([
    ['when its token does', 'TOKEN_EXPIRED', async () => toy.clock.advance(3_600_000)],
    [
      'when its session does',
      'SESSION_REVOKED',
      async () => {
        toy.revoked.add('ses_usr_a');
        toy.clock.advance(30_000);
      },
    ],
    ['when its router goes', 'GOING_AWAY', async () => void toy.router.close()],
  ])('%s', async (_, reason, end) => {
    const [events, parts] = [await open(), await open({ accept: PARTS })];
    await expect.poll(() => toy.router.streams()).toBe(2);
    await followed(1);
    await end();
    await Promise.all([events.ended, parts.ended]);
    expect(events.text()).toMatch(new RegExp(`: ${reason}\n\n$`));
    expect(parts.text()).toMatch(
      /\{"payload":null,"errors":\[\{"message":"[^"]+","extensions":\{"code":"\w+"\}\}\]\}\r\n--graphql--\r\n$/,
    );
    await freed();
  });
});

describe('a reader that does not read', () => {
  it('holds a few events, delays nobody, and is cut off', async () => {
    const body = JSON.stringify({ query: track() });
    const stalled = connect(Number(new URL(toy.url).port), '127.0.0.1');
    stalled.pause();
    stalled.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\naccept: ${EVENTS}\r\ncontent-type: application/json\r\nauthorization: ${authorization}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    const reader = await open();
    await expect.poll(() => toy.router.streams()).toBe(2);
    await followed(1);
    const long = 'x'.repeat(800_000);
    const saw = (version: number) => reader.text().slice(-900_000).includes(`id: ${version}\n`);
    // More than the buffers of a connection take.
    for (let count = 1; count <= 20; count += 1) {
      const version = push(long);
      await expect.poll(() => saw(version)).toBe(true);
    }
    await expect
      .poll(() => {
        if (toy.router.streams() > 1) toy.clock.advance(15_000);
        return toy.router.streams();
      })
      .toBe(1);
    const version = push();
    await expect.poll(() => saw(version)).toBe(true);
    stalled.destroy();
    reader.leave();
    await freed();
  });
});
