import type { DueJob } from '../payment/due-job.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { expiredHolds, expiredSinceSql, extendHold, isHoldExpiredSql } from './points-hold-store.ts';
import { type HoldOutcome, holdPoints, type PointsHoldRequest, releasePoints } from './points-holds.ts';

/** Sets points aside under a key, or says why not. The same key again gets the first answer. */
export function holdPointsByKey(
  { database, clock }: PaymentsServices,
  request: PointsHoldRequest,
): Promise<HoldOutcome> {
  return database.transaction({ name: 'payments.holdPoints' }, (tx) => holdPoints(tx, request, clock.now()));
}

/** Lets a live hold last longer. @returns false when the hold is unknown, over or already spent */
export function extendHoldByKey(
  { database, clock }: PaymentsServices,
  wanted: { readonly key: string; readonly expiresAt: Date },
): Promise<boolean> {
  return extendHold(database, wanted, clock.now());
}

/** Gives held points back and closes the key for ever. @returns true when something was given back */
export function releasePointsByKey({ database, clock }: PaymentsServices, key: string): Promise<boolean> {
  return database.transaction({ name: 'payments.releasePoints' }, (tx) =>
    releasePoints(tx, key, clock.now()),
  );
}

/** A safety net: orders releases its holds long before they expire. */
export const EXPIRE_HOLDS: DueJob = {
  job: 'expire_hold',
  sinceSql: expiredSinceSql,
  isDueSql: isHoldExpiredSql,
  run: expireHolds,
};

async function expireHolds(services: PaymentsServices, limit: number): Promise<number> {
  const { database, clock, logger } = services;
  const now = clock.now();
  const keys = await expiredHolds(database, now, limit);
  for (const key of keys) {
    await database.transaction({ name: 'payments.expireHold' }, (tx) =>
      releasePoints(tx, key, now, 'EXPIRED'),
    );
    logger.warn({ key }, 'A points hold expired: orders had not released it');
  }
  return keys.length;
}
