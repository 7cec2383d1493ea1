import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect } from 'node:net';
import { adjustableClock } from '@depachika/clock/clock.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { startToyRouter, type ToyRouter } from '../../testing/toy-router.ts';
import { pagesElsewhere } from './pages-elsewhere.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** A process that renders pages as it is told. @returns its address */
async function web(answer: RequestListener): Promise<URL> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  open.push({ close: () => ended(server) });
  return new URL(`http://127.0.0.1:${(server.address() as { port: number }).port}`);
}

function ended(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** A port at which nobody listens. */
async function nobody(): Promise<URL> {
  const url = await web(() => undefined);
  await open.pop()!.close();
  return url;
}

function routerTo(...urls: URL[]): Promise<ToyRouter & { readonly origin: string }> {
  return routerWith({}, ...urls);
}

async function routerWith(
  env: Record<string, string>,
  ...urls: URL[]
): Promise<ToyRouter & { readonly origin: string }> {
  const pages = pagesElsewhere({
    urls,
    signer: { sign: async (caller) => JSON.stringify(caller) },
    limits: { bodyBytes: 1_000, requestTimeoutMs: 5_000 },
    logger: silent,
  });
  const toy = await startToyRouter({ env, pages: async () => pages });
  open.push({ close: () => pages.close() }, toy);
  return { ...toy, origin: new URL(toy.url).origin };
}

const body = async (request: IncomingMessage) => Buffer.concat(await request.toArray()).toString();

describe('pages of other processes', () => {
  it('are asked for what is not the router’s own, by turns, each in its own words', async () => {
    const asked: string[] = [];
    const named =
      (name: string): RequestListener =>
      async (request, response) => {
        asked.push(name);
        response.writeHead(418, { 'set-cookie': ['a=1', 'b=2'], 'cache-control': 'private', 'x-web': name });
        response.end(`${request.method} ${request.url} ${request.headers.host} ${await body(request)}`);
      };
    const { origin, url } = await routerTo(await web(named('one')), await web(named('two')));
    const page = await fetch(`${origin}/ja/search?q=%E9%A4%A1`);
    expect([page.status, await page.text()]).toEqual([
      418,
      `GET /ja/search?q=%E9%A4%A1 ${new URL(origin).host} `,
    ]);
    expect(page.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(page.headers.get('cache-control')).toBe('private');
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    const form = await fetch(`${origin}/ja/cart`, { method: 'POST', body: new URLSearchParams({ n: '1' }) });
    expect(await form.text()).toContain('POST /ja/cart');
    expect(new Set(asked)).toEqual(new Set(['one', 'two']));
    asked.length = 0;
    for (const path of ['/health/ready', '/metrics', '/live', '/explorer/'])
      await fetch(`${origin}${path}`).then((answer) => answer.text());
    await fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
    expect(asked).toEqual([]);
  });

  it('are told the visitor’s address and the request’s id by the router alone, and nothing of its connection', async () => {
    const seen: IncomingMessage['headers'][] = [];
    const { origin } = await routerTo(
      await web(({ headers }, response) => {
        seen.push(headers);
        response.end();
      }),
    );
    await fetch(`${origin}/ja`, {
      headers: {
        'x-depachika-client-address': '203.0.113.9',
        'x-depachika-service': 'forged',
        'x-request-id': 'req-of-a-client',
        authorization: 'Bearer mine',
        te: 'trailers',
        cookie: 'depachika=x',
      },
    });
    expect(seen[0]).toMatchObject({
      'x-depachika-client-address': '127.0.0.1',
      'x-depachika-service': JSON.stringify(serviceCaller('router')),
      'x-request-id': 'req-of-a-client',
      cookie: 'depachika=x',
    });
    expect(seen[0]!.authorization).toBeUndefined();
    expect(seen[0]!.te).toBeUndefined();
  });

  it('are shown as they come', async () => {
    const rest = Promise.withResolvers<void>();
    const { origin } = await routerTo(
      await web(async (_, response) => {
        response.write('head');
        await rest.promise;
        response.end('rest');
      }),
    );
    const reader = (await fetch(`${origin}/ja`)).body!.getReader();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('head');
    rest.resolve();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('rest');
  });

  it('are made for nobody once their reader has left', async () => {
    const began = Promise.withResolvers<void>();
    const left = Promise.withResolvers<void>();
    const { origin } = await routerTo(
      await web((_, response) => {
        began.resolve();
        response.once('close', left.resolve);
      }),
    );
    const leaving = new AbortController();
    const page = fetch(`${origin}/ja`, { signal: leaving.signal });
    await began.promise;
    leaving.abort();
    await expect(page).rejects.toThrow();
    await left.promise;
  });

  it('take forms of a form’s size, whole, and no larger ones', async () => {
    let sizes: (string | undefined)[] = [];
    const { origin } = await routerTo(
      await web(async (request, response) => {
        sizes.push(request.headers['content-length']);
        response.end(await body(request));
      }),
    );
    const send = (bytes: number) => fetch(`${origin}/ja/cart`, { method: 'POST', body: 'x'.repeat(bytes) });
    expect(await (await send(1_000)).text()).toHaveLength(1_000);
    expect(sizes).toEqual(['1000']);
    sizes = [];
    expect((await send(1_001)).status).toBe(413);
    expect(sizes).toEqual([]);
  });

  it('go on at the next process where one is gone, and a form is sent to no second one that may have it', async () => {
    const forms: string[] = [];
    const breaking = await web(async (request, response) => {
      forms.push(await body(request));
      response.destroy();
    });
    const { origin } = await routerTo(await nobody(), await web((_, response) => response.end('here')));
    for (let page = 0; page < 3; page += 1) {
      expect(await (await fetch(`${origin}/ja`)).text()).toBe('here');
      expect((await fetch(`${origin}/ja/cart`, { method: 'POST', body: 'n=1' })).status).toBe(200);
    }
    const { origin: other } = await routerTo(breaking, breaking);
    expect((await fetch(`${other}/ja/cart`, { method: 'POST', body: 'n=1' })).status).toBe(503);
    expect(forms).toEqual(['n=1']);
  });

  it('are told to be away in both languages, when nobody renders them, and the graph goes on', async () => {
    const { origin, post } = await routerTo(await nobody());
    const page = await fetch(`${origin}/en/cart`);
    const text = await page.text();
    expect(page.status).toBe(503);
    expect(page.headers.get('retry-after')).toBe('5');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).toContain('ただいま画面を表示できません');
    expect(text).toContain('Please try again in a moment');
    expect((await post({ query: '{ __typename }' })).status).toBe(200);
  });
});

describe('a socket of a page', () => {
  const socketAt = async (origin: string, headers: Record<string, string>) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/live`, 'graphql-transport-ws', { headers });
    open.push({ close: () => socket.terminate() });
    return new Promise<string>((resolve) => {
      socket.on('open', () => socket.send('{"type":"connection_init"}'));
      socket.on('message', (message) => resolve(String(message)));
      socket.on('close', (code) => resolve(String(code)));
      socket.on('error', (error) => resolve(error.message));
    });
  };

  it('is opened as who the pages say it is, by the cookie that only they read', async () => {
    const seen: IncomingMessage['headers'][] = [];
    let token = '';
    const toy = await routerTo(
      await web(({ headers, url }, response) => {
        seen.push(headers);
        if (url !== '/live' || headers.cookie !== 'depachika=known') return response.writeHead(401).end();
        return response.end(JSON.stringify({ accessToken: token }));
      }),
    );
    token = (await toy.signIn()).replace('Bearer ', '');
    const cookie = 'depachika=known';
    expect(await socketAt(toy.origin, { cookie, origin: toy.origin })).toBe('{"type":"connection_ack"}');
    expect(seen[0]).toMatchObject({ cookie, origin: toy.origin, host: new URL(toy.origin).host });
    expect(await socketAt(toy.origin, { cookie: 'depachika=other' })).toContain('401');
  });

  it('keeps no place for a visitor who has gone before it is known who they are', async () => {
    const asked = Promise.withResolvers<void>();
    const known = Promise.withResolvers<void>();
    const toy = await routerWith(
      { MAX_SOCKETS_PER_ADDRESS: '1', MAX_CONNECTIONS_PER_ADDRESS: '1' },
      await web(async (_request, response) => {
        asked.resolve();
        await known.promise;
        response.end(JSON.stringify({ accessToken: 'a.b.c' }));
      }),
    );
    const visitor = connect(Number(new URL(toy.origin).port), '127.0.0.1');
    visitor.write(`GET /live HTTP/1.1\r\nhost: shop\r\norigin: ${toy.origin}\r\n${UPGRADE}\r\n\r\n`);
    await asked.promise;
    visitor.resetAndDestroy();
    // Its connection was the only one that its address may have.
    await expect.poll(() => statusAlone(`${toy.origin}/health/live`)).toBe(200);
    known.resolve();
    await expect.poll(() => socketAt(toy.origin, { origin: toy.origin })).toBe('4401');
  });

  it('is refused until somebody can tell whose it is', async () => {
    const { origin } = await routerTo(await nobody());
    expect(await socketAt(origin, { origin })).toContain('503');
  });
});

const UPGRADE = [
  'connection: upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
  'sec-websocket-protocol: graphql-transport-ws',
].join('\r\n');

/** Over a connection of its own, which ends with the answer. */
async function statusAlone(url: string): Promise<number | undefined> {
  const request = get(url, { agent: false, headers: { connection: 'close' } });
  const [answer] = await once(request, 'response').catch(() => []);
  return answer?.resume().statusCode;
}

describe('the graph', () => {
  it('never reads the cookie that pages know their visitors by', async () => {
    const toy = await startToyRouter();
    open.push(toy);
    const cookie = `depachika=${'x'.repeat(43)}; __Host-depachika=${'x'.repeat(43)}`;
    const asked = { query: '{ order(id: "ord_1") { id } }' };
    const { codes } = await toy.post(asked, { headers: { cookie, origin: new URL(toy.url).origin } });
    expect(codes).toEqual(['UNAUTHENTICATED']);
    const authorization = await toy.signIn();
    expect((await toy.post(asked, { authorization, headers: { cookie: 'depachika=other' } })).codes).toEqual(
      [],
    );
  });

  it('counts those whom pages ask for, each by their own address, and believes nobody else', async () => {
    const clock = adjustableClock();
    const [webs, orders] = [await createIdentityKeys(), await createIdentityKeys()];
    const services = identityVerifier({
      jwks: { keys: [...webs.jwks.keys, ...orders.jwks.keys] },
      clock,
    });
    const word = (keys: typeof webs, service: string) =>
      identitySigner({ keys, clock, issuer: service }).sign(serviceCaller(service));
    const toy = await startToyRouter({ services, env: { RATE_LIMIT_REQUESTS: '2' } });
    open.push(toy);
    const ask = async (headers: Record<string, string>) =>
      (await toy.post({ query: '{ __typename }' }, { headers })).status;
    const by = async (shown: string, address: string) =>
      ask({ 'x-depachika-service': shown, 'x-depachika-client-address': address });
    const own = await word(webs, 'web');
    for (const [address, status] of [
      ['192.0.2.1', 200],
      ['192.0.2.1', 200],
      ['192.0.2.1', 429],
      ['192.0.2.2', 200],
      ['2001:db8::1', 200],
    ] as const)
      expect(await by(own, address)).toBe(status);
    // All of these are one visitor: the connection's own.
    expect(await by(await word(orders, 'orders'), '192.0.2.3')).toBe(200);
    expect(await by('forged', '192.0.2.4')).toBe(200);
    expect(await by(own, 'no address')).toBe(429);
    expect(await ask({ 'x-forwarded-for': '192.0.2.5' })).toBe(429);
  });
});
