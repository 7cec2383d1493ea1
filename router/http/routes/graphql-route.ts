import { Readable } from 'node:stream';
import { type ApolloServer, HeaderMap } from '@apollo/server';
import { isUtf8Address } from '@depachika/graphql/http/utf8-bodies.ts';
import { codesOf, type ErrorCode } from '@depachika/schema/error-outcomes.ts';
import { GRAPHQL_PATH, GRAPHQL_STREAM_PATH } from '@depachika/schema/paths.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import { withRequestId } from '@depachika/telemetry/request-id.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Admission } from '../../admission/admission.ts';
import { isRefusal, refusalOf } from '../../admission/refusal.ts';
import { answerTooLarge, isTooLarge } from '../../execution/answer-size.ts';
import type { AnswerInParts } from '../../execution/deferred/deferred-answers.ts';
import type { StreamDoor } from '../../lasting/stream-door.ts';
import { refusalBody, routerErrorWithin } from '../../operation/public-errors.ts';
import { answerStatus } from '../answer-status.ts';
import { alsoVary, countAnswer, nameLanguage, noteCodes } from '../answered-operation.ts';
import type { HttpOperation, KnownOperation, WantedParts } from '../apollo-admission.ts';
import { arriveAt } from '../arrival.ts';
import { COMPRESSED_ROUTE } from '../compression.ts';
import type { FormLimits } from '../files/form-limits.ts';
import { type OperationForm, readOperationForm } from '../files/operation-form.ts';
import { couldBeForged, isForm } from '../forgery.ts';
import { CHECKED_HEADER, CSRF_ADVICE } from '../graphql-server.ts';
import { type HttpRefusal, httpRefusal } from '../http-refusal.ts';
import { wantedParts } from '../parts/part-formats.ts';
import { partsBody } from '../parts/parts-body.ts';
import type { PlainAnswer, PlainRoad } from '../plain-road.ts';
import type { AddressOf } from '../visitor-address.ts';
import { calledOperation } from './called-operation.ts';

