import { QueryPlanner } from '@apollo/query-planner';
import { serveSubgraphHttp } from '@depachika/graphql/http/serve-http.ts';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { httpTransport } from '../subgraphs/http/http-transport.ts';
import { inProcessTransport } from '../subgraphs/in-process-transport.ts';
import { connectSocket } from '../testing/socket-client.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

/** Lists of unknown length count 10: four of them below each other are 11,110 objects. */
const DEAR = '{ products { similar { similar { similar { id } } } } }';
const DEAR_EVENT =
  'subscription { ticks { product { similar { similar { similar { similar { id } } } } } } }';

describe('an operation beyond its budget', () => {
  let toy: ToyRouter;
  beforeAll(async () => {
    toy = await startToyRouter({ env: { COST_BUDGET_ANONYMOUS: '20', COST_BUDGET_STAFF: '11110' } });
  });
  afterAll(() => toy.close());

  it('is refused with what it may cost, before any subgraph is asked', async () => {
    toy.shop.asked.length = 0;
    const { status, errors } = await toy.post({ query: DEAR });
    expect(status).toBe(400);
    expect(errors).toMatchObject([
      { extensions: { code: 'OPERATION_TOO_EXPENSIVE', cost: 11_110, limit: 20 } },
    ]);
    expect(toy.shop.asked).toEqual([]);
  });

  it('is not planned', async () => {
    const plans = vi.spyOn(QueryPlanner.prototype, 'buildQueryPlan');
    try {
      expect((await toy.post({ query: DEAR })).codes).toEqual(['OPERATION_TOO_EXPENSIVE']);
      expect(plans).toHaveBeenCalledTimes(0);
      expect((await toy.post({ query: '{ products { name } }' })).codes).toEqual([]);
      expect(plans).toHaveBeenCalledTimes(1);
    } finally {
      plans.mockRestore();
    }
  });

  it('depends on who asks', async () => {
    const customer = await toy.post({ query: DEAR }, { authorization: await toy.signIn() });
    expect(customer.errors![0]!.extensions).toMatchObject({ cost: 11_110, limit: 6_000 });
    const staff = await toy.post({ query: DEAR }, { authorization: await toy.signIn({ roles: ['STAFF'] }) });
    expect(staff.codes).toEqual([]);
  });

  it('is refused on a WebSocket too, as a query and as a subscription', async () => {
    const client = connectSocket(toy.url);
    for (const text of [DEAR, DEAR_EVENT]) {
      const running = client.start(text);
      await expect
        .poll(() => running.failure())
        .toMatchObject([{ extensions: { code: 'OPERATION_TOO_EXPENSIVE' } }]);
    }
    expect(toy.shop.statusSources.size).toBe(0);
    await client.dispose();
  });

  it('is refused again after one that was allowed with other variables', async () => {
    const query = 'query ($deep: Boolean!) { products { similar @include(if: $deep) { similar { id } } } }';
    expect((await toy.post({ query, variables: { deep: false } })).codes).toEqual([]);
    expect((await toy.post({ query, variables: { deep: true } })).codes).toEqual(['OPERATION_TOO_EXPENSIVE']);
  });
});

describe('a variable that is called as something which every object has', () => {
  let toy: ToyRouter;
  beforeAll(async () => {
    toy = await startToyRouter({ env: { COST_BUDGET_ANONYMOUS: '20' } });
  });
  afterAll(() => toy.close());

  it.each(['constructor', 'toString', '__proto__'])(
    'has its default and no other value: $%s',
    async (name) => {
      const dear = `query ($${name}: Boolean = true) { products @include(if: $${name}) { similar { id } } }`;
      expect((await toy.post({ query: dear })).codes).toEqual(['OPERATION_TOO_EXPENSIVE']);
      const client = connectSocket(toy.url);
      const running = client.start(dear);
      await expect
        .poll(() => running.failure())
        .toMatchObject([{ extensions: { code: 'OPERATION_TOO_EXPENSIVE' } }]);
      await client.dispose();
      const kept = `query ($${name}: Boolean = false) { products { id @skip(if: $${name}) } }`;
      const { data } = await toy.post({ query: kept });
      expect(data).toMatchObject({ products: expect.arrayContaining([{ id: 'p0' }]) });
    },
  );
});

