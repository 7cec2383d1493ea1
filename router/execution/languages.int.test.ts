import { serveSubgraphHttp } from '@depachika/graphql/http/serve-http.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { httpTransport } from '../subgraphs/http/http-transport.ts';
import { inProcessTransport } from '../subgraphs/in-process-transport.ts';
import { connectSocket } from '../testing/socket-client.ts';
import { startToyRouter, type ToyRouter, type ToyRouterOptions } from '../testing/toy-router.ts';

const BUSY = '{ coded(code: "OVERLOADED") }';
const SAID = {
  ja: 'ただいま混み合っています。処理は行われていません。しばらくしてからもう一度お試しください。',
  en: 'Too much is going on, and nothing was done: try again shortly',
};

describe.each(['in process', 'stream', 'socket'] as const)('texts for people, subgraphs by %s', (way) => {
  const ports: { close(): Promise<void> }[] = [];
  let toy: ToyRouter;
  let authorization: string;

  beforeAll(async () => {
    toy = await startToyRouter({ transport: transportBy(way, ports) });
    authorization = await toy.signIn();
  });
  afterAll(async () => {
    await toy.close();
    for (const port of ports) await port.close();
  });

  it.each([
    ['ja', undefined],
    ['en', 'en-GB, en;q=0.9, ja;q=0.1'],
  ] as const)('are in %s by HTTP for who sends %s', async (language, header) => {
    const headers: Record<string, string> = header ? { 'accept-language': header } : {};
    toy.shop.asked.length = 0;
    const answer = await toy.post({ query: BUSY }, { headers });
    expect(answer.errors?.map(({ message }) => message)).toEqual([SAID[language]]);
    expect(answer.headers.get('content-language')).toBe(language);
    expect(answer.headers.get('vary')).toMatch(/accept-language/i);
    expect(toy.shop.asked.map(({ request }) => request.language)).toEqual([language]);
  });

  it('are in their language before a body is read, and of the router itself', async () => {
    const said = async (query: string, language: string, token?: string) => {
      const headers = { 'accept-language': language, ...(token ? { authorization: token } : {}) };
      return (await toy.post({ query }, { headers })).errors?.[0]?.message;
    };
    expect(await said('{ me }', 'en', 'Bearer bad.bad.bad')).toBe('The access token is not valid');
    expect(await said('{ me }', 'ja', 'Bearer bad.bad.bad')).toMatch(/無効です/);
    expect(await said('{ order(id: "o1") { id } }', 'en')).toBe('Sign in to read Query.order');
    expect(await said('{ order(id: "o1") { id } }', 'ja')).toMatch(/^Query\.orderをご覧になるには/);
    expect(await said('{ broken }', 'en')).toMatch(/^Something went wrong on our side/);
    expect(await said('{ broken }', 'ja')).toMatch(/^問題が発生しました/);
  });

  it('leave what programmers did wrong in English', async () => {
    const { errors } = await toy.post({ query: '{ nothing }' });
    expect(errors?.[0]?.message).toMatch(/^Cannot query field "nothing"/);
  });

  it.each([
    ['ja', {}],
    ['en', { 'accept-language': 'en' }],
    ['en', { headers: { 'Accept-Language': 'en-US,ja;q=0.3' } }],
  ] as const)('are in %s on a socket that is opened with %j', async (language, params) => {
    const client = connectSocket(toy.url, authorization, params);
    const running = client.start(BUSY);
    await expect.poll(() => running.events.flatMap(({ errors }) => errors ?? [])).toHaveLength(1);
    expect(running.events[0].errors[0].message).toBe(SAID[language]);
    await client.dispose();
  });

  it('are shared by the tabs of one language, and by no two', async () => {
    const STATUS = 'subscription { orderStatusChanged(orderId: "o1") { version } }';
    const clients = ['ja', 'en', 'ja', 'en'].map((language) =>
      connectSocket(toy.url, authorization, { 'accept-language': language }),
    );
    const running = clients.map((client) => client.start(STATUS));
    await expect
      .poll(() => [toy.shop.statusSources.size, toy.router.load()])
      .toEqual([2, { connections: 4, upstreams: 2 }]);
    toy.shop.push({ version: 1, status: 'S', productId: 'p1' });
    for (const { events } of running) await expect.poll(() => events.length).toBe(1);
    for (const client of clients) await client.dispose();
    await expect.poll(() => toy.router.load().upstreams).toBe(0);
  });
});

describe('a socket', () => {
  it('takes the language of its upgrade where its client says none', async () => {
    const toy = await startToyRouter();
    const socket = new WebSocket(toy.url.replace('http', 'ws'), 'graphql-transport-ws', {
      headers: { 'accept-language': 'en' },
    });
    const messages: { type: string; payload?: { errors?: { message: string }[] } }[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    await expect.poll(() => messages.length).toBe(1);
    socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: BUSY } }));
    await expect
      .poll(() => messages.find(({ type }) => type === 'next')?.payload?.errors)
      .toMatchObject([{ message: SAID.en }]);
    socket.terminate();
    await toy.close();
  });
});

function transportBy(
  way: 'in process' | 'stream' | 'socket',
  ports: { close(): Promise<void> }[],
): NonNullable<ToyRouterOptions['transport']> {
  return async (subgraph) => {
    if (way === 'in process') return inProcessTransport(subgraph);
    const port = await serveSubgraphHttp({ subgraph, port: 0, logger: silent });
    ports.push(port);
    return httpTransport({ url: port.url, subscriptions: way });
  };
}
