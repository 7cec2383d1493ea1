import type { GraphQLRequest } from '@depachika/graphql/executable-subgraph.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { LANGUAGE_HEADER, READS_HEADER, REQUEST_ID_HEADER } from '@depachika/schema/headers.ts';
import { READY_PATH } from '@depachika/schema/paths.ts';
import { type Dispatcher, Pool } from 'undici';
import { routerError } from '../../operation/public-errors.ts';
import { cancellable } from '../cancellable.ts';
import type { SubgraphAnswer, SubgraphCall, SubgraphTransport } from '../subgraph-transport.ts';
import { readServerSentEvents } from '../subscriptions/server-sent-events.ts';
import type { Subscribed } from '../subscriptions/socket-subscription.ts';
import { subscriptionSocket } from '../subscriptions/subscription-socket.ts';
import { isAnswer, postQuery, refused } from './http-dispatch.ts';
import { WrittenRequest } from './written-request.ts';

export interface HttpTransportOptions {
  /** The subgraph's GraphQL address, such as `http://orders:9092/graphql`. */
  readonly url: string;
  /** Connections kept to it; default 64. */
  readonly connections?: number;
  /** Longest wait for an answer; default 15,000. */
  readonly timeoutMs?: number;
  /** Largest answer in bytes; default 16 MiB. */
  readonly maxAnswerBytes?: number;
  /**
   * `stream`: GraphQL over SSE, one connection for each subscription, which many GraphQL servers speak; the default.
   * `socket`: all on one WebSocket, which the shop's own subgraphs speak (schema/subscriptions/frames.ts).
   */
  readonly subscriptions?: 'stream' | 'socket';
  /** Longest silence on a subscription's connection, signs of life included; default 60,000 of a stream, 15,000 of a socket. */
  readonly maxSilenceMs?: number;
  /** How long a socket without subscriptions is kept; default 30,000. */
  readonly idleSocketMs?: number;
}

/**
 * Calls a subgraph over HTTP with keep-alive. An idle connection is closed here after 30 s, well before a subgraph
 * would close it, so that no request is lost on a connection that its other end is just ending.
 */
export function httpTransport(options: HttpTransportOptions): SubgraphTransport {
  const url = new URL(options.url);
  const path = `${url.pathname}${url.search}`;
  const maxAnswerBytes = options.maxAnswerBytes ?? MAX_ANSWER_BYTES;
  const { pool, streams } = openPools(url, options);
  const socket = subscriptionSocket(url.origin, {
    maxEventBytes: maxAnswerBytes,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    maxSilenceMs: options.maxSilenceMs ?? 15_000,
    idleMs: options.idleSocketMs ?? 30_000,
    failure: (cause) => unavailable(options.url, cause),
  });
  const subscribe = options.subscriptions === 'socket' ? socket.subscribe : subscribeByStream;

  return {
    async execute(request, call) {
      try {
        const { requestId, language, reads } = request;
        return await postQuery(pool, { path, body: bodyOf(request), requestId, language, reads }, call);
      } catch (cause) {
        throw unavailable(options.url, cause);
      }
    },
    async subscribe(request, call) {
      try {
        return await subscribe(request, call);
      } catch (cause) {
        throw unavailable(options.url, cause);
      }
    },
    ready: () => checkReady(pool, url.origin),
    async close() {
      socket.close();
      await Promise.all([pool.destroy(), streams.destroy()]);
    },
  };

  async function subscribeByStream(request: GraphQLRequest, call: SubgraphCall): Promise<Subscribed> {
    const ended = new AbortController();
    const signal = call.signal ? AbortSignal.any([ended.signal, call.signal]) : ended.signal;
    const target = { pool: streams, path, accept: EVENT_STREAM };
    const response = await send(target, request, { ...call, signal });
    if (!contentType(response).startsWith(EVENT_STREAM)) return await readAnswer(response);
    const events = cancellable(readStream(response, maxAnswerBytes), () => ended.abort());
    return breakingAs(events, options.url);
  }
}

