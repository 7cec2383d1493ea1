import type { RouterCode, SubgraphCode } from '@depachika/schema/error-codes.ts';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** The only codes of subgraphs that clients see; every other error of theirs is a fault and is masked. */
const SUBGRAPH_CODES: ReadonlySet<string> = new Set<SubgraphCode>([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
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

export const MASKED_MESSAGE = 'Something went wrong on our side. Quote the request id when you ask about it.';

/** An answer of the router's own, safe to show. */
export function routerError(
  code: RouterCode,
  message: string,
  options: RouterErrorOptions = {},
): GraphQLError {
  const { status, headers = {} } = options;
  const http = status === undefined ? {} : { http: { status, headers: new Map(Object.entries(headers)) } };
  const error = new GraphQLError(message, {
    extensions: { ...options.extensions, code, ...http },
    nodes: options.nodes ?? null,
    path: options.path ?? null,
  });
  ROUTER_ERRORS.add(error);
  return error;
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

/** Errors made by {@link routerError}: known by identity, so that no subgraph can forge one. */
const ROUTER_ERRORS = new WeakSet<object>();

/** @returns the router's own error that this one is or wraps */
export function routerErrorWithin(error: unknown): GraphQLError | undefined {
  if (!(error instanceof GraphQLError)) return undefined;
  return ROUTER_ERRORS.has(error) ? error : routerErrorWithin(error.originalError);
}

export function isRouterError(error: unknown): boolean {
  return routerErrorWithin(error) !== undefined;
}

/** True when a client may read this error as it stands. */
export function isPublic(error: GraphQLError): boolean {
  if (isRouterError(error)) return true;
  const passed = error.extensions.serviceName === undefined ? PROTOCOL_CODES : SUBGRAPH_CODES;
  return passed.has(String(error.extensions.code ?? ''));
}

/** The error as clients see it: known codes pass, a fault keeps its path alone. */
export function publicError(
  error: GraphQLError,
  options: { requestId: string; production: boolean },
): GraphQLError {
  if (!isPublic(error)) return maskedError(error, options);
  const { serviceName, stacktrace, exception, response, http, ...extensions } = error.extensions;
  const status = isRouterError(error) && http !== undefined ? { http } : {};
  const where = options.production || serviceName === undefined ? {} : { serviceName };
  return keepAsRouterError(
    error,
    new GraphQLError(error.message, {
      path: error.path ?? null,
      nodes: error.nodes ?? null,
      originalError: error.originalError ?? null,
      extensions: { ...extensions, ...where, ...status },
    }),
  );
}

function maskedError(error: GraphQLError, options: { requestId: string; production: boolean }): GraphQLError {
  const serviceName = error.extensions.serviceName;
  const where = options.production || serviceName === undefined ? {} : { serviceName };
  return routerError('INTERNAL_SERVER_ERROR', MASKED_MESSAGE, {
    path: error.path,
    extensions: { requestId: options.requestId, ...where },
  });
}

function keepAsRouterError(from: GraphQLError, to: GraphQLError): GraphQLError {
  if (isRouterError(from)) ROUTER_ERRORS.add(to);
  return to;
}

/** One GraphQL answer with no data, for refusals that happen outside any operation. */
export function refusalBody(
  code: RouterCode,
  message: string,
  extensions: Record<string, unknown> = {},
): {
  errors: GraphQLFormattedError[];
} {
  return { errors: [{ message, extensions: { ...extensions, code } }] };
}

/** Drops the HTTP status that an error asks for, where there is none to set. */
export function withoutStatus(error: GraphQLError): GraphQLError {
  delete error.extensions.http;
  return error;
}
