import type { Admin, Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import { type KafkaClientOptions, kafkaClient } from './kafka-client.ts';
import { type KafkaProducer, kafkaProducer } from './kafka-producer.ts';
import type { TopicSettings } from './kafka-topics.ts';

export interface KafkaConnectionOptions extends KafkaClientOptions, Partial<TopicSettings> {
  readonly logger: Logger;
}

export interface KafkaAdmin {
  /** Connects when needed; after a failure it connects anew. */
  use<T>(work: (admin: Admin) => Promise<T>): Promise<T>;
  close(): Promise<void>;
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

function kafkaAdmin(kafka: Kafka): KafkaAdmin {
  let current: Promise<Admin> | undefined;

  return {
    async use(work) {
      current ??= connected(kafka);
      const used = current;
      try {
        return await work(await used);
      } catch (error) {
        if (current === used) current = undefined;
        used.then((admin) => admin.disconnect()).catch(() => undefined);
        throw new Error('Kafka could not be asked', { cause: error });
      }
    },
    async close() {
      const admin = await current?.catch(() => undefined);
      await admin?.disconnect();
    },
  };
}

async function connected(kafka: Kafka): Promise<Admin> {
  const admin = kafka.admin();
  await admin.connect();
  return admin;
}
