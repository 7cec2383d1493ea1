import type { DeadLetter, DeadLetters } from './dead-letters.ts';

/** What somebody wants to do about dead letters. */
export type DeadLetterTask =
  | {
      readonly verb: 'list';
      readonly group?: string | undefined;
      /** Also those that were replayed or discarded; default: those that wait. */
      readonly all?: boolean | undefined;
      /** 1–1,000; default 100. */
      readonly limit?: number | undefined;
    }
  | { readonly verb: 'show' | 'discard'; readonly group?: string | undefined; readonly eventId: string }
  | {
      readonly verb: 'replay';
      readonly group?: string | undefined;
      /** Default: all that wait. */
      readonly eventId?: string | undefined;
      /** 1–1,000; default 1,000. */
      readonly limit?: number | undefined;
    };

export interface HandleDeadLetters {
  readonly task: DeadLetterTask;
  readonly deadLetters: DeadLetters;
  readonly print: (line: string) => void;
}

/** Lists, shows, replays or discards dead letters. @returns the exit code: 0 done, 1 nothing of that kind */
export async function handleDeadLetters({ task, deadLetters, print }: HandleDeadLetters): Promise<0 | 1> {
  const letters = await deadLetters.list(filterOf(task));
  if (letters.length === 0) {
    const eventId = task.verb === 'list' ? undefined : task.eventId;
    print(eventId ? `No dead letter ${eventId}.` : 'No dead letters.');
    return task.verb === 'list' ? 0 : 1;
  }
  switch (task.verb) {
    case 'list':
      print(letters.map(inOneLine).join('\n'));
      return 0;
    case 'show':
      print(letters.map(inFull).join('\n'));
      return 0;
    case 'replay':
      await replayAll(letters, { deadLetters, print });
      return 0;
    case 'discard':
      for (const letter of letters) {
        await deadLetters.discard(letter);
        print(`Discarded ${letter.id} of ${letter.group}.`);
      }
      return 0;
  }
}

/** The oldest first: they keep their order. */
async function replayAll(
  letters: readonly DeadLetter[],
  { deadLetters, print }: Pick<HandleDeadLetters, 'deadLetters' | 'print'>,
): Promise<void> {
  for (const letter of letters.toReversed()) {
    await deadLetters.replay(letter);
    print(`Replayed ${letter.id} to ${letter.group}.`);
  }
}

function filterOf(task: DeadLetterTask): Parameters<DeadLetters['list']>[0] {
  const { verb, group } = task;
  switch (verb) {
    case 'list':
      return { group, waiting: !task.all, limit: task.limit ?? 100 };
    case 'show':
    case 'discard':
      return { group, eventId: task.eventId, waiting: false, limit: 100 };
    case 'replay':
      return { group, eventId: task.eventId, waiting: task.eventId === undefined, limit: task.limit ?? 1000 };
  }
}

function inOneLine(letter: DeadLetter): string {
  const { id, event, group, diedAt, reason } = letter;
  return [diedAt.toISOString(), group, id, event.type, stateOf(letter), reason.split('\n')[0]].join('  ');
}

function stateOf({ replayedAt, discardedAt, attempts }: DeadLetter): string {
  if (discardedAt) return `discarded ${discardedAt.toISOString()}`;
  return replayedAt ? `replayed ${replayedAt.toISOString()}` : `after ${attempts} attempts`;
}

function inFull(letter: DeadLetter): string {
  const { id, event, group, topic, position, diedAt, replayedAt, discardedAt, attempts, reason } = letter;
  return [
    `Event      ${id}`,
    `Group      ${group}`,
    `Topic      ${topic} at ${position}`,
    `Died       ${diedAt.toISOString()} after ${attempts} attempts`,
    `Replayed   ${replayedAt?.toISOString() ?? 'no'}`,
    `Discarded  ${discardedAt?.toISOString() ?? 'no'}`,
    `Reason     ${reason}`,
    JSON.stringify(event, null, 2),
  ].join('\n');
}
