import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMetrics } from '@depachika/telemetry/metrics.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inProcessTransport } from '../subgraphs/in-process-transport.ts';
import type { SubgraphTransport } from '../subgraphs/subgraph-transport.ts';
import { connectSocket, type SocketClient } from '../testing/socket-client.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';
import { type ToySubgraph, toySupergraph } from '../testing/toy-shop.ts';

const WHOLE = toySupergraph();
const WITHOUT_ECHO = toySupergraph((_, sdl) => sdl.replace('echo(text: String): String', ''));
const WITH_POLICY = WHOLE.replace(
  '@link(url: "https://specs.apollo.dev/join/',
  '@link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY) @link(url: "https://specs.apollo.dev/join/',
);
const ECHO = { query: '{ echo(text: "いちご") }' };
const TRACK = 'subscription { orderStatusChanged(orderId: "o1") { status product { name } } }';

let folder: string;
let file: string;
let metrics: ReturnType<typeof createMetrics>;
let toy: ToyRouter;
let client: SocketClient | undefined;
/** Called when products is asked for something. */
let onAsked: () => Promise<void>;
/** The ways to products that were closed, by the graphs that brought them. */
let closed: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'depachika-supergraph-'));
  file = join(folder, 'supergraph.graphql');
  metrics = createMetrics({ service: 'router' });
  onAsked = async () => undefined;
  closed = [];
  client = undefined;
});
afterEach(async () => {
  await client?.dispose();
  await toy.close();
  rmSync(folder, { recursive: true });
});

async function startOn(
  supergraphSdl: string,
  options: Pick<Parameters<typeof startToyRouter>[0] & object, 'subgraphsOf' | 'transport'> = {},
): Promise<void> {
  writeFileSync(file, supergraphSdl);
  toy = await startToyRouter({
    supergraphSdl,
    supergraphFile: file,
    metrics,
    transport: noticed('first'),
    // A clock that is set forward leaves no time for the answers to pings.
    env: { SOCKET_KEEP_ALIVE_MS: '3600000' },
    ...options,
  });
}

function noticed(name: string): (subgraph: ToySubgraph) => SubgraphTransport {
  return (subgraph) => {
    const transport = inProcessTransport(subgraph);
    if (subgraph.name !== 'products') return transport;
    return {
      ...transport,
      async execute(request, call) {
        await onAsked();
        return transport.execute(request, call);
      },
      close: async () => void closed.push(name),
    };
  };
}

/** The router looks at its file until this holds. */
async function looksUntil(holds: () => boolean | Promise<boolean>): Promise<void> {
  await expect
    .poll(async () => {
      toy.clock.advance(2_000);
      return holds();
    })
    .toBe(true);
}

/** @returns whether this was counted of the file's changes */
async function counted(outcome: 'served' | 'refused', count: number): Promise<boolean> {
  const text = await metrics.text();
  return text.includes(
    `depachika_router_supergraph_changes_total{outcome="${outcome}",service="router"} ${count}`,
  );
}

const isRefused = async () =>
  (await metrics.text()).includes('depachika_router_supergraph_refused{service="router"} 1');

