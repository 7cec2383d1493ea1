import { type Client, createClient } from 'graphql-ws';

/** After so long without a word the router is asked whether it is there. */
const KEEP_ALIVE_MS = 10_000;
/** So long its answer may take. */
const PONG_MS = 5_000;
const LONGEST_PAUSE_MS = 10_000;

/**
 * The graph as pages reach it from the browser: a socket of this shop, opened with the visitor's cookie. What goes over it
 * goes to the router and nowhere else. It is opened anew whenever it ends, also when nobody at its other end answers.
 * @param as `reader`: whoever opened the link of an order, and follows that alone
 */
export function liveClient(
  on: { readonly open?: () => void; readonly lost?: () => void } = {},
  as: 'visitor' | 'reader' = 'visitor',
): Client {
  let unanswered: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live${as === 'reader' ? '?as=reader' : ''}`,
    connectionParams: { 'accept-language': document.documentElement.lang },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) =>
      new Promise((resolve) =>
        // Not all pages of a router that was away come back at once.
        setTimeout(resolve, Math.min(1_000 * 2 ** retries, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2)),
      ),
    keepAlive: KEEP_ALIVE_MS,
    on: {
      connected: () => on.open?.(),
      ping(isReceived) {
        if (!isReceived) unanswered = setTimeout(() => client.terminate(), PONG_MS);
      },
      pong(isReceived) {
        if (isReceived) clearTimeout(unanswered);
      },
      closed(event) {
        clearTimeout(unanswered);
        if ((event as CloseEvent).code !== ENDED_BY_US) on.lost?.();
      },
    },
  });
  return client;
}

const ENDED_BY_US = 1000;
