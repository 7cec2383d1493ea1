import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RestApi } from '@depachika/schema/rest/rest-api.ts';
import type { RestOperation } from '@depachika/schema/rest/rest-operation.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';
import { OTHERS_ORDER, toySupergraph } from '../testing/toy-shop.ts';

// What holds for every row, over a shop of toys with a table of three rows.

const row = (
  given: Partial<RestOperation> & Pick<RestOperation, 'id' | 'path' | 'answer'>,
): RestOperation => ({
  method: 'GET',
  tag: 'Catalogue',
  summary: given.id,
  operation: given.id,
  ...given,
});

const TABLE: readonly RestOperation[] = [
  row({ id: 'listToys', path: '/v1/toys', answer: { status: 200, at: 'products', list: 'whole' } }),
  row({
    id: 'renameToy',
    method: 'PATCH',
    path: '/v1/toys/{toy}',
    parameters: { toy: 'id' },
    body: 'input',
    fixed: { name: 'Renamed' },
    answer: { status: 200, at: 'rename' },
  }),
  row({
    id: 'followOrder',
    path: '/v1/orders/{order}/events',
    parameters: { order: 'id' },
    signedIn: true,
    answer: { status: 200, at: 'orderStatusChanged', event: 'status', hidesOthers: true },
  }),
];

const API: RestApi = {
  table: TABLE,
  texts: new Map([
    ['listToys', 'query ListToys { products(first: 2) { id name } }'],
    [
      'renameToy',
      'mutation RenameToy($id: ID!, $name: String!) { rename(id: $id, name: $name) { id name } }',
    ],
    [
      'followOrder',
      'subscription FollowOrder($id: ID!) { orderStatusChanged(orderId: $id) { version status } }',
    ],
  ]),
  problemStatuses: {},
  document: JSON.stringify({
    paths: {
      '/v1/toys': { get: { parameters: [] } },
      '/v1/toys/{toy}': {
        patch: {
          parameters: [],
          requestBody: { content: { 'application/json': { schema: { type: 'object', maxProperties: 0 } } } },
        },
      },
      '/v1/orders/{order}/events': {
        get: {
          parameters: [
            { name: 'Last-Event-ID', in: 'header', required: false, schema: { type: 'integer', minimum: 0 } },
          ],
        },
      },
    },
    components: { schemas: {} },
  }),
};

let toys: ToyRouter;

beforeAll(async () => {
  toys = await startToyRouter({
    rest: API,
    env: { CORS_ORIGINS: 'https://shop.example', MAX_BODY_BYTES: '1000' },
  });
});
afterAll(() => toys.close());

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(new URL(path, toys.url), init);
}

/** @returns its status and code */
async function refusal(path: string, init: RequestInit = {}): Promise<[number, string]> {
  const response = await ask(path, init);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const { status, code, requestId } = (await response.json()) as {
    status: number;
    code: string;
    requestId: string;
  };
  expect(requestId).toBe(response.headers.get('x-request-id'));
  expect(status).toBe(response.status);
  return [status, code];
}

const JSON_BODY = { 'content-type': 'application/json' };
const change = (headers: Record<string, string>, body?: string): RequestInit => ({
  method: 'PATCH',
  headers,
  ...(body === undefined ? {} : { body }),
});

