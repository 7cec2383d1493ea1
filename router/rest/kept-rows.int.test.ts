import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { OPENAPI_FILE, type RestApi } from '@depachika/schema/rest/rest-api.ts';
import type { RestOperation } from '@depachika/schema/rest/rest-operation.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startToyMarket, type ToyMarket } from '../testing/toy-market.ts';

// Public answers over REST are those of the graph's cache: router/http/kept/kept-answers.int.test.ts has its rules.

const row = (
  given: Pick<RestOperation, 'id' | 'path' | 'answer'> & Partial<RestOperation>,
): RestOperation => ({
  ...{ method: 'GET', tag: 'Catalogue', summary: given.id, operation: given.id },
  ...given,
});

const good = { parameters: { good: 'id' } };
const TABLE: readonly RestOperation[] = [
  row({ id: 'getGood', path: '/v1/goods/{good}', ...good, answer: { status: 200, at: 'good' } }),
  row({ id: 'listGoods', path: '/v1/goods', answer: { status: 200, at: 'goods', list: 'whole' } }),
  row({
    ...{ id: 'getVersion', path: '/v1/goods/{good}/version', operation: 'getGood', ...good },
    answer: { status: 200, at: 'good', version: 'price' },
  }),
  row({
    ...{ id: 'setPrice', method: 'POST', path: '/v1/goods/{good}/prices', ...good, body: 'input' },
    ...{ fixed: { price: 300 }, answer: { status: 200, at: 'setPrice' } },
  }),
];

const body = {
  required: true,
  content: { 'application/json': { schema: { type: 'object', maxProperties: 0 } } },
};
const { components, info } = JSON.parse(readFileSync(OPENAPI_FILE, 'utf8'));

const API: RestApi = {
  table: TABLE,
  texts: new Map([
    ['getGood', 'query GetGood($id: ID!) { good(id: $id) { id price } }'],
    ['listGoods', 'query ListGoods { goods { id price words } }'],
    [
      'setPrice',
      'mutation SetPrice($id: ID!, $price: Int!) { setPrice(id: $id, price: $price) { id price } }',
    ],
  ]),
  problemStatuses: {},
  document: JSON.stringify({
    info,
    components,
    paths: {
      '/v1/goods': { get: { parameters: [] } },
      '/v1/goods/{good}': { get: { parameters: [] } },
      '/v1/goods/{good}/version': { get: { parameters: [] } },
      '/v1/goods/{good}/prices': { post: { parameters: [], requestBody: body } },
    },
  }),
};

