import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { assertOutsideTransaction } from '@depachika/database/inside-transaction.ts';
import { type DeadLetter, type DeadLetters, letterId, type WaitingLetters } from '../dead-letters.ts';
import type { CloudEvent, EventLog } from '../event-log.ts';
import { replayTopic } from '../topics.ts';

interface DeadLetterRow extends Record<string, unknown> {
  consumer_group: string;
  event_id: string;
  topic: string;
  position: string;
  event: CloudEvent;
  reason: string;
  attempts: number;
  died_at: Date;
  replayed_at: Date | null;
  discarded_at: Date | null;
}

/** Dead letters of the embedded log, in `bus.dead_letters`. */
export function embeddedDeadLetters(options: {
  readonly database: Database;
  readonly log: EventLog;
  readonly clock: Clock;
}): DeadLetters {
  const { database, log, clock } = options;

  return {
    async add({ group, stored, reason, attempts }) {
      assertOutsideTransaction(`a dead letter of ${group}`);
      await database.query(
        `INSERT INTO bus.dead_letters
           (consumer_group, event_id, topic, position, event, reason, attempts, died_at)
         VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8)
         ON CONFLICT (consumer_group, event_id) DO UPDATE SET
           topic = excluded.topic, position = excluded.position, event = excluded.event,
           reason = excluded.reason, attempts = excluded.attempts, died_at = excluded.died_at,
           replayed_at = NULL, discarded_at = NULL`,
        [
          group,
          letterId(stored),
          stored.topic,
          stored.position,
          JSON.stringify(stored.event),
          reason.slice(0, MAX_REASON),
          attempts,
          clock.now(),
        ],
      );
    },

    async list({ group, eventId, waiting, limit = 100 } = {}) {
      const rows = await database.query<DeadLetterRow>(
        `SELECT consumer_group, event_id, topic, position, event, reason, attempts, died_at, replayed_at, discarded_at
         FROM bus.dead_letters
         WHERE ($1::text IS NULL OR consumer_group = $1) AND ($2::text IS NULL OR event_id = $2)
           AND (NOT $3::boolean OR (replayed_at IS NULL AND discarded_at IS NULL))
         ORDER BY died_at DESC, event_id LIMIT $4`,
        [group ?? null, eventId ?? null, waiting ?? false, Math.min(Math.max(limit, 1), 1000)],
      );
      return rows.map(fromRow);
    },

    countWaiting: () =>
      database.query<WaitingLetters & Record<string, unknown>>(
        `SELECT consumer_group AS "group", topic, count(*)::int AS count FROM bus.dead_letters
         WHERE replayed_at IS NULL AND discarded_at IS NULL GROUP BY consumer_group, topic`,
      ),

    async replay(letter) {
      await log.publish(replayTopic(letter.group), [letter.event]);
      await mark(letter, 'replayed_at');
    },

    discard: (letter) => mark(letter, 'discarded_at'),
  };

  /** Not a later death of the same event. */
  async function mark(
    { group, id, diedAt }: DeadLetter,
    column: 'replayed_at' | 'discarded_at',
  ): Promise<void> {
    await database.query(
      `UPDATE bus.dead_letters SET ${column} = $3 WHERE consumer_group = $1 AND event_id = $2 AND died_at = $4`,
      [group, id, clock.now(), diedAt],
    );
  }
}

const MAX_REASON = 4000;

function fromRow(row: DeadLetterRow): DeadLetter {
  return {
    id: row.event_id,
    group: row.consumer_group,
    topic: row.topic,
    position: row.position,
    event: row.event,
    reason: row.reason,
    attempts: row.attempts,
    diedAt: new Date(row.died_at),
    replayedAt: row.replayed_at === null ? undefined : new Date(row.replayed_at),
    discardedAt: row.discarded_at === null ? undefined : new Date(row.discarded_at),
  };
}
