import type { Transaction } from '@depachika/database/database.ts';
import { type Award, lotEnd, type PointsCondition } from './points.ts';
import { type AwardStatus, awardOwner, insertAwards, setAwardStatus } from './points-award-store.ts';
import { clawBack, gainPoints } from './points-debts.ts';
import { lockBalance, lockBalances, post, postAll } from './points-ledger.ts';
import { addLot } from './points-lot-store.ts';

/** A gift of the shop, spendable at once unless it waits for something. */
export async function grantPoints(
  tx: Transaction,
  customerId: string,
  points: number,
  now: Date,
  waitsFor: PointsCondition | null = null,
): Promise<void> {
  await lockBalance(tx, customerId);
  const expiresAt = lotEnd(now);
  await addLot(tx, { customerId, points, expiresAt, waitsFor }, now);
  await gainPoints(tx, { customerId, kind: 'GRANTED', from: 'ISSUED', points, expiresAt, now });
}

/** Promises what orders will earn when they are delivered; once per order. */
export async function promiseAwards(tx: Transaction, awards: readonly Award[], now: Date): Promise<void> {
  if (awards.length === 0) return;
  await lockBalances(
    tx,
    awards.map(({ customerId }) => customerId),
  );
  const added = await insertAwards(tx, awards, now);
  await postAll(
    tx,
    awards
      .filter(({ orderId }) => added.has(orderId))
      .map(({ orderId, customerId, points }) => ({
        orderId,
        customerId,
        points,
        kind: 'PROMISED' as const,
        from: 'ISSUED' as const,
        to: 'PENDING' as const,
        now,
      })),
  );
}

/** The order was delivered. @returns what became spendable, debts apart; undefined when nothing was promised or it already has */
export async function payAward(tx: Transaction, orderId: string, now: Date): Promise<Award | undefined> {
  const award = await moveAward(tx, orderId, { from: 'PENDING', to: 'AWARDED' });
  if (!award) return undefined;
  const expiresAt = lotEnd(now);
  await addLot(tx, { ...award, expiresAt }, now);
  await gainPoints(tx, { ...award, kind: 'AWARDED', from: 'PENDING', expiresAt, now });
  return award;
}

/** The order ended or its money went back: a promise lapses, an award is taken back or owed. */
export async function withdrawAward(tx: Transaction, orderId: string, now: Date): Promise<void> {
  const promised = await moveAward(tx, orderId, { from: 'PENDING', to: 'CANCELLED' });
  if (promised) {
    await post(tx, { ...promised, kind: 'UNPROMISED', from: 'PENDING', to: 'ISSUED', now });
    return;
  }
  const paid = await moveAward(tx, orderId, { from: 'AWARDED', to: 'CLAWED_BACK' });
  if (paid) await clawBack(tx, paid, now);
}

async function moveAward(
  tx: Transaction,
  orderId: string,
  move: { readonly from: AwardStatus; readonly to: AwardStatus },
): Promise<Award | undefined> {
  const customerId = await awardOwner(tx, orderId);
  if (customerId === undefined) return undefined;
  await lockBalance(tx, customerId);
  return setAwardStatus(tx, orderId, move);
}
