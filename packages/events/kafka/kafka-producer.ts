import { type Kafka, type Message, Partitioners, type Producer } from 'kafkajs';
import type { Topic } from '../event-log.ts';

export interface KafkaProducer {
  /** Resolves when all copies that must have them have them; rejects within seconds when that is not to be had. */
  send(topic: Topic, messages: readonly Message[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * An idempotent producer: what it tries again itself is stored once, in order. After a failure it is replaced, because
 * then nobody knows which sequence number the broker expects; the caller publishes again and consumers deduplicate.
 */
export function kafkaProducer(kafka: Kafka): KafkaProducer {
  let current: Promise<Producer> | undefined;
  let closed = false;

  return {
    async send(topic, messages) {
      if (closed) throw new Error(`Publishing to ${topic}: the event log is closed`);
      current ??= connected(kafka);
      const used = current;
      try {
        const producer = await used;
        await producer.send({ topic, messages: [...messages], acks: ALL, timeout: TIMEOUT_MS });
      } catch (error) {
        if (current === used) current = undefined;
        used.then(discard, () => undefined);
        throw new Error(`Publishing to ${topic} failed`, { cause: error });
      }
    },

    async close() {
      closed = true;
      const producer = await current?.catch(() => undefined);
      await producer?.disconnect();
    },
  };
}

const ALL = -1;
const TIMEOUT_MS = 10_000;

async function connected(kafka: Kafka): Promise<Producer> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    // The same partition for a key as every other Kafka client would choose.
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
  });
  await producer.connect();
  return producer;
}

function discard(producer: Producer): void {
  producer.disconnect().catch(() => undefined);
}