describe('A public answer over REST', () => {
  let market: ToyMarket;
  beforeAll(async () => {
    market = await startToyMarket({ rest: API });
  });
  afterAll(() => market.close());
  beforeEach(async () => {
    market.prices.set('a', 100);
    market.away.clear();
    await market.tell();
    // Whoever was seen first a moment ago counts as one that has just written.
    market.clock.advance(61_000);
  });
  const get = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
    fetch(new URL(path, market.url), { headers: { 'accept-encoding': 'identity', ...headers }, ...init });
  const count = async (ask: () => Promise<unknown>) => {
    const before = market.asked('goods');
    await ask();
    return market.asked('goods') - before;
  };

  it('is made once, tells how old it is, and falls with what is changed', async () => {
    const first = await get('/v1/goods/a');
    expect([first.status, await first.json()]).toEqual([200, { id: 'a', price: 100 }]);
    expect(first.headers.get('cache-status')).toBe('depachika; fwd=miss');
    market.clock.advance(10_500);
    market.prices.set('a', 200);
    expect(await count(() => get('/v1/goods/a'))).toBe(0);
    const { headers } = await get('/v1/goods/a');
    const said = ['cache-control', 'age', 'cache-status'].map((name) => headers.get(name));
    expect(said).toEqual(['public, max-age=11', '10', 'depachika; hit; ttl=49']);
    expect(headers.get('vary')!.toLowerCase().split(', ')).toEqual(
      expect.arrayContaining(['accept-encoding', 'authorization', 'accept-language']),
    );
    await market.tell();
    expect(await (await get('/v1/goods/a')).json()).toEqual({ id: 'a', price: 200 });
  });

  it('is not sent again to who has it; a version is no name of an answer', async () => {
    const etag = (await get('/v1/goods/a')).headers.get('etag')!;
    expect(etag).toMatch(/^W\/"[\w-]{27}"$/);
    const again = await get('/v1/goods/a', { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const head = await get('/v1/goods/a', {}, { method: 'HEAD' });
    expect([head.status, head.headers.get('etag')]).toEqual([200, etag]);
    expect((await get('/v1/goods/a', { 'if-none-match': etag }, { method: 'HEAD' })).status).toBe(304);
    const versioned = await get('/v1/goods/a/version', { 'if-none-match': '"100"' });
    expect([versioned.status, versioned.headers.get('etag')]).toEqual([200, '"100"']);
    expect(versioned.headers.get('cache-control')).toBe('no-store');
  });

  it('is of everybody but staff, and of who has just written', async () => {
    await get('/v1/goods/a');
    const customer = { authorization: await market.signIn() };
    await get('/v1/goods/a', customer);
    market.clock.advance(6_000);
    const known = await get('/v1/goods/a', customer);
    expect(known.headers.get('cache-control')).toBe('private, no-cache');
    expect(known.headers.get('cache-status')).toContain('hit');
    const claims = { userId: 'usr_staff', roles: ['STAFF'], scopes: ['catalog:write'] };
    const staff = { authorization: await market.signIn(claims) };
    expect(await count(() => get('/v1/goods/a', staff))).toBe(1);
    const json = { ...customer, 'content-type': 'application/json' };
    expect((await get('/v1/goods/a/prices', json, { method: 'POST', body: '{}' })).status).toBe(200);
    expect(await (await get('/v1/goods/a', customer)).json()).toEqual({ id: 'a', price: 300 });
    expect(await (await get('/v1/goods/a')).json()).toEqual({ id: 'a', price: 100 });
  });

  it('is told again while its domain is away, and says so', async () => {
    await get('/v1/goods/a');
    market.clock.advance(60_000);
    market.away.add('goods');
    const stale = await get('/v1/goods/a');
    expect([stale.status, stale.headers.get('warning')]).toEqual([200, '110 - "Response is Stale"']);
  });

  it('is compressed from 1 KiB on, and so is the document', async () => {
    for (let index = 0; index < 50; index += 1) market.prices.set(`good-${index}`, index);
    const plain = await (await get('/v1/goods')).json();
    const packed = await get('/v1/goods', { 'accept-encoding': 'br' });
    expect(packed.headers.get('content-encoding')).toBe('br');
    expect(await packed.json()).toEqual(plain);
    const staff = { authorization: await market.signIn({ userId: 'usr_staff', roles: ['STAFF'] }) };
    const own = await get('/v1/goods', { ...staff, 'accept-encoding': 'gzip' });
    expect(own.headers.get('content-encoding')).toBe('gzip');
    const document = await get('/v1/openapi.json', { 'accept-encoding': 'gzip' });
    expect(document.headers.get('content-encoding')).toBe('gzip');
    expect(await document.text()).toBe(API.document);
    const etag = document.headers.get('etag')!;
    expect((await get('/v1/openapi.json', { 'if-none-match': etag })).status).toBe(304);
  });

  it('answers a body that comes by gzip, and no other packing', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const post = (text: string) =>
      get('/v1/goods/a/prices', headers, { method: 'POST', body: new Uint8Array(gzipSync(text)) });
    expect((await post('{}')).status).toBe(200);
    expect((await post('{"x":1}')).status).toBe(422);
    const other = { ...headers, 'content-encoding': 'br' };
    expect((await get('/v1/goods/a/prices', other, { method: 'POST', body: '{}' })).status).toBe(415);
  });
});
