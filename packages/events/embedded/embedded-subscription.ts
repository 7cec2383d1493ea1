import { type Lease, leaseOn } from '@depachika/background/lease.ts';
import { pollingLoop, type StepResult } from '@depachika/background/polling-loop.ts';
import { type Clock, systemClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import type { Logger } from 'pino';
import type { SubscribeOptions, Subscription, Topic } from '../event-log.ts';
import { topicChannel } from '../topics.ts';
import { readEvents } from './log-reader.ts';

export interface EmbeddedSubscription extends Subscription {
  readonly group: string;
  /** Looks even when another process was at work last time. */
  poll(): void;
}

interface Surroundings {
  readonly database: Database;
  readonly clock: Clock;
  readonly pubSub: PubSub;
  readonly logger: Logger;
  readonly leaseMs?: number;
}

/** One process at a time works for a group; the others take over when it closes or goes silent. */
export async function subscribeEmbedded(
  surroundings: Surroundings,
  options: SubscribeOptions,
  onClose: () => void,
): Promise<EmbeddedSubscription> {
  const { database, clock, pubSub, logger, leaseMs = 10_000 } = surroundings;
  const { group, topics } = options;
  await enrol(database, group, topics);
  const lease = leaseOn({ database, table: 'bus.consumer_leases', name: group, leaseMs });
  const loop = pollingLoop({
    name: `consumer ${group}`,
    clock,
    logger,
    step: stepper(database, options, lease, leaseMs),
  });
  const stopListening = topics.map((topic) => pubSub.subscribe(topicChannel(topic), () => loop.wake()));
  loop.wake();

  let closing: Promise<void> | undefined;
  return {
    group,
    poll: () => loop.wake('poll'),
    lag: () => lagOf(database, group, topics),
    close: () => (closing ??= close()),
  };

  async function close(): Promise<void> {
    for (const stop of stopListening) stop();
    await loop.stop();
    onClose();
    await lease
      .release()
      .catch((error) => logger.warn({ err: error, group }, 'a lease could not be released'));
  }
}

const DEFAULT_BATCH = 100;

function stepper(database: Database, options: SubscribeOptions, lease: Lease, leaseMs: number) {
  const batchSize = options.batchSize ?? DEFAULT_BATCH;
  let known: { readonly fence: string; readonly positions: Map<Topic, string> } | undefined;

  return async function step(): Promise<StepResult> {
    const fence = await lease.hold();
    if (fence === undefined) return 'elsewhere';
    if (known?.fence !== fence) known = { fence, positions: await offsetsOf(database, options) };
    const batch = await readEvents(database, known.positions, batchSize);
    if (batch.length === 0) return 'idle';

    await keepingLease(lease, leaseMs, () => options.handle(batch));

    const reached = new Map(batch.map(({ topic, position }) => [topic, position]));
    if (!(await acknowledge(database, options.group, reached, fence))) {
      lease.forget();
      known = undefined;
      return 'elsewhere';
    }
    for (const [topic, position] of reached) known.positions.set(topic, position);
    return batch.length < batchSize ? 'found' : 'more';
  };
}

/** A group sees every event from the first one on. */
async function enrol(database: Database, group: string, topics: readonly Topic[]): Promise<void> {
  await database.query(
    `INSERT INTO bus.consumer_offsets (consumer_group, topic, position)
     SELECT $1, topic, 0 FROM unnest($2::text[]) AS topic
     ON CONFLICT (consumer_group, topic) DO NOTHING`,
    [group, topics],
  );
}

async function offsetsOf(
  database: Database,
  { group, topics }: SubscribeOptions,
): Promise<Map<Topic, string>> {
  const rows = await database.query<{ topic: string; place: string }>(
    `SELECT topic, position::text AS place FROM bus.consumer_offsets
     WHERE consumer_group = $1 AND topic = ANY($2::text[])`,
    [group, topics],
  );
  return new Map(rows.map(({ topic, place }) => [topic, place]));
}

/** A batch that is slow, or tries again and again, is not a process that went silent. */
async function keepingLease(lease: Lease, leaseMs: number, work: () => Promise<void>): Promise<void> {
  let timer = beat();
  try {
    await work();
  } finally {
    timer.cancel();
  }

  function beat() {
    return systemClock.after(leaseMs / 3, () => {
      timer = beat();
      lease.renew().catch(() => undefined);
    });
  }
}

/**
 * False when the lease has gone to another. The commit is not waited for to reach the disk: a server that
 * crashes may deliver the last batch again, which consumers are ready for.
 */
async function acknowledge(
  database: Database,
  group: string,
  reached: ReadonlyMap<Topic, string>,
  fence: string,
): Promise<boolean> {
  const rows = await database.query(
    `UPDATE bus.consumer_offsets AS done SET position = reached.position, moved_at = clock_timestamp()
     FROM unnest($2::text[], $3::bigint[]) AS reached (topic, position),
          set_config('synchronous_commit', 'off', true)
     WHERE done.consumer_group = $1 AND done.topic = reached.topic
       AND EXISTS (SELECT 1 FROM bus.consumer_leases WHERE name = $1 AND fence = $4::bigint)
     RETURNING done.topic`,
    [group, [...reached.keys()], [...reached.values()], fence],
  );
  return rows.length > 0;
}

async function lagOf(database: Database, group: string, topics: readonly Topic[]): Promise<number> {
  const rows = await database.query<{ lag: string }>(
    `SELECT coalesce(sum(head.next_position - 1 - done.position), 0)::text AS lag
     FROM bus.consumer_offsets AS done JOIN bus.topics AS head ON head.topic = done.topic
     WHERE done.consumer_group = $1 AND done.topic = ANY($2::text[])`,
    [group, topics],
  );
  return Number(rows[0]?.lag ?? 0);
}
