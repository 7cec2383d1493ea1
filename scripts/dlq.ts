import { runDeadLetterCommand } from '@depachika/bus/dlq-cli.ts';
import { embeddedDeadLetters } from '@depachika/bus/embedded-dead-letters.ts';
import { embeddedEventLog } from '@depachika/bus/embedded-event-log.ts';
import { inProcessNudges } from '@depachika/bus/in-process-nudges.ts';
import { attach } from '@depachika/database/embedded.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { systemClock as clock } from '@depachika/time/clock.ts';
import { embeddedConfig } from '../embedded/config.ts';

const config = embeddedConfig(process.env);
const logger = createLogger({ service: 'dlq', level: 'warn', pretty: true });
const attached = await attach({
  url: config.databaseUrl,
  folder: config.dataFolder,
  onProgress: (step) => console.error(step),
});
const database = openDatabase({ url: attached.url, service: 'dlq', poolSize: 2 });
const nudges = inProcessNudges({ logger });
const log = embeddedEventLog({ database, clock, nudges, logger });

try {
  process.exitCode = await runDeadLetterCommand({
    args: process.argv.slice(2),
    deadLetters: embeddedDeadLetters({ database, log, clock }),
    print: console.log,
  });
} finally {
  await log.close();
  await nudges.close();
  await database.close();
  await attached.close();
}
