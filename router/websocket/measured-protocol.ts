import { type StreamEnd, watchedStream } from '@depachika/graphql/watched-stream.ts';
import { codesOf, type ErrorCode, outcomeOf } from '@depachika/schema/error-outcomes.ts';
import { countedName } from '@depachika/schema/trusted-operations.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import { type ExecutionArgs, type ExecutionResult, getOperationAST } from 'graphql';
import type { OperationResult, ServerOptions } from 'graphql-ws';
import { SubscriptionLost } from '../execution/live/subscription-lost.ts';
import { routerErrorWithin } from '../operation/public-errors.ts';
import type { Connection, InitPayload } from './websocket-protocol.ts';

type Protocol = ServerOptions<InitPayload, Connection>;

/** The same protocol, counted: each operation, of a subscription its start, its events and how it ended. */
export function measuredProtocol(protocol: Protocol, metrics: Metrics): Protocol {
  const begun = new WeakMap<object, number>();
  return {
    ...protocol,
    async onSubscribe(context, id, payload) {
      const began = performance.now();
      const answer = await protocol.onSubscribe?.(context, id, payload);
      if (Array.isArray(answer)) count(payload.operationName, codesOf(answer), began);
      else if (answer) begun.set(answer, began);
      return answer;
    },
    onOperation({ extra: connection }, _id, _payload, args, result) {
      const name = nameOf(args);
      const began = begun.get(args) ?? performance.now();
      if (isStream(result)) {
        count(name, [], began);
        return measuredEvents(result, { operation: countedName(name), connection }, metrics);
      }
      count(name, codesOf((result as ExecutionResult).errors), began);
      return undefined;
    },
  };

  function count(name: string | null | undefined, codes: readonly ErrorCode[], began: number): void {
    metrics.graphqlOperation({
      operation: countedName(name),
      outcome: outcomeOf(codes),
      codes,
      durationMs: performance.now() - began,
    });
  }
}

function nameOf({ document, operationName }: ExecutionArgs): string | undefined {
  return getOperationAST(document, operationName)?.name?.value;
}

type Events = AsyncGenerator<ExecutionResult, void, void>;

function isStream(result: OperationResult): result is Events {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}

function measuredEvents(
  events: Events,
  { operation, connection }: { readonly operation: string; readonly connection: Connection },
  metrics: Metrics,
): Events {
  metrics.subscriptionOpened(operation);
  return watchedStream(events, {
    item({ errors }) {
      const codes = codesOf(errors);
      metrics.subscriptionEvent({ operation, outcome: outcomeOf(codes), codes });
    },
    ended: (how) => metrics.subscriptionEnded({ operation, code: endCode(how, connection) }),
  });
}

function endCode(how: StreamEnd, connection: Connection): string {
  switch (how.kind) {
    case 'completed':
      return 'COMPLETED';
    case 'failed':
      if (how.error instanceof SubscriptionLost) return how.error.reason;
      return codesOf([routerErrorWithin(how.error) ?? {}])[0]!;
    case 'left':
      return connection.endCode ?? 'UNSUBSCRIBED';
  }
}
