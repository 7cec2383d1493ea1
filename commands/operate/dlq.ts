import { systemClock as clock } from '@depachika/clock/clock.ts';
import { attach } from '@depachika/database/embedded/embedded.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { runDeadLetterCommand } from '@depachika/events/dead-letter-command.ts';
import { readKafka, readRedisUrl } from '@depachika/service/config.ts';
import { openPlatform } from '@depachika/service/platform.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { embeddedConfig } from '../../topology/embedded/config.ts';

// Dead letters where the shop's settings say that they are: on Kafka with KAFKA_BROKERS, else in the database.

const config = embeddedConfig(process.env);
const kafka = readKafka(process.env);
const opened: (() => Promise<unknown>)[] = [];
const attached =
  kafka === undefined
    ? await attach({
        url: config.databaseUrl,
        folder: config.dataFolder,
        onProgress: (step) => console.error(step),
      })
    : undefined;
if (attached) opened.push(() => attached.close());

try {
  const { deadLetters } = openPlatform({
    name: 'dlq',
    redisUrl: readRedisUrl(process.env),
    kafka,
    logDatabase() {
      const database = openDatabase({ url: attached!.url, service: 'dlq', poolSize: 2 });
      opened.push(() => database.close());
      return database;
    },
    clock,
    logger: createLogger({ service: 'dlq', level: 'warn', pretty: true }),
    onStop: (stop) => opened.push(stop),
  });
  process.exitCode = await runDeadLetterCommand({
    args: process.argv.slice(2),
    deadLetters,
    print: console.log,
  });
} finally {
  for (const close of opened.reverse()) await close();
}
