import { assertOutsideTransaction } from '@depachika/database/inside-transaction.ts';
import type { Logger } from 'pino';
import type { EventLog, SubscribeOptions, Subscription } from '../event-log.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { toMessage } from './kafka-message.ts';
import { replayKafka } from './kafka-replay.ts';
import { subscribeKafka } from './kafka-subscription.ts';
import { kafkaTopics, lagOf } from './kafka-topics.ts';

export interface KafkaEventLogOptions {
  readonly connection: KafkaConnection;
  readonly logger: Logger;
  /** How long a group waits for a member that went silent, 6,000 or more; default 10,000. */
  readonly sessionMs?: number;
  /** How long a consumer may do nothing at all before it is replaced; default 60,000. */
  readonly stallMs?: number;
}

/**
 * The log on Kafka: a key's events stay in one partition and so in order. While the brokers are away `publish` and
 * `subscribe` reject within seconds, and running subscriptions wait. The connection is closed by whoever made it.
 */
export function kafkaEventLog(options: KafkaEventLogOptions): EventLog {
  const { connection, logger, sessionMs = 10_000, stallMs = 60_000 } = options;
  const topics = kafkaTopics(connection.admin, connection.topics);
  const subscriptions = new Set<Subscription>();
  const topicsOfGroup = new Map<string, string>();

  return {
    async publish(topic, events) {
      assertOutsideTransaction(`publishing to ${topic}`);
      if (events.length === 0) return;
      await topics.ensure([topic]);
      for (let from = 0; from < events.length; from += MAX_PER_REQUEST) {
        await connection.producer.send(topic, events.slice(from, from + MAX_PER_REQUEST).map(toMessage));
      }
    },

    async subscribe(wanted: SubscribeOptions) {
      const { group } = wanted;
      assertOutsideTransaction(`subscribing ${group}`);
      refuseOtherTopics(wanted);
      await topics.ensure(wanted.topics);
      const subscription = await subscribeKafka(
        {
          kafka: connection.kafka,
          logger,
          times: { sessionMs, stallMs },
          lag: () => connection.admin.use((admin) => lagOf(admin, group, wanted.topics)),
          onClose: () => subscriptions.delete(subscription),
        },
        wanted,
      );
      subscriptions.add(subscription);
      return subscription;
    },

    replay: (names) => replayKafka(connection, names),

    async close() {
      await Promise.all([...subscriptions].map((subscription) => subscription.close()));
    },
  };

  /** kafkajs shares out all topics of a group to all of its members, whether they asked for them or not. */
  function refuseOtherTopics({ group, topics: names }: SubscribeOptions): void {
    const sorted = [...new Set(names)].sort().join(', ');
    const known = topicsOfGroup.get(group) ?? sorted;
    if (known !== sorted)
      throw new Error(`The group ${group} reads ${known}: it cannot read ${sorted} as well`);
    topicsOfGroup.set(group, sorted);
  }
}

/** Far below the megabyte that a broker accepts at once. */
const MAX_PER_REQUEST = 200;
