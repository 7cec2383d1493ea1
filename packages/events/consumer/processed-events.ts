import { type PeriodicJob, startPeriodicJob } from '@depachika/background/periodic-job.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { Logger } from 'pino';

export interface PruningOptions {
  readonly database: Database;
  readonly schema: string;
  readonly group: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How long an event's id is remembered; far longer than any log delivers an event again. */
export const REMEMBER_DAYS = 14;

const EVERY_MS = 60 * 60 * 1000;
const ROWS_PER_STATEMENT = 10_000;

/** Forgets old ids of one group about once an hour. */
export function startPruning(options: PruningOptions): PeriodicJob {
  return startPeriodicJob({
    clock: options.clock,
    logger: options.logger.child({ group: options.group }),
    everyMs: EVERY_MS,
    run: () => pruneProcessedEvents(options),
    failure: 'old event ids stay a while',
  });
}

/** By the server's time, as the rows are written; resolves when none older than {@link REMEMBER_DAYS} is left. */
export async function pruneProcessedEvents({ database, schema, group }: PruningOptions): Promise<void> {
  for (;;) {
    const gone = await database.query(
      `DELETE FROM ${schema}.processed_events WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM ${schema}.processed_events
         WHERE processed_at < now() - $2 * interval '1 day' AND consumer_group = $1 LIMIT ${ROWS_PER_STATEMENT}
       )) RETURNING 1`,
      [group, REMEMBER_DAYS],
    );
    if (gone.length < ROWS_PER_STATEMENT) return;
  }
}
