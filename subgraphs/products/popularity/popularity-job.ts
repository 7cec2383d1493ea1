import { type PeriodicJob, startPeriodicJob } from '@depachika/background/periodic-job.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import { addDays, jstDate } from '@depachika/clock/jst.ts';
import type { Database } from '@depachika/database/database.ts';
import type { Logger } from 'pino';
import { forgetSearchCounts } from '../search-log/search-log-store.ts';
import { refreshPopularity } from './popularity-store.ts';

const EVERY_MS = 40 * 60_000;
/** Days for which searches stay counted. */
const COUNTED_DAYS = 400;

/** Forgets orders and searches that count no more, and mends ranks. At the start, and about once an hour. */
export async function startPopularityJob(deps: {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<PeriodicJob> {
  const { database, clock, logger } = deps;
  const run = async () => {
    const today = jstDate(clock.now());
    await refreshPopularity(database, today);
    await forgetSearchCounts(database, addDays(today, -COUNTED_DAYS));
  };
  await run();
  return startPeriodicJob({
    ...{ clock, logger, everyMs: EVERY_MS, run },
    failure: 'Orders of days that are over still count in lists',
  });
}
