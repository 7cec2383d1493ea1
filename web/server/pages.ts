import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@depachika/clock/clock.ts';
import { LIVE_PAGES_PATH } from '@depachika/schema/paths.ts';
import { createRequestListener } from '@remix-run/node-fetch-server';
import type { Logger } from 'pino';
import type { Visit as PageVisit } from '../app/session/visit-context.ts';
import { refusedForm } from './form-guard.ts';
import { graphClient, type SendToGraph } from './graph-client.ts';
import { type LiveVisitor, liveVisitor } from './live.ts';
import { cachedPages } from './page-cache.ts';
import { languageOfPage } from './page-language.ts';
import type { SessionStore } from './session-store/session-store.ts';
import { type VisitOptions, visitOf } from './sessions.ts';

/** The pages as they are built, or as they are edited. */
export interface PageSource {
  /** Answers with a file, if there is one at this address. @returns whether there was one */
  files(request: IncomingMessage, response: ServerResponse): boolean | Promise<boolean>;
  render(request: Request, visit: PageVisit): Promise<Response>;
  /** What is everybody's may be given again for a moment. */
  readonly mayBeKept: boolean;
}

export interface PagesOptions {
  readonly source: PageSource;
  readonly sendToGraph: SendToGraph;
  readonly sessions: SessionStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The shop is reached by HTTPS: cookies are sent by it alone. */
  readonly secure: boolean;
}

/** Who asks: the visitor's network address, and the request's id in every log. */
export type Asking = Pick<VisitOptions, 'address' | 'requestId'>;

/** The shop as browsers see it. */
export interface Pages {
  /** Answers every address that is not the router's own. */
  answer(request: IncomingMessage, response: ServerResponse, asking: Asking): void;
  /** Where pages ask for a socket; the graph opens it. */
  readonly livePath: string;
  liveVisitor(request: Pick<IncomingMessage, 'headers'>, address: string): Promise<LiveVisitor>;
}

export function createPages(options: PagesOptions): Pages {
  const { source, logger } = options;
  const render = source.mayBeKept ? cachedPages(options.clock, makePage) : makePage;

  return {
    answer(request, response, asking) {
      answer(request, response, asking).catch((error) => {
        logger.error({ err: error, url: request.url }, 'A page could not be answered');
        response.destroy();
      });
    },
    livePath: LIVE_PAGES_PATH,
    liveVisitor: ({ headers }, address) => liveVisitor(headers, { ...options, address, requestId: '' }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse, asking: Asking): Promise<void> {
    for (const [name, value] of ALWAYS) response.setHeader(name, value);
    if (await source.files(request, response)) return;
    const refusal = refusedForm(request);
    if (refusal) {
      response.writeHead(refusal, { 'content-type': 'text/plain' }).end();
      request.resume();
      return;
    }
    createRequestListener((asked) => render(asked, asking))(request, response);
  }

  async function makePage(request: Request, asking: Asking): Promise<Response> {
    const visit = await visitOf(
      { cookie: request.headers.get('cookie'), signal: request.signal },
      { ...options, ...asking },
    );
    const page = await source.render(request, {
      graph: graphClient(options.sendToGraph, visit, {
        here: addressOf(request),
        language: languageOfPage(request),
        signal: request.signal,
      }),
      visitor: visit,
      onFault: (error) =>
        logger.error(
          { err: error, url: request.url, requestId: asking.requestId },
          'A page could not be made',
        ),
    });
    const renewed = visit.renewedCookie();
    if (renewed) page.headers.append('set-cookie', renewed);
    return page;
  }
}

/** Without what React Router adds where it asks for a page's data alone. */
function addressOf({ url }: Request): string {
  const { pathname, searchParams } = new URL(url);
  searchParams.delete('_routes');
  const path = pathname.replace(/(?:\/_root)?\.data$/, '') || '/';
  return searchParams.size > 0 ? `${path}?${searchParams}` : path;
}

const ALWAYS = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'strict-origin-when-cross-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()'],
] as const;
