import type { Clock } from '@depachika/clock/clock.ts';
import { assertOutsideTransaction } from '@depachika/database/inside-transaction.ts';
import {
  type DeadLetter,
  type DeadLetterFilter,
  type DeadLetters,
  letterId,
  type WaitingLetters,
} from '../dead-letters.ts';
import type { CloudEvent, EventLog, Topic } from '../event-log.ts';
import { replayTopic } from '../topics.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { replayKafka } from './kafka-replay.ts';
import { compactedTopics, rangesOf } from './kafka-topics.ts';

/** A dead letter as the value of a record; its key is its group and event. */
interface LetterRecord {
  readonly group: string;
  readonly topic: Topic;
  readonly position: string;
  readonly event: CloudEvent;
  readonly reason: string;
  readonly attempts: number;
  readonly diedAt: string;
  readonly replayedAt?: string;
  readonly discardedAt?: string;
}

/** `depachika.orders.v1` → `depachika.orders.v1.dlq` */
export function deadLetterTopic(topic: Topic): Topic {
  return `${topic}.dlq`;
}

/**
 * Dead letters in `<topic>.dlq`, compacted: the latest record of a letter says what has become of it. Listing reads
 * those topics from the beginning, which is for people and seldom.
 */
export function kafkaDeadLetters(options: {
  readonly connection: KafkaConnection;
  readonly log: EventLog;
  readonly clock: Clock;
  /** Before every topic, as `log` has it too; default none. */
  readonly topicPrefix?: string;
}): DeadLetters {
  const { connection, log, clock, topicPrefix = '' } = options;
  const topics = compactedTopics(connection.admin, connection.topics);
  const countWaiting = letterCounter(connection, topicPrefix);

  return {
    async add({ group, stored, reason, attempts }) {
      assertOutsideTransaction(`a dead letter of ${group}`);
      await write({
        group,
        topic: stored.topic,
        position: stored.position,
        event: stored.event,
        reason: reason.slice(0, MAX_REASON),
        attempts,
        diedAt: clock.now().toISOString(),
      });
    },

    async list(filter = {}) {
      const letters = await readLetters(connection, topicPrefix, filter);
      return letters
        .filter((letter) => !filter.waiting || isWaiting(letter))
        .sort(latestFirst)
        .slice(0, Math.min(Math.max(filter.limit ?? 100, 1), 1000))
        .map(fromRecord);
    },

    countWaiting,

    async replay(letter) {
      await log.publish(replayTopic(letter.group), [letter.event]);
      await write({ ...toRecord(letter), replayedAt: clock.now().toISOString() });
    },

    discard: (letter) => write({ ...toRecord(letter), discardedAt: clock.now().toISOString() }),
  };

  async function write(record: LetterRecord): Promise<void> {
    const topic = `${topicPrefix}${deadLetterTopic(record.topic)}`;
    await topics.ensure([topic]);
    await connection.producer.send(topic, [{ key: letterKey(record), value: JSON.stringify(record) }]);
  }
}

const MAX_REASON = 4000;

/** Counts anew only when something was written meanwhile, which the topics' ends show: letters are few and seldom. */
function letterCounter(connection: KafkaConnection, topicPrefix: string): () => Promise<WaitingLetters[]> {
  let counted: { readonly ends: string; readonly letters: WaitingLetters[] } | undefined;
  return async () => {
    const topics = await letterTopics(connection, topicPrefix);
    const ranges = await connection.admin.use((admin) => rangesOf(admin, topics));
    const ends = ranges.map(({ topic, partition, high }) => `${topic}/${partition}:${high}`).join(' ');
    if (counted?.ends !== ends) {
      const letters = await readLetters(connection, topicPrefix, {});
      counted = { ends, letters: countsOf(letters.filter(isWaiting)) };
    }
    return counted.letters;
  };
}

function countsOf(letters: readonly LetterRecord[]): WaitingLetters[] {
  const byPlace = Map.groupBy(letters, ({ group, topic }) => JSON.stringify([group, topic]));
  return [...byPlace.values()].map((alike) => {
    const { group, topic } = alike[0]!;
    return { group, topic, count: alike.length };
  });
}

async function letterTopics({ admin }: KafkaConnection, topicPrefix: string): Promise<Topic[]> {
  const all = await admin.use((connected) => connected.listTopics());
  return all.filter((topic) => topic.startsWith(topicPrefix) && topic.endsWith(deadLetterTopic('')));
}

/** Letters of one key, whichever topic they died in: the one that died last, as it was written last. */
async function readLetters(
  connection: KafkaConnection,
  topicPrefix: string,
  { group, eventId }: DeadLetterFilter,
): Promise<LetterRecord[]> {
  const topics = await letterTopics(connection, topicPrefix);
  const letters = new Map<string, LetterRecord>();
  for await (const { topic, event } of replayKafka(connection, topics)) {
    const record = event as unknown as LetterRecord;
    // Another shop's, whose prefix is longer.
    if (topic !== `${topicPrefix}${deadLetterTopic(record.topic)}`) continue;
    if (group !== undefined && record.group !== group) continue;
    if (eventId !== undefined && letterId(record) !== eventId) continue;
    const known = letters.get(letterKey(record));
    if (!known || known.diedAt <= record.diedAt) letters.set(letterKey(record), record);
  }
  return [...letters.values()];
}

function letterKey(record: LetterRecord): string {
  return `${record.group}/${letterId(record)}`;
}

function isWaiting({ replayedAt, discardedAt }: LetterRecord): boolean {
  return replayedAt === undefined && discardedAt === undefined;
}

function latestFirst(a: LetterRecord, b: LetterRecord): number {
  if (a.diedAt !== b.diedAt) return a.diedAt < b.diedAt ? 1 : -1;
  return letterId(a) < letterId(b) ? -1 : 1;
}

function fromRecord(record: LetterRecord): DeadLetter {
  const { diedAt, replayedAt, discardedAt } = record;
  return {
    ...record,
    id: letterId(record),
    diedAt: new Date(diedAt),
    replayedAt: replayedAt === undefined ? undefined : new Date(replayedAt),
    discardedAt: discardedAt === undefined ? undefined : new Date(discardedAt),
  };
}

/** As it died: what became of it is written anew. */
function toRecord({ group, topic, position, event, reason, attempts, diedAt }: DeadLetter): LetterRecord {
  return { group, topic, position, event, reason, attempts, diedAt: diedAt.toISOString() };
}
