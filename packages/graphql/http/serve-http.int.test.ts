import { systemClock } from '@depachika/clock/clock.ts';
import { anonymous } from '@depachika/identity/caller.ts';
import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { pino } from 'pino';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildSubgraph } from '../build-subgraph.ts';
import { type ServeSubgraphOptions, type SubgraphServer, serveSubgraphHttp } from './serve-http.ts';

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { hello(name: String): String! }
  type Product @key(fields: "id") { id: ID! }
  type Subscription { ticks(upTo: Int!, padding: Int! = 0): String!  never: String! }
`;

const logger = pino({ level: 'silent' });
const source = { produced: 0, closed: 0 };
let ready: () => Promise<void> = async () => undefined;
let server: SubgraphServer;
let token: string;
let forged: string;

beforeAll(async () => {
  const keys = await createIdentityKeys();
  const others = await createIdentityKeys();
  token = await identitySigner({ keys, clock: systemClock, issuer: 'router' }).sign(anonymous);
  forged = await identitySigner({ keys: others, clock: systemClock, issuer: 'router' }).sign(anonymous);
  const identity = identityVerifier({ jwks: keys.jwks, clock: systemClock });
  const subgraph = buildSubgraph({
    name: 'shop',
    typeDefs,
    resolvers,
    identity,
    logger,
    createContext: (base) => base,
  });
  server = await serve({ subgraph: { ...subgraph, ready: () => ready() } });
});

afterAll(() => server.close());

describe('a subgraph over HTTP', () => {
  it('answers a query to a valid identity', async () => {
    expect(await post({ query: '{ hello(name: "デパ地下") }' })).toEqual({
      status: 200,
      body: { data: { hello: 'Hello デパ地下' } },
    });
  });

  it.each([
    ['nobody', undefined],
    ['another scheme', 'Basic dTpw'],
    ['a forged identity', () => `Bearer ${forged}`],
    ['rubbish', 'Bearer rubbish'],
  ])('answers 401 to %s, for entities and the SDL too', async (_, authorization) => {
    const header = typeof authorization === 'function' ? authorization() : authorization;
    for (const query of [
      '{ hello }',
      '{ _service { sdl } }',
      '{ _entities(representations: []) { __typename } }',
    ]) {
      const { status, body } = await post({ query }, { authorization: header });
      expect([status, codes(body)]).toEqual([401, ['UNAUTHENTICATED']]);
    }
  });

  it('answers 401 to a subscription without an identity', async () => {
    const headers = { authorization: undefined, accept: 'text/event-stream' };
    expect((await post({ query: 'subscription { never }' }, headers)).status).toBe(401);
  });

  it.each([
    ['broken JSON', '{', 400, 'BAD_REQUEST'],
    ['a list', '[{"query":"{ hello }"}]', 400, 'BAD_REQUEST'],
    ['no query', '{"variables":{}}', 400, 'BAD_REQUEST'],
    ['variables in a string', '{"query":"{ hello }","variables":"{}"}', 400, 'BAD_REQUEST'],
    ['2 MB', JSON.stringify({ query: 'x'.repeat(2 * 1024 * 1024) }), 413, 'PAYLOAD_TOO_LARGE'],
  ])('answers %s with its status and code', async (_, text, status, code) => {
    const answer = await post(text);
    expect([answer.status, codes(answer.body)]).toEqual([status, [code]]);
  });

  it.each([
    ['another charset', 'application/json; charset=Shift_JIS', Buffer.from('{"query":"{ hello }"}'), 415],
    ['bytes that are no UTF-8', 'application/json', Buffer.from([0x7b, 0x96, 0xbc, 0x7d]), 400],
  ])('refuses %s', async (_, contentType, body, status) => {
    const headers = { 'content-type': contentType, authorization: `Bearer ${token}` };
    const answer = await request(server.url, { method: 'POST', headers, body });
    expect(answer.statusCode).toBe(status);
    expect(codes((await answer.body.json()) as object)).toEqual(['BAD_REQUEST']);
  });

  it('answers health without an identity, and 503 while something is missing', async () => {
    const statusOf = async (path: string) =>
      (await request(`${new URL(server.url).origin}${path}`)).statusCode;
    expect([await statusOf('/health/live'), await statusOf('/health/ready')]).toEqual([200, 200]);
    ready = () => Promise.reject(new Error('the database is away'));
    expect(await statusOf('/health/ready')).toBe(503);
    ready = async () => undefined;
  });

  it('refuses other addresses and methods as every port does', async () => {
    const { origin } = new URL(server.url);
    const asked = async (path: string, method: 'GET' | 'PUT') => {
      const { statusCode, headers, body } = await request(origin + path, { method });
      expect(headers['cache-control']).toBe('no-store');
      return [statusCode, headers.allow, codes((await body.json()) as object)];
    };
    expect(await asked('/%ff', 'GET')).toEqual([400, undefined, ['BAD_REQUEST']]);
    expect(await asked('/nowhere', 'GET')).toEqual([404, undefined, ['NOT_FOUND']]);
    expect(await asked('/graphql', 'GET')).toEqual([405, 'POST', ['BAD_REQUEST']]);
    expect(await asked('/health/live', 'PUT')).toEqual([405, 'GET, HEAD', ['BAD_REQUEST']]);
  });

  it('tells of what its own routes cannot reach, and of nothing else', async () => {
    const away = Object.assign(new Error('connect 10.0.0.7'), { code: 'ECONNREFUSED' });
    const routes = await serve({
      routes: (http) => {
        http.get('/away', () => Promise.reject(away));
        http.get('/broken', () => Promise.reject(new Error('secret')));
      },
    });
    const asked = async (path: string) => {
      const { statusCode, body } = await request(new URL(path, routes.url));
      const text = await body.text();
      expect(text).not.toMatch(/10\.0\.0\.7|secret/);
      return [statusCode, codes(JSON.parse(text))];
    };
    expect(await asked('/away')).toEqual([503, ['SERVICE_UNAVAILABLE']]);
    expect(await asked('/broken')).toEqual([500, ['INTERNAL_SERVER_ERROR']]);
    await routes.close();
  });

  it('says that a port is in use', async () => {
    await expect(serve({ port: server.port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `Port ${server.port} is in use`,
    });
  });
});

describe('a subscription over HTTP', () => {
  it('is a stream of next events, ended by complete', async () => {
    const response = await subscribe('subscription { ticks(upTo: 2) }');
    expect(response.headers['content-type']).toMatch('text/event-stream');
    const text = (await response.body.text()).replaceAll(/^:\n\n/gm, '');
    expect(text).toBe(
      'event: next\ndata: {"data":{"ticks":"1"}}\n\nevent: next\ndata: {"data":{"ticks":"2"}}\n\nevent: complete\ndata:\n\n',
    );
  });

  it('closes its source when the client leaves', async () => {
    const { closed } = source;
    const response = await subscribe('subscription { never }');
    response.body.on('error', () => undefined).destroy();
    await vi.waitFor(() => expect(source.closed).toBe(closed + 1), 30_000);
  });

  it('asks its source for no more than the client takes', async () => {
    const response = await subscribe('subscription { ticks(upTo: 2000, padding: 100000) }');
    response.body.on('error', () => undefined);
    let seen = -1;
    await vi.waitFor(
      () => {
        const before = seen;
        seen = source.produced;
        expect(seen).toBe(before);
      },
      { interval: 100 },
    );
    expect(source.produced).toBeLessThan(1_000);
    response.body.destroy();
  });

  it('is cut off without complete when the server goes', async () => {
    const { closed } = source;
    const other = await serve({});
    const response = await subscribe('subscription { never }', other.url);
    const text = response.body.text();
    await other.close();
    await expect(text).rejects.toThrow();
    await vi.waitFor(() => expect(source.closed).toBe(closed + 1), 30_000);
  });
});

const resolvers = {
  Query: {
    hello: (_: unknown, { name }: { name?: string }) => `Hello ${name}`,
  },
  Subscription: {
    ticks: {
      subscribe: async function* (_: unknown, { upTo, padding }: { upTo: number; padding: number }) {
        for (let number = 1; number <= upTo; number += 1) {
          source.produced += 1;
          yield { ticks: `${number}${' '.repeat(padding)}` };
        }
      },
    },
    never: {
      subscribe: () => ({
        next: () => new Promise(() => undefined),
        return: async () => {
          source.closed += 1;
          return { done: true };
        },
        [Symbol.asyncIterator]() {
          return this;
        },
      }),
    },
  },
};

let served: ServeSubgraphOptions['subgraph'] | undefined;

function serve(options: Partial<ServeSubgraphOptions>): Promise<SubgraphServer> {
  served = options.subgraph ?? served;
  return serveSubgraphHttp({ subgraph: served!, logger, port: 0, ...options });
}

async function post(body: object | string, headers: Record<string, string | undefined> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const sent = { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers };
  const response = await request(server.url, { method: 'POST', body: text, headers: sent });
  return { status: response.statusCode, body: (await response.body.json()) as { errors?: [] } };
}

function subscribe(query: string, url = server.url) {
  const headers = {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    authorization: `Bearer ${token}`,
  };
  return request(url, { method: 'POST', body: JSON.stringify({ query }), headers });
}

function codes(body: { errors?: { extensions: { code: string } }[] }): string[] {
  return (body.errors ?? []).map((error) => error.extensions.code);
}
