import { randomUUID } from 'node:crypto';
import { describe } from 'vitest';
import { silent } from './bus-fixture.ts';
import { eventLogContract } from './event-log.contract.ts';
import { brokersFrom } from './kafka-client.ts';
import { kafkaConnection } from './kafka-connection.ts';
import { kafkaEventLog } from './kafka-event-log.ts';

const brokers = process.env.TEST_KAFKA_BROKERS;

describe.runIf(brokers)('with the Kafka of TEST_KAFKA_BROKERS', () => {
  eventLogContract('Kafka', async () => {
    const make = () => {
      const connection = kafkaConnection({
        brokers: brokersFrom(brokers!),
        clientId: `trial-${randomUUID()}`,
        logger: silent,
        partitions: 3,
      });
      return { connection, log: kafkaEventLog({ connection, logger: silent }) };
    };
    const [own, other] = [make(), make()];
    return {
      log: own.log,
      other: other.log,
      async close() {
        await Promise.all([own.log.close(), other.log.close()]);
        await Promise.all([own.connection.close(), other.connection.close()]);
      },
    };
  });
});
