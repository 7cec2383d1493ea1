import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { replicasAt } from '@depachika/graphql/http/replicas.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import type { IdentitySigner } from '@depachika/identity/identity-token.ts';
import { CLIENT_ADDRESS_HEADER, REQUEST_ID_HEADER, SERVICE_HEADER } from '@depachika/schema/headers.ts';
import { LIVE_PAGES_PATH } from '@depachika/schema/paths.ts';
import { ROUTER_SERVICE } from '@depachika/schema/services.ts';
import type { Logger } from 'pino';
import type { RouterLimits } from '../../config.ts';
import { answerAway } from './away-page.ts';
import { endToEnd } from './connection-headers.ts';
import type { PageHandler, PageVisit } from './page-routes.ts';

export interface PagesElsewhereOptions {
  /** Of the processes that render pages, one or more. */
  readonly urls: readonly URL[];
  /** Signs that it is the router who asks. */
  readonly signer: IdentitySigner;
  /** Bytes of one form, and the longest wait for an answer and between two parts of it. */
  readonly limits: Pick<RouterLimits, 'bodyBytes' | 'requestTimeoutMs'>;
  readonly logger: Logger;
}

/** Pages that other processes render, with how a socket's visitor is asked for. */
export interface PagesElsewhere extends PageHandler {
  liveVisitor(
    request: IncomingMessage,
    address: string,
  ): Promise<{ readonly accessToken: string } | { readonly status: number }>;
  close(): Promise<void>;
}

/** To each of them. */
const CONNECTIONS = 128;

/**
 * Passes pages on as they come, and ends them there when their reader leaves. Where nobody renders, readers are told so in a
 * page of the router's own.
 */
export function pagesElsewhere(options: PagesElsewhereOptions): PagesElsewhere {
  const { urls, signer, logger } = options;
  const { bodyBytes: formBytes, requestTimeoutMs: timeoutMs } = options.limits;
  const replicas = replicasAt(urls, { connections: CONNECTIONS, timeoutMs });
  const headersOf = async (request: IncomingMessage, { address, requestId }: Partial<PageVisit>) => ({
    ...readableBy(request),
    [SERVICE_HEADER]: await signer.sign(serviceCaller(ROUTER_SERVICE)),
    [CLIENT_ADDRESS_HEADER]: address ?? '',
    ...(requestId === undefined ? {} : { [REQUEST_ID_HEADER]: requestId }),
  });

  return {
    livePath: LIVE_PAGES_PATH,
    answer(request, response, visit) {
      pass(request, response, visit).catch((error) => {
        logger.error({ err: error, requestId: visit.requestId }, 'A page could not be passed on');
        if (response.headersSent) response.destroy();
        else answerAway(response);
      });
    },
    async liveVisitor(request, address) {
      const signal = AbortSignal.timeout(timeoutMs);
      const headers = await headersOf(request, { address });
      const path = request.url ?? LIVE_PAGES_PATH;
      const asked = { method: 'GET', path, headers, signal, isRepeatable: true };
      try {
        const { status, body } = await replicas.request(asked);
        const text = await body.text();
        return status === 200 ? (JSON.parse(text) as { accessToken: string }) : { status };
      } catch (error) {
        logger.warn({ err: error }, 'Nobody tells whose a page’s socket is');
        return { status: 503 };
      }
    },
    close: () => replicas.close(),
  };

  async function pass(request: IncomingMessage, response: ServerResponse, visit: PageVisit): Promise<void> {
    const left = new AbortController();
    response.once('close', () => left.abort());
    const isForm = request.method === 'POST';
    const form = isForm ? await formOf(request, formBytes) : undefined;
    if (isForm && !form) return refuse(request, response);
    const headers = await headersOf(request, visit);
    try {
      const answer = await replicas.request({
        method: request.method ?? 'GET',
        path: request.url ?? '/',
        headers,
        body: form,
        signal: left.signal,
        isRepeatable: !isForm,
      });
      response.writeHead(answer.status, endToEnd(answer.headers) as Record<string, string | string[]>);
      await pipeline(answer.body, response);
    } catch (error) {
      // Nobody is there any more who could be told.
      if (!left.signal.aborted) throw error;
    }
  }
}

/** What a visitor sent, but what only this shop's own processes say. Pages know their visitor by a cookie. */
function readableBy({ headers }: IncomingMessage): Record<string, string | string[]> {
  const kept = Object.entries(endToEnd(headers)).filter(([name]) => !OWN.has(name));
  const host = headers.host === undefined ? [] : [['host', headers.host]];
  return Object.fromEntries([...kept, ...host]);
}

const OWN = new Set(['authorization', SERVICE_HEADER, CLIENT_ADDRESS_HEADER, REQUEST_ID_HEADER]);

/** Whole, so that another process can be asked. @returns undefined when it is larger than a form may be */
async function formOf(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  if (Number(request.headers['content-length']) > limit) return undefined;
  for await (const part of request) {
    bytes += (part as Buffer).length;
    if (bytes > limit) return undefined;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(413, { 'content-type': 'text/plain', connection: 'close' }).end();
  request.resume();
}
