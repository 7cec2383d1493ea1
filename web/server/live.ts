import type { IncomingMessage } from 'node:http';
import { GRAPHQL_PATH } from '@depachika/schema/paths.ts';
import { orderReadingOf } from './order-readings.ts';
import { type VisitOptions, visitOf } from './sessions.ts';

/** Where pages hear of changes: the graph's WebSocket, as who is signed in in the browser. */
export const LIVE_PATH = '/live';

export interface LiveRefusal {
  readonly status: 401 | 403;
}

/**
 * Makes of a page's request for a socket one that the graph knows: with the visitor's token in place of their cookie.
 * @returns why it is refused
 */
export async function admitLive(
  request: IncomingMessage,
  options: Omit<VisitOptions, 'address'>,
): Promise<LiveRefusal | undefined> {
  const { origin, host, cookie } = request.headers;
  // Browsers send cookies along with any page's request for a socket, and say whose page it was.
  if (!origin || URL.parse(origin)?.host !== host) return { status: 403 };
  const asked = { cookie: cookie ?? null, signal: AbortSignal.timeout(OPENING_MS) };
  const from = { ...options, address: request.socket.remoteAddress ?? '' };
  // A page that shows an order to the reader of its link follows it as that.
  const isReader = URL.parse(request.url ?? '', 'http://shop')?.searchParams.get('as') === 'reader';
  const visit = isReader ? orderReadingOf(asked, from) : await visitOf(asked, from);
  const token = await visit.accessToken();
  if (!token) return { status: 401 };
  request.url = GRAPHQL_PATH;
  request.headers.authorization = `Bearer ${token}`;
  delete request.headers.cookie;
  return undefined;
}

const OPENING_MS = 10_000;
