import { replicasAt } from '@depachika/graphql/http/replicas.ts';
import {
  CLIENT_ADDRESS_HEADER,
  LANGUAGE_HEADER,
  REQUEST_ID_HEADER,
  SERVICE_HEADER,
} from '@depachika/schema/headers.ts';
import { GRAPHQL_PATH } from '@depachika/schema/paths.ts';
import type { SendToGraph } from './graph-client.ts';

export interface GraphOverHttpOptions {
  /** Of the routers, one or more. */
  readonly urls: readonly URL[];
  /** Signs who asks, so that a router believes whom it asks for. */
  readonly identity: () => Promise<string>;
}

const CONNECTIONS = 64;
const TIMEOUT_MS = 30_000;

/** The graph of routers in other processes. */
export function graphOverHttp({ urls, identity }: GraphOverHttpOptions): {
  readonly send: SendToGraph;
  close(): Promise<void>;
} {
  const routers = replicasAt(urls, { connections: CONNECTIONS, timeoutMs: TIMEOUT_MS });
  return {
    async send({ body, accessToken, language, clientAddress, requestId, signal }) {
      const answer = await routers.request({
        method: 'POST',
        path: GRAPHQL_PATH,
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          [REQUEST_ID_HEADER]: requestId,
          [SERVICE_HEADER]: await identity(),
          [CLIENT_ADDRESS_HEADER]: clientAddress,
          ...(language ? { [LANGUAGE_HEADER]: language } : {}),
          ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}),
        },
        body,
        signal,
        isRepeatable: isQuery(body),
      });
      return { status: answer.status, body: await answer.body.text() };
    },
    close: () => routers.close(),
  };
}

function isQuery(body: string): boolean {
  return (JSON.parse(body) as { readonly query: string }).query.startsWith('query');
}
