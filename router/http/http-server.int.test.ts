import { createHash } from 'node:crypto';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routerError } from '../operation/public-errors.ts';
import { inProcessTransport } from '../subgraphs/in-process-transport.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

const ECHO = 'query ($text: String) { echo(text: $text) }';
const HALF = 'query ($yen: Yen!) { half(yen: $yen) }';

let toy: ToyRouter;
beforeAll(async () => {
  toy = await startToyRouter();
});
afterAll(() => toy.close());

describe('a query over several subgraphs', () => {
  it('asks for each entity once and answers every place', async () => {
    toy.shop.asked.length = 0;
    const { data } = await toy.post({ query: '{ lines(count: 7) { product { id stock { available } } } }' });
    expect(data.lines).toHaveLength(7);
    expect(
      data.lines.every(
        (line: { product: { stock: { available: number } } }) => line.product.stock.available === 7,
      ),
    ).toBe(true);
    const entities = toy.shop.asked.filter((asked) => asked.subgraph === 'inventory');
    expect(entities.map((asked) => asked.request.variables)).toEqual([
      {
        representations: [
          { __typename: 'Product', id: 'p0' },
          { __typename: 'Product', id: 'p1' },
        ],
      },
    ]);
  });

  it('carries the caller and the request id to the subgraphs', async () => {
    toy.shop.asked.length = 0;
    const authorization = await toy.signIn({ userId: 'usr_carol' });
    const answer = await toy.post(
      { query: '{ me }' },
      { authorization, headers: { 'x-request-id': 'req-from-client' } },
    );
    expect(answer.data.me).toBe('usr_carol');
    expect(answer.headers.get('x-request-id')).toBe('req-from-client');
    expect(toy.shop.asked[0]!.context).toMatchObject({
      requestId: 'req-from-client',
      caller: { userId: 'usr_carol', network: '127.0.0.1' },
    });
  });

  it('says so when an entity is missing where the schema promises one', async () => {
    const { data, codes, errors } = await toy.post({
      query: '{ product(id: "ghost") { id stock { available } } }',
    });
    expect(data).toEqual({ product: null });
    expect(codes).toEqual(['INCOMPLETE_DATA']);
    expect(errors![0]!.path).toEqual(['product', 'stock']);
  });

  it('puts the error of an entity at its place in the answer', async () => {
    const { data, codes, errors } = await toy.post({ query: '{ products(first: 2) { id missing } }' });
    expect(data).toBeNull();
    expect(codes).toEqual(['INTERNAL_SERVER_ERROR', 'INTERNAL_SERVER_ERROR']);
    expect(errors!.map((error) => error.path)).toEqual([
      ['products', 0, 'missing'],
      ['products', 1, 'missing'],
    ]);
  });

  it('runs the operation that is named', async () => {
    const query = 'query A { a: me } query B { b: me }';
    expect((await toy.post({ query, operationName: 'B' })).data).toEqual({ b: 'anonymous' });
    expect((await toy.post({ query })).codes).toEqual(['OPERATION_RESOLUTION_FAILURE']);
    expect((await toy.post({ query, operationName: 'C' })).codes).toEqual(['OPERATION_RESOLUTION_FAILURE']);
  });
});

