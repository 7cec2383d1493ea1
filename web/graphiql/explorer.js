import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { parse } from 'graphql';
import { createClient } from 'graphql-ws';
import { createElement, Fragment } from 'react';
import { createRoot } from 'react-dom/client';
import { AccountBar } from './account-bar.js';
import { followOf, OPERATIONS } from './operations.js';

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

/** Opens an operation in a tab of its own and runs it: told by what stands inside the explorer, where its editors are. */
let run;

function Runner() {
  const { addTab, run: runTab, setOperationFacts, stop } = useGraphiQLActions();
  const editor = useGraphiQL(({ queryEditor }) => queryEditor);
  run = (query) => {
    stop();
    addTab();
    editor?.setValue(query);
    // The editor would read what it holds a moment later, and send it as what was there before.
    const documentAST = parse(query);
    const operations = documentAST.definitions;
    setOperationFacts({ documentAST, operations, operationName: operations[0].name.value });
    runTab();
  };
  return null;
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
      onFollow: (id) => run(followOf(id)),
    }),
    createElement(
      GraphiQL,
      {
        fetcher,
        defaultTabs: asked ? undefined : OPERATIONS,
        initialQuery: asked ?? undefined,
        initialVariables: parameters.get('variables') ?? undefined,
        shouldPersistHeaders: false,
      },
      createElement(GraphiQL.Toolbar, {}, ({ prettify, copy, merge }) =>
        createElement(Fragment, {}, prettify, copy, merge, createElement(Runner)),
      ),
    ),
  ),
);
