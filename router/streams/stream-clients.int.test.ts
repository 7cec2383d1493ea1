import { ApolloClient, CombinedProtocolErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { fetchExchange, Client as UrqlClient } from '@urql/core';
import { createClient } from 'graphql-sse';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pageFetch } from '../testing/page-fetch.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

// Client libraries as their documentation sets them up, on a page of another origin.

const ORIGIN = 'https://shop.example';
const TRACK =
  'subscription ($since: Int! = 0) { orderStatusChanged(orderId: "o1", since: $since) { version status product { name } } }';

let toy: ToyRouter;
beforeEach(async () => {
  toy = await startToyRouter({
    env: { CORS_ORIGINS: ORIGIN, MAX_SOCKETS_PER_USER: '3', SOCKET_KEEP_ALIVE_MS: '3600000' },
  });
});
afterEach(() => toy.close());

const push = (version: number) => toy.shop.push({ version, status: `S${version}`, productId: 'p1' });
const followed = (sources: number) => expect.poll(() => toy.shop.statusSources.size).toBe(sources);
const freed = () =>
  expect
    .poll(() => ({ ...toy.router.load(), streams: toy.router.streams() }))
    .toEqual({ connections: 0, streams: 0, upstreams: 0 });

interface Seen {
  readonly statuses: unknown[];
  readonly ends: unknown[];
}

// biome-ignore lint/suspicious/noExplicitAny: each library has its own shape of a result
function sink(seen: Seen, before?: (data: any) => void) {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: each library has its own shape of a result
    next({ data }: any) {
      before?.(data);
      seen.statuses.push(data?.orderStatusChanged?.status);
    },
    error: (error: unknown) => void seen.ends.push(error),
    complete: () => void seen.ends.push('complete'),
  };
}

/** What the answers of urql were, which would take parts as well. */
const urqlTypes = new Set<string | null>();

type Start = (authorization: () => Promise<string>, seen: Seen) => () => void;

const CLIENTS: [string, Start][] = [
  [
    'graphql-sse, a connection for each',
    (authorization, seen) => {
      const client = createClient({
        url: toy.url,
        fetchFn: pageFetch(ORIGIN).fetch,
        headers: async () => ({ authorization: await authorization() }),
        retryAttempts: 0,
      });
      client.subscribe({ query: TRACK }, sink(seen));
      return () => client.dispose();
    },
  ],
  [
    'graphql-sse, one connection for all',
    (authorization, seen) => {
      const client = createClient({
        url: `${toy.url}/stream`,
        singleConnection: true,
        fetchFn: pageFetch(ORIGIN).fetch,
        headers: async () => ({ authorization: await authorization() }),
        retryAttempts: 0,
      });
      client.subscribe({ query: TRACK }, sink(seen));
      return () => client.dispose();
    },
  ],
  [
    'Apollo Client',
    (authorization, seen) => {
      const link = new HttpLink({
        uri: toy.url,
        async fetch(input, init) {
          const headers = { ...init?.headers, authorization: await authorization() };
          return pageFetch(ORIGIN).fetch(input, { ...init, headers });
        },
      });
      const client = new ApolloClient({ link, cache: new InMemoryCache() });
      const running = client.subscribe({ query: gql(TRACK) }).subscribe(sink(seen));
      return () => running.unsubscribe();
    },
  ],
  [
    'urql',
    (authorization, seen) => {
      const client = new UrqlClient({
        url: toy.url,
        exchanges: [fetchExchange],
        fetchSubscriptions: true,
        async fetch(input, init) {
          const headers = { ...init?.headers, authorization: await authorization() };
          const answer = await pageFetch(ORIGIN).fetch(input, { ...init, headers } as RequestInit);
          urqlTypes.add(answer.headers.get('content-type'));
          return answer;
        },
      });
      const running = client
        .subscription(TRACK, {})
        .subscribe((result) => (result.data ? sink(seen).next(result) : seen.ends.push(result.error)));
      return running.unsubscribe;
    },
  ],
];

