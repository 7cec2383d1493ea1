import { systemClock } from '@depachika/clock/clock.ts';
import type { Admin, ITopicConfig } from 'kafkajs';
import type { Topic } from '../event-log.ts';
import type { KafkaAdmin } from './kafka-admin.ts';

export interface TopicSettings {
  /** Of topics that do not exist yet; a topic's number stays as it is, since a key must stay in its partition. */
  readonly partitions: number;
  /** Copies of each partition; at most the number of brokers. */
  readonly replicas: number;
}

export interface KafkaTopics {
  /** Makes those that are missing. Asks the brokers once for each name. */
  ensure(topics: readonly Topic[]): Promise<void>;
}

/** Events are kept for ever. A write counts when a majority of the copies have it. */
export function kafkaTopics(admin: KafkaAdmin, settings: TopicSettings): KafkaTopics {
  return topicsMadeAs(admin, (topic) => ({
    topic,
    numPartitions: settings.partitions,
    replicationFactor: settings.replicas,
    configEntries: [{ name: 'cleanup.policy', value: 'delete' }, ...kept(settings)],
  }));
}

/** One partition in which only the latest record of each key has to stay. */
export function compactedTopics(admin: KafkaAdmin, settings: TopicSettings): KafkaTopics {
  return topicsMadeAs(admin, (topic) => ({
    topic,
    numPartitions: 1,
    replicationFactor: settings.replicas,
    configEntries: [{ name: 'cleanup.policy', value: 'compact' }, ...kept(settings)],
  }));
}

function kept({ replicas }: TopicSettings) {
  return [
    { name: 'retention.ms', value: '-1' },
    { name: 'retention.bytes', value: '-1' },
    { name: 'min.insync.replicas', value: String(Math.floor(replicas / 2) + 1) },
  ];
}

function topicsMadeAs(admin: KafkaAdmin, configure: (topic: Topic) => ITopicConfig): KafkaTopics {
  const ensured = new Map<Topic, Promise<void>>();
  return {
    async ensure(topics) {
      const unknown = [...new Set(topics)].filter((topic) => !ensured.has(topic));
      if (unknown.length > 0) {
        const making = admin.use((connected) => make(connected, unknown, configure));
        for (const topic of unknown) ensured.set(topic, making);
        making.catch(() => {
          for (const topic of unknown) ensured.delete(topic);
        });
      }
      await Promise.all(topics.map((topic) => ensured.get(topic)));
    },
  };
}

async function make(
  admin: Admin,
  topics: readonly Topic[],
  configure: (topic: Topic) => ITopicConfig,
): Promise<void> {
  const present = new Set(await admin.listTopics());
  const missing = topics.filter((topic) => !present.has(topic));
  if (missing.length > 0) {
    await admin.createTopics({
      topics: missing.map(configure),
      timeout: CREATE_TIMEOUT_MS,
      waitForLeaders: false,
    });
  }
  await untilUsable(admin, topics);
}

/** Another process may have made the topics just now: the brokers may still be telling each other. */
async function untilUsable(admin: Admin, topics: readonly Topic[]): Promise<void> {
  const deadline = performance.now() + CREATE_TIMEOUT_MS;
  for (;;) {
    try {
      const { topics: known } = await admin.fetchTopicMetadata({ topics: [...topics] });
      const isUsable = known.every(
        ({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0),
      );
      if (isUsable) return;
      if (performance.now() > deadline) throw new Error(`No leader for ${topics.join(', ')}`);
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await new Promise<void>((resolve) => systemClock.after(100, resolve));
  }
}

const CREATE_TIMEOUT_MS = 10_000;

/** One partition's events that exist: from `low` up to, and not including, `high`. */
export interface PartitionRange {
  readonly topic: Topic;
  readonly partition: number;
  readonly low: bigint;
  readonly high: bigint;
}

export async function rangesOf(admin: Admin, topics: readonly Topic[]): Promise<PartitionRange[]> {
  const ranges = await Promise.all(
    topics.map(async (topic) =>
      (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => ({
        topic,
        partition,
        low: BigInt(low),
        high: BigInt(high),
      })),
    ),
  );
  return ranges.flat();
}

/** Events of these topics that the group has not acknowledged. */
export async function lagOf(admin: Admin, group: string, topics: readonly Topic[]): Promise<number> {
  const [ranges, places] = await Promise.all([
    rangesOf(admin, topics),
    admin.fetchOffsets({ groupId: group, topics: [...topics] }),
  ]);
  const done = new Map(
    places.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => [`${topic}/${partition}`, BigInt(offset)] as const),
    ),
  );
  return ranges.reduce((lag, { topic, partition, low, high }) => {
    const place = done.get(`${topic}/${partition}`) ?? -1n;
    return lag + Number(high - (place > low ? place : low));
  }, 0);
}
