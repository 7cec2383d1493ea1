import type { Transaction } from '@depachika/database/database.ts';
import type { CloudEvent } from '../event-log.ts';

/** An event to publish: the rest of the CloudEvent is filled in when it is stored. */
export interface NewEvent {
  /** `depachika.orders.OrderPlaced.v1`: must have a schema in `schema/events`, which `data` must meet. */
  readonly type: string;
  readonly subject: string;
  readonly partitionKey: string;
  readonly aggregateVersion: number;
  readonly data: unknown;
  /** The request that caused it, where it is not the current one: events of several requests stored together. */
  readonly requestId?: string | undefined;
}

/** Stores events with the change that caused them, in the same transaction, in the order given. */
export interface Outbox {
  /** Call it after the aggregate's row lock is held: the order of rows is then the order of events. */
  append(tx: Transaction, events: readonly NewEvent[]): Promise<readonly CloudEvent[]>;
}
