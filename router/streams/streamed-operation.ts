import { codesOf } from '@depachika/schema/error-outcomes.ts';
import { countedName } from '@depachika/schema/trusted-operations.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import type { ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import { isRefusal } from '../admission/refusal.ts';
import { versionOf } from '../execution/live/event-completion.ts';
import { SubscriptionLost } from '../execution/live/subscription-lost.ts';
import {
  type AdmittedOperation,
  type AskedOperation,
  type LastingOperations,
  publicFailure,
} from '../lasting/lasting-operations.ts';
import { countOperation, type Events, measuredEvents } from '../lasting/measured-operations.ts';
import { withoutStatus } from '../operation/public-errors.ts';
import type { StreamLoss } from './stream-ends.ts';

/** What one operation says on a stream, alone or beside others. */
export interface Channel {
  next(result: object, version: number | undefined): Promise<void>;
  /** All that there is to say, though the channel is being lost. */
  answer(result: object): Promise<void>;
  complete(): void;
  /** Says that an answer may come. @returns a function that says that none comes any more */
  hold(): () => void;
  lose(loss: StreamLoss): void;
  /** Called when nobody reads any more; at once where nobody does. */
  onLeft(listener: () => void): void;
  /** How its connection has ended. */
  endCode(): string | undefined;
}

export interface StreamedOperationOptions {
  readonly operations: LastingOperations;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Admits and runs an operation, and says on the channel what comes of it. Never rejects. */
export function streamOperation(
  channel: Channel,
  asked: AskedOperation,
  options: StreamedOperationOptions,
): Promise<void> {
  const { requestId } = asked;
  const over = channel.hold();
  channel.onLeft(over);
  // While events are followed nothing holds what was asked: it may be large, and there may be thousands.
  return beginTelling(channel, { asked, over }, options)
    .then((events) => events && tellEvents(channel, events, options.logger))
    .catch((error) => {
      options.logger.error({ err: error, requestId }, 'A stream broke');
      channel.lose('GOING_AWAY');
    })
    .finally(over);
}

interface Beginning {
  readonly asked: AskedOperation;
  /** Called when nothing comes that could not be asked for again. */
  readonly over: () => void;
}

/** @returns events that are to be told: everything else is told */
async function beginTelling(
  channel: Channel,
  { asked, over }: Beginning,
  { operations, metrics }: StreamedOperationOptions,
): Promise<Events | undefined> {
  const began = performance.now();
  const admitted = await operations.admit(asked);
  if (isRefusal(admitted)) {
    const name = admitted.operationName ?? asked.operationName;
    countOperation(metrics, { name, codes: codesOf(admitted.errors), began });
    await tellOne(channel, { errors: admitted.errors });
    return undefined;
  }
  const name = nameOf(admitted);
  if (isSubscription(admitted)) over();
  const results = await begin(admitted, operations);
  if (!isStream(results)) {
    countOperation(metrics, { name, codes: codesOf(results.errors), began });
    await tellOne(channel, results);
    return undefined;
  }
  countOperation(metrics, { name, codes: [], began });
  const watched = { operation: countedName(name), connectionEnd: channel.endCode };
  return measuredEvents(results, watched, metrics);
}

function begin(
  admitted: AdmittedOperation,
  operations: LastingOperations,
): Promise<ExecutionResult | Events> {
  return isSubscription(admitted) ? operations.subscribe(admitted) : operations.execute(admitted);
}

function isSubscription({ prepared }: AdmittedOperation): boolean {
  return prepared.operation.operation === 'subscription';
}

async function tellOne(channel: Channel, result: ExecutionResult): Promise<void> {
  result.errors?.forEach(withoutStatus);
  await channel.answer(result);
}

/** The next event is asked for when the one before has room: a slow reader holds a few, and gets the rest from its own upstream. */
export async function tellEvents(channel: Channel, events: Events, logger: Logger): Promise<void> {
  let hasLeft = false;
  channel.onLeft(() => {
    hasLeft = true;
    void events.return();
  });
  try {
    for await (const result of events) {
      result.errors?.forEach(withoutStatus);
      await channel.next(result, versionOf(result));
    }
    if (!hasLeft) channel.complete();
  } catch (error) {
    if (error instanceof SubscriptionLost) {
      logger.warn({ err: error }, 'A subscription was lost');
      return channel.lose(error.reason);
    }
    await tellOne(channel, { errors: [publicFailure(error)] });
  }
}

export function nameOf({ prepared }: AdmittedOperation): string | undefined {
  return prepared.operation.name?.value;
}

export function isStream(result: ExecutionResult | Events): result is Events {
  return Symbol.asyncIterator in result;
}
