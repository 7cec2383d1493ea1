import type { DueWork } from '@depachika/background/due-work.ts';
import { startPeriodicJob } from '@depachika/background/periodic-job.ts';
import { pollingLoop, type StepResult } from '@depachika/background/polling-loop.ts';
import { LAPSE_AUTHORIZATIONS } from './capture/lapse-authorizations.ts';
import type { DueJob } from './payment/due-job.ts';
import { TASK_KINDS } from './payment/payment.ts';
import type { PaymentsServices } from './payment/services.ts';
import { wantedSinceSql } from './payment/task-store.ts';
import { EXPIRE_HOLDS } from './points/hold-points.ts';
import { LAPSE_POINTS } from './points/lapse-points.ts';
import { carryOutTasks } from './provider/carry-out-tasks.ts';
import { TELL_LATE_ANSWERS } from './provider/late-answers.ts';
import { JUDGE_NOTIFICATIONS } from './provider-notifications/judge-notifications.ts';
import { eraseEnded } from './refund/erase-store.ts';
import { FAIL_OVERDUE_REFUNDS } from './refund/fail-refunds.ts';

export interface RunningJobs {
  /** Looks at once for what payments wait for, instead of at the next poll. */
  wakeWorker(): void;
  stop(): Promise<void>;
}

/** One after the other. */
const JOBS: readonly DueJob[] = [
  EXPIRE_HOLDS,
  LAPSE_POINTS,
  LAPSE_AUTHORIZATIONS,
  FAIL_OVERDUE_REFUNDS,
  TELL_LATE_ANSWERS,
  JUDGE_NOTIFICATIONS,
];
const BATCH = 50;
const ERASE_MS = 60 * 60_000;

/** Starts the calls to the provider, and what becomes due by the clock alone. */
export function startBackgroundJobs(services: PaymentsServices): RunningJobs {
  const { clock, logger } = services;
  const worker = pollingLoop({
    name: 'payments provider worker',
    clock,
    logger,
    pollMs: 2_000,
    step: () => carryOutTasks(services),
  });
  const jobs = pollingLoop({
    name: 'background jobs of payments',
    clock,
    logger,
    pollMs: 5_000,
    step: () => runDueJobs(services),
  });
  const erasing = startPeriodicJob({
    clock,
    logger,
    everyMs: ERASE_MS,
    run: () => eraseEnded(services.database, clock.now()),
    failure: 'Where money went stays a while',
  });
  worker.wake();
  jobs.wake();
  return {
    wakeWorker: () => worker.wake(),
    async stop() {
      await Promise.all([worker.stop(), jobs.stop(), erasing.stop()]);
    },
  };
}

/**
 * Does once what is due now: holds and points that end, authorisations, refunds nobody claimed, the sandbox's late answers,
 * money whose slip is there.
 */
export async function runDueJobs(services: PaymentsServices): Promise<StepResult> {
  const now = services.clock.now();
  const [look] = await services.database.query<{ isDue: boolean }>(LOOK, [
    JOBS.map((job) => job.dueBefore?.(services, now) ?? now),
  ]);
  if (!look?.isDue) return 'idle';
  let done = 0;
  for (const job of JOBS) done += await job.run(services, BATCH);
  return done >= BATCH ? 'more' : 'found';
}

/** What calls to the provider and these jobs should have done by now, for whoever watches them. */
export function dueWork(services: PaymentsServices): DueWork[] {
  const calls = TASK_KINDS.map((kind) => ({
    job: `provider_${kind.toLowerCase()}`,
    sinceSql: () => wantedSinceSql(kind),
  }));
  const jobs = JOBS.map(({ job, sinceSql, dueBefore }) => ({
    job,
    sinceSql,
    dueBefore: (now: Date) => dueBefore?.(services, now) ?? now,
  }));
  return [...calls, ...jobs];
}

/** One statement while there is nothing to do. The instants are one parameter: a job may look at none. */
const LOOK = `SELECT ${JOBS.map((job, index) => job.isDueSql(`($1::timestamptz[])[${index + 1}]`)).join(' OR ')} AS "isDue"`;
