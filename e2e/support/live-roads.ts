import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { createClient as createStreamClient } from 'graphql-sse';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Json } from './shop-client.ts';

/** One open view. Nothing reconnects for it: whatever ends it, is heard. */
export interface View {
  readonly versions: number[];
  /** By version, when it came. */
  readonly cameAt: Map<number, number>;
  readonly ends: unknown[];
}

/** A subscription whose one root field is called `event`, and has a version. */
export interface Viewed {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A road on which views come to a page, in the hands of the library that people use on it. */
export interface Road {
  readonly name: string;
  view(viewed: Viewed): View;
  close(): void;
}

/** All roads of one who is signed in, none of which comes back by itself. */
export function roadsOf(graphqlUrl: string, token: string): readonly Road[] {
  const headers = { authorization: `Bearer ${token}` };
  return [
    socketRoad(graphqlUrl, headers),
    streamRoad('a stream for each', { url: graphqlUrl, headers, singleConnection: false }),
    streamRoad('one stream for all', { url: `${graphqlUrl}/stream`, headers, singleConnection: true }),
    partsRoad(graphqlUrl, headers),
  ];
}

interface Headers {
  readonly authorization: string;
}

function socketRoad(graphqlUrl: string, headers: Headers): Road {
  const client = createClient({
    url: graphqlUrl.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { ...headers },
  });
  return {
    name: 'a socket',
    view: (viewed) => seen((sink) => client.subscribe<Json>({ ...viewed }, sink)),
    close: () => void client.dispose(),
  };
}

function streamRoad(
  name: string,
  options: { readonly url: string; readonly headers: Headers; readonly singleConnection: boolean },
): Road {
  const { url, singleConnection } = options;
  const headers = { ...options.headers };
  // The library's types know a client of one kind or of the other.
  const client = singleConnection
    ? createStreamClient({ url, headers, singleConnection, retryAttempts: 0 })
    : createStreamClient({ url, headers, singleConnection: false, retryAttempts: 0 });
  return {
    name,
    view: (viewed) => seen((sink) => client.subscribe<Json>({ ...viewed }, sink)),
    close: () => client.dispose(),
  };
}

function partsRoad(uri: string, headers: Headers): Road {
  const link = new HttpLink({ uri, headers: { ...headers } });
  const client = new ApolloClient({ link, cache: new InMemoryCache(), queryDeduplication: false });
  return {
    name: 'parts',
    view: ({ query, variables }) =>
      seen(({ next, error, complete }) => {
        client
          .subscribe<Json>({
            query: gql(query),
            variables,
            fetchPolicy: 'no-cache',
            errorPolicy: 'all',
          })
          // The library takes what breaks a stream for one more answer.
          .subscribe({
            next: (result) => (result.data || result.extensions ? next(result) : error(result.error)),
            error,
            complete,
          });
      }),
    close: () => client.stop(),
  };
}

interface Sink {
  next(result: Json): void;
  error(error: unknown): void;
  complete(): void;
}

function seen(begin: (sink: Sink) => void): View {
  const view: View = { versions: [], cameAt: new Map(), ends: [] };
  begin({
    next({ data, extensions }) {
      // A part of an event may be away; its version never is.
      const version = data?.event?.version ?? extensions?.version;
      view.versions.push(version);
      view.cameAt.set(version, performance.now());
    },
    error: (error) => view.ends.push(error),
    complete: () => view.ends.push('complete'),
  });
  return view;
}
