import { silent } from '@depachika/bus/bus-fixture.ts';
import { embeddedEventLog } from '@depachika/bus/embedded-event-log.ts';
import { inProcessNudges } from '@depachika/bus/in-process-nudges.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { systemClock } from '@depachika/time/clock.ts';
import { armedCrashPoint } from '@depachika/time/crash-points.ts';
import { startRelay } from './relay.ts';

/** A relay on its own, for tests that kill it: `<database url> <crash point> <nth time>`. */
const [url, armed, nth] = process.argv.slice(2);
const database = openDatabase({ url: url!, service: 'relay process' });
const nudges = inProcessNudges({ logger: silent });
const log = embeddedEventLog({ database, clock: systemClock, nudges, logger: silent });
startRelay({
  database,
  schema: 'trial',
  log,
  clock: systemClock,
  nudges,
  logger: silent,
  crashPoints: armedCrashPoint(armed!, Number(nth)),
  batchSize: 5,
});
setInterval(() => undefined, 60_000);