export interface GraphqlRouteOptions {
  readonly graphql: ApolloServer<HttpOperation>;
  /** For who asks for more than one answer. */
  readonly streams: StreamDoor;
  readonly admission: Admission;
  readonly addressOf: AddressOf;
  readonly plain: PlainRoad;
  /** Undefined where no operation brings files. */
  readonly forms?: FormLimits | undefined;
  /** Bytes of one answer. */
  readonly answerBytes: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Queries and mutations by GET and POST, and streams of everything. */
export function addGraphqlRoute(app: FastifyInstance, options: GraphqlRouteOptions): void {
  // Of each route by itself: what compresses answers adds to the lists.
  const hooks = () => ({
    onRequest: [(request: FastifyRequest, reply: FastifyReply) => arrive(request, reply, options)],
    onSend: [noteCodes, nameLanguage],
    onResponse: (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      countAnswer(request, reply, options.metrics);
      done();
    },
  });
  app.route({
    ...hooks(),
    ...COMPRESSED_ROUTE,
    method: ['GET', 'POST'],
    url: GRAPHQL_PATH,
    config: { takesForms: options.forms !== undefined, unpacks: true },
    handler: (request, reply) =>
      options.streams.wants(request)
        ? answerStream(request, reply, options)
        : withRequestId(request.id, () => answer(request, reply, options)),
  });
  app.route({
    ...hooks(),
    method: ['GET', 'POST', 'PUT', 'DELETE'],
    url: GRAPHQL_STREAM_PATH,
    handler: (request, reply) => answerStream(request, reply, options),
  });
}

/** Asks the stages of arrival, before a body is read. */
async function arrive(
  request: FastifyRequest,
  reply: FastifyReply,
  { admission, addressOf, forms }: GraphqlRouteOptions,
): Promise<FastifyReply | undefined> {
  const refusal = await arriveAt(request, { admission, addressOf });
  if (!refusal) return undefined;
  const { status, headers, body } = httpRefusal(refusal);
  // What was refused before it was read is not read to its end, however large it is.
  if (forms && isForm(request.headers)) reply.header('connection', 'close');
  return reply.code(status).headers(headers).send(body);
}

async function answerStream(
  request: FastifyRequest,
  reply: FastifyReply,
  { streams }: GraphqlRouteOptions,
): Promise<FastifyReply> {
  if (couldBeForged(request)) {
    reply.code(400);
    return reply.send(refusalBody('CSRF_PREVENTED', CSRF_ADVICE));
  }
  if (request.body instanceof Readable) {
    reply.code(400).header('connection', 'close');
    return reply.send(
      refusalBody('BAD_REQUEST', 'Files come with mutations alone, which are answered at once'),
    );
  }
  const { method, headers, body, address, language, id: requestId } = request;
  const query = request.query as Readonly<Record<string, unknown>>;
  const access = request.access!;
  // The request stays for as long as its stream.
  request.body = undefined;
  const answered = streams.answer({ method, headers, query, body, access, address, language, requestId });
  if (!isRefusal(answered)) {
    const { vary, ...others } = answered.headers;
    if (vary !== undefined) alsoVary(reply, vary);
    return reply.code(answered.status).headers(others).send(answered.body);
  }
  const refused = httpRefusal(answered);
  return reply.code(refused.status).headers(refused.headers).send(refused.body);
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  options: GraphqlRouteOptions,
): Promise<string | object> {
  const { forms } = options;
  if (!forms || !(request.body instanceof Readable)) return answerTo(request, reply, options);
  try {
    const form = await readOperationForm({ headers: request.headers, body: request.body }, forms);
    request.body = form.operation;
    return await answerTo(request, reply, options, form).finally(() => {
      form.parts.end();
      // What is left of the body is not read.
      if (!form.parts.isRead()) reply.header('connection', 'close');
    });
  } catch (error) {
    const told = routerErrorWithin(error);
    if (!told) throw error;
    const { status, headers, body } = httpRefusal(refusalOf(told));
    reply.code(status).headers(headers).header('connection', 'close');
    return body;
  }
}

async function answerTo(
  request: FastifyRequest,
  reply: FastifyReply,
  { graphql, plain, answerBytes, logger }: GraphqlRouteOptions,
  form?: OperationForm,
): Promise<string | object> {
  if (Array.isArray(request.body)) {
    reply.code(400);
    return refusalBody('BATCHING_DISABLED', 'Send one operation per request');
  }
  const parts = partsFor(request, reply);
  const known: KnownOperation = { parts };
  request.operation = known;
  const taken = form ? {} : await plain.take(request, reply, known);
  if ('sent' in taken) {
    tellAnswered(request, reply, logger);
    return taken.sent;
  }
  if ('body' in taken) return answerPlainly(request, reply, { ...taken, answerBytes, logger });
  // What was answered above is read as UTF-8 alone.
  if (!isUtf8Address(request.url)) {
    reply.code(400);
    return refusalBody('BAD_REQUEST', 'The query string is not UTF-8');
  }
  const { called, ...read } = calledOperation({
    method: request.method,
    body: request.body,
    search: searchOf(request.url),
  });
  const { status, headers, body } = await graphql.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { ...read, method: request.method, headers: checkedHeaders(request, parts) },
    context: async () => ({
      caller: request.access!.caller,
      address: request.address,
      requestId: request.id,
      language: request.language,
      called,
      known,
      form,
      ...taken,
    }),
  });
  const text = body.kind === 'complete' ? body.string : await joined(body.asyncIterator);
  const refused = refuseAnswer(text, answerBytes);
  const mediaType = headers.get('content-type');
  reply.code(refused?.status ?? answerStatus({ status: status ?? 200, mediaType, codes: known.codes ?? [] }));
  tellAnswered(request, reply, logger);
  if (refused) {
    known.codes = codesOf(refused.body.errors);
    return refused.body;
  }
  if (known.answer && mediaType) return plain.replyKept(request, reply, { ...known.answer, mediaType });
  for (const [name, value] of headers) reply.header(name, value);
  if (parts?.answer) return answerInParts(request, reply, { text, parts, answer: parts.answer, answerBytes });
  if (mediaType?.startsWith('text/html')) reply.header('content-security-policy', LANDING_PAGE_POLICY);
  return text;
}

