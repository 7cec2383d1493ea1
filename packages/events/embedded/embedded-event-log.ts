import { pollingLoop, type StepResult } from '@depachika/background/polling-loop.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { assertOutsideTransaction } from '@depachika/database/inside-transaction.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import type { Logger } from 'pino';
import type { CloudEvent, EventLog, StoredEvent, SubscribeOptions, Topic } from '../event-log.ts';
import { topicChannel } from '../topics.ts';
import { type EmbeddedSubscription, subscribeEmbedded } from './embedded-subscription.ts';
import { readEvents } from './log-reader.ts';

export interface EmbeddedEventLogOptions {
  /** Holds the schema `bus`; no domain's own. */
  readonly database: Database;
  readonly clock: Clock;
  readonly pubSub: PubSub;
  readonly logger: Logger;
  /** Pause between looks without a wake-up, one for all groups of this process; 1,000 or more, the default. */
  readonly pollMs?: number;
  /** How long a group waits for a process that went silent; default 10,000. */
  readonly leaseMs?: number;
}

/** Positions of a topic are gapless and start at 1; times of publishing have the same order as positions. */
export function embeddedEventLog(options: EmbeddedEventLogOptions): EventLog {
  const { database, clock, pubSub, logger } = options;
  const subscriptions = new Set<EmbeddedSubscription>();
  const poll = pollingLoop({
    name: 'poll of the event log',
    clock,
    logger,
    step: () => wakeLate(database, subscriptions),
    pollMs: options.pollMs ?? 1000,
  });

  return {
    async publish(topic, events) {
      assertOutsideTransaction(`publishing to ${topic}`);
      for (let from = 0; from < events.length; from += MAX_PER_STATEMENT) {
        await append(database, topic, events.slice(from, from + MAX_PER_STATEMENT));
      }
      if (events.length > 0) pubSub.publish(topicChannel(topic));
    },

    async subscribe(wanted: SubscribeOptions) {
      assertOutsideTransaction(`subscribing ${wanted.group}`);
      const subscription = await subscribeEmbedded(options, wanted, () => subscriptions.delete(subscription));
      subscriptions.add(subscription);
      return subscription;
    },

    replay: (topics) => replay(database, topics),

    async close() {
      await poll.stop();
      await Promise.all([...subscriptions].map((subscription) => subscription.close()));
    },
  };
}

const MAX_PER_STATEMENT = 500;
const REPLAY_PAGE = 500;

/**
 * One statement: the counter's row stays locked until the events that it numbered are committed. Each time is later than
 * the latest of any topic, since the embedded PostgreSQL knows whole milliseconds only: what an event caused within the
 * same one must come after it in a replay.
 */
async function append(database: Database, topic: Topic, events: readonly CloudEvent[]): Promise<void> {
  await database.query(
    `WITH latest AS (
       SELECT max(last_published_at) + interval '1 microsecond' AS next FROM bus.topics
     ), counter AS (
       INSERT INTO bus.topics AS counted (topic, next_position, last_published_at)
       SELECT $1, 1 + $2::bigint, greatest(clock_timestamp(), latest.next) FROM latest
       ON CONFLICT (topic) DO UPDATE SET
         next_position = counted.next_position + $2::bigint,
         last_published_at = greatest(excluded.last_published_at, counted.last_published_at)
       RETURNING next_position - $2::bigint AS first_position, last_published_at
     )
     INSERT INTO bus.events (topic, position, key, type, event, published_at)
     SELECT $1, counter.first_position + added.place - 1,
            coalesce(added.event->>'partitionkey', ''), coalesce(added.event->>'type', ''), added.event,
            counter.last_published_at
     FROM counter, jsonb_array_elements($3::jsonb) WITH ORDINALITY AS added (event, place)`,
    [topic, events.length, JSON.stringify(events)],
  );
}

/** Wakes the groups that have something to do: wake-ups may be lost, and other processes' do not arrive. */
async function wakeLate(database: Database, subscriptions: Set<EmbeddedSubscription>): Promise<StepResult> {
  if (subscriptions.size === 0) return 'idle';
  const groups = [...subscriptions].map(({ group }) => group);
  const rows = await database.query<{ consumer_group: string }>(
    `SELECT DISTINCT done.consumer_group
     FROM bus.consumer_offsets AS done JOIN bus.topics AS head ON head.topic = done.topic
     WHERE done.consumer_group = ANY($1::text[]) AND head.next_position - 1 > done.position`,
    [groups],
  );
  const late = new Set(rows.map((row) => row.consumer_group));
  for (const subscription of subscriptions) if (late.has(subscription.group)) subscription.poll();
  return late.size > 0 ? 'found' : 'idle';
}

async function* replay(
  database: Database,
  topics: readonly Topic[],
): AsyncGenerator<StoredEvent, void, void> {
  const positions = new Map(topics.map((topic) => [topic, '0']));
  for (;;) {
    assertOutsideTransaction(`replaying ${topics.join(', ')}`);
    const page = await readEvents(database, positions, REPLAY_PAGE);
    for (const stored of page) {
      positions.set(stored.topic, stored.position);
      yield stored;
    }
    if (page.length < REPLAY_PAGE) return;
  }
}
