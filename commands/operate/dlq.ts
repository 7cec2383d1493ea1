import { type DeadLetterTask, handleDeadLetters } from '@depachika/events/handle-dead-letters.ts';
import { defineCommand, runCommand, WrongUse } from '../command.ts';
import { openShopDatabase } from '../shop-database.ts';
import { READS_DATABASE, READS_LOG, shopLocation } from '../shop-location.ts';
import { openShopPlatform } from '../shop-platform.ts';
import { oneOf, wholeNumber } from '../values.ts';

const VERBS = ['list', 'show', 'replay', 'discard'] as const;

export const command = defineCommand({
  name: 'dlq',
  summary: 'lists, shows, replays and discards events that could not be handled',
  description: `Dead letters: events that a group of consumers could not handle and has put aside. Lists those that wait,
    shows one with the reason, has it handled again by its own group alone once the cause is mended, or discards what
    never can be. An event that came without an id is named by its topic and position, as the list shows it.`,
  takes: (command) =>
    command
      .argument('<list|show|replay|discard>', 'what to do', oneOf('The first word', VERBS))
      .argument('[event id]', 'the event to show, to replay or to discard')
      .option('--group <group>', 'only letters of this group')
      .option('--all', 'list: also those replayed and discarded; replay: all that wait, 1,000 at most')
      .option(
        '--limit <number>',
        '1 to 1,000 (default: 100 to list, 1,000 to replay)',
        wholeNumber('--limit', { from: 1, to: 1000 }),
      ),
  examples: [
    'npm run dlq -- list',
    'npm run dlq -- show evt_…',
    'npm run dlq -- discard depachika.orders.v1@0:17',
    'npm run dlq -- replay --all --group payments',
  ],
  reads: { ...READS_DATABASE, ...READS_LOG },
  exitCodes: { 0: 'when it is done', 1: 'when there is no such letter, or it failed', 2: 'for wrong use' },
  async run({ args: [verb, eventId], options }, running) {
    const task = taskOf({ verb, eventId, ...options });
    // Letters of a log that is Kafka are there too.
    const database = shopLocation().kafka
      ? undefined
      : await openShopDatabase(running, { service: 'dlq', poolSize: 2 });
    const { deadLetters } = openShopPlatform(running, { name: 'dlq', database });
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
  if (verb === 'show' || verb === 'discard') {
    if (eventId === undefined || all) throw new WrongUse(`${verb} takes the id of one event, and no --all`);
    return { verb, group, eventId };
  }
  if ((eventId === undefined) !== all) throw new WrongUse('replay takes the id of one event, or --all');
  return { verb, group, eventId, limit };
}

if (import.meta.main) await runCommand(command);
