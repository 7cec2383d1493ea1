import { executeQueryPlan, type ServiceMap } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import type { GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { PreparedOperation } from '../operation/operations.ts';
import { isPublic, isRouterError, publicError, routerError } from '../operation/public-errors.ts';
import type { LoadedSupergraph } from '../operation/supergraph.ts';
import type { Variables } from '../operation/variables.ts';
import type { SubgraphTransport } from '../subgraphs/subgraph-transport.ts';
import type { ReadChoice } from './read-choice.ts';
import type { RequestScope } from './request-scope.ts';
import { subgraphSource } from './subgraph-source.ts';

export interface FederatedExecutor {
  readonly sources: ServiceMap;
  /** Executes a query or mutation that was admitted. Every error in the result may be shown to clients. */
  execute(prepared: PreparedOperation, variables: Variables, scope: RequestScope): Promise<ExecutionResult>;
  /** The same with a plan and sources of the caller's choice: how one event of a subscription is completed. */
  executePlan(options: PlanExecution): Promise<ExecutionResult>;
}

export interface PlanExecution {
  readonly plan: QueryPlan;
  readonly sources: ServiceMap;
  readonly prepared: PreparedOperation;
  readonly variables: Variables;
  readonly scope: RequestScope;
  /** Names of sources in errors, where they differ from subgraphs' names. */
  readonly subgraphNamed?: Readonly<Record<string, string>>;
}

export interface FederatedExecutorOptions {
  readonly supergraph: LoadedSupergraph;
  readonly subgraphs: Readonly<Record<string, SubgraphTransport>>;
  readonly production: boolean;
  readonly logger: Logger;
  /** Absent: everybody reads the primary. */
  readonly reads?: ReadChoice | undefined;
}

/** Runs query plans over the subgraphs and translates their errors, once, for everyone who asks. */
export function createFederatedExecutor(options: FederatedExecutorOptions): FederatedExecutor {
  const { supergraph, logger, production, reads } = options;
  const sources: ServiceMap = Object.create(null);
  for (const [name, transport] of Object.entries(options.subgraphs))
    sources[name] = subgraphSource(transport);
  const quiet = quietLogger(logger);

  return { sources, execute, executePlan };

  async function execute(
    prepared: PreparedOperation,
    variables: Variables,
    scope: RequestScope,
  ): Promise<ExecutionResult> {
    const run = (as: RequestScope) =>
      executePlan({ plan: planned(prepared, as), sources, prepared, variables, scope: as });
    if (!reads) return run(scope);
    if (prepared.operation.operation === 'query')
      return run({ ...scope, reads: await reads.readsOf(scope.caller) });
    await reads.changed(scope.caller);
    // Also after a failure or a timeout: the mutation may have written all the same.
    return run(scope).finally(() => reads.changed(scope.caller));
  }

  async function executePlan(execution: PlanExecution): Promise<ExecutionResult> {
    const { prepared, scope } = execution;
    const result = await beforeDeadline(scope, () =>
      executeQueryPlan(
        execution.plan,
        execution.sources,
        {
          request: { variables: execution.variables },
          context: scope,
          logger: quiet,
          metrics: {},
        } as never as GatewayGraphQLRequestContext,
        { schema: supergraph.schema, operation: prepared.operation, fragments: prepared.fragments },
        supergraph.supergraphSchema,
        supergraph.apiSchema,
      ),
    );
    return publicResult(result, execution);
  }

  function planned(prepared: PreparedOperation, scope: RequestScope): QueryPlan {
    try {
      return prepared.plan();
    } catch (cause) {
      logger.error({ err: cause, requestId: scope.requestId }, 'An operation could not be planned');
      throw cause;
    }
  }

  /** A null where the schema promises a value is an error for the client, even when no subgraph reported one. */
  function publicResult(result: ExecutionResult, execution: PlanExecution): ExecutionResult {
    const incomplete = result.extensions?.valueCompletion as readonly GraphQLError[] | undefined;
    if (!result.errors && !incomplete) return result;
    const errors = (result.errors ?? []).map((error) => report(named(error, execution), execution.scope));
    const missing = (incomplete ?? []).map((error) => incompleteData(error, execution.scope));
    return { data: result.data, errors: [...errors, ...missing] };
  }

  function report(error: GraphQLError, scope: RequestScope): GraphQLError {
    if (!isPublic(error) || error.extensions.code === 'SUBGRAPH_UNAVAILABLE') {
      const cause = causeOf(error);
      logger.error(
        { err: cause, requestId: scope.requestId, subgraph: error.extensions.serviceName },
        'A subgraph failed',
      );
    }
    return publicError(error, { requestId: scope.requestId, production });
  }

  function incompleteData(error: GraphQLError, scope: RequestScope): GraphQLError {
    logger.warn(
      { requestId: scope.requestId, path: error.path, reason: error.message },
      'An answer is incomplete',
    );
    return routerError('INCOMPLETE_DATA', 'A part of this answer is not there', {
      path: error.path,
      extensions: { requestId: scope.requestId },
    });
  }
}

/** A source that throws is reported by the gateway as a bare error: it gets the shape of the others here. */
function named(error: unknown, execution: PlanExecution): GraphQLError {
  if (!(error instanceof GraphQLError)) {
    const cause = error instanceof Error ? error : new Error(String(error));
    return new GraphQLError(cause.message, { originalError: cause });
  }
  const serviceName = error.extensions.serviceName;
  const subgraph = typeof serviceName === 'string' ? execution.subgraphNamed?.[serviceName] : undefined;
  if (subgraph) error.extensions.serviceName = subgraph;
  return error;
}

function causeOf(error: GraphQLError): unknown {
  if (isRouterError(error)) return error.cause ?? error;
  return error.originalError ?? error;
}

async function beforeDeadline<T>(scope: RequestScope, run: () => Promise<T>): Promise<T | ExecutionResult> {
  let stop: (() => void) | undefined;
  const late = new Promise<ExecutionResult>((resolve) => {
    stop = () =>
      resolve({
        errors: [routerError('REQUEST_TIMEOUT', 'The shop did not answer in time', { status: 504 })],
      });
    scope.signal.addEventListener('abort', stop, { once: true });
  });
  if (scope.signal.aborted) stop?.();
  try {
    return await Promise.race([run(), late]);
  } finally {
    if (stop) scope.signal.removeEventListener('abort', stop);
  }
}

function quietLogger(logger: Logger) {
  return {
    debug: (message?: unknown) => logger.debug(String(message)),
    info: (message?: unknown) => logger.debug(String(message)),
    warn: (message?: unknown) => logger.warn(String(message)),
    error: (message?: unknown) => logger.error(String(message)),
  };
}