describe('what an operation costs', () => {
  it('is told to staff in production, and to nobody else', async () => {
    const toy = await startToyRouter({ env: { NODE_ENV: 'production' } });
    const extensionsFor = async (roles?: string[]) => {
      const authorization = roles && (await toy.signIn({ roles }));
      const body = JSON.stringify({ query: '{ products { id } }' });
      const headers = { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) };
      const response = await fetch(toy.url, { method: 'POST', headers, body });
      return ((await response.json()) as { extensions?: unknown }).extensions;
    };
    expect(await extensionsFor()).toBeUndefined();
    expect(await extensionsFor(['CUSTOMER'])).toBeUndefined();
    expect(await extensionsFor(['CUSTOMER', 'STAFF'])).toEqual({ cost: { cost: 10, limit: 12_000 } });
    await toy.close();
  });
});

describe.each([
  ['in process', async (subgraph: Parameters<typeof inProcessTransport>[0]) => inProcessTransport(subgraph)],
  ['over HTTP', overHttp],
] as const)('an answer %s', (_, transport) => {
  const servers: { close(): Promise<void> }[] = [];
  let toy: ToyRouter;
  beforeAll(async () => {
    toy = await startToyRouter({
      env: { MAX_ANSWER_BYTES: '4000', RATE_LIMIT_REQUESTS: '0' },
      transport: (subgraph) => transport(subgraph, servers),
    });
  });
  afterAll(async () => {
    await toy.close();
    await Promise.all(servers.map((server) => server.close()));
  });
  const tooLarge = [{ extensions: { code: 'ANSWER_TOO_LARGE', limit: 4_000 } }];

  it('of as many bytes as are allowed is given', async () => {
    const answer = await toy.post({ query: '{ products(first: 20) { id name stock { available } } }' });
    expect([answer.status, answer.data.products.length]).toEqual([200, 20]);
  });

  it.each([200, 2_000])('of %i products is refused without data', async (first) => {
    const answer = await toy.post({
      query: 'query ($first: Int) { products(first: $first) { id name } }',
      variables: { first },
    });
    expect([answer.status, answer.data]).toEqual([400, undefined]);
    expect(answer.errors).toMatchObject(tooLarge);
  });

  it('whose entities stand in many places counts each of them', async () => {
    const query = '{ lines(count: 150) { product { name similar { id } } } }';
    expect((await toy.post({ query })).errors).toMatchObject(tooLarge);
  });

  it('of introspection is bounded as well', async () => {
    const query = '{ __schema { types { name fields { name description type { name kind } } } } }';
    expect((await toy.post({ query })).errors).toMatchObject(tooLarge);
  });

  it('of an event is refused, and the next event is told', async () => {
    const client = connectSocket(toy.url);
    const running = client.start('subscription { ticks { version status } }');
    await expect.poll(() => toy.shop.statusSources.size).toBe(1);
    toy.shop.push({ version: 1, status: 'x'.repeat(5_000), productId: 'p1' });
    toy.shop.push({ version: 2, status: 'S', productId: 'p1' });
    await expect
      .poll(() => running.events)
      .toMatchObject([{ errors: tooLarge }, { data: { ticks: { version: 2 } } }]);
    await client.dispose();
  });
});

async function overHttp(
  subgraph: Parameters<typeof serveSubgraphHttp>[0]['subgraph'],
  servers: { close(): Promise<void> }[],
) {
  const server = await serveSubgraphHttp({ subgraph, logger: pino({ level: 'silent' }), port: 0 });
  servers.push(server);
  return httpTransport({ url: server.url, maxAnswerBytes: 8_000 });
}
