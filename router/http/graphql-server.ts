import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { GatewayExecutor, GatewayInterface } from '@apollo/server-gateway-interface';
import { type DocumentNode, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { OperationGate } from '../admission/operation-gate.ts';
import { type RateLimiter, rateLimited } from '../admission/rate-limit.ts';
import type { RouterConfig } from '../config.ts';
import type { FederatedExecutor } from '../execution/federated-executor.ts';
import type { RequestScope } from '../execution/request-scope.ts';
import { documentCacheSize, type Operations, routerRules, tooManyTokens } from '../operation/operations.ts';
import { isPublic, MASKED_MESSAGE, routerError, routerErrorWithin } from '../operation/public-errors.ts';
import type { LoadedSupergraph } from '../operation/supergraph.ts';

/** One operation that came by HTTP. */
export interface HttpScope extends RequestScope {
  readonly address: string;
}

export interface GraphqlServerOptions {
  readonly supergraph: LoadedSupergraph;
  readonly executor: FederatedExecutor;
  readonly operations: Operations;
  readonly gate: OperationGate;
  readonly limitRate: RateLimiter;
  readonly config: RouterConfig;
  readonly logger: Logger;
}

/** Apollo Server over the federated executor: queries and mutations by HTTP, with persisted queries and no batching. */
export function createGraphqlServer(options: GraphqlServerOptions): ApolloServer<HttpScope> {
  const { config } = options;
  return new ApolloServer<HttpScope>({
    gateway: gatewayOver(options),
    validationRules: routerRules(config.limits.operation),
    validationOptions: { maxErrors: 20 },
    parseOptions: { maxTokens: config.limits.operation.tokens },
    documentStore: boundedStore<DocumentNode>(documentCacheSize((document) => document.loc?.end ?? 1)),
    persistedQueries: {
      cache: boundedStore<string>({
        max: 5_000,
        maxSize: 10_000_000,
        sizeCalculation: (text) => text.length,
      }),
    },
    cache: boundedStore<string>({ max: 1_000, maxSize: 10_000_000, sizeCalculation: (text) => text.length }),
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: config.production ? 'production' : 'development',
    apollo: {},
    formatError: (formatted, error) => formatError(formatted, error, options),
    plugins: [
      gatePlugin(options),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      config.production
        ? ApolloServerPluginLandingPageDisabled()
        : ApolloServerPluginLandingPageLocalDefault({ footer: false }),
    ],
  });
}

/** The gateway as Apollo Server knows one; schema and executor are ours, so that subscriptions share both. */
function gatewayOver({ supergraph, executor, operations }: GraphqlServerOptions): GatewayInterface {
  const run: GatewayExecutor = async (request) => {
    const prepared = operations.prepare(request.document, request.request.operationName);
    if (!prepared) return { errors: [unknownOperation()] };
    if (prepared.operation.operation === 'subscription') return { errors: [subscriptionByHttp()] };
    const result = await executor.execute(
      prepared,
      request.request.variables ?? {},
      request.context as RequestScope,
    );
    return result as Awaited<ReturnType<GatewayExecutor>>;
  };
  return {
    onSchemaLoadOrUpdate(listener) {
      listener({ apiSchema: supergraph.schema, coreSupergraphSdl: supergraph.sdl });
      return () => undefined;
    },
    load: async () => ({ executor: run }),
    stop: async () => undefined,
  };
}

/** Decides after an operation is known and valid, before any plan of it runs. */
function gatePlugin({ operations, gate, limitRate }: GraphqlServerOptions): ApolloServerPlugin<HttpScope> {
  const listener = {
    async didResolveOperation(request: {
      document: DocumentNode;
      request: { operationName?: string; variables?: Record<string, unknown> };
      contextValue: HttpScope;
    }) {
      const prepared = operations.prepare(request.document, request.request.operationName);
      const variables = request.request.variables ?? {};
      if (!prepared) return;
      const { caller, address } = request.contextValue;
      const refusal = gate(prepared, { caller, variables });
      if (refusal) throw refusal;
      // One was counted when the request came.
      const requests = prepared.requests - 1;
      const limited = requests > 0 && (await limitRate({ caller, address, requests }));
      if (limited) throw rateLimited(limited);
    },
  };
  return { requestDidStart: async () => listener };
}

/** The last look at every error of an HTTP answer: the executor's are public already, the server's own are named here. */
function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  options: GraphqlServerOptions,
): GraphQLFormattedError {
  const ours = routerErrorWithin(error);
  if (ours) return { ...formatted, extensions: withoutHttp({ ...formatted.extensions, ...ours.extensions }) };
  const code = formatted.extensions?.['code'];
  if (code === 'GRAPHQL_VALIDATION_FAILED' && isBadInput(error))
    return { ...formatted, extensions: withoutHttp({ ...formatted.extensions, code: 'BAD_USER_INPUT' }) };
  if (code === 'GRAPHQL_PARSE_FAILED') return parseFailure(formatted, error, options) ?? formatted;
  if (code === 'BAD_REQUEST' && formatted.message.startsWith(APOLLO_CSRF_MESSAGE)) {
    return routerError('CSRF_PREVENTED', CSRF_ADVICE).toJSON();
  }
  if (error instanceof GraphQLError && (isPublic(error) || isPublicByServer(error))) return formatted;
  if (Object.hasOwn(PERSISTED_QUERY_REFUSALS, formatted.message)) {
    return routerError('BAD_REQUEST', PERSISTED_QUERY_REFUSALS[formatted.message]!).toJSON();
  }
  options.logger.error({ err: error }, 'A request failed');
  return { message: MASKED_MESSAGE, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}

/** A literal that its scalar refused with a code of its own, over which Apollo Server writes that of validation. */
function isBadInput(error: unknown): boolean {
  const cause = error instanceof GraphQLError ? error.originalError : undefined;
  return cause instanceof GraphQLError && cause.extensions['code'] === 'BAD_USER_INPUT';
}

const APOLLO_CSRF_MESSAGE = 'This operation has been blocked as a potential Cross-Site Request Forgery';
const CSRF_ADVICE =
  'Send content-type: application/json, or an apollo-require-preflight header with any other';

/** What Apollo says of a persistedQuery that is none, without a code of its own. */
const PERSISTED_QUERY_REFUSALS: Readonly<Record<string, string>> = {
  'Unsupported persisted query version': 'extensions.persistedQuery.version must be 1',
  'provided sha does not match query': 'extensions.persistedQuery.sha256Hash must be that of the query',
};

/** Errors of subgraphs went through the executor, which named their service; what has a known code by now is public. */
function isPublicByServer(error: GraphQLError): boolean {
  return (
    error.extensions['serviceName'] !== undefined && error.extensions['code'] !== 'INTERNAL_SERVER_ERROR'
  );
}

function parseFailure(
  formatted: GraphQLFormattedError,
  error: unknown,
  options: GraphqlServerOptions,
): GraphQLFormattedError | undefined {
  const text = error instanceof GraphQLError ? error.source?.body : undefined;
  const tooMany = text === undefined ? undefined : tooManyTokens(text, options.config.limits.operation);
  return tooMany && { ...formatted, message: tooMany.message, extensions: withoutHttp(tooMany.extensions) };
}

function withoutHttp(extensions: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { http: _, ...rest } = extensions;
  return rest;
}

function unknownOperation(): GraphQLError {
  return new GraphQLError('Name one of the operations in the document', {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
  });
}

function subscriptionByHttp(): GraphQLError {
  return routerError('BAD_REQUEST', 'Subscriptions go over a WebSocket at this address', { status: 400 });
}

/** A store in Apollo's shape over a cache that is bounded by count and size. */
function boundedStore<V extends object | string>(limits: {
  max: number;
  maxSize: number;
  sizeCalculation: (value: V, key: string) => number;
}) {
  const values = new LRUCache<string, V>(limits);
  return {
    get: async (key: string) => values.get(key),
    set: async (key: string, value: V) => void values.set(key, value),
    delete: async (key: string) => values.delete(key),
  };
}
