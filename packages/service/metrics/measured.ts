import type { Subgraph } from '@depachika/domain/subgraph.ts';
import type { EventConsumer } from '@depachika/events/consumer/event-consumer.ts';
import type { GraphQLRequest } from '@depachika/graphql/executable-subgraph.ts';
import { watchedStream } from '@depachika/graphql/watched-stream.ts';
import { IdentityRefused } from '@depachika/identity/identity-token.ts';
import { RpcError, type RpcHandlers, type RpcRoute } from '@depachika/rpc/rpc.ts';
import { codesOf, type ErrorCode, outcomeOf } from '@depachika/schema/error-outcomes.ts';
import { countedPartName } from '@depachika/schema/trusted-operations.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import { type ExecutionResult, type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';
import type { Logger } from 'pino';

/** Where a domain's doings are counted, and told with the request's id. */
export interface Observation {
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** The same domain, counted and told at each of its three doors: GraphQL, RPC and events. */
export function measured<S extends Subgraph>(subgraph: S, observation: Observation): S {
  const problems = problemsOf(subgraph.schema);
  return {
    ...subgraph,
    async execute(request: GraphQLRequest, token: string | undefined) {
      const result = await counted(() => subgraph.execute(request, token), request, observation);
      for (const type of problemsIn(result, problems)) observation.metrics.problem(type);
      return result;
    },
    async subscribe(request: GraphQLRequest, token: string | undefined) {
      const results = await counted(() => subgraph.subscribe(request, token), request, observation);
      return Symbol.asyncIterator in results ? countedStream(results, observation.metrics) : results;
    },
    rpc: subgraph.rpc.map((route) => measuredRoute(route, observation)),
    consumers: subgraph.consumers.map((consumer) => measuredConsumer(consumer, subgraph.name, observation)),
  };
}

/** Counts an answer, or the start of a stream of them. */
async function counted<R extends Pick<ExecutionResult, 'errors'> | AsyncGenerator>(
  answer: () => Promise<R>,
  { requestId, operationName }: GraphQLRequest,
  { metrics, logger }: Observation,
): Promise<R> {
  const began = performance.now();
  const done = (codes: readonly ErrorCode[]) => {
    const durationMs = performance.now() - began;
    const outcome = outcomeOf(codes);
    metrics.graphqlOperation({ operation: countedPartName(operationName), outcome, codes, durationMs });
    logger.info({ requestId, operationName, outcome, durationMs: rounded(durationMs) }, 'Answered');
  };
  try {
    const result = await answer();
    done(codesOf('errors' in result ? result.errors : undefined));
    return result;
  } catch (error) {
    done([error instanceof IdentityRefused ? 'UNAUTHENTICATED' : 'INTERNAL_SERVER_ERROR']);
    throw error;
  }
}

/** What mutations of this graph may answer instead of a success. */
function problemsOf(schema: GraphQLSchema): ReadonlySet<string> {
  const problem = schema.getType('Problem');
  if (!isInterfaceType(problem)) return new Set();
  const types = schema.getPossibleTypes(problem).filter((type) => isObjectType(type));
  return new Set(types.map(({ name }) => name));
}

/** The router asks for the type of every answer that may be one of several. */
function problemsIn({ data }: ExecutionResult, problems: ReadonlySet<string>): string[] {
  if (!data || problems.size === 0) return [];
  return Object.values(data).flatMap((answer) => {
    const type = (answer as { __typename?: unknown } | null)?.__typename;
    return typeof type === 'string' && problems.has(type) ? type : [];
  });
}

function countedStream<T>(
  results: AsyncGenerator<T, void, void>,
  metrics: Metrics,
): AsyncGenerator<T, void, void> {
  metrics.subscribersChanged(1);
  return watchedStream(results, { ended: () => metrics.subscribersChanged(-1) });
}

function measuredRoute(route: RpcRoute, { metrics, logger }: Observation): RpcRoute {
  const contract = route.service.typeName.split('.').at(-1)!;
  const handlers = Object.entries(route.handlers).map(([name, handle]) => {
    const method = `${contract}.${name}`;
    const call: (typeof route.handlers)[string] = async (request, context) => {
      const began = performance.now();
      const done = (code: string) => {
        const durationMs = performance.now() - began;
        metrics.rpcCall({ method, code, durationMs });
        logger.info({ rpc: method, code, durationMs: rounded(durationMs) }, 'Answered');
      };
      try {
        const response = await handle(request, context);
        done('OK');
        return response;
      } catch (error) {
        done(error instanceof RpcError ? error.code : 'INTERNAL');
        throw error;
      }
    };
    return [name, call] as const;
  });
  return {
    service: route.service,
    handlers: Object.fromEntries(handlers) as RpcHandlers<typeof route.service>,
  };
}

/** Told inside the transaction that it may yet undo: a line for each attempt, with the request that caused the event. */
function measuredConsumer(
  consumer: EventConsumer,
  name: string,
  { metrics, logger }: Observation,
): EventConsumer {
  const group = consumer.group ?? name;
  const handlers = Object.entries(consumer.handlers).map(([type, handle]) => {
    const handler: typeof handle = async (tx, stored) => {
      try {
        await handle(tx, stored);
        metrics.eventHandled({ group, type, outcome: 'handled' });
        logger.info(
          { group, type, eventId: stored.event.id, subject: stored.event.subject },
          'Handled an event',
        );
      } catch (error) {
        metrics.eventHandled({ group, type, outcome: 'failed' });
        throw error;
      }
    };
    return [type, handler] as const;
  });
  const batchHandlers = Object.entries(consumer.batchHandlers ?? {}).map(([type, handleAll]) => {
    const handler: typeof handleAll = async (tx, events) => {
      const outcome = await handleAll(tx, events).then(
        () => 'handled' as const,
        (error: unknown) => ({ error }),
      );
      for (const { event } of events) {
        metrics.eventHandled({ group, type, outcome: outcome === 'handled' ? outcome : 'failed' });
        if (outcome !== 'handled') continue;
        const { id: eventId, subject, requestid: requestId } = event;
        logger.info({ group, type, eventId, subject, requestId }, 'Handled an event');
      }
      if (outcome !== 'handled') throw outcome.error;
    };
    return [type, handler] as const;
  });
  return {
    ...consumer,
    handlers: Object.fromEntries(handlers),
    batchHandlers: Object.fromEntries(batchHandlers),
  };
}

function rounded(durationMs: number): number {
  return Math.round(durationMs * 10) / 10;
}
