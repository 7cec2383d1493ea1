import type { Transaction } from '@depachika/database/database.ts';
import { remainingIn, takeFromLots } from './points.ts';
import { gainPoints } from './points-debts.ts';
import {
  findHolds,
  holdsOfOrder,
  insertHold,
  lockOrCloseKey,
  type PointsHold,
  setHoldStatus,
  setSpentFrom,
} from './points-hold-store.ts';
import { lockBalance, post } from './points-ledger.ts';
import { liveLots, putBack, takeShares } from './points-lot-store.ts';

export type HoldOutcome =
  | { readonly kind: 'held'; readonly points: number }
  | { readonly kind: 'insufficient'; readonly spendable: number }
  | { readonly kind: 'closed' };

export interface PointsHoldRequest {
  readonly key: string;
  readonly orderId: string;
  readonly customerId: string;
  /** 1 or more. */
  readonly points: number;
  readonly expiresAt: Date;
}

/** Sets points aside under a key, oldest first. The same key again returns the first answer. */
export async function holdPoints(
  tx: Transaction,
  request: PointsHoldRequest,
  now: Date,
): Promise<HoldOutcome> {
  await lockBalance(tx, request.customerId);
  const [existing] = await findHolds(tx, [request.key]);
  if (existing)
    return existing.status === 'HELD' ? { kind: 'held', points: existing.points } : { kind: 'closed' };
  const lots = await liveLots(tx, request.customerId, now);
  const shares = takeFromLots(lots, request.points, now);
  if (!shares) return { kind: 'insufficient', spendable: remainingIn(lots) };
  if (!(await insertHold(tx, { ...request, lots: shares }, now))) return { kind: 'closed' };
  await takeShares(tx, shares);
  await post(tx, {
    customerId: request.customerId,
    kind: 'HELD',
    from: 'SPENDABLE',
    to: 'HELD',
    points: request.points,
    orderId: request.orderId,
    now,
  });
  return { kind: 'held', points: request.points };
}

/** Gives held points back and closes the key for ever, known or not. @returns true when something was given back */
export async function releasePoints(
  tx: Transaction,
  key: string,
  now: Date,
  end: 'RELEASED' | 'EXPIRED' = 'RELEASED',
): Promise<boolean> {
  const customerId = await holdOwner(tx, key);
  if (customerId) await lockBalance(tx, customerId);
  const hold = await lockOrCloseKey(tx, key, now);
  if (hold.status !== 'HELD') return false;
  if (end === 'EXPIRED' && hold.expiresAt > now) return false;
  await setHoldStatus(tx, key, end);
  await putBack(tx, hold, now);
  await gainPoints(tx, {
    customerId: hold.customerId,
    kind: 'RELEASED',
    from: 'HELD',
    points: hold.points,
    orderId: hold.orderId,
    now,
  });
  return true;
}

/** Held points are gone for good. @returns false when nothing is held under this key, nor can be any more */
export async function spendPoints(tx: Transaction, key: string, now: Date): Promise<boolean> {
  const hold = await lockedHold(tx, key);
  if (hold?.status === 'SPENT') return true;
  if (hold?.status === 'EXPIRED') return spendAnew(tx, hold, now);
  if (hold?.status !== 'HELD') return false;
  await setHoldStatus(tx, key, 'SPENT');
  await post(tx, {
    customerId: hold.customerId,
    kind: 'SPENT',
    from: 'HELD',
    to: 'REDEEMED',
    points: hold.points,
    orderId: hold.orderId,
    now,
  });
  return true;
}

/** The order was confirmed in time, only word of it came after the hold's end: takes the points if they are still there. */
async function spendAnew(tx: Transaction, hold: PointsHold, now: Date): Promise<boolean> {
  const { key, orderId, customerId, points } = hold;
  const shares = takeFromLots(await liveLots(tx, customerId, now), points, now);
  if (!shares) return false;
  await setSpentFrom(tx, key, shares);
  await takeShares(tx, shares);
  await post(tx, {
    customerId,
    kind: 'SPENT',
    from: 'SPENDABLE',
    to: 'REDEEMED',
    points,
    orderId,
    now,
  });
  return true;
}

/** An order ended: held points are released, spent ones come back. Does nothing the second time. */
export async function returnPoints(tx: Transaction, key: string, now: Date): Promise<void> {
  const hold = await lockedHold(tx, key);
  if (hold?.status !== 'SPENT') {
    await releasePoints(tx, key, now);
    return;
  }
  await setHoldStatus(tx, key, 'RETURNED');
  await putBack(tx, hold, now);
  await gainPoints(tx, {
    customerId: hold.customerId,
    kind: 'RETURNED',
    from: 'REDEEMED',
    points: hold.points,
    orderId: hold.orderId,
    now,
  });
}

/** Whatever an order took, under whichever of its keys. */
export async function returnPointsOfOrder(tx: Transaction, orderId: string, now: Date): Promise<void> {
  for (const hold of await holdsOfOrder(tx, orderId)) await returnPoints(tx, hold.key, now);
}

async function holdOwner(tx: Transaction, key: string): Promise<string | undefined> {
  const [hold] = await findHolds(tx, [key]);
  return hold?.customerId || undefined;
}

/** The hold with its customer's balance locked first, as everywhere: two orders of lock would deadlock. */
async function lockedHold(tx: Transaction, key: string): Promise<PointsHold | undefined> {
  const customerId = await holdOwner(tx, key);
  if (!customerId) return undefined;
  await lockBalance(tx, customerId);
  const [hold] = await findHolds(tx, [key]);
  return hold;
}
