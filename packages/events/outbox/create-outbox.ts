import type { Clock } from '@depachika/clock/clock.ts';
import type { Transaction } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { Nudges } from '@depachika/pubsub/nudges.ts';
import type { CloudEvent } from '../event-log.ts';
import { type EventSchemas, eventSchemas } from '../event-schemas.ts';
import { topicOf } from '../topics.ts';
import type { Fact, Outbox } from './outbox.ts';

export interface OutboxOptions {
  /** SQL schema that holds `outbox_events`. */
  readonly schema: string;
  readonly clock: Clock;
  readonly nudges: Nudges;
  /** `/depachika/orders`: facts of other domains are refused. */
  readonly source: `/depachika/${string}`;
  /** `currentRequestId` of the telemetry package. */
  readonly currentRequestId: () => string | undefined;
  /** Default: the repository's `schema/events`. */
  readonly schemas?: EventSchemas;
}

/** Nudged when committed rows wait in this schema's outbox. */
export function outboxChannel(schema: string): string {
  return `outbox:${schema}`;
}

/** `append` throws `EventInvalid`, naming the path, when a fact's data is not what its schema says. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { schema, nudges, schemas = eventSchemas() } = options;
  const facts = `depachika.${options.source.split('/')[2]}.`;

  return {
    async append(tx: Transaction, added: readonly Fact[]) {
      if (added.length === 0) return [];
      const events = added.map((fact) => {
        if (!fact.type.startsWith(facts)) throw new Error(`${fact.type} is not a fact of ${options.source}`);
        schemas.checkData(fact.type, fact.data);
        return toEvent(options, fact);
      });
      await insert(tx, schema, events);
      tx.afterCommit(() => nudges.publish(outboxChannel(schema)));
      return events;
    },
  };
}

function toEvent({ clock, source, currentRequestId }: OutboxOptions, fact: Fact): CloudEvent {
  const requestId = fact.requestId ?? currentRequestId();
  return {
    specversion: '1.0',
    id: newId('evt'),
    source,
    type: fact.type,
    subject: fact.subject,
    time: clock.now().toISOString(),
    datacontenttype: 'application/json',
    partitionkey: fact.partitionKey,
    aggregateversion: fact.aggregateVersion,
    ...(requestId === undefined ? {} : { requestid: requestId }),
    data: fact.data,
  };
}

/** Positions are drawn in the order of the facts: INSERT … SELECT … ORDER BY evaluates defaults after sorting. */
async function insert(tx: Transaction, schema: string, events: readonly CloudEvent[]): Promise<void> {
  await tx.query(
    `INSERT INTO ${schema}.outbox_events (id, topic, key, type, event)
     SELECT added.event->>'id', ($2::text[])[added.place], added.event->>'partitionkey', added.event->>'type', added.event
     FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS added (event, place)
     ORDER BY added.place`,
    [JSON.stringify(events), events.map((event) => topicOf(event.type))],
  );
}
