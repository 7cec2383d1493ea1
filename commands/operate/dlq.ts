import { systemClock as clock } from '@depachika/clock/clock.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { type DeadLetterTask, handleDeadLetters } from '@depachika/events/handle-dead-letters.ts';
import { readKafka, readRedisUrl } from '@depachika/service/config.ts';
import { openPlatform } from '@depachika/service/platform.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { defineCommand, runCommand, WrongUse } from '../command.ts';
import { attachToShop } from '../shop-database.ts';
import { READS_DATABASE } from '../shop-location.ts';
import { fromEnvironment, oneOf, wholeNumber } from '../values.ts';

const VERBS = ['list', 'show', 'replay'] as const;

export const command = defineCommand({
  name: 'dlq',
  summary: 'lists, shows and replays events that could not be handled',
  description: `Dead letters: events that a group of consumers could not handle and has put aside. Lists those that wait,
    shows one with the reason, and has it handled again by its own group alone once the cause is mended.`,
  takes: (command) =>
    command
      .argument('<list|show|replay>', 'what to do', oneOf('The first word', VERBS))
      .argument('[event id]', 'the event to show or to replay')
      .option('--group <group>', 'only letters of this group')
      .option('--all', 'list: also those replayed; replay: all that wait, 1,000 at most')
      .option(
        '--limit <number>',
        '1 to 1,000 (default: 100 to list, 1,000 to replay)',
        wholeNumber('--limit', { from: 1, to: 1000 }),
      ),
  examples: [
    'npm run dlq -- list',
    'npm run dlq -- show evt_…',
    'npm run dlq -- replay --all --group payments',
  ],
  reads: { ...READS_DATABASE, KAFKA_BROKERS: 'where the event log is Kafka: the letters are there too' },
  exitCodes: { 0: 'when it is done', 1: 'when there is no such letter, or it failed', 2: 'for wrong use' },
  async run({ args: [verb, eventId], options }, running) {
    const task = taskOf({ verb, eventId, ...options });
    const kafka = fromEnvironment(readKafka);
    const url = kafka === undefined ? await attachToShop(running) : undefined;
    const { deadLetters } = openPlatform({
      name: 'dlq',
      redisUrl: fromEnvironment(readRedisUrl),
      kafka,
      logDatabase() {
        const database = openDatabase({ url: url!, service: 'dlq', poolSize: 2 });
        running.onStop(() => database.close());
        return database;
      },
      clock,
      logger: createLogger({ service: 'dlq', level: 'warn', pretty: true }),
      onStop: running.onStop,
    });
    return handleDeadLetters({ task, deadLetters, print: console.log });
  },
});

interface Wanted {
  readonly verb: (typeof VERBS)[number];
  readonly eventId: string | undefined;
  readonly group?: string | undefined;
  readonly all?: boolean | undefined;
  readonly limit?: number | undefined;
}

function taskOf({ verb, eventId, group, all = false, limit }: Wanted): DeadLetterTask {
  if (verb === 'list') {
    if (eventId !== undefined) throw new WrongUse('list takes no event id: show does');
    return { verb, group, all, limit };
  }
  if (verb === 'show') {
    if (eventId === undefined || all) throw new WrongUse('show takes the id of one event, and no --all');
    return { verb, group, eventId };
  }
  if ((eventId === undefined) !== all) throw new WrongUse('replay takes the id of one event, or --all');
  return { verb, group, eventId, limit };
}

if (import.meta.main) await runCommand(command);
