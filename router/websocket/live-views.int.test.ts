import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { routerError } from '../operation/public-errors.ts';
import { inProcessTransport } from '../subgraphs/in-process-transport.ts';
import type { SubgraphTransport } from '../subgraphs/subgraph-transport.ts';
import { openRawSocket } from '../testing/raw-socket.ts';
import { connectSocket, type Running, type SocketClient } from '../testing/socket-client.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';
import type { ToySubgraph } from '../testing/toy-shop.ts';

const TRACK = 'subscription { orderStatusChanged(orderId: "o1") { status product { name } } }';
const TICKS = 'subscription { ticks { version } }';
const LOST = { code: 1013, reason: 'SUBGRAPH_UNAVAILABLE' };

let toy: ToyRouter;
let token: string;
let client: SocketClient;
/** Subgraphs that nobody reaches now. */
let away: Set<string>;

beforeEach(async () => {
  away = new Set();
  // A clock that is set forward leaves no time for the answers to pings.
  toy = await startToyRouter({ transport: maybeAway, env: { SOCKET_KEEP_ALIVE_MS: '3600000' } });
  token = await toy.signIn();
  client = connectSocket(toy.url, token);
});
afterEach(async () => {
  await client.dispose();
  await toy.close();
});

function maybeAway(subgraph: ToySubgraph): SubgraphTransport {
  const transport = inProcessTransport(subgraph);
  const reach = () => {
    if (away.has(subgraph.name)) throw routerError('SUBGRAPH_UNAVAILABLE', shared.partAway);
  };
  return {
    ...transport,
    async execute(request, call) {
      reach();
      return transport.execute(request, call);
    },
    async subscribe(request, call) {
      reach();
      return transport.subscribe(request, call);
    },
  };
}

async function started(query: string, from = client): Promise<Running> {
  const open = toy.shop.statusSources.size;
  const running = from.start(query);
  await expect.poll(() => toy.shop.statusSources.size).toBe(open + 1);
  return running;
}

const push = (version: number) => toy.shop.push({ version, status: `S${version}`, productId: 'p1' });
const statuses = ({ events }: Running) => events.map(({ data }) => data?.orderStatusChanged.status);

/** The router's time goes on until this holds. */
async function timePasses(until: () => boolean): Promise<void> {
  await expect
    .poll(() => {
      if (!until()) toy.clock.advance(1_000);
      return until();
    })
    .toBe(true);
}

describe('a live view whose process was killed', () => {
  it('goes on after the last event that it showed, although it never asked for a version', async () => {
    const view = await started(TRACK);
    push(1);
    await expect.poll(() => statuses(view)).toEqual(['S1']);
    away.add('orders');
    toy.shop.breakSources();
    push(2);
    toy.clock.advance(20_000);
    away.clear();
    await timePasses(() => toy.shop.statusSources.size === 1);
    push(3);
    await expect.poll(() => statuses(view)).toEqual(['S1', 'S2', 'S3']);
    expect([view.failure(), view.completed()]).toEqual([undefined, false]);
    expect(view.events[0].data).toEqual({
      orderStatusChanged: { status: 'S1', product: { name: 'Product p1' } },
    });
  });

  it('waits for its process also when it begins', async () => {
    away.add('orders');
    const view = client.start(TRACK);
    await expect.poll(() => toy.router.load().upstreams).toBe(1);
    away.clear();
    await timePasses(() => toy.shop.statusSources.size === 1);
    push(1);
    await expect.poll(() => statuses(view)).toEqual(['S1']);
  });

  it('is not told of an end after a minute: its socket is closed, at which clients come back', async () => {
    const view = await started(TRACK);
    away.add('orders');
    toy.shop.breakSources();
    let closed: unknown;
    void client.closed.then((how) => (closed = how));
    await timePasses(() => closed !== undefined);
    expect(closed).toMatchObject(LOST);
    expect(view.completed()).toBe(false);
    expect(view.failure()).toMatchObject(LOST);
  });

  it('comes back by itself in clients of graphql-ws, which ask from the version that they have', async () => {
    const connections: unknown[] = [];
    const lasting = createClient({
      url: toy.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: token },
      retryWait: async () => undefined,
      on: { closed: (event) => connections.push((event as { code: number }).code) },
    });
    const variables = { since: 0 };
    const query =
      'subscription ($since: Int!) { orderStatusChanged(orderId: "o1", since: $since) { version } }';
    const seen: number[] = [];
    const problems: unknown[] = [];
    lasting.subscribe<{ orderStatusChanged: { version: number } }>(
      { query, variables },
      {
        next({ data }) {
          variables.since = data!.orderStatusChanged.version;
          seen.push(variables.since);
        },
        error: (error) => problems.push(error),
        complete: () => problems.push('complete'),
      },
    );
    await expect.poll(() => toy.shop.statusSources.size).toBe(1);
    push(1);
    await expect.poll(() => seen).toEqual([1]);
    away.add('orders');
    toy.shop.breakSources();
    push(2);
    await timePasses(() => connections.length > 0);
    away.clear();
    await timePasses(() => toy.shop.statusSources.size === 1);
    push(3);
    await expect.poll(() => seen).toEqual([1, 2, 3]);
    expect([connections, problems]).toEqual([[1013], []]);
    await lasting.dispose();
  });
});