describe.each(CLIENTS)('%s', (_, start) => {
  it('follows an order, whose products another domain tells, and leaves nothing behind', async () => {
    const token = await toy.signIn();
    const seen: Seen = { statuses: [], ends: [] };
    const stop = start(async () => token, seen);
    await followed(1);
    for (const version of [1, 2]) push(version);
    await expect.poll(() => seen.statuses).toEqual(['S1', 'S2']);
    expect(seen.ends).toEqual([]);
    stop();
    await followed(0);
    await freed();
  });
});

it('urql was answered by Server-Sent Events', () => {
  expect([...urqlTypes]).toEqual([expect.stringMatching(/^text\/event-stream/)]);
});

describe('after the end of its token', () => {
  it('graphql-sse comes back with the next token, and goes on where it was', async () => {
    const tokens = [await toy.signIn({ ttlSeconds: 60 }), await toy.signIn({ ttlSeconds: 3_600 })];
    const client = createClient({
      url: toy.url,
      headers: () => ({ authorization: tokens.shift()! }),
      retry: async () => undefined,
    });
    const variables = { since: 0 };
    const seen: Seen = { statuses: [], ends: [] };
    const keep = (data: { orderStatusChanged: { version: number } }) =>
      (variables.since = data.orderStatusChanged.version);
    client.subscribe({ query: TRACK, variables }, sink(seen, keep));
    await followed(1);
    push(1);
    await expect.poll(() => seen.statuses).toEqual(['S1']);
    toy.clock.advance(61_000);
    await expect.poll(() => tokens).toEqual([]);
    await followed(1);
    push(2);
    await expect.poll(() => seen.statuses).toEqual(['S1', 'S2']);
    expect(seen.ends).toEqual([]);
    client.dispose();
    await freed();
  });

  it('Apollo Client is told the code, and no event after it', async () => {
    const token = await toy.signIn({ ttlSeconds: 60 });
    const link = new HttpLink({ uri: toy.url, headers: { authorization: token } });
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    const errors: unknown[] = [];
    client
      .subscribe({ query: gql(TRACK), fetchPolicy: 'no-cache' })
      .subscribe({ next: ({ error }) => errors.push(error) });
    await followed(1);
    toy.clock.advance(61_000);
    await expect.poll(() => errors).toHaveLength(1);
    expect(CombinedProtocolErrors.is(errors[0])).toBe(true);
    expect((errors[0] as CombinedProtocolErrors).errors[0]!.extensions).toEqual({ code: 'TOKEN_EXPIRED' });
    await freed();
  });
});

describe('one connection of graphql-sse', () => {
  it('carries many operations, queries too, of which each ends by itself', async () => {
    const authorization = await toy.signIn();
    const client = createClient({
      url: `${toy.url}/stream`,
      singleConnection: true,
      headers: { authorization },
    });
    const seen: Seen = { statuses: [], ends: [] };
    const stop = client.subscribe({ query: TRACK }, sink(seen));
    await followed(1);
    const events = client.iterate<{ orderStatusChanged: { status: string } }>({
      query: 'subscription { orderStatusChanged(orderId: "o2") { status } }',
    });
    const first = events.next();
    await followed(2);
    const answers: unknown[] = [];
    for await (const { data } of client.iterate({ query: '{ me }' })) answers.push(data);
    expect(answers).toEqual([{ me: 'usr_a' }]);
    expect(toy.router.streams()).toBe(1);
    push(1);
    expect((await first).value).toMatchObject({ data: { orderStatusChanged: { status: 'S1' } } });
    stop();
    await followed(1);
    push(2);
    expect((await events.next()).value).toMatchObject({ data: { orderStatusChanged: { status: 'S2' } } });
    expect(seen).toEqual({ statuses: ['S1'], ends: ['complete'] });
    client.dispose();
    await freed();
  });

  it('tells what an operation is refused for as its answer', async () => {
    const client = createClient({ url: `${toy.url}/stream`, singleConnection: true });
    const answers: unknown[] = [];
    for await (const answer of client.iterate({ query: TRACK })) answers.push(answer);
    expect(answers).toMatchObject([{ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }]);
    client.dispose();
    await freed();
  });
});
