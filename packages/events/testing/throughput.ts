import { systemClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { startConsumer } from '../consumer/consumer.ts';
import { embeddedDeadLetters } from '../embedded/embedded-dead-letters.ts';
import { embeddedEventLog } from '../embedded/embedded-event-log.ts';
import { kafkaConnection } from '../kafka/kafka-connection.ts';
import { kafkaEventLog } from '../kafka/kafka-event-log.ts';
import { createOutbox } from '../outbox/create-outbox.ts';
import { startRelay } from '../outbox/relay.ts';
import { anySchemas, eventDatabase } from './event-fixture.ts';
import { brokersFrom } from './kafka-fixture.ts';

/**
 * Measures events through outbox → relay → log → consumers on the database of `TEST_DATABASE_URL`, and on the Kafka of
 * `TEST_KAFKA_BROKERS` when it is set:
 * `node throughput.ts <events> <events per second, 0: as fast as it goes> <consumer groups>`.
 */
const [count = 6000, perSecond = 0, groups = 3] = process.argv.slice(2).map(Number);
const home = await eventDatabase();
const parts = {
  writer: home.open('writer'),
  relay: home.open('relay'),
  log: home.open('log'),
  consumer: home.open('consumer'),
};
const pubSub = inProcessPubSub({ logger: silent });
const brokers = process.env.TEST_KAFKA_BROKERS;
const kafka = brokers
  ? kafkaConnection({ brokers: brokersFrom(brokers), clientId: 'throughput', logger: silent })
  : undefined;
const log = kafka
  ? kafkaEventLog({ connection: kafka, logger: silent })
  : embeddedEventLog({ database: parts.log, clock: systemClock, pubSub, logger: silent });
// Kafka keeps the events of earlier runs.
const domain = `trial${process.pid.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!)}`;
const type = `depachika.${domain}.Happened.v1`;
const common = { schema: 'trial', log, clock: systemClock, logger: silent, crashPoints: noCrashPoints };
const outbox = createOutbox({
  schema: 'trial',
  clock: systemClock,
  pubSub,
  source: `/depachika/${domain}`,
  currentRequestId: () => undefined,
  schemas: anySchemas,
});
const delays: number[] = [];
const relay = startRelay({ ...common, database: parts.relay, pubSub });
const consumers = await Promise.all(
  Array.from({ length: groups }, (_, index) =>
    startConsumer({
      ...common,
      consumer: {
        group: `${domain}.${index}`,
        topics: [`depachika.${domain}.v1`],
        handlers: {
          [type]: async (_tx, { event }) => {
            delays.push(Date.now() - Date.parse(event.time));
          },
        },
      },
      group: `${domain}.${index}`,
      database: parts.consumer,
      deadLetters: embeddedDeadLetters({ database: parts.log, log, clock: systemClock }),
      schemas: anySchemas,
    }),
  ),
);

const before = reading();
await write(parts.writer);
const written = performance.now();
while (delays.length < count * groups) await new Promise((resolve) => setTimeout(resolve, 5));
report();
await Promise.all([relay.close(), ...consumers.map((consumer) => consumer.close())]);
await log.close();
await kafka?.close();
await home.close();

async function write(database: Database): Promise<void> {
  let next = 0;
  const started = performance.now();
  const writer = async () => {
    while (next < count) {
      next += 1;
      const key = `key ${next % 100}`;
      const waitMs = perSecond > 0 ? started + (next * 1000) / perSecond - performance.now() : 0;
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      await database.transaction({ name: 'trial.write' }, (tx) =>
        outbox.append(tx, [
          {
            type,
            subject: key,
            partitionKey: key,
            aggregateVersion: next,
            data: { text: 'x'.repeat(400) },
          },
        ]),
      );
    }
  };
  await Promise.all(Array.from({ length: 8 }, writer));
}

function reading() {
  const statements = Object.entries(parts).map(
    ([name, database]) => [name, database.statementCount()] as const,
  );
  return { at: performance.now(), cpu: process.cpuUsage(), statements: Object.fromEntries(statements) };
}

function report(): void {
  const after = reading();
  const seconds = (after.at - before.at) / 1000;
  const cpu = process.cpuUsage(before.cpu);
  const perEvent = Object.keys(parts).map(
    (name) => `${name} ${((after.statements[name]! - before.statements[name]!) / count).toFixed(3)}`,
  );
  delays.sort((a, b) => a - b);
  const at = (share: number) => delays[Math.floor(delays.length * share)];
  console.log(
    `${count} events to ${groups} groups in ${seconds.toFixed(1)} s (written in ${((written - before.at) / 1000).toFixed(1)} s)`,
  );
  console.log(
    `${(count / seconds).toFixed(0)} events/s, ${((count * groups) / seconds).toFixed(0)} deliveries/s`,
  );
  console.log(`statements per event: ${perEvent.join(', ')}`);
  console.log(`this process: ${((cpu.user + cpu.system) / 1000 / count).toFixed(2)} ms CPU per event`);
  console.log(`from event to handler: median ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`);
}
