import type { DueJob } from '../order/due-job.ts';
import type { OrdersServices } from '../order/services.ts';
import { IS_RETRY_UNDER_WAY_SQL, isRetryAbandonedSql, retriesSinceSql, takeRetries } from './retry-store.ts';
import { runRetry } from './run-retry.ts';

export const RESUME_RETRIES: DueJob = {
  job: 'retry_payment',
  sinceSql: retriesSinceSql,
  isDueSql: isRetryAbandonedSql,
  dueBefore: (_, now) => now,
  isUnderWaySql: IS_RETRY_UNDER_WAY_SQL,
  run: resumeRetries,
};

/** Takes retries whose runner is gone; each goes on until it has begun or is refused. @returns how many, at most 10 */
async function resumeRetries(services: OrdersServices): Promise<number> {
  const now = services.clock.now();
  const leaseUntil = new Date(now.getTime() + services.config.sagaLeaseMs);
  const taken = await takeRetries(services.database, { now, leaseUntil, limit: BATCH });
  // What fails says so in the log and waits for its next turn.
  await Promise.allSettled(taken.map((retry) => runRetry(services, retry)));
  return taken.length;
}

const BATCH = 10;
