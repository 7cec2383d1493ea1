import type { Database } from '@depachika/database/database.ts';
import type { CloudEvent, StoredEvent, Topic } from '../event-log.ts';

/**
 * The next `limit` events after the given positions, in the order in which they were published: what one event
 * caused in another topic comes after it. Within a topic nothing is skipped, because times and positions agree.
 */
export async function readEvents(
  database: Database,
  positions: ReadonlyMap<Topic, string>,
  limit: number,
): Promise<StoredEvent[]> {
  const rows = await database.query<{ topic: string; place: string; event: CloudEvent }>(
    `SELECT next.topic, next.position::text AS place, next.event
     FROM unnest($1::text[], $2::bigint[]) AS done (topic, position)
     CROSS JOIN LATERAL (
       SELECT e.topic, e.position, e.event, e.published_at FROM bus.events AS e
       WHERE e.topic = done.topic AND e.position > done.position
       ORDER BY e.position LIMIT $3
     ) AS next
     ORDER BY next.published_at, next.topic, next.position LIMIT $3`,
    [[...positions.keys()], [...positions.values()], limit],
  );
  return rows.map(({ topic, place, event }) => ({ topic, position: place, event }));
}
