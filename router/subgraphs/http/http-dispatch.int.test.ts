import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type SubgraphTransport, wasTooLarge } from '../subgraph-transport.ts';
import { httpTransport } from './http-transport.ts';
import { WrittenRequest } from './written-request.ts';

const QUERY = { query: '{ a }' };
const CALL = { identityToken: 'token' };

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** A subgraph that answers as the listener does. */
async function subgraph(
  listener: RequestListener,
  options: {
    readonly maxAnswerBytes?: number;
    readonly timeoutMs?: number;
    readonly connections?: number;
  } = {},
): Promise<{
  readonly transport: SubgraphTransport;
  readonly server: Server;
  readonly connections: Set<unknown>;
}> {
  const connections = new Set<unknown>();
  const server = createServer(listener).on('connection', (socket) => connections.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  const { port } = server.address() as AddressInfo;
  const transport = httpTransport({ url: `http://127.0.0.1:${port}/graphql`, ...options });
  open.push(transport);
  return { transport, server, connections };
}

function json(response: ServerResponse, body: string | Buffer, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(body);
}

const UNAVAILABLE = { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } };

describe('a subgraph over HTTP', () => {
  it('is told what is asked in one body, with the identity, the request and the choice of reads', async () => {
    let told: unknown;
    const { transport } = await subgraph(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      const { authorization, 'x-request-id': requestId } = request.headers;
      told = { body: JSON.parse(body), authorization, requestId };
      json(response, '{"data":{"a":1}}');
    });
    const written = new WrittenRequest({
      query: 'query Q { a }',
      operationName: 'Q',
      requestId: 'req-1',
      variables: { text: 'こ"', none: undefined },
      written: { representations: '[{"id":"1"}]' },
    });
    expect(await transport.execute(written, CALL)).toEqual({ data: { a: 1 }, bytes: 16 });
    const variables = { representations: [{ id: '1' }], text: 'こ"' };
    expect(told).toEqual({
      body: { query: 'query Q { a }', operationName: 'Q', variables },
      authorization: 'Bearer token',
      requestId: 'req-1',
    });
    expect(written.variables).toEqual({ ...variables, none: undefined });
  });

  it('is read whole, however its answer is cut, a character in two included', async () => {
    const body = Buffer.from('\ufeff{"data":{"a":"こんにちは"}}');
    const { transport } = await subgraph(async (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      for (const byte of body) {
        response.write(Buffer.from([byte]));
        await new Promise(setImmediate);
      }
      response.end();
    });
    expect(await transport.execute(QUERY, CALL)).toEqual({ data: { a: 'こんにちは' }, bytes: body.length });
  });

  it('keeps its connections for what is asked next', async () => {
    const { transport, connections } = await subgraph((_, response) => json(response, '{"data":{}}'));
    for (let asked = 0; asked < 20; asked += 1) await transport.execute(QUERY, CALL);
    expect(connections.size).toBeLessThanOrEqual(2);
  });

  it.each<[string, RequestListener]>([
    [
      'ends its connection in the middle of an answer',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"data":', () => response.destroy());
      },
    ],
    ['ends its connection before it answers', (request) => request.socket.destroy()],
    ['answers what is no JSON', (_, response) => json(response, '{"data":')],
    ['answers nothing', (_, response) => json(response, '')],
    ['answers JSON without data or errors', (_, response) => json(response, '{"a":1}')],
    ['answers no object', (_, response) => json(response, 'null')],
    [
      'compresses what nobody asked it to',
      (_, response) => json(response, gzipSync('{"data":{}}'), { 'content-encoding': 'gzip' }),
    ],
    [
      'answers a page',
      (_, response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>'),
    ],
    [
      'refuses the identity',
      (_, response) =>
        response.writeHead(401, { 'content-type': 'application/json' }).end('{"errors":[{"message":"no"}]}'),
    ],
  ])('that %s does not answer', async (_, listener) => {
    const { transport } = await subgraph(listener);
    await expect(transport.execute(QUERY, CALL)).rejects.toMatchObject(UNAVAILABLE);
  });

  it('is answered for by its status, so that another replica may be asked', async () => {
    const { transport } = await subgraph((_, response) => response.writeHead(503).end());
    const error = await transport.execute(QUERY, CALL).catch((thrown: Error) => thrown);
    expect((error as { cause: { cause: unknown } }).cause.cause).toMatchObject({ statusCode: 503 });
  });

  it('answers also by another status', async () => {
    const { transport } = await subgraph((_, response) =>
      response.writeHead(400, { 'content-type': 'application/graphql-response+json' }).end('{"errors":[]}'),
    );
    expect(await transport.execute(QUERY, CALL)).toEqual({ errors: [], bytes: 13 });
  });

  it('does not say itself how long its answer is', async () => {
    const { transport } = await subgraph((_, response) => json(response, '{"data":{},"bytes":1}'));
    expect(await transport.execute(QUERY, CALL)).toEqual({ data: {}, bytes: 21 });
  });

  it.each([
    ['tells its length', true],
    ['does not tell its length', false],
  ])('is not read beyond what an answer may have when it %s', async (_, isTold) => {
    const body = `{"data":{"a":"${'x'.repeat(10_000)}"}}`;
    const { transport } = await subgraph(
      (_request, response) => json(response, body, isTold ? { 'content-length': String(body.length) } : {}),
      { maxAnswerBytes: 5_000 },
    );
    const error = await transport.execute(QUERY, CALL).catch((thrown: unknown) => thrown);
    expect(wasTooLarge(error)).toBe(true);
  });

  it('is not listened to for ever when what it answers is no answer', async () => {
    let isOpen = true;
    const { transport } = await subgraph((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      const more = () => {
        if (isOpen) response.write('x'.repeat(10_000), () => setImmediate(more));
      };
      response.on('close', () => {
        isOpen = false;
      });
      more();
    });
    await expect(transport.execute(QUERY, CALL)).rejects.toMatchObject(UNAVAILABLE);
    await expect.poll(() => isOpen).toBe(false);
  });
});

