import { type Client, createClient } from 'graphql-ws';

/**
 * The graph as pages reach it from the browser: a socket of this shop, opened with the visitor's cookie. What goes over it
 * goes to the router and nowhere else.
 */
export function liveClient(on: { readonly open?: () => void; readonly lost?: () => void } = {}): Client {
  return createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`,
    connectionParams: { 'accept-language': document.documentElement.lang },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    on: {
      connected: () => on.open?.(),
      closed: (event) => {
        if ((event as CloseEvent).code !== ENDED_BY_US) on.lost?.();
      },
    },
  });
}

const ENDED_BY_US = 1000;