describe('a subscription that cannot be gone on with', () => {
  it('closes its socket when it breaks, after what was begun on it is answered', async () => {
    const ticks = await started(TICKS);
    push(1);
    await expect.poll(() => ticks.events.length).toBe(1);
    const answer = Promise.withResolvers<void>();
    const products = toy.shop.subgraphs.products!;
    const { execute } = products;
    let asked = false;
    products.execute = async (...given) => {
      asked = true;
      await answer.promise;
      return execute(...given);
    };
    const query = client.start('{ echo(text: "done") }');
    await expect.poll(() => asked).toBe(true);
    toy.shop.breakSources();
    await expect.poll(() => toy.log.join()).toContain('A subscription was lost');
    answer.resolve();
    expect(await client.closed).toMatchObject(LOST);
    expect(query.events).toMatchObject([{ data: { echo: 'done' } }]);
    expect(ticks.completed()).toBe(false);
  });

  it('closes it also when what was begun is not answered, however often its client asks for more', async () => {
    const ticks = await started(TICKS);
    const products = toy.shop.subgraphs.products!;
    const asked: PromiseWithResolvers<never>[] = [];
    products.execute = () => {
      asked.push(Promise.withResolvers());
      return asked.at(-1)!.promise;
    };
    const ask = (text: string) => client.start(`{ echo(text: "${text}") }`);
    ask('never');
    await expect.poll(() => asked.length).toBe(1);
    toy.shop.breakSources();
    await expect.poll(() => toy.log.join()).toContain('A subscription was lost');
    ask('ever');
    await expect.poll(() => asked.length).toBe(2);
    asked[0]!.reject(new Error('It was not to be'));
    toy.clock.advance(5_000);
    expect(await client.closed).toMatchObject(LOST);
    expect(ticks.completed()).toBe(false);
  });
});

