import type { Transaction } from '@depachika/database/database.ts';
import type { StoredEvent, Topic } from '../event-log.ts';

/** Handles one kind of event inside the transaction that also remembers the event's id. It must only use `tx`. */
export type EventHandler = (tx: Transaction, stored: StoredEvent) => Promise<void>;

/**
 * Handles events of one kind at once, no two of the same key, with as many statements as for one. Only for kinds that
 * come by the hundred: what it appends must name each event's request id itself.
 */
export type BatchHandler = (tx: Transaction, events: readonly StoredEvent[]) => Promise<void>;

export interface EventConsumer {
  /** Default: the domain's name. */
  readonly group: string;
  readonly topics: readonly Topic[];
  /** By event type; types without a handler are skipped. */
  readonly handlers: Readonly<Record<string, EventHandler>>;
  /** By event type, for some of those that have a handler: takes its place. */
  readonly batchHandlers?: Readonly<Record<string, BatchHandler>>;
}
