import type { IncomingMessage } from 'node:http';
import { orderReadingOf } from './order-readings.ts';
import { SessionsAway } from './session-store/session-store.ts';
import { type VisitOptions, visitOf } from './sessions.ts';

/** Who asks for a socket on a page, or the status that refuses it. */
export type LiveVisitor = { readonly accessToken: string } | { readonly status: 401 | 403 | 503 };

export type LiveRequest = Pick<IncomingMessage, 'headers' | 'url'>;

/** Whose socket a page asks for, by its cookie. The graph reads none: the router shows it the token instead. */
export async function liveVisitor(request: LiveRequest, options: VisitOptions): Promise<LiveVisitor> {
  const { origin, host, cookie } = request.headers;
  // Browsers send cookies along with any page's request for a socket, and say whose page it was.
  if (!origin || URL.parse(origin)?.host !== host) return { status: 403 };
  const asked = { cookie: cookie ?? null, signal: AbortSignal.timeout(OPENING_MS) };
  // A page that shows an order to the reader of its link follows it as that.
  const isReader = URL.parse(request.url ?? '', 'http://shop')?.searchParams.get('as') === 'reader';
  const visit = isReader ? orderReadingOf(asked, options) : await visitOf(asked, options);
  try {
    const accessToken = await visit.accessToken();
    return accessToken ? { accessToken } : { status: 401 };
  } catch (error) {
    if (error instanceof SessionsAway) return { status: 503 };
    throw error;
  }
}

const OPENING_MS = 10_000;
