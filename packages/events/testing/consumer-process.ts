import { systemClock } from '@depachika/clock/clock.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { armedCrashPoint, noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { startConsumer } from '../consumer/consumer.ts';
import { embeddedDeadLetters } from '../embedded/embedded-dead-letters.ts';
import { embeddedEventLog } from '../embedded/embedded-event-log.ts';
import { anySchemas } from './event-fixture.ts';

/** A consumer on its own, for tests that kill it: `<database url> <group> <topic> [<crash point> <nth time>]`. */
const [url, group, topic, armed, nth] = process.argv.slice(2);
const database = openDatabase({ url: url!, service: 'consumer process' });
const pubSub = inProcessPubSub({ logger: silent });
const log = embeddedEventLog({ database, clock: systemClock, pubSub, logger: silent });
await startConsumer({
  consumer: {
    group: group!,
    topics: [topic!],
    handlers: {
      'depachika.trial.Happened.v1': async (tx, { event }) => {
        await tx.query('INSERT INTO trial.effects (consumer, event_id) VALUES ($1, $2)', [group, event.id]);
      },
    },
  },
  group: group!,
  schema: 'trial',
  database,
  log,
  deadLetters: embeddedDeadLetters({ database, log, clock: systemClock }),
  clock: systemClock,
  logger: silent,
  crashPoints: armed ? armedCrashPoint(armed, Number(nth)) : noCrashPoints,
  batchSize: 5,
  schemas: anySchemas,
});
setInterval(() => undefined, 60_000);
