import type { CloudEvent, StoredEvent, Topic } from './event-log.ts';

/** An event that a group gave up on; the group has gone on with the next ones. */
export interface DeadLetter {
  /** The event's id, or where it stands in the log when it came without one: {@link letterId}. */
  readonly id: string;
  readonly group: string;
  readonly topic: Topic;
  readonly position: string;
  /** As it came; it need not be valid. */
  readonly event: CloudEvent;
  /** The last failure, for people. */
  readonly reason: string;
  /** Times that it was handled, 1 or more. */
  readonly attempts: number;
  readonly diedAt: Date;
  readonly replayedAt: Date | undefined;
  readonly discardedAt: Date | undefined;
}

export interface NewDeadLetter {
  readonly group: string;
  readonly stored: StoredEvent;
  readonly reason: string;
  readonly attempts: number;
}

export interface DeadLetterFilter {
  readonly group?: string;
  /** A letter's id. */
  readonly eventId?: string;
  /** Only letters that were neither replayed nor discarded since they died. */
  readonly waiting?: boolean;
  /** 1–1,000; default 100. */
  readonly limit?: number;
}

/** Letters of one group that died in one topic and wait. */
export interface WaitingLetters {
  readonly group: string;
  readonly topic: Topic;
  readonly count: number;
}

/** Where consumers put what they cannot handle: a table when embedded, `<topic>.dlq` on Kafka. */
export interface DeadLetters {
  /** Resolves when it is durable. The same event of one group replaces its earlier letter. */
  add(letter: NewDeadLetter): Promise<void>;
  /** The latest first. */
  list(filter?: DeadLetterFilter): Promise<DeadLetter[]>;
  /** How many wait, by group and topic; those of which none waits are left out. */
  countWaiting(): Promise<WaitingLetters[]>;
  /** Publishes the event again, for this letter's group alone. */
  replay(letter: DeadLetter): Promise<void>;
  /** Nobody will handle it: it stays, and waits no more. */
  discard(letter: DeadLetter): Promise<void>;
}

/** An event may arrive so broken that it has no id; positions of two topics may be alike. */
export function letterId({ topic, position, event }: StoredEvent): string {
  const { id } = event as Partial<CloudEvent>;
  return typeof id === 'string' && id !== '' ? id : `${topic}@${position}`;
}
