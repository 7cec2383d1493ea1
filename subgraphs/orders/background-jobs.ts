import { startPeriodicJob } from '@depachika/background/periodic-job.ts';
import { pollingLoop } from '@depachika/background/polling-loop.ts';
import type { Sql } from '@depachika/database/database.ts';
import { LATE_PAYMENT_CHANNEL } from '@depachika/schema/channels.ts';
import { forgetOldAttempts, recoverAbandoned } from './checkout/saga/recover-orders.ts';
import { settleLatePayments } from './late-payment/late-payments.ts';
import { cancelUnanswered, expireUnpaid } from './lifecycle/expire-orders.ts';
import type { OrdersServices } from './order/services.ts';

export interface RunningJobs {
  stop(): Promise<void>;
}

/**
 * Starts what is due by the clock: abandoned attempts, unpaid and unanswered orders, late payments. One statement
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
  const pruning = startPeriodicJob({
    clock,
    logger,
    everyMs: PRUNE_EVERY_MS,
    run: () => forgetOldAttempts(services),
    failure: 'Old attempts stay a while',
  });
  loop.wake('poll');
  return {
    async stop() {
      stopListening();
      await Promise.all([pruning.stop(), loop.stop()]);
    },
  };
}

/**
 * Does once what is due now.
 * @returns 'found' when something is under way that may fall due soon: the next look then comes as soon as it can
 */
export async function runDueJobs(services: OrdersServices): Promise<'more' | 'found' | 'idle'> {
  const due = await dueNow(services.database, services);
  const work = [
    due.abandoned ? recoverAbandoned(services) : 0,
    due.unpaid ? expireUnpaid(services) : 0,
    due.unanswered ? cancelUnanswered(services) : 0,
    due.late ? settleLatePayments(services) : 0,
  ];
  const done = await Promise.all(work);
  if (done.some((count) => count > 0)) return 'more';
  return due.underWay ? 'found' : 'idle';
}

interface Due {
  readonly abandoned: boolean;
  readonly unpaid: boolean;
  readonly unanswered: boolean;
  readonly late: boolean;
  /** Attempts or late payments that somebody holds a lease on. */
  readonly underWay: boolean;
}

async function dueNow(sql: Sql, { clock, config }: OrdersServices): Promise<Due> {
  const now = clock.now();
  const [due] = await sql.query<Due & Record<string, unknown>>(
    `SELECT
       EXISTS (SELECT FROM orders.place_order_sagas
         WHERE state IN ('RUNNING', 'UNDOING') AND lease_until < $1) AS abandoned,
       EXISTS (SELECT FROM orders.orders
         WHERE status = 'AWAITING_PAYMENT' AND payment_grace_ends_at < $2) AS unpaid,
       EXISTS (SELECT FROM orders.orders WHERE status = 'PENDING' AND placed_at < $3) AS unanswered,
       EXISTS (SELECT FROM orders.late_payments
         WHERE state IN ('RESERVING', 'RELEASING') AND lease_until <= $1) AS late,
       EXISTS (SELECT FROM orders.place_order_sagas WHERE state IN ('RUNNING', 'UNDOING'))
         OR EXISTS (SELECT FROM orders.late_payments WHERE state IN ('RESERVING', 'RELEASING')) AS "underWay"`,
    [now, new Date(now.getTime() - config.expiryMarginMs), new Date(now.getTime() - config.pendingLimitMs)],
  );
  return due!;
}

const PRUNE_EVERY_MS = 60 * 60_000;