describe('bad requests', () => {
  it.each([
    ['a syntax error', { query: '{ products {' }, 200, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ nothing }' }, 200, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a variable of the wrong type',
      { query: 'query ($n: Int!) { lines(count: $n) { quantity } }', variables: { n: 'many' } },
      200,
      'BAD_USER_INPUT',
    ],
    [
      'a missing variable',
      { query: 'query ($n: Int!) { lines(count: $n) { quantity } }' },
      200,
      'BAD_USER_INPUT',
    ],
    ['a variable with a NUL', { query: ECHO, variables: { text: 'a\0b' } }, 200, 'BAD_USER_INPUT'],
    [
      'a variable with half a character',
      { query: ECHO, variables: { text: '\ud800' } },
      200,
      'BAD_USER_INPUT',
    ],
    ['a text with a NUL', { query: '{ echo(text: "a\\u0000b") }' }, 200, 'BAD_USER_INPUT'],
    [
      'a long text in a variable',
      { query: ECHO, variables: { text: 'x'.repeat(10_001) } },
      200,
      'BAD_USER_INPUT',
    ],
    ['a number that is none', { query: '{ near(latitude: 1e400) }' }, 200, 'BAD_USER_INPUT'],
    ['half a yen', { query: HALF, variables: { yen: 0.5 } }, 200, 'BAD_USER_INPUT'],
    ['yen as text', { query: HALF, variables: { yen: '2' } }, 200, 'BAD_USER_INPUT'],
    ['half a yen in the document', { query: '{ half(yen: 0.5) }' }, 200, 'BAD_USER_INPUT'],
    [
      'a subscription beside half a yen',
      { query: 'subscription Ticks { ticks { version } } query Half { half(yen: 0.5) }' },
      200,
      'BAD_USER_INPUT',
    ],
    ['no query', { variables: {} }, 400, 'BAD_REQUEST'],
    ['a batch', [{ query: '{ me }' }, { query: '{ me }' }], 400, 'BATCHING_DISABLED'],
    ['broken JSON', '{"query":', 400, 'BAD_REQUEST'],
    ['a subscription', { query: 'subscription { ticks { version } }' }, 400, 'BAD_REQUEST'],
    [
      'a subscription that depends on a variable',
      {
        query: 'subscription ($no: Boolean!) { ticks @include(if: $no) { version } }',
        variables: { no: false },
      },
      200,
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('%s gets its own answer', async (_, body, status, code) => {
    const answer = await toy.post(body);
    expect([answer.status, answer.codes]).toEqual([status, [code]]);
    const asked = await toy.post(body, { headers: { accept: 'application/graphql-response+json' } });
    expect([asked.status, asked.codes]).toEqual([400, [code]]);
  });

  it('for money say what is allowed', async () => {
    for (const body of [{ query: HALF, variables: { yen: 0.5 } }, { query: '{ half(yen: 0.5) }' }]) {
      const { errors } = await toy.post(body);
      expect(errors![0]!.message).toContain('a whole number from -9007199254740991 to 9007199254740991');
    }
    const most = await toy.post({ query: HALF, variables: { yen: 9_007_199_254_740_990 } });
    expect(most.data).toEqual({ half: 4_503_599_627_370_495 });
  });

  it('are short although a variable is long', async () => {
    const variables = { n: 'x'.repeat(500_000) };
    const answer = await toy.post({ query: 'query ($n: Int!) { lines(count: $n) { quantity } }', variables });
    expect(answer.errors![0]!.message.length).toBeLessThan(600);
  });

  it('that another site could send without asking are refused', async () => {
    const blocked = [
      await fetch(`${toy.url}?query=${encodeURIComponent('{ me }')}`),
      await fetch(toy.url, {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: '{"query":"{ me }"}',
      }),
      await fetch(toy.url, { method: 'POST', body: new URLSearchParams({ query: '{ me }' }) }),
    ];
    for (const response of blocked) {
      expect(response.status).toBe(400);
      expect(((await response.json()) as { errors: unknown }).errors).toMatchObject([
        { extensions: { code: 'CSRF_PREVENTED' } },
      ]);
    }
    const asked = await fetch(`${toy.url}?query=${encodeURIComponent('{ me }')}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(await asked.json()).toEqual({
      data: { me: 'anonymous' },
      extensions: { cost: { cost: 0, limit: 3_000 } },
    });
  });

  it('of another media type are refused', async () => {
    const response = await fetch(toy.url, {
      method: 'POST',
      headers: { 'content-type': 'application/xml' },
      body: '<x/>',
    });
    expect(response.status).toBe(415);
  });

  it('never run a mutation by GET', async () => {
    const query = encodeURIComponent('mutation { rename(id: "p1", name: "x") { id } }');
    const response = await fetch(`${toy.url}?query=${query}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(response.status).toBe(405);
  });
});

describe('faults', () => {
  it('are masked, logged and found again by the request id', async () => {
    const { errors, codes } = await toy.post({ query: '{ broken }' });
    expect(codes).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(JSON.stringify(errors)).not.toContain('db-primary');
    const requestId = String(errors![0]!.extensions.requestId);
    expect(toy.log.some((line) => line.includes(requestId) && line.includes('"level":50'))).toBe(true);
    expect(errors![0]!.extensions.serviceName).toBe('products');
  });

  it('with a stable code pass', async () => {
    expect((await toy.post({ query: '{ coded(code: "OVERLOADED") }' })).codes).toEqual(['OVERLOADED']);
    expect((await toy.post({ query: '{ coded(code: "SECRET_CODE") }' })).codes).toEqual([
      'INTERNAL_SERVER_ERROR',
    ]);
  });

  it('of a subgraph that is away leave the rest of the answer', async () => {
    const router = await startToyRouter({
      transport: (subgraph) => {
        const transport = inProcessTransport(subgraph);
        if (subgraph.name !== 'inventory') return transport;
        return {
          ...transport,
          execute: () => Promise.reject(routerError('SUBGRAPH_UNAVAILABLE', shared.partAway)),
        };
      },
    });
    const { data, codes } = await router.post({ query: '{ me stockOf(id: "p1") { available } }' });
    expect(data).toEqual({ me: 'anonymous', stockOf: null });
    expect(codes).toEqual(['SUBGRAPH_UNAVAILABLE']);
    await router.close();
  });

  it('of any other kind in a transport are masked', async () => {
    const router = await startToyRouter({
      transport: (subgraph) => ({
        ...inProcessTransport(subgraph),
        execute: () => Promise.reject(new Error('secret')),
      }),
    });
    const { errors, codes } = await router.post({ query: '{ me }' });
    expect(codes).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(JSON.stringify(errors)).not.toContain('secret');
    await router.close();
  });
});

describe('in production', () => {
  let shop: ToyRouter;
  beforeAll(async () => {
    shop = await startToyRouter({ env: { NODE_ENV: 'production', CORS_ORIGINS: 'https://shop.example' } });
  });
  afterAll(() => shop.close());

  it.each<[string, string, Record<string, unknown>?]>([
    ['{ product { id } prodict { id } }', 'prodict'],
    ['{ products(frist: 1) { id } }', 'frist'],
    ['{ nodes { ... on Produkt { id } } }', 'Produkt'],
    ['{ choose(by: { nam: "x" }) }', 'nam'],
    ['{ products }', 'products'],
    ['query ($by: Choice) { choose(by: $by) }', 'nam', { by: { nam: 'x' } }],
  ])('only administrators are told what they may have meant: %s', async (query, word, variables = {}) => {
    const messages = async (roles: string[]) =>
      JSON.stringify(
        (await shop.post({ query, variables }, { authorization: await shop.signIn({ roles }) })).errors,
      );
    for (const roles of [['CUSTOMER'], ['STAFF']]) {
      expect(await messages(roles)).toContain(word);
      expect(await messages(roles)).not.toContain('Did you mean');
    }
    expect(await messages(['ADMIN'])).toContain('Did you mean');
  });

  it('only administrators introspect', async () => {
    const introspection = { query: getIntrospectionQuery() };
    expect((await shop.post(introspection)).codes).toEqual(['INTROSPECTION_DISABLED']);
    expect(
      (await shop.post(introspection, { authorization: await shop.signIn({ roles: ['STAFF'] }) })).codes,
    ).toEqual(['INTROSPECTION_DISABLED']);
    expect((await shop.post({ query: '{ t: __type(name: "Product") { name } }' })).codes).toEqual([
      'INTROSPECTION_DISABLED',
    ]);
    const admin = await shop.post(introspection, { authorization: await shop.signIn({ roles: ['ADMIN'] }) });
    expect(admin.data.__schema.types.length).toBeGreaterThan(5);
  });

  it('errors do not name the subgraph', async () => {
    const { errors } = await shop.post({ query: '{ broken }' });
    expect(errors![0]!.extensions).not.toHaveProperty('serviceName');
  });

  it('there is no landing page and no explorer', async () => {
    const html = { headers: { accept: 'text/html' } };
    expect((await fetch(shop.url, html)).status).toBe(400);
    expect((await fetch(new URL('/explorer/', shop.url), html)).status).toBe(404);
  });

  it('only the named origins may read answers', async () => {
    const preflight = async (origin: string) => {
      const headers = { origin, 'access-control-request-method': 'POST' };
      return (await fetch(shop.url, { method: 'OPTIONS', headers })).headers.get(
        'access-control-allow-origin',
      );
    };
    expect(await preflight('https://shop.example')).toBe('https://shop.example');
    expect(await preflight('https://evil.example')).toBeNull();
  });
});

describe('persisted queries', () => {
  it('are registered once and then run by their hash', async () => {
    const query = '{ apq: me }';
    const extensions = {
      persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') },
    };
    expect((await toy.post({ extensions })).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect((await toy.post({ query, extensions })).data).toEqual({ apq: 'anonymous' });
    expect((await toy.post({ extensions })).data).toEqual({ apq: 'anonymous' });
  });

  it.each([
    ['another version', { version: 2, sha256Hash: 'x' }],
    ['the hash of something else', { version: 1, sha256Hash: 'x' }],
  ])('are refused with %s', async (_, persistedQuery) => {
    const answer = await toy.post({ query: '{ me }', extensions: { persistedQuery } });
    expect([answer.status, answer.codes]).toEqual([400, ['BAD_REQUEST']]);
  });

  it('keep the rights of each caller', async () => {
    const query = '{ products { apq: cost } }';
    const extensions = {
      persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') },
    };
    const authorization = await toy.signIn({ scopes: ['catalog:write'] });
    expect((await toy.post({ query, extensions }, { authorization })).status).toBe(200);
    expect((await toy.post({ extensions })).codes).toEqual(['UNAUTHENTICATED']);
  });
});
