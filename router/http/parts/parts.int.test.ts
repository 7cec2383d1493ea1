import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { routerError } from '../../operation/public-errors.ts';
import { type Gates, gatedTransports } from '../../testing/gated-transport.ts';
import { askInParts, type Part } from '../../testing/parts/read-parts.ts';
import { startToyRouter, type ToyRouter } from '../../testing/toy-router.ts';
import { startToyVisits } from '../../testing/toy-visits.ts';

const OLDER = 'deferSpec=20220824';
const NEWER = 'incrementalSpec=v0.2';
const STOCK = '{ product(id: "p1") { id ... @defer(label: "stock") { stock { available } } } }';
const away = () => routerError('SUBGRAPH_UNAVAILABLE', shared.partAway);

let gates: Gates;
let toy: ToyRouter;
beforeAll(async () => {
  gates = gatedTransports();
  toy = await startToyRouter({ transport: gates.transport });
});
afterEach(() => gates.release('inventory'));
afterAll(() => toy.close());

interface Asking {
  readonly spec?: string;
  readonly variables?: object;
  readonly headers?: Record<string, string>;
}

const ask = (query: string, { spec = OLDER, variables = {}, headers = {} }: Asking = {}) =>
  askInParts(toy.url, { query, variables }, { spec, headers });
const all = async (query: string, asking: Asking = {}) => plain(await (await ask(query, asking)).rest());

/** What an operation costs is told beside. */
function plain(parts: readonly Part[]): Part[] {
  return parts.map(({ extensions: _, ...part }) => part);
}

describe('a part that is deferred', () => {
  it.each([
    [
      OLDER,
      { data: { product: { id: 'p1' } }, hasNext: true },
      {
        incremental: [{ data: { stock: { available: 7 } }, path: ['product'], label: 'stock' }],
        hasNext: false,
      },
    ],
    [
      NEWER,
      {
        data: { product: { id: 'p1' } },
        pending: [{ id: '0', path: ['product'], label: 'stock' }],
        hasNext: true,
      },
      {
        incremental: [{ id: '0', data: { stock: { available: 7 } } }],
        completed: [{ id: '0' }],
        hasNext: false,
      },
    ],
  ])('comes after what is there before it: %s', async (spec, first, second) => {
    gates.hold('inventory');
    const answer = await ask(STOCK, { spec });
    expect(answer.response.headers.get('content-type')).toBe(`multipart/mixed;boundary="graphql";${spec}`);
    expect(answer.response.headers.get('vary')).toBe('accept, accept-language');
    expect(plain([(await answer.next())!])).toEqual([first]);
    await expect.poll(() => gates.waiting('inventory')).toBe(1);
    gates.release('inventory');
    expect(await answer.rest()).toEqual([second]);
  });

  it('comes for each item of a list, and what is deferred in it after it, at the root as well', async () => {
    const query = `{ me ... @defer(label: "list") { products(first: 2) {
      id ... @defer(label: "more") { id name ... @defer(label: "stock") { stock { available } } }
    } } }`;
    const [first, ...later] = await all(query, { spec: NEWER });
    expect(first).toEqual({
      data: { me: 'anonymous' },
      pending: [{ id: '0', path: [], label: 'list' }],
      hasNext: true,
    });
    const told = later.flatMap(({ incremental }) => (incremental as { id: string; data: object }[]) ?? []);
    expect(new Map(told.map(({ id, data }) => [id, data]))).toEqual(
      new Map<string, object>([
        ['0', { products: [{ id: 'p0' }, { id: 'p1' }] }],
        // `id` is not told again.
        ['1', { name: 'Product p0' }],
        ['2', { name: 'Product p1' }],
        ['3', { stock: { available: 7 } }],
        ['4', { stock: { available: 7 } }],
      ]),
    );
    const completed = later.flatMap(({ completed: some }) => some as { id: string }[]);
    expect(completed.map(({ id }) => id).sort()).toEqual(['0', '1', '2', '3', '4']);
  });

  it.each([
    ['by its own text', '{ product(id: "p1") { id ... @defer(if: false) { name } } }', {}],
    [
      'by a variable',
      'query ($later: Boolean!) { product(id: "p1") { id ... @defer(if: $later) { name } } }',
      { later: false },
    ],
    [
      'by a default',
      'query ($later: Boolean = false) { product(id: "p1") { id ... @defer(if: $later) { name } } }',
      {},
    ],
    [
      'that is left out',
      '{ product(id: "p1") { id name ... @skip(if: true) @defer { stock { available } } } }',
      {},
    ],
    [
      'of an object that others ask for',
      '{ product(id: "p1") { id } ... @defer { product(id: "p1") { name } } }',
      {},
    ],
  ])('is not, %s: all comes at once', async (_, query, variables) => {
    const answer = await ask(query, { variables });
    expect(answer.response.headers.get('content-type')).toContain('application/json');
    expect(plain(await answer.rest())).toEqual([{ data: { product: { id: 'p1', name: 'Product p1' } } }]);
  });

  it('is the rest, where it asks further of an object that comes at once', async () => {
    const query = '{ product(id: "p1") { id } ... @defer { product(id: "p1") { name } me } }';
    expect(await all(query)).toEqual([
      { data: { product: { id: 'p1', name: 'Product p1' } }, hasNext: true },
      { incremental: [{ data: { me: 'anonymous' }, path: [] }], hasNext: false },
    ]);
  });

  it('is, where its variable is true or not given, and each place that spreads it for itself', async () => {
    const query = `query ($later: Boolean) { one: product(id: "p1") { ...Name @defer(if: $later) } two: product(id: "p2") { ...Name @defer } }
      fragment Name on Product { name }`;
    for (const variables of [{}, { later: true }]) {
      const [first, ...later] = await all(query, { variables });
      expect(first).toEqual({ data: { one: {}, two: {} }, hasNext: true });
      expect(later.flatMap(({ incremental }) => incremental)).toEqual(
        expect.arrayContaining([
          { data: { name: 'Product p1' }, path: ['one'] },
          { data: { name: 'Product p2' }, path: ['two'] },
        ]),
      );
    }
  });
});

