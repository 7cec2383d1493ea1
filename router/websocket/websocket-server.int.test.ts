import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { SESSION_REVOKED } from '@depachika/schema/channels.ts';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { connectSocket, type SocketClient } from '../testing/socket-client.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

const STATUS = `subscription ($since: Int) {
  orderStatusChanged(orderId: "o1", since: $since) { version status product { name stock { available } } order { lines { product { name } } } }
}`.replace('$since: Int)', '$since: Int! = 0)');

const pubSub = inProcessPubSub({ logger: pino({ level: 'silent' }) });
let toy: ToyRouter;
let authorization: string;
const clients: SocketClient[] = [];

beforeAll(async () => {
  toy = await startToyRouter({ pubSub });
  authorization = await toy.signIn();
});
afterAll(() => toy.close());
beforeEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  await expect.poll(() => toy.router.load()).toEqual({ connections: 0, upstreams: 0 });
  toy.shop.asked.length = 0;
});

function connect(token: unknown = authorization, url = toy.url): SocketClient {
  const client = connectSocket(url, token);
  clients.push(client);
  return client;
}

async function sources(count: number): Promise<void> {
  await expect.poll(() => [toy.shop.statusSources.size, toy.router.load().upstreams]).toEqual([count, count]);
}

const COST_OF_ONE = { cost: { cost: 1, limit: 6_000 } };

const status = (version: number, productId = 'p1') => ({ version, status: `S${version}`, productId });
const versions = (events: { data: { orderStatusChanged: { version: number } } }[]) =>
  events.map((event) => event.data.orderStatusChanged.version);

describe('a subscription', () => {
  it('is enriched with fields of other subgraphs, and of its own', async () => {
    const running = connect().start(STATUS);
    await sources(1);
    toy.shop.push(status(1));
    await expect
      .poll(() => running.events)
      .toEqual([
        {
          data: {
            orderStatusChanged: {
              version: 1,
              status: 'S1',
              product: { name: 'Product p1', stock: { available: 7 } },
              order: { lines: [{ product: { name: 'Product p0' } }, { product: { name: 'Product p1' } }] },
            },
          },
          extensions: { cost: { cost: 24, limit: 6_000 } },
        },
      ]);
  });

  it('keeps the order of events', async () => {
    const running = connect().start(STATUS);
    await sources(1);
    for (let version = 1; version <= 30; version += 1) toy.shop.push(status(version));
    await expect.poll(() => running.events.length).toBe(30);
    expect(versions(running.events)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  });

  it('resumes from the version it names, beside one that started from the beginning', async () => {
    const all = connect().start(STATUS, { since: 0 });
    const later = connect().start(STATUS, { since: 2 });
    await sources(2);
    for (const version of [1, 2, 3]) toy.shop.push(status(version));
    await expect.poll(() => versions(all.events)).toEqual([1, 2, 3]);
    await expect.poll(() => versions(later.events)).toEqual([3]);
  });

  it('is one upstream and one execution for two sockets of one caller, and a late joiner misses nothing', async () => {
    const first = connect().start(STATUS);
    await sources(1);
    toy.shop.push(status(1));
    await expect.poll(() => versions(first.events)).toEqual([1]);
    const second = connect().start(STATUS);
    await expect.poll(() => versions(second.events)).toEqual([1]);
    toy.shop.asked.length = 0;
    toy.shop.push(status(2));
    await expect
      .poll(() => [versions(first.events), versions(second.events)])
      .toEqual([
        [1, 2],
        [1, 2],
      ]);
    expect(toy.shop.asked.filter((asked) => asked.subgraph === 'inventory')).toHaveLength(1);
    await sources(1);
  });

  it('without a starting point shows a late joiner only what comes next', async () => {
    const query = 'subscription { ticks { version } }';
    const first = connect().start(query);
    await sources(1);
    toy.shop.push(status(1));
    await expect.poll(() => first.events.length).toBe(1);
    const second = connect().start(query);
    await expect.poll(() => toy.router.load().connections).toBe(2);
    const third = connect().start('{ me }');
    await expect.poll(() => third.completed()).toBe(true);
    toy.shop.push(status(2));
    await expect
      .poll(() => second.events)
      .toEqual([{ data: { ticks: { version: 2 } }, extensions: COST_OF_ONE }]);
    expect(first.events).toHaveLength(2);
    await sources(1);
  });

  it('is never shared between two callers', async () => {
    connect().start(STATUS);
    connect(await toy.signIn({ userId: 'usr_b' })).start(STATUS);
    await sources(2);
  });

  it('closes its upstream when its last reader leaves, and not before', async () => {
    const first = connect().start(STATUS);
    const other = connect();
    const second = other.start(STATUS);
    await sources(1);
    // A query that was sent after the subscription, on the same socket, is answered after it has joined.
    const later = other.start('{ me }');
    await expect.poll(() => later.completed()).toBe(true);
    first.stop();
    toy.shop.push(status(1));
    await expect.poll(() => versions(second.events)).toEqual([1]);
    second.stop();
    await sources(0);
  });

  it('closes its upstream when the socket breaks', async () => {
    const client = connect();
    client.start(STATUS);
    await sources(1);
    await client.dispose();
    await sources(0);
  });

  it('can be started again after it was closed', async () => {
    const client = connect();
    const first = client.start(STATUS);
    await sources(1);
    first.stop();
    await sources(0);
    const second = client.start(STATUS, { since: 4 });
    await sources(1);
    toy.shop.push(status(5));
    await expect.poll(() => versions(second.events)).toEqual([5]);
  });

  it('reports a null where the schema promises a value, and goes on', async () => {
    const query =
      'subscription { orderStatusChanged(orderId: "o1") { version product { stock { available } } } }';
    const running = connect().start(query);
    await sources(1);
    toy.shop.push(status(1, 'ghost'));
    toy.shop.push(status(2));
    await expect.poll(() => running.events.length).toBe(2);
    expect(running.events[0]).toMatchObject({
      data: null,
      errors: [{ extensions: { code: 'INCOMPLETE_DATA' } }],
    });
    expect(running.events[1].data.orderStatusChanged.version).toBe(2);
  });

  it('names the real subgraph in its errors', async () => {
    const running = connect().start(STATUS);
    await sources(1);
    toy.shop.push({ version: 1, status: null, productId: 'p1' });
    await expect.poll(() => running.events.length).toBe(1);
    expect(running.events[0].errors[0].extensions).toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
      serviceName: 'orders',
    });
  });
});

