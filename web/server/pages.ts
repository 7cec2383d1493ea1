import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@depachika/clock/clock.ts';
import { newId } from '@depachika/ids/ids.ts';
import { LIVE_PAGES_PATH } from '@depachika/schema/paths.ts';
import { createRequestListener } from '@remix-run/node-fetch-server';
import type { Logger } from 'pino';
import { isRouteErrorResponse } from 'react-router';
import type { Visit as PageVisit } from '../app/session/visit-context.ts';
import { refusedForm } from './form-guard.ts';
import { graphClient, type SendToGraph } from './graph-client.ts';
import { type LiveRequest, type LiveVisitor, liveVisitor } from './live.ts';
import { orderReadingOf } from './order-readings.ts';
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
  /** Where the shop's pages are, for addresses that leave them; undefined: where each visitor asked. */
  readonly shopUrl?: string | undefined;
  /** How many days ahead goods can be wanted in a list; 7 unless it is given. */
  readonly deliveryDaysAhead?: number | undefined;
}

/** Who asks: the visitor's network address, and the request's id in every log. */
export type Asking = Pick<VisitOptions, 'address' | 'requestId'>;

/** The shop as browsers see it. */
export interface Pages {
  /** Answers every address that is not the router's own. */
  answer(request: IncomingMessage, response: ServerResponse, asking: Asking): void;
  /** Where pages ask for a socket; the graph opens it. */
  readonly livePath: string;
  liveVisitor(request: LiveRequest, address: string): Promise<LiveVisitor>;
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
    liveVisitor: (request, address) => liveVisitor(request, { ...options, address, requestId: newId('req') }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse, asking: Asking): Promise<void> {
    for (const [name, value] of ALWAYS) response.setHeader(name, value);
    // What opens a link is no address to tell anybody, this shop's own pages included.
    if (TOKEN.test(request.url ?? '')) response.setHeader('referrer-policy', 'no-referrer');
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
    const asked = { cookie: request.headers.get('cookie'), signal: request.signal };
    const visit = await visitOf(asked, { ...options, ...asking });
    const reader = orderReadingOf(asked, { ...options, ...asking });
    const { sendToGraph, shopUrl, deliveryDaysAhead } = options;
    const wanted = { language: languageOfPage(request), signal: request.signal };
    const page = await source.render(request, {
      graph: graphClient(sendToGraph, visit, wanted),
      visitor: visit,
      reader,
      readersGraph: graphClient(sendToGraph, reader, wanted),
      shopUrl,
      deliveryDaysAhead,
      onFault: (error) => {
        const about = { url: request.url, requestId: asking.requestId };
        const status = isRouteErrorResponse(error) ? error.status : 500;
        // What React Router refuses by itself is the mistake of whoever asked: an address or a method that no page has.
        if (status < 500) logger.info({ ...about, status, method: request.method }, 'A page was refused');
        else logger.error({ ...about, err: error }, 'A page could not be made');
      },
    });
    const renewed = visit.renewedCookie();
    if (renewed) page.headers.append('set-cookie', renewed);
    return page;
  }
}

const TOKEN = /[?&]token=/;

const ALWAYS = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'strict-origin-when-cross-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()'],
] as const;
