import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

const FIRST_QUERY = `# Operations run against this router; subscriptions go over a WebSocket.
# Sign in with the login mutation and put the token into Headers:
#   { "authorization": "Bearer <access token>" }
{
  __typename
}
`;

const endpoint = new URL('/graphql', window.location.href);
const socketEndpoint = new URL(endpoint);
socketEndpoint.protocol = endpoint.protocol === 'https:' ? 'wss:' : 'ws:';

/** Subscriptions carry the Headers editor's authorization in connection_init: one socket per token. */
const sockets = new Map();

function socketFor(authorization) {
  if (!sockets.has(authorization)) {
    const connectionParams = authorization ? { authorization } : {};
    sockets.set(authorization, createClient({ url: socketEndpoint.href, connectionParams, lazy: true }));
  }
  return sockets.get(authorization);
}

function fetcher(request, options) {
  const headers = options?.headers ?? {};
  const authorization = headers.authorization ?? headers.Authorization ?? '';
  const fetchFromRouter = createGraphiQLFetcher({
    url: endpoint.pathname,
    wsClient: socketFor(authorization),
  });
  return fetchFromRouter(request, options);
}

const parameters = new URLSearchParams(window.location.search);
createRoot(document.getElementById('explorer')).render(
  createElement(GraphiQL, {
    fetcher,
    defaultQuery: FIRST_QUERY,
    initialQuery: parameters.get('query') ?? undefined,
    initialVariables: parameters.get('variables') ?? undefined,
    shouldPersistHeaders: false,
  }),
);
