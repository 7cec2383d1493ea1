import type { Database } from '@depachika/database/database.ts';
import type {
  CloudEvent,
  EventLog,
  StoredEvent,
  SubscribeOptions,
  Topic,
} from '@depachika/events/event-log.ts';
import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';

/** An event log that moves only when it is told to: what each group has heard of each topic is the test's choice. */
export interface DrivenLog extends EventLog {
  /** Takes committed events out of the outboxes, as the relays do. @returns how many there were */
  collect(): Promise<number>;
  /** Hands what waits in one of the queues to its group. Events come again when that fails. @returns how many */
  deliverSome(choice: { readonly queue: number; readonly events: number }): Promise<number>;
  /** Hands everything that waits to everybody. @returns how many */
  deliverAll(): Promise<number>;
  /** Publishes the latest events once more, as a relay does that died before it could forget them. */
  publishAgain(events: number): void;
}

interface Queue {
  readonly topic: Topic;
  readonly waiting: StoredEvent[];
  readonly handle: SubscribeOptions['handle'];
}

/** How far back a relay may repeat itself. */
const REPEATABLE = 50;

export function drivenLog(database: Database): DrivenLog {
  const queues: Queue[] = [];
  const latest: StoredEvent[] = [];
  let position = 0;

  return {
    publish: async (topic, events) => store(topic, events),
    async subscribe({ topics, handle }) {
      for (const topic of topics) queues.push({ topic, waiting: [], handle });
      return { close: async () => undefined, lag: async () => 0 };
    },
    replay() {
      throw new Error('A driven log is not read again from its beginning');
    },
    close: async () => undefined,
    async collect() {
      const rows = await database.query<{ topic: Topic; event: CloudEvent }>(TAKE_ALL);
      for (const { topic, event } of rows) store(topic, [event]);
      return rows.length;
    },
    async deliverSome({ queue, events }) {
      const waiting = queues.filter((each) => each.waiting.length > 0);
      const chosen = waiting[queue % waiting.length];
      return chosen ? deliver(chosen, events) : 0;
    },
    async deliverAll() {
      let delivered = 0;
      for (const queue of queues) if (queue.waiting.length > 0) delivered += await deliver(queue, ALL);
      return delivered;
    },
    publishAgain(events) {
      for (const stored of latest.slice(-events)) enqueue(stored);
    },
  };

  function store(topic: Topic, events: readonly CloudEvent[]): void {
    for (const event of events) {
      position += 1;
      const stored = { topic, position: String(position), event };
      latest.push(stored);
      if (latest.length > REPEATABLE) latest.shift();
      enqueue(stored);
    }
  }

  function enqueue(stored: StoredEvent): void {
    for (const queue of queues) if (queue.topic === stored.topic) queue.waiting.push(stored);
  }
}

const ALL = Number.MAX_SAFE_INTEGER;

async function deliver({ waiting, handle }: Queue, limit: number): Promise<number> {
  const batch = waiting.slice(0, limit);
  await handle(batch);
  waiting.splice(0, batch.length);
  return batch.length;
}

const SCHEMAS = DOMAIN_SERVICES.filter(({ publishes }) => publishes).map(
  ({ databaseSchema }) => databaseSchema,
);

/** In the order of each outbox, which is all that relays of several domains promise together. */
const TAKE_ALL = `
  WITH ${SCHEMAS.map((schema) => `${schema}_rows AS (DELETE FROM ${schema}.outbox_events RETURNING position, topic, event)`).join(', ')}
  SELECT topic, event FROM (
    ${SCHEMAS.map((schema, place) => `SELECT ${place} AS place, position, topic, event FROM ${schema}_rows`).join(' UNION ALL ')}
  ) AS taken ORDER BY place, position`;
