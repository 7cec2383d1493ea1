import { type ErrorText, errorMessage } from '@depachika/graphql/errors.ts';
import { type ErrorBody, errorBody } from '@depachika/graphql/http/error-body.ts';
import { shownFault } from '@depachika/graphql/shown-fault.ts';
import type { RouterCode, SubgraphCode } from '@depachika/schema/error-codes.ts';
import { type ExecutionResult, GraphQLError } from 'graphql';

/** The only codes of subgraphs that clients see; every other error of theirs is a fault and is masked. */
const SUBGRAPH_CODES: ReadonlySet<string> = new Set<SubgraphCode>([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'RATE_LIMITED',
  'OVERLOADED',
  'SERVICE_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
]);

/** What GraphQL itself and the HTTP protocol around it have to say about a request. */
const PROTOCOL_CODES: ReadonlySet<string> = new Set<RouterCode>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'PERSISTED_QUERY_NOT_FOUND',
]);

/** Who has one of these may ask about it: the answer names the request, as the logs do. */
const TRACED_CODES: ReadonlySet<string> = new Set<RouterCode | SubgraphCode>([
  'OVERLOADED',
  'SERVICE_UNAVAILABLE',
  'SUBGRAPH_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'REQUEST_TIMEOUT',
  'INCOMPLETE_DATA',
  'INTERNAL_SERVER_ERROR',
]);

/**
 * An error that clients may read as it stands. Nothing else in the router makes one: {@link routerError} says what the
 * router itself has to say, {@link publicError} judges all else. It is known by itself and not by its fields, so that no
 * subgraph can forge one, and that one which was judged is never judged again.
 */
export class PublicError extends GraphQLError {
  readonly #isJudged = true;

  static is(error: unknown): error is PublicError {
    return typeof error === 'object' && error !== null && #isJudged in error;
  }
}

/** A result in which every error was judged. */
export interface PublicResult extends ExecutionResult {
  readonly errors?: readonly PublicError[];
}

/** An answer of the router's own, safe to show. Who reads it is the one for whose request this runs. */
export function routerError<Code extends RouterCode>(
  code: Code,
  message: ErrorText<Code>,
  options: RouterErrorOptions = {},
): PublicError {
  const { status, headers = {} } = options;
  const http = status === undefined ? {} : { http: { status, headers: new Map(Object.entries(headers)) } };
  return new PublicError(errorMessage(message), {
    extensions: { ...options.extensions, code, ...http },
    nodes: options.nodes ?? null,
    path: options.path ?? null,
  });
}

export interface RouterErrorOptions {
  /** HTTP status of the whole answer when nothing was executed. */
  readonly status?: number;
  /** HTTP headers that go with it. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly nodes?: GraphQLError['nodes'];
  readonly path?: GraphQLError['path'];
}

/** @returns the public error that this one is or wraps */
export function routerErrorWithin(error: unknown): PublicError | undefined {
  if (PublicError.is(error)) return error;
  return error instanceof GraphQLError ? routerErrorWithin(error.originalError) : undefined;
}

/** For whom an error is judged. */
export interface Judgement {
  readonly requestId: string;
  /** In production clients are not told which subgraph failed. */
  readonly production: boolean;
}

/** The one judge of errors. Known codes pass, and keep their text; of a fault clients see its place and its request. */
export function publicError(error: GraphQLError, { requestId, production }: Judgement): PublicError {
  const { serviceName, stacktrace, exception, response, http, ...extensions } = error.extensions;
  const own = routerErrorWithin(error);
  const where = production || serviceName === undefined ? {} : { serviceName };
  const passed = serviceName === undefined ? PROTOCOL_CODES : SUBGRAPH_CODES;
  const code = String(extensions.code ?? '');
  if (!own && !passed.has(code)) {
    const fault = faultOfRouter(serviceName === undefined ? error.originalError : undefined);
    return routerError(fault.code, fault.message, { path: error.path, extensions: { requestId, ...where } });
  }
  return new PublicError(error.message, {
    path: error.path ?? null,
    nodes: error.nodes ?? null,
    originalError: error.originalError ?? null,
    extensions: {
      ...(TRACED_CODES.has(code) ? { requestId } : {}),
      ...extensions,
      ...where,
      ...(own && http !== undefined ? { http } : {}),
    },
  });
}

/** What broke before or beside an execution, as clients see it. The caller logs it. */
export function brokenRequest(cause: unknown, requestId: string): PublicError {
  const judged = routerErrorWithin(cause);
  if (judged) return traced(judged, requestId);
  const { code, message } = faultOfRouter(cause);
  const http =
    code === 'INTERNAL_SERVER_ERROR' ? { status: 500 } : { status: 503, headers: { 'retry-after': '5' } };
  return routerError(code, message, { ...http, extensions: { requestId } });
}

/** The same error for another request that was answered by the same execution. */
export function errorInNameOf(
  { message, path, nodes, extensions }: PublicError,
  { requestId, executed }: { readonly requestId: string; readonly executed: string },
): PublicError {
  const named = extensions.requestId === executed ? { ...extensions, requestId } : { ...extensions };
  return new PublicError(message, { path, nodes, extensions: named });
}

/** Names the request where nobody could before. */
function traced(error: PublicError, requestId: string): PublicError {
  const { message, path, nodes, extensions } = error;
  if (!TRACED_CODES.has(String(extensions.code)) || extensions.requestId !== undefined) return error;
  return new PublicError(message, { path, nodes, extensions: { requestId, ...extensions } });
}

/** Whom a domain refuses is the router here, and not its caller: that is a fault. */
function faultOfRouter(cause: unknown) {
  const { code, message } = shownFault(cause);
  return code === 'FORBIDDEN'
    ? { ...shownFault(undefined), code: 'INTERNAL_SERVER_ERROR' as const }
    : { code, message };
}

/** One GraphQL answer with no data, for refusals that happen outside any operation. */
export function refusalBody<Code extends RouterCode>(
  code: Code,
  message: ErrorText<Code>,
  extensions: Readonly<Record<string, unknown>> = {},
): ErrorBody {
  return errorBody(code, errorMessage(message), extensions);
}

/** Drops the HTTP status that an error asks for, where there is none to set. */
export function withoutStatus(error: GraphQLError): GraphQLError {
  delete error.extensions.http;
  return error;
}
