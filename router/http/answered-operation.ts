import { codesOf, type ErrorCode, outcomeOf } from '@depachika/schema/error-outcomes.ts';
import { LANGUAGE_HEADER } from '@depachika/schema/headers.ts';
import { countedName } from '@depachika/schema/trusted-operations.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import type { DoneFuncWithErrOrRes, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { KnownOperation } from './apollo-admission.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What is known of its operation, once its body is read. */
    operation: KnownOperation | undefined;
    /** The error codes of its answer; undefined for what is no answer of GraphQL, such as a page. */
    answeredCodes: readonly ErrorCode[] | undefined;
  }
}

/** Once for a server, before its routes. */
export function decorateAnswers(app: FastifyInstance): void {
  app.decorateRequest('operation', undefined);
  app.decorateRequest('answeredCodes', undefined);
}

/** Whoever keeps an answer keeps it for readers of one language. */
export function nameLanguage(
  { language }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: DoneFuncWithErrOrRes,
): void {
  reply.header('content-language', language);
  alsoVary(reply, LANGUAGE_HEADER);
  done(null, payload);
}

/** Answers differ by more than one thing: what CORS has named stays. */
export function alsoVary(reply: FastifyReply, name: string): void {
  const others = reply.getHeader('vary');
  reply.header('vary', others ? `${String(others)}, ${name}` : name);
}

/**
 * Notes which codes go out. Apollo Server's answers were looked at while they were objects; what is refused before it or
 * by it is short, and read from its text.
 */
export function noteCodes(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: DoneFuncWithErrOrRes,
): void {
  const isJson = String(reply.getHeader('content-type')).includes('json');
  if (isJson) request.answeredCodes = request.operation?.codes ?? codesIn(payload);
  done(null, payload);
}

/** Counts an answer that was sent, whoever gave it: the pipeline, Apollo Server, or the HTTP server itself. */
export function countAnswer(request: FastifyRequest, reply: FastifyReply, metrics: Metrics): void {
  const { operation, answeredCodes: codes } = request;
  if (!codes) return;
  metrics.graphqlOperation({
    operation: countedName(operation?.name),
    outcome: outcomeOf(codes),
    codes,
    durationMs: reply.elapsedTime,
  });
}

function codesIn(payload: unknown): readonly ErrorCode[] {
  try {
    const answer = JSON.parse(String(payload)) as { readonly errors?: Parameters<typeof codesOf>[0] };
    return codesOf(answer.errors);
  } catch {
    return codesOf([{}]);
  }
}
