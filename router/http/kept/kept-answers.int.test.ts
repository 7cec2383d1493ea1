import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startToyMarket, type ToyMarket } from '../../testing/toy-market.ts';

const PRICE = '{ good { id price } }';
const price = (answer: { readonly data: { readonly good: { readonly price: number } } }) =>
  answer.data.good.price;
const STAFF = { userId: 'usr_staff', roles: ['STAFF'], scopes: ['catalog:write'] };

describe('public answers', () => {
  let market: ToyMarket;
  beforeAll(async () => {
    market = await startToyMarket();
  });
  afterAll(() => market.close());
  beforeEach(async () => {
    market.prices.set('a', 100);
    market.away.clear();
    await market.tell();
    // Whoever was seen first a moment ago counts as one that has just written.
    market.clock.advance(61_000);
  });
  const count = async (ask: () => Promise<unknown>) => {
    const before = market.asked('goods');
    await ask();
    return market.asked('goods') - before;
  };
  const ask = (body: string | object = PRICE, options = {}) =>
    market.post(typeof body === 'string' ? { query: body } : body, options);

  it('are made once and told to many, over POST and GET, until they are too old', async () => {
    await ask();
    expect(
      await count(async () => {
        await ask();
        await market.get({ query: PRICE });
      }),
    ).toBe(0);
    market.clock.advance(59_999);
    expect(await count(() => ask())).toBe(0);
    market.clock.advance(1);
    expect(await count(() => ask())).toBe(1);
  });

  it('tell how old they are, and for how long others may keep them', async () => {
    const first = await ask();
    market.clock.advance(10_500);
    const second = await ask();
    const said = ({ headers }: typeof first) =>
      ['cache-control', 'age', 'cache-status'].map((name) => headers.get(name));
    expect(said(first)).toEqual(['public, max-age=1', '0', 'depachika; fwd=miss']);
    expect(said(second)).toEqual(['public, max-age=11', '10', 'depachika; hit; ttl=49']);
    market.clock.advance(49_000);
    expect(said(await ask())).toEqual(['public, max-age=59', '59', 'depachika; hit; ttl=0']);
  });

  it('vary by all that they depend on, beside what CORS says', async () => {
    const { headers } = await market.get({ query: PRICE });
    const names = headers.get('vary')!.toLowerCase().split(', ');
    expect(names).toEqual(
      expect.arrayContaining(['origin', 'accept', 'accept-encoding', 'authorization', 'accept-language']),
    );
  });

  it('are not sent again to who has them', async () => {
    const first = await market.get({ query: PRICE });
    const etag = first.headers.get('etag')!;
    expect(etag).toMatch(/^W\/"[\w-]{27}"$/);
    for (const known of [etag, etag.slice(2), `"other", ${etag}`, '*']) {
      const again = await market.get({ query: PRICE }, { 'if-none-match': known });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
      expect(again.headers.get('cache-control')).toBe('public, max-age=1');
      // Whoever keeps the answer would believe what is said of a body.
      expect([again.headers.get('content-type'), again.headers.get('content-length')]).toEqual([null, null]);
    }
    expect((await market.get({ query: PRICE }, { 'if-none-match': '"other"' })).status).toBe(200);
    market.prices.set('a', 200);
    await market.tell();
    expect((await market.get({ query: PRICE }, { 'if-none-match': etag })).status).toBe(200);
  });

  it('have one tag in every encoding', async () => {
    const tags = ['identity', 'gzip', 'br', 'zstd', 'br;q=0, gzip'].map(async (encoding) => {
      const answer = await market.get({ query: '{ longText }' }, { 'accept-encoding': encoding });
      const text = await answer.text();
      return [answer.headers.get('content-encoding'), answer.headers.get('etag'), text.length > 5000];
    });
    const all = await Promise.all(tags);
    expect(all.map(([encoding]) => encoding)).toEqual([null, 'gzip', 'br', null, 'gzip']);
    expect(new Set(all.map(([, tag]) => tag)).size).toBe(1);
    expect(all.every(([, , isWhole]) => isWhole)).toBe(true);
  });

  it('fall when their domain says that something has changed', async () => {
    await ask();
    market.prices.set('a', 200);
    expect(price(await ask())).toBe(100);
    await market.tell();
    expect(price(await ask())).toBe(200);
  });

  it('are not kept when they were read before a change that was told while they were made', async () => {
    const { begun, letGo } = market.hold();
    const early = ask();
    await begun;
    market.prices.set('a', 200);
    await market.tell();
    const late = ask();
    letGo();
    expect(price(await early)).toBe(100);
    expect(price(await late)).toBe(200);
    expect(price(await ask())).toBe(200);
  });

  it('are no older than the shortest of their fields: stock of two seconds', async () => {
    const query = '{ good { price stock { available } } }';
    const stock = async () => (await ask(query)).data.good.stock.available;
    expect(await stock()).toBe(100);
    market.prices.set('a', 3);
    market.clock.advance(1_999);
    expect(await stock()).toBe(100);
    market.clock.advance(1);
    expect(await stock()).toBe(3);
  });

  it('are told to who is signed in as well, who may not keep them', async () => {
    const authorization = await market.signIn();
    await ask(PRICE, { authorization });
    market.clock.advance(5_001);
    await ask();
    const answer = await ask(PRICE, { authorization });
    expect(await count(() => ask(PRICE, { authorization }))).toBe(0);
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
  });

  it('are passed by of who has just written, whatever others are told', async () => {
    const author = await market.signIn({ userId: 'usr_author' });
    await ask(PRICE, { authorization: author });
    market.clock.advance(5_001);
    await ask();
    await ask('mutation { setPrice(id: "a", price: 5) { price } }', { authorization: author });
    expect(price(await ask(PRICE, { authorization: author }))).toBe(5);
    // What the author read is not what others are told: nobody has said yet that it changed.
    expect(price(await ask())).toBe(100);
    market.clock.advance(5_001);
    await market.tell();
    expect(price(await ask(PRICE, { authorization: author }))).toBe(5);
  });

  it('are told again while a domain is away, marked, for ten minutes at most, and not of stock', async () => {
    const withStock = '{ good { stock { available } } }';
    await Promise.all([ask(), ask(withStock)]);
    market.away.add('goods');
    market.clock.advance(100_000);
    const stale = await ask();
    expect(price(stale)).toBe(100);
    const said = ['age', 'warning', 'cache-control', 'cache-status'].map((name) => stale.headers.get(name));
    expect(said).toEqual([
      '100',
      '110 - "Response is Stale"',
      'public, max-age=100',
      'depachika; hit; ttl=-40',
    ]);
    expect((await ask(withStock)).codes).toEqual(['SUBGRAPH_UNAVAILABLE']);
    expect((await ask(PRICE, { authorization: await market.signIn(STAFF) })).codes).toEqual([
      'SUBGRAPH_UNAVAILABLE',
    ]);
    market.clock.advance(500_001);
    expect((await ask()).codes).toEqual(['SUBGRAPH_UNAVAILABLE']);
    market.away.clear();
  });

  it('ask a domain that is away once, whoever asks', async () => {
    const authorization = await market.signIn({ userId: 'usr_customer' });
    await ask(PRICE, { authorization });
    market.clock.advance(61_000);
    market.away.add('goods');
    const before = market.missed();
    expect((await ask('{ good { words } }', { authorization })).codes).toEqual(['SUBGRAPH_UNAVAILABLE']);
    expect(market.missed() - before).toBe(1);
    market.away.clear();
  });

  it('are not told again of what has changed since, nor in place of an error that is none of being away', async () => {
    await ask();
    await market.tell();
    market.away.add('goods');
    expect((await ask()).codes).toEqual(['SUBGRAPH_UNAVAILABLE']);
    market.away.clear();
    expect((await ask('{ broken }')).codes).toEqual(['INTERNAL_SERVER_ERROR']);
  });

  it.each([
    ['errors', '{ broken }'],
    ['introspection', '{ __type(name: "Good") { name } good { id } }'],
    ['what says nothing', '{ unsaid { id } }'],
    ['what is private', '{ mine { id } }'],
    ['a private field of something public', '{ good { id secret } }'],
    ['what asks for a person', '{ good { owner { name } } }'],
    [
      'what may ask for a private field',
      'query ($no: Boolean = false) { good { id secret @include(if: $no) } }',
    ],
  ])('are not made of %s', async (_what, query) => {
    const answers = [await ask(query), await ask(query)];
    for (const { headers } of answers) {
      expect(headers.get('cache-control')).toContain('no-store');
      expect(headers.get('cache-status')).toBeNull();
    }
    expect((await market.get({ query })).headers.get('etag')).toBeNull();
  });

  it('are counted', async () => {
    const read = async () => {
      const authorization = await market.signIn({ ...STAFF });
      await ask(PRICE, { authorization });
    };
    expect(await count(read)).toBe(1);
    expect(await count(read)).toBe(1);
  });

  it('take part in what every request is asked: a broken token is refused, and so is what is too dear', async () => {
    await ask();
    const broken = await ask(PRICE, { authorization: 'Bearer a.b.c' });
    expect([broken.status, broken.codes]).toEqual([401, ['UNAUTHENTICATED']]);
    expect((await ask({ query: PRICE, variables: 1 })).status).toBe(400);
    expect((await ask({ query: PRICE, operationName: 'Other' })).codes).toEqual([
      'OPERATION_RESOLUTION_FAILURE',
    ]);
  });

  it('are found by a text that Apollo Server alone understands', async () => {
    const { createHash } = await import('node:crypto');
    const sha256Hash = createHash('sha256').update(PRICE).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    await ask({ query: PRICE, extensions });
    const byHash = await market.get({ extensions: JSON.stringify(extensions) });
    expect(byHash.headers.get('cache-status')).toContain('hit');
    expect(byHash.headers.get('etag')).toMatch(/^W\//);
    expect(await byHash.json()).toEqual({ data: { good: { id: 'a', price: 100 } } });
  });
});

describe('a router that is told not to keep anything', () => {
  it('asks its domains each time', async () => {
    const market = await startToyMarket({ env: { RESPONSE_CACHE: 'off' } });
    await market.post({ query: PRICE });
    const before = market.asked('goods');
    const answer = await market.post({ query: PRICE });
    expect(market.asked('goods') - before).toBe(1);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    await market.close();
  });
});
