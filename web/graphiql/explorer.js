import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import { createElement, Fragment } from 'react';
import { createRoot } from 'react-dom/client';
import { AccountBar } from './account-bar.js';
import { OPERATIONS } from './operations.js';

const endpoint = new URL('/graphql', window.location.href);
const socketEndpoint = new URL(endpoint);
socketEndpoint.protocol = endpoint.protocol === 'https:' ? 'wss:' : 'ws:';

/** Of who signed in by a click. What the Headers editor says goes before. */
let token;

/** Subscriptions carry the authorization in connection_init: one socket per token. */
const sockets = new Map();

function socketFor(authorization) {
  if (!sockets.has(authorization)) {
    const connectionParams = authorization ? { authorization } : {};
    sockets.set(authorization, createClient({ url: socketEndpoint.href, connectionParams, lazy: true }));
  }
  return sockets.get(authorization);
}

function fetcher(request, options) {
  const given = options?.headers ?? {};
  const authorization = given.authorization ?? given.Authorization ?? (token ? `Bearer ${token}` : '');
  const headers = authorization ? { ...given, authorization } : given;
  const fetchFromRouter = createGraphiQLFetcher({
    url: endpoint.pathname,
    wsClient: socketFor(authorization),
  });
  return fetchFromRouter(request, { ...options, headers });
}

const parameters = new URLSearchParams(window.location.search);
const asked = parameters.get('query');
createRoot(document.getElementById('explorer')).render(
  createElement(
    Fragment,
    {},
    createElement(AccountBar, {
      endpoint: endpoint.pathname,
      onToken(next) {
        token = next;
      },
    }),
    createElement(GraphiQL, {
      fetcher,
      defaultTabs: asked ? undefined : OPERATIONS,
      initialQuery: asked ?? undefined,
      initialVariables: parameters.get('variables') ?? undefined,
      shouldPersistHeaders: false,
    }),
  ),
);
