import type { Admin } from 'kafkajs';
import type { KafkaAdmin } from './kafka-admin.ts';

/** Events, or how far groups have come, would be lost there. */
export class LossyLog extends Error {
  readonly code = 'LOSSY_LOG';
}

/** How a cluster keeps what it is given. */
export interface ClusterDurability {
  /** The shortest of all brokers. */
  readonly offsetsRetentionMinutes: number;
  /** A broker that was behind may become the one that everybody follows. */
  readonly uncleanElection: boolean;
  /** Copies of the topics that matter, that of groups included. */
  readonly copies: Readonly<Record<string, number>>;
}

const YEAR_MINUTES = 366 * 24 * 60;

/** @returns what would be lost, as the rest of a sentence; undefined when nothing is */
export function lossOf(
  cluster: ClusterDurability,
  { replicas }: { readonly replicas: number },
): string | undefined {
  const { offsetsRetentionMinutes, uncleanElection, copies } = cluster;
  if (offsetsRetentionMinutes < YEAR_MINUTES)
    return `forget after ${offsetsRetentionMinutes} minutes of silence how far a group has come, and everything would be handled again: set offsets.retention.minutes to 2147483647 there`;
  if (uncleanElection)
    return 'may follow one that lacks events: set unclean.leader.election.enable to false there';
  const few = Object.entries(copies).find(([, count]) => count < replicas);
  return (
    few &&
    `keep ${few[1]} of the ${replicas} copies that KAFKA_REPLICATION asks for of ${few[0]}: reassign it there`
  );
}

/** Throws {@link LossyLog}. @param options.topicPrefix of this shop's topics */
export function refuseLossyBrokers(
  admin: KafkaAdmin,
  options: { readonly replicas: number; readonly topicPrefix: string },
): Promise<void> {
  return admin
    .use(async (connected) => durabilityOf(connected, options.topicPrefix))
    .then((cluster) => {
      const loss = lossOf(cluster, options);
      if (loss)
        throw new LossyLog(
          `KAFKA_BROKERS must name brokers that lose nothing, in production, and these ${loss}`,
        );
    });
}

async function durabilityOf(admin: Admin, topicPrefix: string): Promise<ClusterDurability> {
  const { brokers } = await admin.describeCluster();
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: brokers.map(({ nodeId }) => ({
      type: BROKER,
      name: String(nodeId),
      configNames: [RETENTION, UNCLEAN],
    })),
  });
  const valuesOf = (name: string) =>
    resources.flatMap(({ configEntries }) =>
      configEntries.filter(({ configName }) => configName === name).map(({ configValue }) => configValue),
    );
  return {
    offsetsRetentionMinutes: Math.min(...valuesOf(RETENTION).map(Number)),
    uncleanElection: valuesOf(UNCLEAN).includes('true'),
    copies: await copiesOf(admin, topicPrefix),
  };
}

/** Source: Kafka's protocol, resource types of DescribeConfigs. */
const BROKER = 4;
const RETENTION = 'offsets.retention.minutes';
const UNCLEAN = 'unclean.leader.election.enable';
const GROUPS = '__consumer_offsets';

async function copiesOf(admin: Admin, topicPrefix: string): Promise<Record<string, number>> {
  const own = (topic: string) => topic === GROUPS || topic.startsWith(`${topicPrefix}depachika.`);
  const topics = (await admin.listTopics()).filter(own);
  if (topics.length === 0) return {};
  const { topics: known } = await admin.fetchTopicMetadata({ topics });
  return Object.fromEntries(
    known.map(({ name, partitions }) => [
      name,
      Math.min(...partitions.map(({ replicas }) => replicas.length)),
    ]),
  );
}
