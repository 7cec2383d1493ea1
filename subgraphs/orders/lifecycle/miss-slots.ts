import type { DueJob } from '../order/due-job.ts';
import type { OrdersServices } from '../order/services.ts';
import { isMissedSql, lockMissed, missedSinceSql } from '../overdue/overdue-store.ts';
import { endOrders } from './expire-orders.ts';

export const CANCEL_MISSED: DueJob = {
  job: 'cancel_missed',
  sinceSql: missedSinceSql,
  isDueSql: isMissedSql,
  dueBefore: ({ config }, now) => new Date(now.getTime() - config.missedSlotMs),
  run: cancelMissed,
};

const BATCH = 50;

/**
 * Ends orders that did not leave the shop though their slot has long passed: their stock, their place and their
 * authorisation are given back. Staff see them in the list of overdue orders before that. @returns how many, at most 50
 */
function cancelMissed(services: OrdersServices): Promise<number> {
  const now = services.clock.now();
  const slotEndedBefore = CANCEL_MISSED.dueBefore(services, now);
  return endOrders(services, {
    name: 'orders.cancelMissed',
    now,
    lock: (tx) => lockMissed(tx, slotEndedBefore, BATCH),
    command: { to: 'CANCELLED', by: 'CLOCK', cancelReason: 'SLOT_MISSED' },
  });
}
