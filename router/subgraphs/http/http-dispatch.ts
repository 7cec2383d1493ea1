import type { Language } from '@depachika/messages/language.ts';
import { LANGUAGE_HEADER, READS_HEADER, REQUEST_ID_HEADER } from '@depachika/schema/headers.ts';
import type { Dispatcher, Pool } from 'undici';
import { onAbort } from '../abort-listeners.ts';
import type { SubgraphAnswer, SubgraphCall } from '../subgraph-transport.ts';
import { statusFault } from './status-fault.ts';

export interface PostedQuery {
  readonly path: string;
  /** JSON. */
  readonly body: string;
  readonly requestId: string | undefined;
  readonly language: Language | undefined;
  readonly reads: 'replica' | undefined;
}

/**
 * Asks a subgraph by one handler of the HTTP client: no stream is made for an answer that is read as a whole. Rejects with
 * what went wrong on the way, or says that what came is no answer of GraphQL.
 */
export function postQuery(pool: Pool, query: PostedQuery, call: SubgraphCall): Promise<SubgraphAnswer> {
  if (call.end ? call.end.isOver : call.signal?.aborted) return Promise.reject(abortError(call));
  return new Promise((resolve, reject) => {
    const handler = new AnswerHandler(resolve, reject, call);
    pool.dispatch(
      { method: 'POST', path: query.path, headers: headersOf(query, call), body: query.body },
      handler,
    );
  });
}

function headersOf({ requestId, language, reads }: PostedQuery, { identityToken }: SubgraphCall): string[] {
  const headers = [
    'content-type',
    JSON_ONLY,
    'accept',
    JSON_ONLY,
    'authorization',
    `Bearer ${identityToken}`,
  ];
  if (requestId) headers.push(REQUEST_ID_HEADER, requestId);
  if (language) headers.push(LANGUAGE_HEADER, language);
  if (reads) headers.push(READS_HEADER, reads);
  return headers;
}

const JSON_ONLY = 'application/json';

/** The pool closes the connection of an answer that is longer than it reads, and tells it as an error. */
class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: SubgraphAnswer) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #forgetAbort: (() => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #aborted: Error | undefined;
  #statusCode = 0;
  #isRefused = false;
  #dropped = 0;
  #parts: Buffer[] = [];

  constructor(
    resolve: (answer: SubgraphAnswer) => void,
    reject: (reason: unknown) => void,
    call: SubgraphCall,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
    const abort = () => this.#abort(abortError(call));
    this.#forgetAbort = call.end ? call.end.onEnd(abort) : call.signal && onAbort(call.signal, abort);
  }

  #abort(reason: Error): void {
    this.#aborted = reason;
    this.#controller?.abort(reason);
    this.#reject(reason);
  }

  /** It may wait for a connection for long. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#aborted) controller.abort(this.#aborted);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (statusCode < 200) return;
    this.#statusCode = statusCode;
    const contentType = String(headers['content-type'] ?? '');
    // The subgraph refused the router's identity. A client must not take that 401 for its own.
    if (statusCode !== 401 && contentType.includes('json')) return;
    this.#isRefused = true;
    this.#reject(refused(statusCode, `with ${contentType || 'no content type'}`));
  }

  onResponseData(controller: Dispatcher.DispatchController, part: Buffer): void {
    if (!this.#isRefused) {
      this.#parts.push(part);
      return;
    }
    this.#dropped += part.length;
    if (this.#dropped > MAX_DROPPED_BYTES) controller.abort(new Error('What is no answer is not read'));
  }

  onResponseEnd(): void {
    this.#forgetAbort?.();
    if (this.#isRefused) return;
    try {
      this.#resolve(readAnswer(this.#parts, this.#statusCode));
    } catch (error) {
      this.#reject(error);
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#forgetAbort?.();
    this.#reject(error);
  }
}

/** A short one is read to its end, so that its connection can be used again. */
const MAX_DROPPED_BYTES = 128 * 1024;

function readAnswer(parts: readonly Buffer[], statusCode: number): SubgraphAnswer {
  const body = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  const answer: unknown = JSON.parse(textOf(body));
  if (isAnswer(answer)) return { ...answer, bytes: body.length };
  throw refused(statusCode, 'without data or errors');
}

/** JSON may begin with a mark of its byte order, though it should not. */
function textOf(body: Buffer): string {
  const isMarked = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  return body.toString('utf8', isMarked ? 3 : 0);
}

/** Any JSON object with data or errors is an answer, whatever its status; everything else is a fault. */
export function isAnswer(value: unknown): value is SubgraphAnswer {
  return typeof value === 'object' && value !== null && ('data' in value || 'errors' in value);
}

/** @returns a fault that carries the status: what answers 503 has done nothing, and another replica may. */
export function refused(statusCode: number, how: string): Error {
  return statusFault(statusCode, `It answered ${statusCode} ${how}`);
}

function abortError(call: SubgraphCall): Error {
  const reason: unknown = call.end ? undefined : call.signal?.reason;
  return reason instanceof Error ? reason : new Error('Nobody waits for the answer any more');
}
