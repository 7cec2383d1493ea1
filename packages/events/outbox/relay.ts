import { leaseOn } from '@depachika/background/lease.ts';
import { pollingLoop, type StepResult } from '@depachika/background/polling-loop.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import type { Logger } from 'pino';
import type { CloudEvent, EventLog, Topic } from '../event-log.ts';
import { outboxChannel } from './create-outbox.ts';

export interface RelayOptions {
  readonly database: Database;
  /** SQL schema that holds `outbox_events` and `relay_leases`. */
  readonly schema: string;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly pubSub: PubSub;
  readonly logger: Logger;
  readonly crashPoints: CrashPoints;
  /** Events published at once; default 200. */
  readonly batchSize?: number;
  /** Pause between looks without a wake-up; 1,000 or more, the default. */
  readonly pollMs?: number;
  /** How long a relay that went silent is waited for; default 10,000. */
  readonly leaseMs?: number;
}

export interface Relay {
  /** Committed events that are not yet published, for metrics and tests. */
  backlog(): Promise<number>;
  /** For how long the first of them has waited, by the database's clock; 0 when none waits. */
  oldestMs(): Promise<number>;
  /** Resolves when the batch in hand is published; lets another relay go on at once. */
  close(): Promise<void>;
}

/**
 * Moves committed outbox rows of one schema to the log, whoever wrote them, in outbox order. Any number may run:
 * a fenced lease lets one work. It publishes outside transactions and deletes afterwards, so that a crash in
 * between publishes again and never loses. A log that is away is tried again until it is back.
 */
export function startRelay(options: RelayOptions): Relay {
  const { database, schema, clock, pubSub, logger } = options;
  const lease = leaseOn({
    database,
    table: `${schema}.relay_leases`,
    name: 'outbox',
    leaseMs: options.leaseMs,
  });
  const loop = pollingLoop({
    name: `relay of ${schema}`,
    clock,
    logger,
    step: () => relayOnce(options, lease),
    pollMs: options.pollMs ?? 1000,
  });
  const stopListening = pubSub.subscribe(outboxChannel(schema), () => loop.wake());
  loop.wake();

  return {
    async backlog() {
      const rows = await database.query<{ waiting: number }>(
        `SELECT count(*)::int AS waiting FROM ${schema}.outbox_events`,
      );
      return rows[0]!.waiting;
    },
    async oldestMs() {
      const rows = await database.query<{ ms: number }>(
        `SELECT (extract(epoch FROM clock_timestamp() - created_at) * 1000)::float8 AS ms
         FROM ${schema}.outbox_events ORDER BY position LIMIT 1`,
      );
      return Math.max(0, rows[0]?.ms ?? 0);
    },
    async close() {
      stopListening();
      await loop.stop();
      await lease
        .release()
        .catch((error) => logger.warn({ err: error, schema }, 'a lease could not be released'));
    },
  };
}

interface OutboxRow extends Record<string, unknown> {
  id: string;
  topic: Topic;
  event: CloudEvent;
}

async function relayOnce(options: RelayOptions, lease: ReturnType<typeof leaseOn>): Promise<StepResult> {
  const { database, schema, log, crashPoints, batchSize = 200 } = options;
  if (!lease.isHeld() && !(await anyWaiting(database, schema))) return 'idle';
  const fence = await lease.hold();
  if (fence === undefined) return 'elsewhere';

  // Read only now: what was there before the lease was ours may have been published by the holder before.
  const rows = await nextRows(database, schema, batchSize);
  if (rows.length === 0) return 'idle';
  for (const [topic, events] of byTopic(rows)) await log.publish(topic, events);
  crashPoints.reach('outbox.relay.published');

  const ids = rows.map((row) => row.id);
  if (!(await forget(database, schema, ids, fence))) {
    lease.forget();
    return 'elsewhere';
  }
  return rows.length < batchSize ? 'found' : 'more';
}

async function anyWaiting(database: Database, schema: string): Promise<boolean> {
  return (await database.query(`SELECT 1 FROM ${schema}.outbox_events LIMIT 1`)).length > 0;
}

/**
 * Rows of one key appear in the order of their events, because each was inserted under its aggregate's lock. A row
 * that commits late only has other keys after it, and is found next time: no position is remembered.
 */
function nextRows(database: Database, schema: string, limit: number): Promise<OutboxRow[]> {
  return database.query<OutboxRow>(
    `SELECT id, topic, event FROM ${schema}.outbox_events ORDER BY position LIMIT $1`,
    [limit],
  );
}

function byTopic(rows: readonly OutboxRow[]): Map<Topic, CloudEvent[]> {
  const topics = new Map<Topic, CloudEvent[]>();
  for (const { topic, event } of rows) {
    const events = topics.get(topic);
    if (events) events.push(event);
    else topics.set(topic, [event]);
  }
  return topics;
}

/**
 * False when the lease has gone to another, who then publishes these again. The commit is not waited for to reach
 * the disk: a server that crashes brings the rows back, and consumers know events that come twice.
 */
async function forget(
  database: Database,
  schema: string,
  ids: readonly string[],
  fence: string,
): Promise<boolean> {
  const rows = await database.query<{ ours: boolean }>(
    `WITH lease AS (
       SELECT 1 FROM ${schema}.relay_leases, set_config('synchronous_commit', 'off', true)
       WHERE name = 'outbox' AND fence = $2::bigint
     ), gone AS (
       DELETE FROM ${schema}.outbox_events WHERE id = ANY($1::text[]) AND EXISTS (SELECT 1 FROM lease)
     )
     SELECT EXISTS (SELECT 1 FROM lease) AS ours`,
    [ids, fence],
  );
  return rows[0]!.ours;
}
