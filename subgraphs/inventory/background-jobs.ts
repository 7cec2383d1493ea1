import { type PollingLoop, pollingLoop, type StepResult } from '@depachika/background/polling-loop.ts';
import type { Logger } from 'pino';
import { ENDINGS_DUE } from './order-stock/ending-store.ts';
import { type SettleDependencies, settleEndings } from './order-stock/settle-endings.ts';
import { expireHolds } from './reservations/expire-holds.ts';
import { HOLDS_DUE } from './reservations/reservation-store.ts';

export function startBackgroundJobs(
  deps: SettleDependencies & { readonly logger: Logger },
  { pollMs }: { readonly pollMs: number },
): PollingLoop {
  const jobs = pollingLoop({
    name: 'background jobs of inventory',
    clock: deps.clock,
    logger: deps.logger,
    step: () => runDueJobs(deps),
    pollMs,
  });
  jobs.wake();
  return jobs;
}

/** Rows of one transaction. */
const BATCH = 100;

/** One look for what is due: orders that ended, and holds that nobody released in time. Idle it costs one statement. */
export async function runDueJobs(deps: SettleDependencies): Promise<StepResult> {
  const rows = await deps.database.query<{ endings: boolean; holds: boolean }>(
    `SELECT ${ENDINGS_DUE} AS endings, ${HOLDS_DUE} AS holds`,
    [deps.clock.now()],
  );
  const due = rows[0]!;
  const settled = due.endings ? await settleEndings(deps, BATCH) : 0;
  const expired = due.holds ? await expireHolds(deps, BATCH) : 0;
  if (settled === BATCH || expired === BATCH) return 'more';
  return settled + expired > 0 ? 'found' : 'idle';
}