describe('a supergraph that is written into its file', () => {
  it('is served from then on, with plans and texts of its own', async () => {
    await startOn(WITHOUT_ECHO);
    expect((await toy.post(ECHO)).codes).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    writeFileSync(file, WHOLE);
    await looksUntil(() => counted('served', 1));
    expect(await toy.post(ECHO)).toMatchObject({ data: { echo: 'いちご' }, codes: [] });
    writeFileSync(file, WITHOUT_ECHO);
    await looksUntil(() => counted('served', 2));
    expect((await toy.post(ECHO)).codes).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  it('is the one of the documents that clients read', async () => {
    await startOn(WITHOUT_ECHO);
    writeFileSync(file, WHOLE);
    await looksUntil(() => counted('served', 1));
    const { data } = await toy.post({ query: '{ __type(name: "Query") { fields { name } } }' });
    expect(data.__type.fields).toContainEqual({ name: 'echo' });
  });

  it('checks variables against its own types', async () => {
    await startOn(WHOLE);
    const query = 'query ($by: Choice) { choose(by: $by) }';
    const variables = { by: { id: '1', name: 'a' } };
    expect((await toy.post({ query, variables })).codes).toEqual([]);
    writeFileSync(
      file,
      toySupergraph((_, sdl) =>
        sdl.replace('input Choice { id: ID name: String }', 'input Choice { id: ID }'),
      ),
    );
    await looksUntil(() => counted('served', 1));
    expect((await toy.post({ query, variables })).codes).toEqual(['BAD_USER_INPUT']);
  });

  it('drops no request that is in hand', async () => {
    await startOn(WHOLE);
    const asked = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    onAsked = () => {
      asked.resolve();
      return released.promise;
    };
    const answer = toy.post(ECHO);
    await asked.promise;
    writeFileSync(file, WITHOUT_ECHO);
    await looksUntil(() => counted('served', 1));
    released.resolve();
    expect(await answer).toMatchObject({ status: 200, data: { echo: 'いちご' }, codes: [] });
  });

  it('ends no subscription, and those that begin later are of the new graph', async () => {
    await startOn(WHOLE);
    client = connectSocket(toy.url, await toy.signIn());
    const before = client.start(TRACK);
    await expect.poll(() => toy.shop.statusSources.size).toBe(1);
    writeFileSync(file, WITHOUT_ECHO);
    await looksUntil(() => counted('served', 1));
    const after = client.start(TRACK);
    await expect.poll(() => toy.shop.statusSources.size).toBe(2);
    expect(toy.router.load().upstreams).toBe(2);
    toy.shop.push({ version: 1, status: 'PACKED', productId: 'p1' });
    const event = { orderStatusChanged: { status: 'PACKED', product: { name: 'Product p1' } } };
    for (const { events } of [before, after])
      await expect.poll(() => events.map(({ data }) => data)).toEqual([event]);
    expect([before.failure(), before.completed()]).toEqual([undefined, false]);
  });
});

describe('a file that cannot be served', () => {
  const BROKEN = {
    'is no GraphQL': 'type Query {',
    'is no supergraph': 'type Query { echo(text: String): String }',
    'has a security feature that nobody enforces': WITH_POLICY,
    'needs a subgraph that nothing serves': WHOLE.replaceAll('"inventory"', '"warehouse"'),
  };
  for (const [what, text] of Object.entries(BROKEN))
    it(`leaves the graph as it is where it ${what}, and says so`, async () => {
      await startOn(WHOLE);
      writeFileSync(file, text);
      await looksUntil(() => counted('refused', 1));
      expect(await isRefused()).toBe(true);
      expect(toy.log.filter((line) => line.includes('cannot be served'))).toHaveLength(1);
      expect(await toy.post(ECHO)).toMatchObject({ data: { echo: 'いちご' }, codes: [] });
    });

  it('is told once, until what is there can be served again', async () => {
    await startOn(WHOLE);
    rmSync(file);
    await looksUntil(isRefused);
    await looksUntil(() => counted('refused', 1));
    writeFileSync(file, WHOLE);
    await looksUntil(async () => !(await isRefused()));
    expect(await toy.post(ECHO)).toMatchObject({ data: { echo: 'いちご' }, codes: [] });
  });
});

describe('a subgraph that moved', () => {
  it('is asked at its new address, and left at the old one when nothing of the old graph is in hand', async () => {
    await startOn(WHOLE, { subgraphsOf: () => moved });
    const moved = Object.fromEntries(
      Object.entries(toy.shop.subgraphs).map(([name, subgraph]) => [name, noticed('second')(subgraph)]),
    );
    client = connectSocket(toy.url, await toy.signIn());
    const view = client.start(TRACK);
    await expect.poll(() => toy.shop.statusSources.size).toBe(1);
    writeFileSync(file, WITHOUT_ECHO);
    await looksUntil(() => counted('served', 1));
    // Longer than two requests may take.
    toy.clock.advance(120_000);
    expect(closed).toEqual([]);
    view.stop();
    await looksUntil(() => closed.length > 0);
    expect(closed).toEqual(['first']);
    expect((await toy.post({ query: '{ product(id: "p1") { name } }' })).data).toEqual({
      product: { name: 'Product p1' },
    });
  });
});
