import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startToyAlbum, type ToyAlbum } from '../testing/toy-album.ts';

const ORIGIN = 'https://shop.example';
const OTHER = 'https://other.example';
const HERE = 'query { here }';
const PARTS = 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json';

let album: ToyAlbum;
let token: string;
beforeAll(async () => {
  album = await startToyAlbum(undefined, { env: { NODE_ENV: 'production', CORS_ORIGINS: ORIGIN } });
  token = await album.signIn({ scopes: ['catalog:write'] });
});
afterAll(() => album.close());

interface Road {
  readonly name: string;
  readonly method: string;
  /** Behind the address of the graph. */
  readonly path?: string;
  /** What a page's script sets. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: () => string | FormData;
}

const json = { 'content-type': 'application/json' };
const operation = () => JSON.stringify({ query: HERE });
const search = `?query=${encodeURIComponent(HERE)}`;

const ROADS: readonly Road[] = [
  { name: 'POST', method: 'POST', headers: json, body: operation },
  { name: 'GET', method: 'GET', path: search, headers: { accept: 'application/json' } },
  {
    name: 'a GET by id, for a CDN',
    method: 'GET',
    path: '?documentId=Here',
    headers: { 'apollo-require-preflight': 'true' },
  },
  {
    name: 'an event stream',
    method: 'POST',
    headers: { ...json, accept: 'text/event-stream' },
    body: operation,
  },
  {
    name: 'an event stream by GET',
    method: 'GET',
    path: search,
    headers: { accept: 'text/event-stream', 'last-event-id': '1' },
  },
  {
    name: 'a connection for all',
    method: 'PUT',
    path: '/stream',
    headers: { 'x-graphql-event-stream-token': '' },
  },
  { name: 'parts', method: 'POST', headers: { ...json, accept: PARTS }, body: operation },
  {
    name: 'files',
    method: 'POST',
    headers: { 'apollo-require-preflight': 'true' },
    body: () => {
      const form = new FormData();
      const query = 'mutation ($file: Upload) { open(file: $file) }';
      form.append('operations', JSON.stringify({ query, variables: { file: null } }));
      form.append('map', JSON.stringify({ 0: ['variables.file'] }));
      form.append('0', new Blob(['x'], { type: 'image/jpeg' }), 'a.jpg');
      return form;
    },
  },
];

const urlOf = ({ path = '' }: Road) => `${album.url}${path}`;

function preflight(road: Road, origin: string): Promise<Response> {
  const names = [...Object.keys(road.headers), 'authorization'].join(',');
  return fetch(urlOf(road), {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': road.method,
      'access-control-request-headers': names,
    },
  });
}

async function send(road: Road, headers: Record<string, string>) {
  const { method, body } = road;
  const answer = await fetch(urlOf(road), {
    method,
    headers: { ...road.headers, ...headers },
    ...(body ? { body: body() } : {}),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const listOf = (headers: Headers, name: string) => (headers.get(name) ?? '').toLowerCase().split(/, */);

describe.each(ROADS)('$name', (road) => {
  it('is open to a page of an allowed origin, with a token in a header', async () => {
    const asked = await preflight(road, ORIGIN);
    expect(asked.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(listOf(asked.headers, 'access-control-allow-methods')).toContain(road.method.toLowerCase());
    const allowed = listOf(asked.headers, 'access-control-allow-headers');
    expect(allowed).toEqual(expect.arrayContaining([...Object.keys(road.headers), 'authorization']));
    const answer = await send(road, { origin: ORIGIN, authorization: token });
    expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(listOf(answer.headers, 'vary')).toContain('origin');
    expect(answer.status).toBeLessThan(500);
    expect(answer.text).not.toBe('');
  });

  it('tells a page of any other origin nothing', async () => {
    expect((await preflight(road, OTHER)).headers.get('access-control-allow-origin')).toBeNull();
    const answer = await send(road, { origin: OTHER });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('takes no cookie: browsers are never told to send one, none is set, and a token in one is nobody’s', async () => {
    const cookie = ['authorization', 'token', 'session', 'access_token'].map(
      (name) => `${name}=${token.slice('Bearer '.length)}`,
    );
    for (const origin of [ORIGIN, OTHER]) {
      const answers = [
        await preflight(road, origin),
        await send(road, { origin, cookie: cookie.join('; ') }),
      ];
      for (const { headers } of answers) {
        expect(headers.get('access-control-allow-credentials')).toBeNull();
        expect(headers.get('set-cookie')).toBeNull();
      }
    }
  });
});

describe('a cookie', () => {
  it.each(ROADS.slice(0, 2))('acts for nobody by $name', async (road) => {
    const query = 'mutation ($file: Upload!) { addAll(files: [$file]) }';
    const cookie = `authorization=${token}; token=${token.slice(7)}`;
    const answer = await send(
      road.method === 'GET'
        ? { ...road, path: `?query=${encodeURIComponent('{ __schema { description } }')}` }
        : { ...road, body: () => JSON.stringify({ query, variables: { file: 'x' } }) },
      { origin: ORIGIN, cookie },
    );
    expect(answer.text).toMatch(/UNAUTHENTICATED|INTROSPECTION_DISABLED/);
  });
});