/** Sends what was answered without Apollo Server, with the same headers. */
function answerPlainly(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, mediaType, answerBytes, logger }: PlainAnswer & Pick<GraphqlRouteOptions, 'answerBytes' | 'logger'>,
): string | object {
  const refused = refuseAnswer(body, answerBytes);
  if (refused) reply.code(refused.status);
  else reply.header('content-type', mediaType);
  tellAnswered(request, reply, logger);
  if (!refused) return body;
  request.operation!.codes = codesOf(refused.body.errors);
  return refused.body;
}

/** Undefined where the client takes its answer in one piece. */
function partsFor({ headers }: FastifyRequest, reply: FastifyReply): KnownOperation['parts'] {
  const format = wantedParts(headers.accept);
  if (!format) return undefined;
  const over = new AbortController();
  reply.raw.once('close', () => over.abort());
  return { format, over: over.signal };
}

function answerInParts(
  request: FastifyRequest,
  reply: FastifyReply,
  { text, parts, answer, answerBytes }: AnsweredParts,
): Readable {
  const { format } = parts;
  reply.header('content-type', format.contentType);
  alsoVary(reply, 'accept');
  // Proxies that gather answers would hold parts back.
  reply.header('x-accel-buffering', 'no');
  reply.removeHeader('content-length');
  request.answeredCodes = request.operation?.codes ?? [];
  const noteCodes = (codes: readonly ErrorCode[]) => {
    request.answeredCodes = [...(request.answeredCodes ?? []), ...codes];
  };
  return partsBody({ format, first: text, parts: answer, answerBytes, noteCodes });
}

interface AnsweredParts {
  /** The first, as an answer that would be all. */
  readonly text: string;
  readonly parts: WantedParts;
  readonly answer: AnswerInParts;
  readonly answerBytes: number;
}

/** Apollo's landing page, of development, says in itself what it loads from where; this is what a page cannot say. */
const LANDING_PAGE_POLICY = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

function refuseAnswer(body: string | Buffer, answerBytes: number): HttpRefusal | undefined {
  return isTooLarge(body, answerBytes) ? httpRefusal(refusalOf(answerTooLarge(answerBytes))) : undefined;
}

/** Writes the router's log line of a request. Services log under the same id what they did for it. */
function tellAnswered(request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  const operationName = (request.body as { operationName?: unknown } | null | undefined)?.operationName;
  const fields = {
    requestId: request.id,
    caller: request.access?.caller.kind,
    ...(typeof operationName === 'string' ? { operationName: operationName.slice(0, 100) } : {}),
    status: reply.statusCode,
    durationMs: Math.round(reply.elapsedTime * 10) / 10,
  };
  logger.info(fields, 'Answered');
}

/** Apollo Server's own check knows two headers: it is told what ours has found, and keeps its way around the landing page. */
function checkedHeaders({ headers, method }: FastifyRequest, parts: KnownOperation['parts']): HeaderMap {
  const map = headerMap(headers);
  // What comes in one piece is told in JSON to who asks for parts alone.
  if (parts) map.set('accept', `${headers.accept}, application/json;q=0.1`);
  if (!couldBeForged({ headers, method })) map.set(CHECKED_HEADER, 'true');
  return map;
}

function headerMap(headers: FastifyRequest['headers']): HeaderMap {
  const map = new HeaderMap();
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

function searchOf(url: string): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start);
}

async function joined(parts: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of parts) text += part;
  return text;
}
