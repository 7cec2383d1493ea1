import type { DueJob } from '../../order/due-job.ts';
import type { OrdersServices } from '../../order/services.ts';
import { neededSteps, placeOrderRequest } from './place-order-steps.ts';
import { runSaga } from './run-saga.ts';
import {
  type AbandonedSaga,
  beginUndo,
  IS_SAGA_UNDER_WAY_SQL,
  isAbandonedSql,
  takeAbandoned,
  unendedSinceSql,
} from './saga-store.ts';
import { releaseAll } from './undo-saga.ts';

export const RECOVER_ABANDONED: DueJob = {
  job: 'place_order',
  sinceSql: unendedSinceSql,
  isDueSql: isAbandonedSql,
  dueBefore: (_, now) => now,
  isUnderWaySql: IS_SAGA_UNDER_WAY_SQL,
  run: recoverAbandoned,
};

/**
 * Takes attempts whose runner is gone. A young one goes on, since the customer may still ask again; an old one, and
 * one that was being undone, gives everything back.
 * @returns how many were taken, at most 10
 */
export async function recoverAbandoned(services: OrdersServices): Promise<number> {
  const now = services.clock.now();
  const leaseUntil = new Date(now.getTime() + services.config.sagaLeaseMs);
  const taken = await takeAbandoned(services.database, { now, leaseUntil, limit: BATCH });
  await Promise.all(taken.map((saga) => recover(services, saga, now)));
  return taken.length;
}

const BATCH = 10;
/** Beyond this its holds could end before its payment is answered, and prices may have changed. */
const RESUMABLE_MS = 5 * 60_000;

async function recover(services: OrdersServices, saga: AbandonedSaga, now: Date): Promise<void> {
  const { orderId, state, attempts, startedAt } = saga;
  services.logger.info({ orderId, state, attempts }, 'Taking over an attempt to place an order');
  try {
    if (state === 'RUNNING' && now.getTime() - startedAt.getTime() <= RESUMABLE_MS) {
      await runSaga(services, saga);
      return;
    }
    if (state === 'RUNNING' && !(await beginUndo(services.database, saga, null))) return;
    // How far the attempt came is not known: everything that it could hold is released.
    await releaseAll(services, saga, neededSteps(placeOrderRequest(saga.draft)));
  } catch (error) {
    services.logger.warn({ err: error, orderId }, 'An attempt to place an order was given up');
  }
}
