import type { DueWork } from '@depachika/background/due-work.ts';
import { type PollingLoop, pollingLoop, type StepResult } from '@depachika/background/polling-loop.ts';
import type { Logger } from 'pino';
import { writeOffLost } from './order-stock/decide-goods.ts';
import { ENDINGS_DUE, ENDINGS_SINCE } from './order-stock/ending-store.ts';
import { WRITE_OFFS_DUE, writeOffsSinceSql } from './order-stock/goods-store.ts';
import { type SettleDependencies, settleEndings } from './order-stock/settle-endings.ts';
import { expireHolds } from './reservations/expire-holds.ts';
import { expiredSinceSql, HOLDS_DUE } from './reservations/reservation-store.ts';
import { LEVELS_UNTOLD } from './stock/level-store.ts';
import { tellAvailability } from './stock/tell-availability.ts';

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

/** Rows of a transaction that writes nothing but events. */
const EVENTS = 1_000;

/**
 * One look for what is due: orders that ended, holds that nobody released in time, goods that are lost, and levels that
 * ran out or are there again. Idle it costs one statement.
 */
export async function runDueJobs(deps: SettleDependencies): Promise<StepResult> {
  const rows = await deps.database.query<Due>(
    `SELECT ${ENDINGS_DUE} AS endings, ${HOLDS_DUE} AS holds, ${WRITE_OFFS_DUE} AS "writeOffs", ${LEVELS_UNTOLD} AS untold`,
    [deps.clock.now()],
  );
  const due = rows[0]!;
  const settled = due.endings ? await settleEndings(deps, BATCH) : 0;
  const expired = due.holds ? await expireHolds(deps, BATCH) : 0;
  const written = due.writeOffs ? await writeOffLost(deps, BATCH) : 0;
  const done = settled + expired + written;
  // What was settled just now may be what brought the first piece back.
  const told = due.untold || done > 0 ? await tellAvailability(deps, EVENTS) : 0;
  if ([settled, expired, written].includes(BATCH) || told === EVENTS) return 'more';
  return done + told > 0 ? 'found' : 'idle';
}

interface Due extends Record<string, unknown> {
  readonly endings: boolean;
  readonly holds: boolean;
  readonly writeOffs: boolean;
  readonly untold: boolean;
}

/** What these jobs should have done by now, for whoever watches them. */
export const DUE_WORK: readonly DueWork[] = [
  { job: 'settle_ending', sinceSql: () => ENDINGS_SINCE },
  { job: 'expire_hold', sinceSql: expiredSinceSql },
  { job: 'write_off', sinceSql: writeOffsSinceSql },
];
