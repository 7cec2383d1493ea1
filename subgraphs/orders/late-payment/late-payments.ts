import { backoffMs } from '@depachika/clock/backoff.ts';
import { holdsExpireAt } from '../checkout/draft-rules.ts';
import { type CallLimit, HOLD_STEPS } from '../checkout/saga/hold-steps.ts';
import { afterSuccess } from '../order/attempt-rules.ts';
import type { DueJob } from '../order/due-job.ts';
import type { LockedOrder } from '../order/order.ts';
import { move, unchanged, withAttemptChange } from '../order/order-changes.ts';
import { refundRequested } from '../order/order-events.ts';
import { lockOrder, saveProgress } from '../order/order-store.ts';
import type { OrdersServices } from '../order/services.ts';
import {
  IS_LATE_UNDER_WAY_SQL,
  isLateSql,
  type LatePayment,
  lateSinceSql,
  moveLatePayment,
  postponeLatePayment,
  takeLatePayments,
} from './late-payment-store.ts';

export const SETTLE_LATE_PAYMENTS: DueJob = {
  job: 'settle_late_payment',
  sinceSql: lateSinceSql,
  isDueSql: isLateSql,
  dueBefore: (_, now) => now,
  isUnderWaySql: IS_LATE_UNDER_WAY_SQL,
  run: settleLatePayments,
};

/**
 * Settles money that arrived for expired orders: holds everything again under a new key and confirms, or gives back
 * what it could hold and asks for a refund. Every step may be repeated, so it goes on after a crash where it was.
 * @returns how many were taken
 */
export async function settleLatePayments(services: OrdersServices): Promise<number> {
  const now = services.clock.now();
  const leaseUntil = new Date(now.getTime() + services.config.sagaLeaseMs);
  const taken = await takeLatePayments(services.database, { now, leaseUntil, limit: BATCH });
  for (const late of taken) {
    try {
      await settle(services, late);
    } catch (error) {
      services.logger.warn({ err: error, orderId: late.orderId }, 'A late payment has to wait');
      const until = new Date(services.clock.now().getTime() + backoffMs(AFTER_FAILURES, late.attempts));
      await postponeLatePayment(services.database, late, until);
    }
  }
  return taken.length;
}

const BATCH = 10;
const AFTER_FAILURES = { firstMs: 2_000, longestMs: 5 * 60_000 };

async function settle(services: OrdersServices, late: LatePayment): Promise<void> {
  if (late.state === 'RELEASING') return giveBack(services, late);
  const order = await services.database.transaction({ name: 'orders.readLateOrder' }, (tx) =>
    lockOrder(tx, late.orderId),
  );
  if (order?.status === 'EXPIRED' && (await holdAgain(services, order, late))) return confirm(services, late);
  const releasing = { to: 'RELEASING', now: services.clock.now() } as const;
  if (!(await moveLatePayment(services.database, late, releasing))) return;
  services.crashPoints.reach('orders.late.releasing');
  await giveBack(services, { ...late, state: 'RELEASING' });
}

/** @returns false when something is gone. A fault leaves all as it is: the next attempt goes on from there. */
async function holdAgain(
  services: OrdersServices,
  order: LockedOrder,
  { holdKey: key }: LatePayment,
): Promise<boolean> {
  const call = callLimit(services);
  const expiresAt = holdsExpireAt(services.clock.now(), null);
  const hold = { ...order, key, orderId: order.id, expiresAt };
  for (const step of HOLD_STEPS) {
    if (step.isNeeded(hold) && (await step.run(services, hold, call)).kind !== 'done') return false;
    services.crashPoints.reach(`orders.late.${step.name}`);
  }
  return true;
}

async function confirm(services: OrdersServices, late: LatePayment): Promise<void> {
  const now = services.clock.now();
  const saved = await services.database.transaction({ name: 'orders.confirmLate' }, async (tx) => {
    const order = await lockOrder(tx, late.orderId);
    if (!order || !(await moveLatePayment(tx, late, { to: 'CONFIRMED', now }))) return [];
    const command = {
      to: 'CONFIRMED',
      by: 'PAYMENT',
      holdKey: late.holdKey,
      code: 'HELD_AGAIN',
    } as const;
    const paid = withAttemptChange(unchanged(order), afterSuccess(order).change);
    const moved = move(paid, command, now);
    // Nothing else leads out of EXPIRED: to find the order elsewhere is a fault, and holds nothing back.
    if (moved.kind !== 'moved') throw new Error(`Late payment of ${late.orderId}: ${moved.kind}`);
    return saveProgress(tx, services.outbox, [moved.progress], now);
  });
  services.crashPoints.reach('orders.late.confirmed');
  await services.orders.changed(saved);
}

/** Only when everything is surely released does the money go back. */
async function giveBack(services: OrdersServices, late: LatePayment): Promise<void> {
  const call = callLimit(services);
  await Promise.all(HOLD_STEPS.map((step) => step.undo(services, late.holdKey, call)));
  services.crashPoints.reach('orders.late.released');
  const now = services.clock.now();
  await services.database.transaction({ name: 'orders.refundLate' }, async (tx) => {
    const order = await lockOrder(tx, late.orderId);
    const to = order?.status === 'EXPIRED' ? 'REFUNDED' : 'OBSOLETE';
    if (!order || !(await moveLatePayment(tx, late, { to, now })) || to === 'OBSOLETE') return;
    await services.outbox.append(tx, [refundRequested(order, 'LATE_PAYMENT_UNFULFILLABLE', now)]);
  });
  services.crashPoints.reach('orders.late.refundRequested');
}

function callLimit({ config }: OrdersServices): CallLimit {
  return { timeoutMs: config.rpcTimeoutMs };
}
