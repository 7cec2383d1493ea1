import { LANGUAGE_HEADER } from '@depachika/schema/headers.ts';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Json } from './shop-client.ts';

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
