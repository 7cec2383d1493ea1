import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Clock } from '@depachika/clock/clock.ts';
import { createRequestListener } from '@react-router/node';
import type { Logger } from 'pino';
import type { ServerBuild } from 'react-router';
import type { visitContext } from '../app/session/visit-context.ts';
import { refusedForm } from './form-guard.ts';
import { graphClient, type SendToGraph } from './graph-client.ts';
import { admitLive, LIVE_PATH } from './live.ts';
import { orderReadingOf } from './order-readings.ts';
import { languageOfPage } from './page-language.ts';
import { type SessionStore, visitOf } from './sessions.ts';
import { staticFiles } from './static-files.ts';

const BUILD = new URL('../generated/build/', import.meta.url);

export interface PagesOptions {
  readonly sendToGraph: SendToGraph;
  readonly sessions: SessionStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The shop is reached by HTTPS: cookies are sent by it alone. */
  readonly secure: boolean;
  /** Where the shop's pages are, for addresses that leave them; undefined: where each visitor asked. */
  readonly shopUrl?: string | undefined;
}

/** The shop as browsers see it. */
export interface Pages {
  /** Answers every address that is not the router's own. */
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Where pages ask for a socket; the graph opens it. */
  readonly livePath: string;
  /** @returns why a socket is refused */
  admitLive(request: IncomingMessage): Promise<{ readonly status: number } | undefined>;
}

/** @throws when the pages have not been built: `npm run generate` builds them */
export async function createPages(options: PagesOptions): Promise<Pages> {
  const build = (await import(new URL('server/index.js', BUILD).href)) as ServerBuild;
  const built = build.entry.module as unknown as { readonly visitContext: typeof visitContext };
  const files = staticFiles(fileURLToPath(new URL('client', BUILD)));
  const listen = createRequestListener({
    build,
    mode: 'production',
    async getLoadContext(request, client) {
      const visit = await visitOf(
        { cookie: request.headers.get('cookie'), signal: request.signal },
        { ...options, address: client.address },
      );
      const reader = orderReadingOf(
        { cookie: request.headers.get('cookie'), signal: request.signal },
        { ...options, address: client.address },
      );
      const page = { language: languageOfPage(request), signal: request.signal };
      return built.visitContext({
        reader,
        readersGraph: graphClient(options.sendToGraph, reader, page),
        graph: graphClient(options.sendToGraph, visit, page),
        visitor: visit,
        shopUrl: options.shopUrl,
        onFault: (error) =>
          options.logger.error({ err: error, url: request.url }, 'A page could not be made'),
      });
    },
  });
  return { answer, livePath: LIVE_PATH, admitLive: (request) => admitLive(request, options) };

  function answer(request: IncomingMessage, response: ServerResponse): void {
    for (const [name, value] of ALWAYS) response.setHeader(name, value);
    // What opens a link is no address to tell anybody, this shop's own pages included.
    if (TOKEN.test(request.url ?? '')) response.setHeader('referrer-policy', 'no-referrer');
    if (files(request, response)) return;
    const refusal = refusedForm(request);
    if (refusal) {
      response.writeHead(refusal, { 'content-type': 'text/plain' }).end();
      request.resume();
      return;
    }
    listen(request, response);
  }
}

const TOKEN = /[?&]token=/;

const ALWAYS = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'strict-origin-when-cross-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()'],
] as const;