describe('what goes wrong with a deferred part', () => {
  it.each([OLDER, NEWER])('is told in its place, and the rest is answered: %s', async (spec) => {
    gates.hold('inventory');
    const query =
      '{ me ... @defer(label: "stock") { stockOf(id: "p1") { available } product(id: "p1") { name } } }';
    const answer = await ask(query, { spec });
    const first = await answer.next();
    expect(first).toMatchObject({ data: { me: 'anonymous' } });
    expect(first).not.toHaveProperty('errors');
    await expect.poll(() => gates.waiting('inventory')).toBe(1);
    gates.release('inventory', away());
    const [part] = await answer.rest();
    expect(part!.incremental).toMatchObject([
      {
        data: { stockOf: null, product: { name: 'Product p1' } },
        errors: [{ path: ['stockOf'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
      },
    ]);
  });

  it('takes the part along where something is missing that was promised', async () => {
    const query = '{ product(id: "p1") { id ... @defer { name missing } } }';
    const told = { path: ['product', 'missing'], message: expect.any(String), extensions: expect.anything() };
    const [, older] = await all(query);
    expect(older).toEqual({
      incremental: [{ data: null, path: ['product'], errors: [told] }],
      hasNext: false,
    });
    const [, newer] = await all(query, { spec: NEWER });
    expect(newer).toEqual({ completed: [{ id: '0', errors: [told] }], hasNext: false });
  });

  it('leaves nothing to wait for below what is null in the first', async () => {
    const answer = await ask('{ product(id: "p1") { missing ... @defer { name } } }');
    expect(answer.response.headers.get('content-type')).toContain('application/json');
    expect(await answer.next()).toMatchObject({
      data: { product: null },
      errors: [{ path: ['product', 'missing'] }],
    });
  });

  it('says so in the language of its reader, when the time of the request is over', async () => {
    gates.hold('inventory');
    const answer = await ask(STOCK, { headers: { 'accept-language': 'en' } });
    await answer.next();
    await expect.poll(() => gates.waiting('inventory')).toBe(1);
    toy.clock.advance(60_000);
    expect(await answer.rest()).toMatchObject([
      {
        incremental: [
          {
            data: null,
            errors: [{ message: expect.stringMatching(/^[ -~]+$/), extensions: { code: 'REQUEST_TIMEOUT' } }],
          },
        ],
        hasNext: false,
      },
    ]);
    expect(gates.waiting('inventory')).toBe(0);
  });
});

describe('a client that leaves', () => {
  it('has its subgraphs asked no more', async () => {
    gates.hold('inventory');
    const before = gates.aborted();
    const answer = await ask(STOCK);
    await answer.next();
    await expect.poll(() => gates.waiting('inventory')).toBe(1);
    answer.leave();
    await expect.poll(() => gates.aborted()).toBe(before + 1);
  });
});

describe('a router that is told to stop', () => {
  it('tells the parts that are pending before it does', async () => {
    const own = gatedTransports();
    const other = await startToyRouter({ transport: own.transport });
    own.hold('inventory');
    const answer = await askInParts(other.url, { query: STOCK }, { spec: OLDER });
    await answer.next();
    await expect.poll(() => own.waiting('inventory')).toBe(1);
    const closed = other.close();
    own.release('inventory');
    expect(await answer.rest()).toMatchObject([{ hasNext: false }]);
    await closed;
  });
});

describe('all parts together', () => {
  it('cost what the answer costs at once', async () => {
    const [first] = await (await ask(STOCK)).rest();
    const whole = await (
      await fetch(toy.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: STOCK }),
      })
    ).json();
    expect(first?.extensions).toEqual((whole as Part).extensions);
  });

  it('have no more bytes than one answer', async () => {
    const other = await startToyRouter({ env: { MAX_ANSWER_BYTES: '1000' } });
    const query =
      '{ products(first: 3) { id ... @defer { name stock { available } again: name more: name } } }';
    const asked = (first: number) =>
      askInParts(other.url, { query: query.replace('3', String(first)) }, { spec: NEWER });
    expect((await (await asked(2)).rest()).at(-1)).not.toHaveProperty('completed.0.errors');
    const [first, ...later] = await (await asked(9)).rest();
    expect(first).toMatchObject({ data: { products: expect.any(Array) } });
    expect(later.flatMap(({ completed }) => completed)).toContainEqual(
      expect.objectContaining({
        errors: [
          expect.objectContaining({ extensions: expect.objectContaining({ code: 'ANSWER_TOO_LARGE' }) }),
        ],
      }),
    );
    expect(later.at(-1)?.hasNext).toBe(false);
    await other.close();
  });

  it('are one caller’s: the same query at one time is executed for each', async () => {
    gates.hold('inventory');
    const answers = await Promise.all([ask(STOCK), ask(STOCK)]);
    await expect.poll(() => gates.waiting('inventory')).toBe(2);
    gates.release('inventory');
    for (const answer of answers) expect((await answer.rest()).at(-1)).toMatchObject({ hasNext: false });
  });
});

