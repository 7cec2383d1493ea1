import { systemClock } from '@depachika/clock/clock.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { armedCrashPoint } from '@depachika/fault-injection/crash-points.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { embeddedEventLog } from '../embedded/embedded-event-log.ts';
import { startRelay } from '../outbox/relay.ts';

/** A relay on its own, for tests that kill it: `<database url> <crash point> <nth time>`. */
const [url, armed, nth] = process.argv.slice(2);
const database = openDatabase({ url: url!, service: 'relay process' });
const pubSub = inProcessPubSub({ logger: silent });
const log = embeddedEventLog({ database, clock: systemClock, pubSub, logger: silent });
startRelay({
  database,
  schema: 'trial',
  log,
  clock: systemClock,
  pubSub,
  logger: silent,
  crashPoints: armedCrashPoint(armed!, Number(nth)),
  batchSize: 5,
});
setInterval(() => undefined, 60_000);