describe('An address below /v1', () => {
  it('that nobody has is 404, and asked in another way 405', async () => {
    expect(await refusal('/v1')).toEqual([404, 'NOT_FOUND']);
    expect(await refusal('/v1/nothing', { method: 'PUT' })).toEqual([404, 'NOT_FOUND']);
    expect(await refusal('/v1/problems/none')).toEqual([404, 'NOT_FOUND']);
    const wrong = await ask('/v1/toys/prd_1', { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'PATCH']);
    // Node reads each of these, and what their bodies are is not what is wrong.
    for (const method of ['DELETE', 'QUERY', 'PROPFIND', 'REPORT']) {
      const other = await ask('/v1/toys', { method, body: 'x' });
      expect([other.status, other.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
  });

  it('names things by as long a name as fits, and says of a longer one how long it may be', async () => {
    const authorization = await toys.signIn();
    const events = (length: number) =>
      ask(`/v1/orders/${'x'.repeat(length)}/events`, { headers: { authorization, 'last-event-id': 'x' } });
    // The name is read: what is wrong is where to begin.
    expect(await (await events(101)).json()).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
    for (const length of [201, 9_000])
      expect(await (await events(length)).json()).toMatchObject({
        status: 400,
        errors: [{ parameter: 'order' }],
      });
    expect(await refusal(`/v1/problems/${'x'.repeat(101)}`)).toEqual([404, 'NOT_FOUND']);
  });

  it('is text in UTF-8, and refused as a problem when it is not', async () => {
    for (const path of ['/v1/%ff', '/v1/toys/%E3%81', '/v1/toys?a=%ff', '/v1/nothing?%E3%81'])
      expect([path, await refusal(path)]).toEqual([path, [400, 'BAD_REQUEST']]);
    const elsewhere = await ask('/v2/%ff');
    expect(elsewhere.headers.get('content-type')).toContain('application/json');
    expect(elsewhere.headers.get('cache-control')).toBe('no-store');
  });

  it('offers no method that it refuses', async () => {
    for (const method of ['HEAD', 'PUT']) {
      const refused = await ask('/v1/orders/o1/events', { method });
      expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET']);
    }
  });

  it('is answered to HEAD without a body', async () => {
    const head = await ask('/v1/toys', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('does not exist at a router without a table', async () => {
    const plain = await startToyRouter();
    const response = await fetch(new URL('/v1/toys', plain.url));
    expect(response.status).toBe(404);
    await plain.close();
  });
});

describe('A body', () => {
  it('is JSON in UTF-8, no larger than the router takes', async () => {
    expect(await refusal('/v1/toys/p1', change({ 'content-type': 'text/plain' }, 'x'))).toEqual([
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ]);
    expect(await refusal('/v1/toys/p1', change(JSON_BODY, '{'))).toEqual([400, 'BAD_REQUEST']);
    expect(await refusal('/v1/toys/p1', change(JSON_BODY, `"${'x'.repeat(1_000)}"`))).toEqual([
      413,
      'PAYLOAD_TOO_LARGE',
    ]);
    expect(await refusal('/v1/toys/p1', change(JSON_BODY, '{"x":1}'))).toEqual([422, 'BAD_USER_INPUT']);
  });
});

describe('Rights', () => {
  it('are those of the graph', async () => {
    expect(await refusal('/v1/toys/p1', change(JSON_BODY, '{}'))).toEqual([401, 'UNAUTHENTICATED']);
    const customer = { ...JSON_BODY, authorization: await toys.signIn() };
    expect(await refusal('/v1/toys/p1', change(customer, '{}'))).toEqual([403, 'FORBIDDEN']);
    const staff = {
      ...JSON_BODY,
      authorization: await toys.signIn({ roles: ['STAFF'], scopes: ['catalog:write'] }),
    };
    const done = await ask('/v1/toys/p1', change(staff, '{}'));
    expect([done.status, await done.json()]).toEqual([200, { id: 'p1', name: 'Renamed' }]);
    // A body may be left out, with its type said or not.
    expect((await ask('/v1/toys/p1', change(staff))).status).toBe(200);
    const bad = await ask('/v1/toys', { headers: { authorization: 'Bearer x' } });
    expect([bad.status, bad.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it('of other origins are those that the router allows', async () => {
    const preflight = await ask('/v1/toys/p1', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'if-match, idempotency-key',
      },
    });
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('idempotency-key');
    const other = await ask('/v1/toys', { headers: { origin: 'https://other.example' } });
    expect(other.headers.get('access-control-allow-origin')).not.toBe('https://other.example');
  });

  it('are asked as often as anybody may ask', async () => {
    const busy = await startToyRouter({ rest: API, env: { RATE_LIMIT_REQUESTS: '1' } });
    const again = () => fetch(new URL('/v1/toys', busy.url));
    await again();
    const refused = await again();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ type: '/v1/problems/rate-limited', code: 'RATE_LIMITED' });
    await busy.close();
    const explained = await ask('/v1/problems/rate-limited');
    expect(await explained.json()).toMatchObject({ status: 429, codes: ['RATE_LIMITED'] });
  });
});

describe('A language', () => {
  it('is chosen, and said', async () => {
    for (const language of ['ja', 'en']) {
      const { headers } = await ask('/v1/toys', { headers: { 'accept-language': language } });
      expect(headers.get('content-language')).toBe(language);
      expect(headers.get('vary')).toContain('accept-language');
    }
  });
});

describe('Events', () => {
  it('come with their versions, and end when there are no more', async () => {
    const authorization = await toys.signIn();
    toys.shop.push({ version: 1, status: 'PENDING', productId: 'p1' });
    toys.shop.push({ version: 2, status: 'CONFIRMED', productId: 'p1' });
    const response = await ask('/v1/orders/o1/events', { headers: { authorization } });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const text = await readUntil(reader, 'CONFIRMED');
    expect(text).toContain('event: status\nid: 1\ndata: {"version":1,"status":"PENDING"}\n\n');
    toys.shop.completeSources();
    expect(await readUntil(reader, 'event: end')).toContain('event: end\ndata: {}\n\n');
  });

  it('are refused by a status, as long as nothing was sent', async () => {
    expect(await refusal('/v1/orders/o1/events')).toEqual([401, 'UNAUTHENTICATED']);
    expect(await refusal('/v1/orders/o1/events?x=1')).toEqual([401, 'UNAUTHENTICATED']);
    // No field of the graph is named.
    expect(await (await ask('/v1/orders/o1/events')).json()).not.toHaveProperty('coordinate');
    const authorization = await toys.signIn();
    const headers = { authorization, 'last-event-id': 'x' };
    expect(await refusal('/v1/orders/o1/events', { headers })).toEqual([400, 'BAD_USER_INPUT']);
    expect(toys.router.streams()).toBe(0);
  });

  it('of what is somebody else’s are not there, as if nobody had it', async () => {
    const headers = { authorization: await toys.signIn() };
    expect(await refusal(`/v1/orders/${OTHERS_ORDER}/events`, { headers })).toEqual([404, 'NOT_FOUND']);
  });
});

describe('A graph that is served later', () => {
  it('and has not what a row asks for, makes it 503 until one has it again; the others go on', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rest-graph-'));
    const supergraphFile = join(folder, 'supergraph.graphql');
    const whole = toySupergraph();
    await writeFile(supergraphFile, whole);
    const frozenAt = new Date('2026-11-26T03:00:00Z');
    const served = await startToyRouter({ rest: API, supergraphFile, frozenAt });
    const statusOf = async (path: string, init?: RequestInit) =>
      (await fetch(new URL(path, served.url), init)).status;
    const rename = () => {
      // The file is looked at again.
      served.clock.advance(2_000);
      return statusOf('/v1/toys/p1', change(JSON_BODY, '{}'));
    };
    const documented = async () => {
      const response = await fetch(new URL('/v1/openapi.json', served.url));
      return { tag: response.headers.get('etag'), ...((await response.json()) as { paths: object }) };
    };
    const before = await documented();
    expect(await rename()).toBe(401);

    await writeFile(supergraphFile, whole.replace(/\brename\(/, 'renamed('));
    await expect.poll(rename, { timeout: 10_000 }).toBe(503);
    expect(await statusOf('/v1/toys')).toBe(200);
    const meanwhile = await documented();
    expect(Object.keys(meanwhile.paths)).toEqual(['/v1/toys', '/v1/orders/{order}/events']);
    expect(meanwhile.tag).not.toBe(before.tag);
    await rename();
    const told = served.log.filter((line) => line.includes('rows of REST'));
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0]!)).toMatchObject({ rows: [{ id: 'renameToy', operation: 'renameToy' }] });

    await writeFile(supergraphFile, whole);
    await expect.poll(rename, { timeout: 10_000 }).toBe(401);
    expect(await documented()).toEqual(before);
    await served.close();
    await rm(folder, { recursive: true });
  });
});

it('The product does not stand in the engine', () => {
  for (const file of [
    'rest-routes',
    'rest-request',
    'rest-answer',
    'rest-operations',
    'kept-rows',
    'compiled-table',
    'problems',
    'served-table',
  ])
    expect(readFileSync(new URL(`./${file}.ts`, import.meta.url), 'utf8')).not.toMatch(
      /\b(order|cart|yen|konbini)/i,
    );
});

async function readUntil(reader: ReadableStreamDefaultReader<string>, words: string): Promise<string> {
  let text = '';
  while (!text.includes(words)) {
    const { value, done } = await reader.read();
    if (done) return text;
    text += value;
  }
  return text;
}
