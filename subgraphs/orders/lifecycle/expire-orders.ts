import type { Transaction } from '@depachika/database/database.ts';
import type { DueJob } from '../order/due-job.ts';
import type { LockedOrder } from '../order/order.ts';
import { type MoveCommand, move, unchanged } from '../order/order-changes.ts';
import {
  isOverdueSql,
  isUnansweredSql,
  isUnpaidSql,
  lockOverdue,
  lockUnanswered,
  lockUnpaid,
  overdueSinceSql,
  saveProgress,
  unansweredSinceSql,
  unpaidSinceSql,
} from '../order/order-store.ts';
import type { OrdersServices } from '../order/services.ts';

export const EXPIRE_UNPAID: DueJob = {
  job: 'expire_unpaid',
  sinceSql: overdueSinceSql,
  isDueSql: isOverdueSql,
  dueBefore: ({ config }, now) => new Date(now.getTime() - config.expiryMarginMs),
  run: expireUnpaid,
};

export const CANCEL_UNANSWERED: DueJob = {
  job: 'cancel_unanswered',
  sinceSql: unansweredSinceSql,
  isDueSql: isUnansweredSql,
  dueBefore: ({ config }, now) => new Date(now.getTime() - config.pendingLimitMs),
  run: cancelUnanswered,
};

export const CANCEL_UNPAID: DueJob = {
  job: 'cancel_unpaid',
  sinceSql: unpaidSinceSql,
  isDueSql: isUnpaidSql,
  dueBefore: EXPIRE_UNPAID.dueBefore,
  run: cancelUnpaid,
};

const BATCH = 50;

/**
 * Ends orders that were not paid in time: when the time for another attempt is over, or deadline and grace of a slip;
 * never at the deadline itself, since a slip that was printed may still be paid at the register.
 * @returns how many, at most 50
 */
function expireUnpaid(services: OrdersServices): Promise<number> {
  const now = services.clock.now();
  const endedBefore = EXPIRE_UNPAID.dueBefore(services, now);
  return endOrders(services, {
    name: 'orders.expire',
    now,
    lock: (tx) => lockOverdue(tx, endedBefore, BATCH),
    command: { to: 'EXPIRED', by: 'CLOCK' },
  });
}

/** Ends confirmed orders whose payment failed, and which got no other one in time. @returns how many, at most 50 */
function cancelUnpaid(services: OrdersServices): Promise<number> {
  const now = services.clock.now();
  const endedBefore = CANCEL_UNPAID.dueBefore(services, now);
  return endOrders(services, {
    name: 'orders.cancelUnpaid',
    now,
    lock: (tx) => lockUnpaid(tx, endedBefore, BATCH),
    command: { to: 'CANCELLED', by: 'CLOCK', cancelReason: 'PAYMENT_FAILED' },
  });
}

/** Ends orders whose payment was never answered, while their holds still last. @returns how many, at most 50 */
function cancelUnanswered(services: OrdersServices): Promise<number> {
  const now = services.clock.now();
  const placedBefore = CANCEL_UNANSWERED.dueBefore(services, now);
  return endOrders(services, {
    name: 'orders.cancelUnanswered',
    now,
    lock: (tx) => lockUnanswered(tx, placedBefore, BATCH),
    command: { to: 'CANCELLED', by: 'CLOCK', cancelReason: 'OUT_OF_TIME' },
  });
}

/** What ends together: how it is found and locked, and the step that it takes. */
export interface Ending {
  readonly name: string;
  readonly now: Date;
  readonly lock: (tx: Transaction) => Promise<LockedOrder[]>;
  readonly command: MoveCommand;
}

/** Ends a batch in one transaction. @returns how many */
export async function endOrders(
  services: OrdersServices,
  { name, now, lock, command }: Ending,
): Promise<number> {
  const saved = await services.database.transaction({ name }, async (tx) => {
    const orders = await lock(tx);
    const ended = orders.flatMap((order) => {
      const result = move(unchanged(order), command, now);
      return result.kind === 'moved' ? [result.progress] : [];
    });
    return saveProgress(tx, services.outbox, ended, now);
  });
  if (saved.length > 0) services.crashPoints.reach('orders.expire.committed');
  await services.orders.changed(saved);
  return saved.length;
}
