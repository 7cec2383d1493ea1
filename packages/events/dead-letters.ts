import type { CloudEvent, StoredEvent, Topic } from './event-log.ts';

/** An event that a group gave up on; the group has gone on with the next ones. */
export interface DeadLetter {
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
}

export interface NewDeadLetter {
  readonly group: string;
  readonly stored: StoredEvent;
  readonly reason: string;
  readonly attempts: number;
}

export interface DeadLetterFilter {
  readonly group?: string;
  readonly eventId?: string;
  /** Only letters that were not replayed since they died. */
  readonly waiting?: boolean;
  /** 1–1,000; default 100. */
  readonly limit?: number;
}

/** Where consumers put what they cannot handle: a table when embedded, `<topic>.dlq` on Kafka. */
export interface DeadLetters {
  /** Resolves when it is durable. The same event of one group replaces its earlier letter. */
  add(letter: NewDeadLetter): Promise<void>;
  /** The latest first. */
  list(filter?: DeadLetterFilter): Promise<DeadLetter[]>;
  /** Publishes the event again, for this letter's group alone. */
  replay(letter: DeadLetter): Promise<void>;
}
