import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveSubgraphHttp } from '@depachika/graphql/http/serve-http.ts';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectSocket } from '../../testing/socket-client.ts';
import { startToyRouter, type ToyRouter } from '../../testing/toy-router.ts';
import { httpTransport } from './http-transport.ts';

describe('a router over HTTP', () => {
  let toy: ToyRouter;
  const ports: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    const logger = pino({ level: 'silent' });
    toy = await startToyRouter({
      transport: async (subgraph) => {
        const port = await serveSubgraphHttp({ subgraph, port: 0, logger });
        ports.push(port);
        return httpTransport({ url: port.url });
      },
    });
  });
  afterAll(async () => {
    await toy.close();
    for (const port of ports) await port.close();
  });

  it('joins, deduplicates and carries identity and request id as in process', async () => {
    const authorization = await toy.signIn({ userId: 'usr_h' });
    const answer = await toy.post(
      { query: '{ me lines(count: 4) { product { name stock { available } } } }' },
      { authorization, headers: { 'x-request-id': 'req-over-http' } },
    );
    expect(answer.data.me).toBe('usr_h');
    expect(answer.data.lines).toHaveLength(4);
    const entities = toy.shop.asked.find((asked) => asked.subgraph === 'inventory');
    expect(entities?.request.variables?.representations).toHaveLength(2);
    expect(entities?.request.requestId).toBe('req-over-http');
  });

  it('masks faults and passes codes as in process', async () => {
    expect((await toy.post({ query: '{ broken }' })).codes).toEqual(['INTERNAL_SERVER_ERROR']);
    expect((await toy.post({ query: '{ coded(code: "OVERLOADED") }' })).codes).toEqual(['OVERLOADED']);
  });

  it('is ready when every subgraph is', async () => {
    expect((await fetch(new URL('/health/ready', toy.url))).status).toBe(200);
  });

  it('subscribes over SSE, enriches, and closes the source when the reader leaves', async () => {
    const client = connectSocket(toy.url, await toy.signIn());
    const running = client.start(
      'subscription { orderStatusChanged(orderId: "o1") { version product { stock { available } } } }',
    );
    await expect.poll(() => toy.shop.statusSources.size).toBe(1);
    toy.shop.push({ version: 1, status: 'S', productId: 'p1' });
    await expect
      .poll(() => running.events)
      .toEqual([
        {
          data: { orderStatusChanged: { version: 1, product: { stock: { available: 7 } } } },
          extensions: { cost: { cost: 3, limit: 6_000 } },
        },
      ]);
    running.stop();
    await expect.poll(() => [toy.shop.statusSources.size, toy.router.load().upstreams]).toEqual([0, 0]);
    await client.dispose();
  });
});

describe('a subgraph over HTTP that', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function transportTo(
    listener: RequestListener,
    options: { timeoutMs?: number; maxAnswerBytes?: number } = {},
  ) {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return httpTransport({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
      ...options,
    });
  }
  const call = { identityToken: 't' };
  const unavailable = { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } };

  it('is not there is unavailable', async () => {
    const transport = httpTransport({ url: 'http://127.0.0.1:1/graphql' });
    await expect(transport.execute({ query: '{ a }' }, call)).rejects.toMatchObject(unavailable);
    await expect(transport.subscribe({ query: 'subscription { a }' }, call)).rejects.toMatchObject(
      unavailable,
    );
    await expect(transport.ready()).rejects.toThrow();
    await transport.close();
  });

  it.each<[string, RequestListener]>([
    [
      'answers something else than JSON',
      (_, response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>'),
    ],
    [
      'answers broken JSON',
      (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":'),
    ],
    [
      'answers neither data nor errors',
      (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
    ],
    [
      'refuses the router',
      (_, response) =>
        response
          .writeHead(401, { 'content-type': 'application/json' })
          .end('{"errors":[{"message":"x","extensions":{"code":"UNAUTHENTICATED"}}]}'),
    ],
    ['hangs up', (request) => request.socket.destroy()],
    [
      'answers more than it may',
      (_, response) =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(`{"data":{"a":"${'x'.repeat(5_000)}"}}`),
    ],
  ])('%s is unavailable', async (_, listener) => {
    const transport = await transportTo(listener, { maxAnswerBytes: 4_000 });
    await expect(transport.execute({ query: '{ a }' }, call)).rejects.toMatchObject(unavailable);
    await transport.close();
  });

  it('does not answer is given up when the request is over', async () => {
    const transport = await transportTo(() => undefined);
    const over = new AbortController();
    const answer = transport.execute({ query: '{ a }' }, { ...call, signal: over.signal });
    over.abort();
    await expect(answer).rejects.toMatchObject(unavailable);
    await transport.close();
  });

  it('ends a stream without saying so has broken it', async () => {
    const transport = await transportTo((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('event: next\ndata: {"data":{"a":1}}\n\n: ping\n\nevent: next\ndata: {"da');
    });
    const stream = await transport.subscribe({ query: 'subscription { a }' }, call);
    if (!(Symbol.asyncIterator in stream)) throw new Error('expected a stream');
    expect(await stream.next()).toEqual({ done: false, value: { data: { a: 1 } } });
    await expect(stream.next()).rejects.toMatchObject(unavailable);
    await transport.close();
  });

  it('completes a stream has ended it', async () => {
    const transport = await transportTo((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('event: next\r\ndata: {"data":\r\ndata: {"a":1}}\r\n\r\nevent: complete\ndata:\n\n');
    });
    const stream = await transport.subscribe({ query: 'subscription { a }' }, call);
    if (!(Symbol.asyncIterator in stream)) throw new Error('expected a stream');
    const events = [];
    for await (const event of stream) events.push(event);
    expect(events).toEqual([{ data: { a: 1 } }]);
    await transport.close();
  });

  it('is silent lets go of a reader at once, and its connection closes', async () => {
    const gone = Promise.withResolvers<void>();
    const transport = await transportTo((_, response) => {
      response.on('close', () => gone.resolve());
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': hello\n\n');
    });
    const stream = await transport.subscribe({ query: 'subscription { a }' }, call);
    if (!(Symbol.asyncIterator in stream)) throw new Error('expected a stream');
    const waiting = stream.next();
    await stream.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await gone.promise;
    await transport.close();
  });
});
