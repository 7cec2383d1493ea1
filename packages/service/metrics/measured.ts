import type { Subgraph } from '@depachika/domain/subgraph.ts';
import type { EventConsumer } from '@depachika/events/consumer/event-consumer.ts';
import type { GraphQLRequest } from '@depachika/graphql/executable-subgraph.ts';
import { RpcError, type RpcHandlers, type RpcRoute } from '@depachika/rpc/rpc.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import type { ExecutionResult } from 'graphql';
import type { Logger } from 'pino';

/** Where a domain's doings are counted, and told with the request's id. */
export interface Observation {
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** The same domain, counted and told at each of its three doors: GraphQL, RPC and events. */
export function measured<S extends Subgraph>(subgraph: S, observation: Observation): S {
  return {
    ...subgraph,
    execute: (request: GraphQLRequest, token: string | undefined) =>
      measuredExecute(() => subgraph.execute(request, token), request, observation),
    subscribe: async (request: GraphQLRequest, token: string | undefined) => {
      const results = await subgraph.subscribe(request, token);
      return Symbol.asyncIterator in results ? countedStream(results, observation.metrics) : results;
    },
    rpc: subgraph.rpc.map((route) => measuredRoute(route, observation)),
    consumers: subgraph.consumers.map((consumer) => measuredConsumer(consumer, subgraph.name, observation)),
  };
}

async function measuredExecute(
  execute: () => Promise<ExecutionResult>,
  request: GraphQLRequest,
  { metrics, logger }: Observation,
): Promise<ExecutionResult> {
  const began = performance.now();
  const durationMs = () => performance.now() - began;
  try {
    const result = await execute();
    const outcome = result.errors?.length ? 'error' : 'ok';
    metrics.graphqlOperation({ outcome, durationMs: durationMs() });
    const { requestId, operationName } = request;
    logger.info({ requestId, operationName, outcome, durationMs: rounded(durationMs()) }, 'Answered');
    return result;
  } catch (error) {
    metrics.graphqlOperation({ outcome: 'fault', durationMs: durationMs() });
    throw error;
  }
}

function countedStream<T>(
  results: AsyncGenerator<T, void, void>,
  metrics: Metrics,
): AsyncGenerator<T, void, void> {
  metrics.subscribersChanged(1);
  let open = true;
  const end = () => {
    if (open) metrics.subscribersChanged(-1);
    open = false;
  };
  return {
    async next() {
      try {
        const result = await results.next();
        if (result.done) end();
        return result;
      } catch (error) {
        end();
        throw error;
      }
    },
    return() {
      end();
      return results.return();
    },
    throw(error) {
      end();
      return results.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      end();
      await results.return();
    },
  };
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
