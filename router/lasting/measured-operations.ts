import { type StreamEnd, watchedStream } from '@depachika/graphql/watched-stream.ts';
import { codesOf, type ErrorCode, outcomeOf } from '@depachika/schema/error-outcomes.ts';
import { countedName } from '@depachika/schema/trusted-operations.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import type { ExecutionResult } from 'graphql';
import { SubscriptionLost } from '../execution/live/subscription-lost.ts';
import { routerErrorWithin } from '../operation/public-errors.ts';

export type Events = AsyncGenerator<ExecutionResult, void, void>;

/** Counts one operation. @param counted.began by `performance.now()` */
export function countOperation(
  metrics: Metrics,
  counted: {
    readonly name: string | null | undefined;
    readonly codes: readonly ErrorCode[];
    readonly began: number;
  },
): void {
  metrics.graphqlOperation({
    operation: countedName(counted.name),
    outcome: outcomeOf(counted.codes),
    codes: counted.codes,
    durationMs: performance.now() - counted.began,
  });
}

/** The same events, counted. @param watched.connectionEnd how the connection ended; undefined while it has not */
export function measuredEvents(
  events: Events,
  watched: { readonly operation: string; readonly connectionEnd: () => string | undefined },
  metrics: Metrics,
): Events {
  const { operation } = watched;
  metrics.subscriptionOpened(operation);
  return watchedStream(events, {
    item({ errors }) {
      const codes = codesOf(errors);
      metrics.subscriptionEvent({ operation, outcome: outcomeOf(codes), codes });
    },
    ended: (how) => metrics.subscriptionEnded({ operation, code: endCode(how, watched.connectionEnd) }),
  });
}

function endCode(how: StreamEnd, connectionEnd: () => string | undefined): string {
  switch (how.kind) {
    case 'completed':
      return 'COMPLETED';
    case 'failed':
      if (how.error instanceof SubscriptionLost) return how.error.reason;
      return codesOf([routerErrorWithin(how.error) ?? {}])[0]!;
    case 'left':
      return connectionEnd() ?? 'UNSUBSCRIBED';
  }
}
