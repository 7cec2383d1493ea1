import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { ApolloClient, type ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, fetchExchange } from '@urql/core';
import { GraphQLClient } from 'graphql-request';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageFetch } from '../testing/page-fetch.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

const ORIGIN = 'https://shop.example';
const ME = '{ me }';
const RENAME = 'mutation { rename(id: "p1", name: "x") { id } }';

let toy: ToyRouter;
let authorization: string;
beforeAll(async () => {
  toy = await startToyRouter({
    env: { NODE_ENV: 'production', CORS_ORIGINS: ORIGIN, CORS_HEADERS: 'X-Campaign, x-till' },
  });
  authorization = await toy.signIn({ scopes: ['catalog:write'] });
});
afterAll(() => toy.close());

/** One client library as its documentation sets it up, on a page of another origin. */
type Ask = (
  page: { readonly fetch: typeof fetch; readonly headers: Record<string, string> },
  text: string,
) => Promise<unknown>;

const CLIENTS: [string, Ask][] = [
  [
    'urql, by GET as it does by default',
    async ({ fetch, headers }, text) => {
      const client = new Client({
        url: toy.url,
        exchanges: [fetchExchange],
        fetch,
        fetchOptions: { headers },
      });
      const run = text === ME ? client.query(text, {}) : client.mutation(text, {});
      const { data, error } = await run.toPromise();
      if (error) throw error;
      return data;
    },
  ],
  [
    'graphql-request by GET',
    ({ fetch, headers }, text) =>
      new GraphQLClient(toy.url, { method: 'GET', jsonSerializer: JSON, fetch, headers }).request(text),
  ],
  [
    'graphql-request by POST',
    ({ fetch, headers }, text) => new GraphQLClient(toy.url, { fetch, headers }).request(text),
  ],
  ['Apollo Client with a name', (page, text) => askApollo(page, text, (link) => new HttpLink(link))],
  [
    'Apollo Client with a name, by GET',
    (page, text) => askApollo(page, text, (link) => new HttpLink({ ...link, useGETForQueries: true })),
  ],
  [
    'Apollo Client with a name and persisted queries, by GET',
    (page, text) =>
      askApollo(page, text, (link) =>
        new PersistedQueryLink({ sha256, useGETForHashedQueries: true }).concat(new HttpLink(link)),
      ),
  ],
];

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function askApollo(
  { fetch, headers }: Parameters<Ask>[0],
  text: string,
  linkOf: (http: HttpLink.Options) => ApolloLink,
): Promise<unknown> {
  const client = new ApolloClient({
    link: linkOf({ uri: toy.url, fetch, headers }),
    cache: new InMemoryCache(),
    clientAwareness: { name: 'storefront', version: '1.2.0' },
  });
  const { data } = await (text === ME
    ? client.query({ query: gql(text) })
    : client.mutate({ mutation: gql(text) }));
  return data;
}

describe.each(CLIENTS)('on a page of another origin, %s', (_, ask) => {
  it('reads', async () => {
    expect(await ask({ ...pageFetch(ORIGIN), headers: {} }, ME)).toMatchObject({ me: 'anonymous' });
  });

  it('reads with a token, a trace, and headers of its own', async () => {
    const headers = {
      authorization,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      baggage: 'sentry-release=1',
      'sentry-trace': '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1',
      'x-campaign': 'spring',
    };
    expect(await ask({ ...pageFetch(ORIGIN), headers }, ME)).toMatchObject({ me: 'usr_a' });
  });

  it('writes', async () => {
    const renamed = await ask({ ...pageFetch(ORIGIN), headers: { authorization } }, RENAME);
    expect(renamed).toMatchObject({ rename: { id: 'p1' } });
  });

  it('is held off by the browser on a page that may not', async () => {
    await expect(ask({ ...pageFetch('https://other.example'), headers: {} }, ME)).rejects.toThrow();
    const headers = { 'x-unknown': '1' };
    await expect(ask({ ...pageFetch(ORIGIN), headers }, ME)).rejects.toThrow();
  });
});

describe('a request that another site could make a browser send', () => {
  const code = async (init: RequestInit & { readonly query?: string }) => {
    const url = init.query ? `${toy.url}?query=${encodeURIComponent(init.query)}` : toy.url;
    const { errors } = (await (await fetch(url, init)).json()) as {
      errors?: { extensions: { code: string } }[];
    };
    return errors?.[0]?.extensions.code;
  };

  it.each([
    [
      'a picture',
      { query: ME, headers: { accept: 'image/avif,image/webp,*/*;q=0.8', 'sec-fetch-dest': 'image' } },
    ],
    [
      'a link',
      {
        query: ME,
        headers: { accept: 'text/html,application/xhtml+xml', referer: 'https://other.example/' },
      },
    ],
    ['a form', { method: 'POST', body: new URLSearchParams({ query: ME }) }],
    [
      'a form that asks for JSON',
      { method: 'POST', body: new URLSearchParams({ query: ME }), headers: { accept: 'application/json' } },
    ],
    [
      'a beacon',
      {
        method: 'POST',
        body: JSON.stringify({ query: ME }),
        headers: { 'content-type': 'text/plain; a=application/json' },
      },
    ],
    [
      'a picture behind a proxy',
      { query: ME, headers: { 'x-forwarded-for': '192.0.2.1', forwarded: 'for=192.0.2.1' } },
    ],
  ])('is refused: %s', async (_, init) => {
    expect(await code(init)).toBe('CSRF_PREVENTED');
  });

  it.each(['authorization', 'traceparent', 'apollographql-client-name', 'x-anything'])(
    'is none with %s, for which a browser asks first',
    async (name) => {
      const value = name === 'authorization' ? authorization : 'x';
      expect(await code({ query: ME, headers: { [name]: value } })).toBeUndefined();
    },
  );

  it('could not act for anybody: no cookie is read', async () => {
    const token = authorization.slice('Bearer '.length);
    const cookie = ['authorization', 'access_token', 'accessToken', 'token', 'session', 'sid']
      .map((name) => `${name}=${token}`)
      .join('; ');
    expect((await toy.post({ query: ME }, { headers: { cookie } })).data).toEqual({ me: 'anonymous' });
  });
});

describe('the sources of the router', () => {
  it('read no cookie anywhere', () => {
    const folder = new URL('../', import.meta.url);
    const readers = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .filter((file) => {
        // Whoever takes one away does not read it.
        const text = readFileSync(new URL(file, folder), 'utf8').replace(/\bdelete [\w.]+\.cookie;/g, '');
        return /\bheaders(\.|\?\.|\[['"])cookie|cookies\b/i.test(text);
      });
    expect(readers).toEqual([]);
  });
});
