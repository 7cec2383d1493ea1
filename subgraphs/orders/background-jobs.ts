import type { DueWork } from '@depachika/background/due-work.ts';
import { startPeriodicJob } from '@depachika/background/periodic-job.ts';
import { pollingLoop } from '@depachika/background/polling-loop.ts';
import { LATE_PAYMENT_CHANNEL } from '@depachika/schema/channels.ts';
import { startForgettingAttempts } from './checkout/saga/forget-attempts.ts';
import { RECOVER_ABANDONED } from './checkout/saga/recover-orders.ts';
import { eraseOfDeleted } from './erasing/erase-deleted.ts';
import { SETTLE_LATE_PAYMENTS } from './late-payment/late-payments.ts';
import { CANCEL_UNANSWERED, CANCEL_UNPAID, EXPIRE_UNPAID } from './lifecycle/expire-orders.ts';
import { CANCEL_MISSED } from './lifecycle/miss-slots.ts';
import type { DueJob } from './order/due-job.ts';
import type { OrdersServices } from './order/services.ts';
import { EXTEND_HOLDS } from './retry/extend-holds.ts';
import { RESUME_RETRIES } from './retry/resume-retries.ts';

export interface RunningJobs {
  stop(): Promise<void>;
}

const ERASE_MS = 60 * 60_000;

const JOBS: readonly DueJob[] = [
  RECOVER_ABANDONED,
  RESUME_RETRIES,
  EXTEND_HOLDS,
  EXPIRE_UNPAID,
  CANCEL_UNPAID,
  CANCEL_UNANSWERED,
  CANCEL_MISSED,
  SETTLE_LATE_PAYMENTS,
];

/**
 * Starts what is due by the clock: abandoned attempts to place and to pay, holds that must last longer, unpaid and
 * unanswered orders, late payments. One statement
 * finds out; while nothing is due nothing else is sent, and looks become rarer.
 */
export function startBackgroundJobs(services: OrdersServices): RunningJobs {
  const { clock, logger, config, pubSub } = services;
  const loop = pollingLoop({
    name: 'background jobs of orders',
    clock,
    logger,
    pollMs: config.pollMs,
    step: () => runDueJobs(services),
  });
  const stopListening = pubSub.subscribe(LATE_PAYMENT_CHANNEL, () => loop.wake());
  const forgetting = startForgettingAttempts(services);
  const erasing = startPeriodicJob({
    clock,
    logger,
    everyMs: ERASE_MS,
    run: () => eraseOfDeleted(services),
    failure: 'Whom orders went to stays a while',
  });
  loop.wake('poll');
  return {
    async stop() {
      stopListening();
      await Promise.all([forgetting.stop(), erasing.stop(), loop.stop()]);
    },
  };
}

/**
 * Does once what is due now.
 * @returns 'found' when something is under way that may fall due soon: the next look then comes as soon as it can
 */
export async function runDueJobs(services: OrdersServices): Promise<'more' | 'found' | 'idle'> {
  const now = services.clock.now();
  const [look] = await services.database.query<Look>(
    LOOK,
    JOBS.map((job) => job.dueBefore(services, now)),
  );
  const due = JOBS.filter((_, index) => look!.isDue[index]);
  const done = await Promise.all(due.map((job) => job.run(services)));
  if (done.some((count) => count > 0)) return 'more';
  return look!.isUnderWay ? 'found' : 'idle';
}

/** What these jobs should have done by now, for whoever watches them. */
export function dueWork(services: OrdersServices): DueWork[] {
  return JOBS.map(({ job, sinceSql, dueBefore }) => ({
    job,
    sinceSql,
    dueBefore: (now) => dueBefore(services, now),
  }));
}

type Look = {
  /** In the order of the jobs. */
  isDue: boolean[];
  isUnderWay: boolean;
};

const LOOK = `
  SELECT ARRAY[${JOBS.map((job, index) => job.isDueSql(`$${index + 1}`)).join(', ')}] AS "isDue",
    ${JOBS.flatMap((job) => job.isUnderWaySql ?? []).join(' OR ')} AS "isUnderWay"`;
