import { parseArgs } from 'node:util';
import type { DeadLetter, DeadLetters } from './dead-letters.ts';

export interface DeadLetterCommand {
  /** What follows the command's name: `list --group payments`. */
  readonly args: readonly string[];
  readonly deadLetters: DeadLetters;
  readonly print: (line: string) => void;
}

/** Lists, shows and replays dead letters. @returns the exit code: 0 done, 1 nothing of that kind, 2 wrong use */
export async function runDeadLetterCommand({
  args,
  deadLetters,
  print,
}: DeadLetterCommand): Promise<0 | 1 | 2> {
  const wanted = understand(args);
  if (!wanted) {
    print(USAGE);
    return 2;
  }
  const { verb, group, eventId, all, limit } = wanted;
  const letters = await deadLetters.list({
    group,
    eventId,
    waiting: verb === 'list' ? !all : eventId === undefined,
    limit,
  });
  if (letters.length === 0) {
    print(eventId ? `No dead letter ${eventId}.` : 'No dead letters.');
    return verb === 'list' ? 0 : 1;
  }
  if (verb === 'list') for (const letter of letters) print(inOneLine(letter));
  if (verb === 'show') for (const letter of letters) print(inFull(letter));
  if (verb === 'replay') {
    // The oldest first: they keep their order.
    for (const letter of letters.reverse()) {
      await deadLetters.replay(letter);
      print(`Replayed ${letter.event.id} to ${letter.group}.`);
    }
  }
  return 0;
}

const USAGE = `Usage:
  dlq list [--group <group>] [--all] [--limit <1-1000>]   those that wait; --all: also those replayed
  dlq show <event id> [--group <group>]                   one event, with the reason
  dlq replay <event id> [--group <group>]                 handle it again, by its group alone
  dlq replay --all [--group <group>]                      the same for all that wait, 1,000 at most`;

interface Wanted {
  readonly verb: 'list' | 'show' | 'replay';
  readonly group: string | undefined;
  readonly eventId: string | undefined;
  readonly all: boolean;
  readonly limit: number;
}

function understand(args: readonly string[]): Wanted | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { group: { type: 'string' }, all: { type: 'boolean' }, limit: { type: 'string' } },
    });
    const [verb, eventId, ...rest] = positionals;
    const all = values.all ?? false;
    const limit = Number(values.limit ?? (verb === 'replay' ? 1000 : 100));
    if (rest.length > 0 || !Number.isInteger(limit) || limit < 1 || limit > 1000) return undefined;
    if (verb === 'list' && eventId === undefined) return { verb, group: values.group, eventId, all, limit };
    if (verb === 'show' && eventId !== undefined && !all)
      return { verb, group: values.group, eventId, all, limit };
    if (verb === 'replay' && (eventId === undefined) === all)
      return { verb, group: values.group, eventId, all, limit };
    return undefined;
  } catch {
    return undefined;
  }
}

function inOneLine({ event, group, diedAt, replayedAt, attempts, reason }: DeadLetter): string {
  const state = replayedAt ? `replayed ${replayedAt.toISOString()}` : `after ${attempts} attempts`;
  return [diedAt.toISOString(), group, event.id, event.type, state, reason.split('\n')[0]].join('  ');
}

function inFull({ event, group, topic, position, diedAt, replayedAt, attempts, reason }: DeadLetter): string {
  return [
    `Event      ${event.id}`,
    `Group      ${group}`,
    `Topic      ${topic} at ${position}`,
    `Died       ${diedAt.toISOString()} after ${attempts} attempts`,
    `Replayed   ${replayedAt?.toISOString() ?? 'no'}`,
    `Reason     ${reason}`,
    JSON.stringify(event, null, 2),
  ].join('\n');
}