describe('a socket', () => {
  it('also runs queries', async () => {
    const running = connect().start('{ me }');
    await expect
      .poll(() => running.events)
      .toEqual([{ data: { me: 'usr_a' }, extensions: { cost: { cost: 0, limit: 6_000 } } }]);
    expect(running.completed()).toBe(true);
  });

  it.each([
    [
      'anonymous reads of a protected field',
      'subscription { orderStatusChanged(orderId: "o1") { version } }',
      {},
      'UNAUTHENTICATED',
    ],
    [
      'a query that is too deep',
      `{ tree ${'{ child '.repeat(50)}{ name }${' }'.repeat(50)} }`,
      {},
      'QUERY_TOO_DEEP',
    ],
    ['a query with too many tokens', `{ products { ${'id '.repeat(2_100)} } }`, {}, 'TOO_MANY_TOKENS'],
    ['a query text that is too large', `{ echo(text: "${'x'.repeat(100_000)}") }`, {}, 'QUERY_TOO_LARGE'],
    ['an unknown field', '{ nothing }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['a choice that was not made', 'query A { me } query B { me }', {}, 'OPERATION_RESOLUTION_FAILURE'],
    ['a syntax error', '{ products {', {}, 'GRAPHQL_PARSE_FAILED'],
    [
      'a wrong variable',
      'query ($n: Int!) { lines(count: $n) { quantity } }',
      { n: 'many' },
      'BAD_USER_INPUT',
    ],
    ['nothing but a type name', 'subscription { __typename }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a root field left out',
      'subscription { ticks @skip(if: true) { version } }',
      {},
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a root field that depends on a variable',
      'subscription ($no: Boolean!) { ...F } fragment F on Subscription { ticks @include(if: $no) { version } }',
      { no: false },
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('refuses %s', async (_, query, variables, code) => {
    const running = connect(null).start(query, variables);
    const codes = () => {
      const failure = running.failure() ?? running.events[0]?.errors;
      return Array.isArray(failure) ? failure.map((error) => error.extensions?.code) : failure;
    };
    await expect.poll(codes).toContain(code);
    expect(toy.shop.asked).toEqual([]);
  });

  it('refuses a field without the scopes for it', async () => {
    const running = connect().start('subscription { ticks { product { cost } } }');
    await expect
      .poll(() => running.failure())
      .toMatchObject([{ extensions: { code: 'FORBIDDEN', coordinate: 'Product.cost' } }]);
  });

  it.each([
    ['a forged token', async () => toy.signIn({ keys: await createIdentityKeys() }), 4401, 'UNAUTHENTICATED'],
    ['an expired token', () => toy.signIn({ ttlSeconds: -1 }), 4403, 'TOKEN_EXPIRED'],
    ['something that is no token', async () => ({ admin: true }), 4401, 'UNAUTHENTICATED'],
  ])('is closed for %s', async (_, make, code, reason) => {
    const client = connect(await make());
    client.start('{ me }');
    expect(await client.closed).toMatchObject({ code, reason });
  });

  it('is closed when its token expires, with its upstreams', async () => {
    const client = connect(await toy.signIn({ ttlSeconds: 10 }));
    client.start(STATUS);
    await sources(1);
    toy.clock.advance(11_000);
    expect(await client.closed).toMatchObject({ code: 4403, reason: 'TOKEN_EXPIRED' });
    await sources(0);
  });

  it('is closed when its session is revoked', async () => {
    const client = connect();
    client.start(STATUS);
    await sources(1);
    pubSub.publish(SESSION_REVOKED, 'ses_usr_a');
    expect(await client.closed).toMatchObject({ code: 4401, reason: 'SESSION_REVOKED' });
  });

  it('of another path or protocol is refused', async () => {
    const opened = (path: string, protocol: string) =>
      new Promise((resolve) => {
        const socket = new WebSocket(new URL(path, toy.url.replace('http', 'ws')), protocol);
        socket.on('close', (code) => resolve(code));
        socket.on('unexpected-response', (request, response) => {
          resolve(response.statusCode);
          request.destroy();
        });
        socket.on('error', () => undefined);
      });
    expect(await opened('/elsewhere', 'graphql-transport-ws')).toBe(404);
    expect(await opened('/graphql', 'graphql-ws')).not.toBe(101);
  });

  it('with a message above the limit is closed', async () => {
    const client = connect();
    client.start('query ($t: String) { echo(text: $t) }', { t: 'x'.repeat(300_000) });
    expect(await client.closed).toMatchObject({ code: 1009 });
  });
});

describe('limits of sockets', () => {
  it('bound sockets, operations on one and requests of one caller', async () => {
    const env = { MAX_SOCKETS: '1', MAX_SUBSCRIPTIONS_PER_SOCKET: '2', RATE_LIMIT_REQUESTS: '3' };
    const small = await startToyRouter({ env });
    const token = await small.signIn();
    const client = connectSocket(small.url, token);
    const running = [1, 2, 3].map((since) => client.start(STATUS, { since }));
    await expect
      .poll(() => running[2]!.failure())
      .toMatchObject([{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }]);
    running[0]!.stop();
    await expect.poll(() => small.router.load().upstreams).toBe(1);
    const codes = async () => {
      const query = client.start('{ me }');
      await expect.poll(() => query.failure() ?? query.events[0]).toBeDefined();
      const failure = query.failure();
      return Array.isArray(failure) ? failure[0]!.extensions.code : undefined;
    };
    expect(await codes()).toBeUndefined();
    expect(await codes()).toBe('RATE_LIMITED');
    const second = connectSocket(small.url, token);
    const refused = second.start('{ me }');
    await expect.poll(() => refused.failure()).toBeDefined();
    await client.dispose();
    await small.close();
  });

  it('count each field of a mutation as a request', async () => {
    const small = await startToyRouter({ env: { RATE_LIMIT_REQUESTS: '5' } });
    const client = connectSocket(small.url, await small.signIn({ scopes: ['catalog:write'] }));
    const three = `mutation { ${['a', 'b', 'c'].map((alias) => `${alias}: rename(id: "p1", name: "n") { id }`)} }`;
    const first = client.start(three);
    await expect.poll(() => first.events[0]).toMatchObject({ data: { c: { id: 'p1' } } });
    const second = client.start(three);
    await expect
      .poll(() => second.failure())
      .toMatchObject([{ extensions: { code: 'RATE_LIMITED', limit: 5, actual: 6 } }]);
    await client.dispose();
    await small.close();
  });

  it('cut off a reader that takes nothing, without harm to others', async () => {
    const small = await startToyRouter({ env: { MAX_SOCKET_BUFFER_BYTES: '20000' } });
    const token = await small.signIn();
    const slow = await sleepingReader(small.url, token);
    const quick = connectSocket(small.url, token);
    const reading = quick.start(STATUS);
    await expect.poll(() => [small.shop.statusSources.size, small.router.load().connections]).toEqual([1, 2]);
    const long = 'x'.repeat(1_000_000);
    for (let version = 1; version <= 30; version += 1) {
      small.shop.push({ version, status: long, productId: 'p1' });
      await expect.poll(() => reading.events.length).toBe(version);
    }
    await expect.poll(() => small.router.load().connections).toBe(1);
    slow.terminate();
    await small.close();
  });

  it('send every client away when the router closes, and close the upstreams', async () => {
    const small = await startToyRouter();
    const client = connectSocket(small.url, await small.signIn());
    client.start(STATUS);
    await expect.poll(() => small.shop.statusSources.size).toBe(1);
    await small.close();
    expect(await client.closed).toMatchObject({ code: 1001 });
    expect(small.shop.statusSources.size).toBe(0);
  });
});

/** Subscribes and then never reads again. */
async function sleepingReader(url: string, token: string): Promise<WebSocket> {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
  const message = () => new Promise((resolve) => socket.once('message', resolve));
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: token } }));
  await message();
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: STATUS } }));
  socket.pause();
  return socket;
}
