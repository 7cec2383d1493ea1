import type { Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import { type KafkaAdmin, kafkaAdmin } from './kafka-admin.ts';
import { type KafkaClientOptions, kafkaClient } from './kafka-client.ts';
import { type KafkaProducer, kafkaProducer } from './kafka-producer.ts';
import type { TopicSettings } from './kafka-topics.ts';

export interface KafkaConnectionOptions extends KafkaClientOptions, Partial<TopicSettings> {
  readonly logger: Logger;
}

/** What one process shares of a Kafka cluster. */
export interface KafkaConnection {
  readonly kafka: Kafka;
  readonly admin: KafkaAdmin;
  readonly producer: KafkaProducer;
  readonly topics: TopicSettings;
  /** Rejects with the reason, within seconds, while no broker answers. */
  ready(): Promise<void>;
  /** After everything that uses it. */
  close(): Promise<void>;
}

/** Connects on first use. New topics get 6 partitions in one copy unless told otherwise. */
export function kafkaConnection(options: KafkaConnectionOptions): KafkaConnection {
  const { partitions = 6, replicas = 1 } = options;
  const kafka = kafkaClient(options);
  const admin = kafkaAdmin(kafka);
  const producer = kafkaProducer(kafka);
  return {
    kafka,
    admin,
    producer,
    topics: { partitions, replicas },
    ready: () => admin.use(async (connected) => void (await connected.describeCluster())),
    close: async () => void (await Promise.all([producer.close(), admin.close()])),
  };
}