describe('a second tab', () => {
  it('sees what is now, and no error of then', async () => {
    const first = await started(TRACK);
    away.add('products');
    push(1);
    await expect.poll(() => first.events.length).toBe(1);
    expect(first.events[0].errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
    away.clear();
    const other = connectSocket(toy.url, token);
    const second = other.start(TRACK);
    await expect.poll(() => second.events.length).toBe(1);
    expect(second.events[0]).toMatchObject({
      data: { orderStatusChanged: { product: { name: 'Product p1' } } },
    });
    expect(second.events[0].errors).toBeUndefined();
    push(2);
    await expect.poll(() => [first.events.length, second.events.length]).toEqual([2, 2]);
    await expect.poll(() => toy.shop.statusSources.size).toBe(1);
    await other.dispose();
  });

  it('with another operation over the same events has the same upstream, and its own answer', async () => {
    const first = await started('subscription { orderStatusChanged(orderId: "o1") { product { name } } }');
    const second = client.start(
      'subscription { orderStatusChanged(orderId: "o1") { product { stock { available } } } }',
    );
    const third = client.start('{ me }');
    await expect.poll(() => third.completed()).toBe(true);
    push(1);
    await expect.poll(() => [first.events.length, second.events.length]).toEqual([1, 1]);
    expect(first.events[0].data).toEqual({ orderStatusChanged: { product: { name: 'Product p1' } } });
    expect(second.events[0].data).toEqual({ orderStatusChanged: { product: { stock: { available: 7 } } } });
    expect(toy.router.load().upstreams).toBe(1);
  });
});

describe('an event', () => {
  it('keeps its version when a part of it is not there', async () => {
    const view = await started(
      'subscription { orderStatusChanged(orderId: "o1") { version product { grade } } }',
    );
    away.add('products');
    push(1);
    await expect.poll(() => view.events.length).toBe(1);
    expect(view.events[0]).toMatchObject({
      data: { orderStatusChanged: { version: 1, product: { grade: null } } },
      errors: [{ path: ['orderStatusChanged', 'product', 'grade'] }],
    });
  });

  it('keeps it too when the part must be there, and nothing else is left', async () => {
    const view = await started(TRACK);
    away.add('products');
    push(1);
    await expect.poll(() => view.events.length).toBe(1);
    expect(view.events[0]).toMatchObject({ data: null, extensions: { version: 1 } });
    away.clear();
    push(2);
    await expect.poll(() => view.events.length).toBe(2);
    expect(view.events[1].extensions.version).toBeUndefined();
  });
});

it('a history that has ended completes its stream', async () => {
  const view = await started(TRACK);
  push(1);
  toy.shop.completeSources();
  await expect.poll(() => view.completed()).toBe(true);
  expect([statuses(view), view.failure()]).toEqual([['S1'], undefined]);
});

describe('complete, and at once the same id again', () => {
  it('loses nothing of the second, and tells nothing of the first', async () => {
    const socket = await openRawSocket(toy.url);
    expect(await socket.init({ authorization: token })).toBe('connection_ack');
    const messages: { id: string; type: string; payload: { data: { ticks: { version: number } } } }[] = [];
    socket.socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    const subscribe = { type: 'subscribe', id: '1', payload: { query: TICKS } };
    for (let round = 0; round < 30; round += 1) {
      socket.send(subscribe);
      if (round % 3 === 0) await expect.poll(() => toy.shop.statusSources.size).toBeGreaterThan(0);
      socket.send({ type: 'complete', id: '1' });
    }
    socket.send(subscribe);
    socket.send({ type: 'subscribe', id: '2', payload: { query: '{ me }' } });
    await expect
      .poll(() => messages.filter(({ id }) => id === '2').map(({ type }) => type))
      .toEqual(['next', 'complete']);
    await expect.poll(() => toy.shop.statusSources.size).toBe(1);
    for (const version of [1, 2, 3]) push(version);
    const ofFirst = () => messages.filter(({ id }) => id === '1');
    await expect.poll(() => ofFirst().length).toBe(3);
    expect(ofFirst().map(({ type, payload }) => [type, payload.data.ticks.version])).toEqual([
      ['next', 1],
      ['next', 2],
      ['next', 3],
    ]);
    socket.end();
  });

  it('of a query answers the second alone', async () => {
    const socket = await openRawSocket(toy.url);
    await socket.init({ authorization: token });
    const messages: unknown[] = [];
    socket.socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    const ask = (text: string) => ({
      type: 'subscribe',
      id: '1',
      payload: { query: `{ echo(text: "${text}") }` },
    });
    socket.send(ask('first'));
    socket.send({ type: 'complete', id: '1' });
    socket.send(ask('second'));
    await expect.poll(() => messages.length).toBe(2);
    expect(messages).toMatchObject([
      { id: '1', type: 'next', payload: { data: { echo: 'second' } } },
      { id: '1', type: 'complete' },
    ]);
    socket.end();
  });
});
