import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { GatewayExecutor, GatewayInterface } from '@apollo/server-gateway-interface';
import { newId } from '@depachika/ids/ids.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Admission } from '../admission/admission.ts';
import { callerOf } from '../admission/arrival-stages.ts';
import { isRefusal } from '../admission/refusal.ts';
import type { RouterConfig } from '../config.ts';
import type { FederatedExecutor } from '../execution/federated-executor.ts';
import type { KeptAnswers } from '../execution/kept/kept-answers.ts';
import { type OpenScope, withScope } from '../execution/request-scope.ts';
import type { PreparedOperation } from '../operation/operations.ts';
import {
  type PublicResult,
  publicError,
  routerError,
  routerErrorWithin,
} from '../operation/public-errors.ts';
import type { LoadedSupergraph } from '../operation/supergraph.ts';
import { clientVariables, type Variables } from '../operation/variables.ts';
import { answerText } from './answer-text.ts';
import { admissionPlugin, type HttpOperation } from './apollo-admission.ts';
import type { FileStore } from './files/file-store.ts';
import { withKeptFiles } from './files/kept-files.ts';
import { firstPart } from './parts/first-part.ts';

/** The graph that is served, and those that will be. */
export interface GraphInUse {
  readonly supergraph: LoadedSupergraph;
  onReplace(listener: (supergraph: LoadedSupergraph) => void): void;
}

export interface GraphqlServerOptions {
  readonly graphs: GraphInUse;
  readonly executor: Pick<FederatedExecutor, 'execute' | 'write' | 'executeInParts'>;
  readonly admission: Admission;
  readonly openScope: OpenScope;
  /** Undefined where no public answers are kept. */
  readonly answers?: KeptAnswers | undefined;
  /** Without one no operation brings files. */
  readonly files?: FileStore | undefined;
  readonly config: RouterConfig;
  readonly logger: Logger;
}

/**
 * Apollo Server over the federated executor: queries and mutations by HTTP, with no batching. What it executes is what the
 * pipeline has admitted, which knows persisted operations for every transport.
 */
export function createGraphqlServer(options: GraphqlServerOptions): ApolloServer<HttpOperation> {
  const { config } = options;
  return new ApolloServer<HttpOperation>({
    gateway: gatewayOver(options),
    documentStore: null,
    persistedQueries: false,
    cache: boundedStore<string>({ max: 1_000, maxSize: 10_000_000, sizeCalculation: (text) => text.length }),
    introspection: true,
    csrfPrevention: { requestHeaders: [CHECKED_HEADER] },
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stringifyResult: answerText,
    stopOnTerminationSignals: false,
    nodeEnv: config.production ? 'production' : 'development',
    apollo: {},
    formatError: (formatted, error) => formatError(formatted, error, options),
    plugins: [
      admissionPlugin(options.admission),
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

/** Set on requests that no other site could have sent. */
export const CHECKED_HEADER = 'apollo-require-preflight';

type Ran = Awaited<ReturnType<GatewayExecutor>>;

/** The gateway as Apollo Server knows one; schema and executor are ours, so that subscriptions share both. */
function gatewayOver(options: GraphqlServerOptions): GatewayInterface {
  const { graphs, executor, answers, openScope, files, logger } = options;
  const run: GatewayExecutor = async ({ context, request }) => {
    const operation = context as unknown as HttpOperation;
    return operation.executed
      ? ((await operation.executed) as Ran)
      : execute(operation, clientVariables(request.variables));
  };

  async function execute(operation: HttpOperation, variables: Variables): Promise<Ran> {
    const admitted = await operation.outcome;
    if (!admitted || isRefusal(admitted)) throw new Error('Apollo Server executes what was not admitted');
    const owner = { ...operation, caller: callerOf(operation, admitted) };
    const ask = (given: Variables) =>
      withScope(openScope, owner, (scope) => executor.execute(admitted, given, scope));
    const identify = () => withScope(openScope, owner, async ({ identityToken }) => identityToken);
    const { form, known } = operation;
    const deferred = known?.parts && !form ? admitted.deferral?.of(variables) : undefined;
    if (deferred && known?.parts) {
      const execution = { prepared: admitted, deferred, variables };
      return (await firstPart(execution, known.parts, { executor, owner, openScope })) as Ran;
    }
    const everybodys = await lookUp(operation, admitted, variables);
    if (everybodys) return everybodys as Ran;
    const result =
      form && files
        ? await withKeptFiles(form, { store: files, variables, identify, logger }, ask)
        : await ask(variables);
    return result as Ran;
  }

  /** A request that Apollo Server alone understood, by a text's hash for one, is answered as everybody is, too. */
  async function lookUp(operation: HttpOperation, prepared: PreparedOperation, variables: Variables) {
    if (!answers || operation.form) return undefined;
    const found = operation.kept ?? (await answers.answer(prepared, variables, operation));
    if (!('kept' in found)) return found.result;
    if (operation.known) operation.known.answer = { found, prepared, variables };
    return JSON.parse(found.kept.text) as PublicResult;
  }

  return {
    onSchemaLoadOrUpdate(listener) {
      const tell = ({ schema, sdl }: LoadedSupergraph) =>
        listener({ apiSchema: schema, coreSupergraphSdl: sdl });
      tell(graphs.supergraph);
      graphs.onReplace(tell);
      return () => undefined;
    },
    load: async () => ({ executor: run }),
    stop: async () => undefined,
  };
}

/** Says the executor's and the pipeline's errors as they are, since they were judged; Apollo Server's own are judged here. */
function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  { config: { production }, logger }: GraphqlServerOptions,
): GraphQLFormattedError {
  const judged = routerErrorWithin(error);
  if (judged)
    return { ...formatted, extensions: withoutHttp({ ...formatted.extensions, ...judged.extensions }) };
  if (formatted.extensions?.code === 'BAD_REQUEST' && formatted.message.startsWith(APOLLO_CSRF_MESSAGE))
    return routerError('CSRF_PREVENTED', CSRF_ADVICE).toJSON();
  const requestId = currentRequestId() ?? newId('req');
  const shown = publicError(graphqlErrorOf(error), { requestId, production });
  if (shown.extensions.requestId !== undefined) logger.error({ err: error, requestId }, 'A request failed');
  return { ...formatted, ...shown.toJSON() };
}

function graphqlErrorOf(error: unknown): GraphQLError {
  return error instanceof GraphQLError ? error : new GraphQLError(String(error));
}

const APOLLO_CSRF_MESSAGE = 'This operation has been blocked as a potential Cross-Site Request Forgery';
export const CSRF_ADVICE =
  'Send content-type: application/json, accept: application/json with a GET, or any header that is not in a form';

function withoutHttp(extensions: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { http: _, ...rest } = extensions;
  return rest;
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
