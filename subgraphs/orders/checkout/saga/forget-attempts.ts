import { type PeriodicJob, startPeriodicJob } from '@depachika/background/periodic-job.ts';
import type { OrdersServices } from '../../order/services.ts';
import { pruneRetries } from '../../retry/retry-store.ts';
import { pruneSagas } from './saga-store.ts';

/** Forgets ended attempts about once an hour. */
export function startForgettingAttempts(services: OrdersServices): PeriodicJob {
  const { clock, logger } = services;
  return startPeriodicJob({
    clock,
    logger,
    everyMs: FORGET_EVERY_MS,
    run: () => forgetOldAttempts(services),
    failure: 'Old attempts stay a while',
  });
}

/** Forgets ended attempts to place and to pay, and with them their keys. @returns how many, at most 2,000 */
export async function forgetOldAttempts(services: OrdersServices): Promise<number> {
  const endedBefore = new Date(services.clock.now().getTime() - REMEMBER_MS);
  const sagas = await pruneSagas(services.database, endedBefore, 1_000);
  return sagas + (await pruneRetries(services.database, endedBefore, 1_000));
}

const FORGET_EVERY_MS = 60 * 60_000;
/** How long an idempotency key stands for its order. */
const REMEMBER_MS = 30 * 24 * 60 * 60_000;
