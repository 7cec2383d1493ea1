import { createMetrics } from '@depachika/telemetry/metrics.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askInParts, type Part } from '../../testing/parts/read-parts.ts';
import { connectSocket } from '../../testing/socket-client.ts';
import { startToyRouter, type ToyRouter } from '../../testing/toy-router.ts';

const OLDER = 'deferSpec=20220824';
const STOCK = '{ product(id: "p1") { id ... @defer(label: "stock") { stock { available } } } }';

let toy: ToyRouter;
beforeAll(async () => {
  toy = await startToyRouter();
});
afterAll(() => toy.close());

/** What an operation costs is told beside. */
function plain(parts: readonly Part[]): Part[] {
  return parts.map(({ extensions: _, ...part }) => part);
}

describe('who does not ask for parts', () => {
  const whole = { product: { id: 'p1', stock: { available: 7 } } };

  it.each(['application/json', '*/*', 'multipart/mixed', `application/json, multipart/mixed;${OLDER}`])(
    'gets all at once: %s',
    async (accept) => {
      const { data, errors } = await toy.post(
        { query: STOCK },
        { headers: { accept: `${accept}, */*;q=0.1` } },
      );
      expect([data, errors]).toEqual([whole, undefined]);
    },
  );

  it('gets all at once in an event stream', async () => {
    const headers = { accept: 'text/event-stream', 'content-type': 'application/json' };
    const response = await fetch(toy.url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query: STOCK }),
    });
    expect(await response.text()).toContain(JSON.stringify(whole));
  });

  it('gets all at once on a socket', async () => {
    const client = connectSocket(toy.url);
    const running = client.start(STOCK);
    await expect.poll(() => running.completed()).toBe(true);
    expect(running.events.map(({ data }) => data)).toEqual([whole]);
    await client.dispose();
  });

  it('may share a fragment with a subscription, in which a variable defers nothing', async () => {
    const client = connectSocket(toy.url);
    const query = `subscription ($later: Boolean = true) { ticks { version product { id ...Name @defer(if: $later) } } }
      fragment Name on Product { name }`;
    const running = client.start(query);
    await expect.poll(() => toy.shop.statusSources.size).toBe(1);
    toy.shop.push({ version: 1, status: 'S1', productId: 'p1' });
    await expect
      .poll(() => running.events.map(({ data }) => data))
      .toEqual([{ ticks: { version: 1, product: { id: 'p1', name: 'Product p1' } } }]);
    await client.dispose();
  });

  it('is answered as if nothing were deferred by Apollo’s executor', async () => {
    const other = await startToyRouter({ env: { ROUTER_EXECUTOR: 'gateway' } });
    const answer = await askInParts(other.url, { query: STOCK }, { spec: OLDER });
    expect(plain(await answer.rest())).toEqual([{ data: whole }]);
    await other.close();
  });
});

describe('a query by GET', () => {
  it('is answered in parts', async () => {
    const url = `${toy.url}?query=${encodeURIComponent(STOCK)}`;
    const response = await fetch(url, { headers: { accept: `multipart/mixed;${OLDER}`, 'x-any': '1' } });
    expect(await response.text()).toContain('"label":"stock"');
  });
});

describe('an operation that is answered in parts', () => {
  it('is counted once, with the errors of all its parts', async () => {
    const metrics = createMetrics({ service: 'router' });
    const other = await startToyRouter({ metrics });
    const query = '{ product(id: "p1") { id ... @defer { missing } } }';
    await (await askInParts(other.url, { query }, { spec: OLDER })).rest();
    await expect
      .poll(() => metrics.text())
      .toMatch(/graphql_errors_total\{[^}]*"INTERNAL_SERVER_ERROR"[^}]*\} 1\n/);
    expect(await metrics.text()).toMatch(/graphql_duration_seconds_count\{[^}]*\} 1\n/);
    await other.close();
  });
});

describe('it is refused', () => {
  it.each([
    ['at the root of a mutation', 'mutation { ... @defer { rename(id: "p1", name: "a") { id } } }'],
    ['in a subscription', 'subscription { ticks { version product { id ... @defer { name } } } }'],
    [
      'with a label of a variable',
      'query ($label: String) { product(id: "p1") { id ... @defer(label: $label) { name } } }',
    ],
    [
      'with a label twice',
      '{ product(id: "p1") { id ... @defer(label: "a") { name } ... @defer(label: "a") { stock { available } } } }',
    ],
    ['on a field', '{ product(id: "p1") @defer { id } }'],
  ])('%s', async (_, query) => {
    const { status, codes, errors } = await toy.post(
      { query },
      { headers: { accept: `multipart/mixed;${OLDER}, application/graphql-response+json` } },
    );
    expect([status, codes]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
    expect(errors![0]!.message).toContain('@defer');
  });

  it('with what the caller may not read, before anything is told', async () => {
    const answer = await askInParts(
      toy.url,
      { query: '{ product(id: "p1") { id ... @defer { cost } } }' },
      { spec: OLDER },
    );
    expect(answer.response.status).toBe(401);
    expect(await answer.next()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });
});

describe('who reads the graph', () => {
  it('finds the directive', async () => {
    const { data } = await toy.post({
      query: '{ __schema { directives { name description locations args { name defaultValue } } } }',
    });
    expect(data.__schema.directives).toContainEqual({
      name: 'defer',
      description: expect.stringContaining('may come after the rest'),
      locations: ['FRAGMENT_SPREAD', 'INLINE_FRAGMENT'],
      args: [
        { name: 'label', defaultValue: null },
        { name: 'if', defaultValue: 'true' },
      ],
    });
  });
});
