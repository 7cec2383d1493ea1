import { LANGUAGE_HEADER } from '@depachika/schema/headers.ts';
import { type Client, createClient } from 'graphql-ws';
import { expect } from 'vitest';
import WebSocket from 'ws';
import { eventually } from './eventually.ts';
import { operation } from './operations.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers have the shape of the operation that a test sent
export type Json = any;

/** One answer over HTTP, as it came. */
export interface Answer {
  readonly status: number;
  readonly data: Json;
  readonly errors: { message: string; path?: (string | number)[]; extensions: Record<string, Json> }[];
}

/** One who uses the shop: a browser with its access token, or without. */
export interface ShopClient {
  readonly token: string | undefined;
  /** Any document, answered as it may be. */
  graphql(query: string, variables?: object): Promise<Answer>;
  /** One of the trusted operations; fails the test when the answer holds errors. @returns its data */
  run(name: string, variables?: object): Promise<Json>;
  /** A trusted mutation with one input and one root field. @returns the member of its result union */
  mutate(name: string, input: object): Promise<Json>;
  /** A trusted subscription over a WebSocket of its own. */
  follow(name: string, variables: object): Following;
}

export interface Following {
  /** What came so far: each event's root field. */
  readonly events: Json[];
  /** Why it ended, when the shop ended it. */
  failure(): Json;
  /** Resolves when `enough` events have come. */
  until(enough: (events: Json[]) => boolean): Promise<Json[]>;
  /** Resolves when the shop ended it, or refused it. */
  ended(): Promise<void>;
  stop(): Promise<void>;
}

/** @param graphqlUrl asked at every request: a shop that was started again may be elsewhere */
export function shopClient(graphqlUrl: () => string, token?: string): ShopClient {
  const client: ShopClient = {
    token,
    async graphql(query, variables) {
      const response = await fetch(graphqlUrl(), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...ENGLISH, ...authorization(token) },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors = [] } = (await response.json()) as Json;
      return { status: response.status, data, errors };
    },
    async run(name, variables) {
      const { data, errors } = await client.graphql(operation(name), variables);
      expect(errors, `errors of ${name}`).toEqual([]);
      return data;
    },
    async mutate(name, input) {
      const data = await client.run(name, { input });
      return Object.values(data)[0];
    },
    follow: (name, variables) => follow(graphqlUrl(), operation(name), { variables, token }),
  };
  return client;
}

function authorization(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** What the shop says is read in the language that tests are written in. */
const ENGLISH = { [LANGUAGE_HEADER]: 'en' };

function follow(url: string, query: string, options: { variables: object; token?: string }): Following {
  const socket: Client = createClient({
    url: url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { ...ENGLISH, ...authorization(options.token) },
  });
  const events: Json[] = [];
  let failure: Json;
  socket.subscribe(
    { query, variables: options.variables as Record<string, unknown> },
    {
      next: ({ data, errors }) => {
        if (errors) failure = errors;
        if (data) events.push(Object.values(data)[0]);
      },
      error: (error) => (failure = error),
      complete: () => undefined,
    },
  );
  return {
    events,
    failure: () => failure,
    async until(enough) {
      await eventually(
        () => ({ events, failure }),
        () => failure !== undefined || enough(events),
      );
      expect(failure, 'of the subscription').toBeUndefined();
      return events;
    },
    async ended() {
      await eventually(
        () => failure,
        (reason) => reason !== undefined,
      );
    },
    stop: async () => socket.dispose(),
  };
}

/** An answer as it came, to who asked in a language of their own. */
export interface Told {
  readonly data?: Json;
  readonly errors?: { readonly message: string }[];
}

interface Ask {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly token: string;
  readonly language: 'ja' | 'en';
}

/** Asked as a page asks, by HTTP. */
export async function askedByHttp(url: string, { language, token, ...body }: Ask): Promise<Told> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      [LANGUAGE_HEADER]: language,
    },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Told;
}

/** The same on a socket of its own. */
export async function askedBySocket(url: string, { language, token, ...body }: Ask): Promise<Told> {
  const client = createClient({
    url: url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${token}`, [LANGUAGE_HEADER]: language },
  });
  const { value } = await client.iterate(body).next();
  await client.dispose();
  return value as Told;
}
