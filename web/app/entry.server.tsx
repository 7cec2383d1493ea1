import { randomBytes } from 'node:crypto';
import { renderToReadableStream } from 'react-dom/server';
import {
  type EntryContext,
  type HandleErrorFunction,
  createRequestHandler as handlerOf,
  ServerRouter,
} from 'react-router';
import { NonceContext } from './parts/nonce.ts';
import { faults } from './session/faults.ts';
import { visitContext as contextOfVisit } from './session/visit-context.ts';

/** For the server, whose own copy of these modules would be another one. */
export const visitContext = contextOfVisit;
export const createRequestHandler = handlerOf;

/** What a loader or a page threw and did not mean to. */
export const handleError: HandleErrorFunction = (error, { request, context }) => {
  if (!request.signal.aborted) context.get(faults)(error);
};

/** Renders a page whole: what a browser gets first is what there is. */
export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
): Promise<Response> {
  const nonce = randomBytes(16).toString('base64');
  let failed = false;
  const body = await renderToReadableStream(
    <NonceContext.Provider value={nonce}>
      <ServerRouter context={context} url={request.url} nonce={nonce} />
    </NonceContext.Provider>,
    {
      nonce,
      signal: request.signal,
      onError() {
        failed = true;
      },
    },
  );
  await body.allReady;
  headers.set('content-type', 'text/html; charset=utf-8');
  headers.set('content-security-policy', policy(nonce));
  if (status === AWAY) headers.set('retry-after', String(AWAY_SECONDS));
  return new Response(body, { headers, status: failed ? 500 : status });
}

/** What the shop answers while the graph is away, and after how long it may be there again. */
const AWAY = 503;
const AWAY_SECONDS = 30;

/** Everything comes from this address, and scripts only with the word of this answer. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self'${import.meta.env.DEV ? " 'unsafe-inline'" : ''}`,
    "img-src 'self' data:",
    "font-src 'self'",
    // While pages are edited, they hear of it on a socket of its own.
    `connect-src 'self'${import.meta.env.DEV ? ' ws://127.0.0.1:*' : ''}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
