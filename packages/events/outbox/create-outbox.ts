import type { Clock } from '@depachika/clock/clock.ts';
import type { Transaction } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import type { CloudEvent } from '../event-log.ts';
import { type EventSchemas, eventSchemas } from '../event-schemas.ts';
import { isFrom, topicOf } from '../topics.ts';
import type { NewEvent, Outbox } from './outbox.ts';

export interface OutboxOptions {
  /** SQL schema that holds `outbox_events`. */
  readonly schema: string;
  readonly clock: Clock;
  readonly pubSub: PubSub;
  /** `/depachika/orders`: events of other domains are refused. */
  readonly source: `/depachika/${string}`;
  /** `currentRequestId` of the telemetry package. */
  readonly currentRequestId: () => string | undefined;
  /** Default: the repository's `schema/events`. */
  readonly schemas?: EventSchemas;
}

/** The channel that is woken when committed rows wait in this schema's outbox. */
export function outboxChannel(schema: string): string {
  return `outbox:${schema}`;
}

/** `append` throws `EventInvalid`, naming the path, when an event's data is not what its schema says. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { schema, pubSub, schemas = eventSchemas() } = options;

  return {
    async append(tx: Transaction, added: readonly NewEvent[]) {
      if (added.length === 0) return [];
      const events = added.map((event) => {
        if (!isFrom(options.source, event.type))
          throw new Error(`${event.type} is not an event of ${options.source}`);
        schemas.checkData(event.type, event.data);
        return toEvent(options, event);
      });
      await insert(tx, schema, events);
      tx.afterCommit(() => pubSub.publish(outboxChannel(schema)));
      return events;
    },
  };
}

function toEvent({ clock, source, currentRequestId }: OutboxOptions, added: NewEvent): CloudEvent {
  const requestId = added.requestId ?? currentRequestId();
  return {
    specversion: '1.0',
    id: newId('evt'),
    source,
    type: added.type,
    subject: added.subject,
    time: clock.now().toISOString(),
    datacontenttype: 'application/json',
    partitionkey: added.partitionKey,
    aggregateversion: added.aggregateVersion,
    ...(requestId === undefined ? {} : { requestid: requestId }),
    data: added.data,
  };
}

/** Positions are drawn in the order of the events: INSERT … SELECT … ORDER BY evaluates defaults after sorting. */
async function insert(tx: Transaction, schema: string, events: readonly CloudEvent[]): Promise<void> {
  await tx.query(
    `INSERT INTO ${schema}.outbox_events (id, topic, key, type, event)
     SELECT added.event->>'id', ($2::text[])[added.place], added.event->>'partitionkey', added.event->>'type', added.event
     FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS added (event, place)
     ORDER BY added.place`,
    [JSON.stringify(events), events.map((event) => topicOf(event.type))],
  );
}