async function* readStream(
  response: Dispatcher.ResponseData,
  maxEventBytes: number,
): AsyncGenerator<SubgraphAnswer, void, void> {
  for await (const { event, data } of readServerSentEvents(response.body, maxEventBytes)) {
    if (event === 'complete') return;
    if (event === 'next') yield JSON.parse(data) as SubgraphAnswer;
  }
  throw new Error('The stream ended without its complete event');
}

/** The same events. What breaks them is told as every transport tells it. */
function breakingAs(
  events: AsyncGenerator<SubgraphAnswer, void, void>,
  url: string,
): AsyncGenerator<SubgraphAnswer, void, void> {
  return {
    next: () =>
      events.next().catch((cause: unknown) => {
        throw unavailable(url, cause);
      }),
    return: () => events.return(),
    throw: (error) => events.throw(error),
    [Symbol.asyncDispose]: async () => void (await events.return()),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const JSON_ONLY = 'application/json';
const EVENT_STREAM = 'text/event-stream';
const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** Subscriptions have connections of their own: one that is silent for long is no fault, and none waits for another. */
function openPools(
  { origin }: URL,
  {
    connections = 64,
    timeoutMs = TIMEOUT_MS,
    maxAnswerBytes = MAX_ANSWER_BYTES,
    maxSilenceMs = 60_000,
  }: HttpTransportOptions,
): { readonly pool: Pool; readonly streams: Pool } {
  return {
    pool: new Pool(origin, {
      connections,
      keepAliveTimeout: 30_000,
      keepAliveMaxTimeout: 60_000,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxResponseSize: maxAnswerBytes,
      pipelining: 1,
    }),
    streams: new Pool(origin, {
      connections: null,
      headersTimeout: timeoutMs,
      bodyTimeout: maxSilenceMs,
      maxResponseSize: -1,
    }),
  };
}

function send(
  { pool, path, accept }: { readonly pool: Pool; readonly path: string; readonly accept: string },
  request: GraphQLRequest,
  call: SubgraphCall,
): Promise<Dispatcher.ResponseData> {
  const { requestId, language, reads, ...body } = request;
  const headers: Record<string, string> = {
    'content-type': JSON_ONLY,
    accept,
    authorization: `Bearer ${call.identityToken}`,
  };
  if (requestId) headers[REQUEST_ID_HEADER] = requestId;
  if (language) headers[LANGUAGE_HEADER] = language;
  if (reads) headers[READS_HEADER] = reads;
  return pool.request({
    method: 'POST',
    path,
    headers,
    body: JSON.stringify(body),
    signal: call.signal ?? null,
  });
}

function bodyOf(request: GraphQLRequest): string {
  if (request instanceof WrittenRequest) return request.body;
  const { requestId: _, language: __, reads: ___, ...body } = request;
  return JSON.stringify(body);
}

function contentType(response: Dispatcher.ResponseData): string {
  return String(response.headers['content-type'] ?? '');
}

async function checkReady(pool: Pool, origin: string): Promise<void> {
  const response = await pool.request({
    method: 'GET',
    path: READY_PATH,
    headersTimeout: 3_000,
    bodyTimeout: 3_000,
  });
  await response.body.dump();
  if (response.statusCode !== 200)
    throw new Error(`${origin} is not ready: it answers ${response.statusCode}`);
}

async function readAnswer(response: Dispatcher.ResponseData): Promise<SubgraphAnswer> {
  // The subgraph refused the router's identity. A client must not take that 401 for its own.
  if (response.statusCode === 401 || !contentType(response).includes('json')) {
    await response.body.dump();
    throw refused(response.statusCode, `with ${contentType(response) || 'no content type'}`);
  }
  const answer = await response.body.json();
  if (isAnswer(answer)) return answer;
  throw refused(response.statusCode, 'without data or errors');
}

function unavailable(url: string, cause: unknown): Error {
  const error = routerError('SUBGRAPH_UNAVAILABLE', shared.partAway);
  error.cause = new Error(`${url}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  return error;
}
