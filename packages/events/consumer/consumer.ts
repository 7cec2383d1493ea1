import { backoffMs } from '@depachika/clock/backoff.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import { pause } from '@depachika/clock/pause.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { withRequestId } from '@depachika/telemetry/request-id.ts';
import type { Logger } from 'pino';
import type { DeadLetters, NewDeadLetter } from '../dead-letters.ts';
import type { EventLog, StoredEvent } from '../event-log.ts';
import { type EventSchemas, eventSchemas } from '../event-schemas.ts';
import { replayTopic } from '../topics.ts';
import { batchesOf } from './batch-handlers.ts';
import type { EventConsumer } from './event-consumer.ts';
import { startPruning } from './processed-events.ts';
import { isTransient } from './transient.ts';

export interface ConsumerOptions {
  readonly consumer: EventConsumer;
  readonly group: string;
  /** SQL schema that holds this domain's `processed_events`. */
  readonly schema: string;
  readonly database: Database;
  readonly log: EventLog;
  readonly deadLetters: DeadLetters;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly crashPoints: CrashPoints;
  /** Told after a letter was stored: for metrics and alarms. */
  readonly onDeadLetter?: (letter: NewDeadLetter) => void;
  /** Times that one event is tried alone before it is a dead letter, 1 or more; default 5. */
  readonly attempts?: number;
  /** Pause after the first failure, each next one four times as long; default 100. */
  readonly backoffMs?: number;
  readonly batchSize?: number;
  /** Default: the repository's `schema/events`. */
  readonly schemas?: EventSchemas;
}

export interface RunningConsumer {
  /** Events not yet handled, over all topics. */
  lag(): Promise<number>;
  /** Resolves when the batch in hand is finished or undone. */
  close(): Promise<void>;
}

/**
 * Handles each event of the consumer's topics once: its id is stored with its effect, in one transaction per batch.
 * Events of one key are handled in their order; those of different keys may change places, as on any log.
 * An event that keeps failing becomes a dead letter and the rest goes on; a database that is away is waited for.
 */
export async function startConsumer(options: ConsumerOptions): Promise<RunningConsumer> {
  const { consumer, group, log, clock } = options;
  const stopping = new AbortController();
  const schemas = options.schemas ?? eventSchemas();
  const subscription = await log.subscribe({
    group,
    topics: [...consumer.topics, replayTopic(group)],
    batchSize: options.batchSize,
    handle: (batch) => handleBatch({ ...options, schemas, signal: stopping.signal }, batch),
  });
  const pruning = startPruning({ ...options, clock });

  return {
    lag: () => subscription.lag(),
    async close() {
      stopping.abort(new Error(`The consumer ${group} is closing`));
      await Promise.all([subscription.close(), pruning.stop()]);
    },
  };
}

interface BatchOptions extends ConsumerOptions {
  readonly schemas: EventSchemas;
  readonly signal: AbortSignal;
}

async function handleBatch(options: BatchOptions, batch: readonly StoredEvent[]): Promise<void> {
  const wanted = batch.filter(({ event }) => Object.hasOwn(options.consumer.handlers, event.type));
  const valid = await withoutInvalid(options, wanted);
  if (valid.length === 0) return;
  try {
    await handleInOneTransaction(options, valid);
  } catch (error) {
    if (isTransient(error)) throw error;
    options.logger.warn(
      { err: error, group: options.group, events: valid.length },
      'a batch failed: one by one now',
    );
    for (const stored of valid) await handleAlone(options, stored);
  }
  options.crashPoints.reach(`${options.schema}.consumer.handled`);
}

/** An event that its schema refuses is no better the second time: it becomes a dead letter at once. */
async function withoutInvalid(options: BatchOptions, batch: readonly StoredEvent[]): Promise<StoredEvent[]> {
  const valid: StoredEvent[] = [];
  for (const stored of batch) {
    try {
      options.schemas.checkEvent(stored.event);
      valid.push(stored);
    } catch (error) {
      await deadLetter(options, stored, error, 1);
    }
  }
  return valid;
}

function handleInOneTransaction(options: BatchOptions, batch: readonly StoredEvent[]): Promise<void> {
  const { database, schema, group } = options;
  return database.transaction({ name: `${schema}.consume ${group}` }, async (tx) => {
    const isNew = await markProcessed(tx, options, batch);
    const unprocessed = batch.filter(({ event }) => isNew.delete(event.id));
    for (const group of batchesOf(unprocessed)) await handleGroup(tx, options, group);
  });
}

/** Set-wise; waits for another process that handles the same event until that one commits or gives up. */
async function markProcessed(
  tx: Transaction,
  { schema, group }: BatchOptions,
  batch: readonly StoredEvent[],
): Promise<Set<string>> {
  const rows = await tx.query<{ event_id: string }>(
    `INSERT INTO ${schema}.processed_events (consumer_group, event_id)
     SELECT $1, event_id FROM unnest($2::text[]) AS event_id ORDER BY event_id
     ON CONFLICT (consumer_group, event_id) DO NOTHING RETURNING event_id`,
    [group, batch.map(({ event }) => event.id)],
  );
  return new Set(rows.map((row) => row.event_id));
}

/** Several at once have no request id in common; one alone is handled under its own. */
async function handleGroup(
  tx: Transaction,
  { consumer }: BatchOptions,
  group: readonly StoredEvent[],
): Promise<void> {
  const { type, requestid } = group[0]!.event;
  const handleAll = consumer.batchHandlers?.[type];
  if (handleAll) {
    return withRequestId(group.length === 1 ? requestid : undefined, () => handleAll(tx, group));
  }
  const handle = consumer.handlers[type]!;
  for (const stored of group) await withRequestId(stored.event.requestid, () => handle(tx, stored));
}

async function handleAlone(options: BatchOptions, stored: StoredEvent): Promise<void> {
  const { attempts = 5, backoffMs: firstMs = 100, clock, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await handleInOneTransaction(options, [stored]);
    } catch (error) {
      if (isTransient(error)) throw error;
      if (attempt >= attempts) return deadLetter(options, stored, error, attempt);
      await pause(clock, backoffMs({ firstMs, factor: 4 }, attempt), signal);
    }
  }
}

async function deadLetter(
  options: BatchOptions,
  stored: StoredEvent,
  error: unknown,
  attempts: number,
): Promise<void> {
  const letter = { group: options.group, stored, reason: reasonOf(error), attempts };
  await options.deadLetters.add(letter);
  const { id: eventId, type, requestid: requestId } = stored.event;
  options.logger.error(
    { err: error, group: options.group, eventId, type, requestId },
    'an event became a dead letter',
  );
  options.onDeadLetter?.(letter);
}

function reasonOf(error: unknown): string {
  const reasons: string[] = [];
  for (let at = error; at !== undefined && reasons.length < 5; at = (at as Error).cause) {
    reasons.push(at instanceof Error ? at.message : String(at));
    if (!(at instanceof Error)) break;
  }
  return reasons.join(' ← ');
}