describe('where there are read replicas', () => {
  it('all parts are read at one place, and those of a writer at the primary', async () => {
    const other = await startToyRouter({ env: { READ_REPLICAS: 'on' } });
    const authorization = await other.signIn({ userId: 'usr_w', scopes: ['catalog:write'] });
    const reads = async (query: string, headers = {}) => {
      other.shop.asked.length = 0;
      await (await askInParts(other.url, { query }, { spec: OLDER, headers })).rest();
      return other.shop.asked.map(({ request }) => request.reads);
    };
    expect(await reads(STOCK)).toEqual(['replica', 'replica']);
    const rename = 'mutation { rename(id: "p1", name: "a") { id ... @defer { stock { available } } } }';
    for (const query of [rename, STOCK])
      expect(await reads(query, { authorization })).toEqual([undefined, undefined]);
    await other.close();
  });
});

describe('a mutation', () => {
  it('is over before a deferred part of it is asked for', async () => {
    const authorization = await toy.signIn({ scopes: ['catalog:write'] });
    const query = `mutation {
      one: rename(id: "p1", name: "a") { name ... @defer { stock { available } } }
      two: rename(id: "p2", name: "b") { name }
    }`;
    toy.shop.asked.length = 0;
    const parts = await all(query, { headers: { authorization } });
    expect(parts).toEqual([
      { data: { one: { name: 'a' }, two: { name: 'b' } }, hasNext: true },
      { incremental: [{ data: { stock: { available: 7 } }, path: ['one'] }], hasNext: false },
    ]);
    expect(toy.shop.asked.map(({ subgraph }) => subgraph)).toEqual(['products', 'inventory']);
  });

  it('that signs somebody in is answered at once, as who was signed in', async () => {
    const visits = await startToyVisits();
    const query =
      'mutation { enter(name: "aki") { ... on Entered { visit { label person { name ... @defer { asker card } } } } } }';
    const answer = await askInParts(visits.url, { query }, { spec: OLDER });
    const person = { name: 'AKI', asker: 'aki', card: 'card of aki' };
    expect(plain(await answer.rest())).toEqual([{ data: { enter: { visit: { label: null, person } } } }]);
    await visits.close();
  });
});
