import type { CloudEvent, EventLog } from '@depachika/events/event-log.ts';
import { kafkaConnection } from '@depachika/events/kafka/kafka-connection.ts';
import { kafkaEventLog } from '@depachika/events/kafka/kafka-event-log.ts';
import { prefixedLog } from '@depachika/events/prefixed-log.ts';
import { topicOf } from '@depachika/events/topics.ts';
import { pino } from 'pino';

/** The log of a distributed shop, as somebody beside it sees it. */
export interface ShopLog {
  /** Everything that was told of an order, whichever domain told it. */
  eventsOf(orderId: string): Promise<CloudEvent[]>;
  /** Puts the events into the log, as a relay would that does not know that it has done so before. */
  publish(events: readonly CloudEvent[]): Promise<void>;
  close(): Promise<void>;
}

export function openShopLog(brokers: string, topicPrefix: string): ShopLog {
  const logger = pino({ level: 'silent' });
  const connection = kafkaConnection({ brokers: [brokers], clientId: 'depachika-test', logger });
  const log: EventLog = prefixedLog(kafkaEventLog({ connection, logger }), topicPrefix);
  return {
    async eventsOf(orderId) {
      const found: CloudEvent[] = [];
      for await (const { event } of log.replay(TOPICS)) if (event.partitionkey === orderId) found.push(event);
      return found;
    },
    async publish(events) {
      for (const event of events) await log.publish(topicOf(event.type), [event]);
    },
    async close() {
      await log.close();
      await connection.close();
    },
  };
}

const TOPICS = ['orders', 'payments', 'delivery'].map((domain) => `depachika.${domain}.v1`);