describe('who does not wait any more', () => {
  it('ends what was asked at the subgraph', async () => {
    const ended = new Set<string>();
    const { transport } = await subgraph((request, response) => {
      response.on('close', () => ended.add(String(request.headers['x-request-id'])));
    });
    const over = new AbortController();
    const asked = ['req-1', 'req-2'].map((requestId) =>
      transport.execute({ ...QUERY, requestId }, { ...CALL, signal: over.signal }),
    );
    const others = transport.execute({ ...QUERY, requestId: 'req-3' }, CALL);
    others.catch(() => undefined);
    over.abort();
    for (const each of asked) await expect(each).rejects.toMatchObject(UNAVAILABLE);
    await expect.poll(() => ended.size).toBeLessThanOrEqual(2);
    expect(ended.has('req-3')).toBe(false);
  });

  it('does not wait for a connection either', async () => {
    const seen: unknown[] = [];
    const { transport } = await subgraph((request) => void seen.push(request.headers['x-request-id']), {
      connections: 1,
    });
    transport.execute({ ...QUERY, requestId: 'req-1' }, CALL).catch(() => undefined);
    await expect.poll(() => seen).toEqual(['req-1']);
    const over = new AbortController();
    const waiting = transport.execute({ ...QUERY, requestId: 'req-2' }, { ...CALL, signal: over.signal });
    over.abort();
    await expect(waiting).rejects.toMatchObject(UNAVAILABLE);
    const late = transport.execute({ ...QUERY, requestId: 'req-3' }, { ...CALL, signal: over.signal });
    await expect(late).rejects.toMatchObject(UNAVAILABLE);
    expect(seen).toEqual(['req-1']);
  });
});
