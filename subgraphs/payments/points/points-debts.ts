import type { Transaction } from '@depachika/database/database.ts';
import {
  type Award,
  type PointsDebt,
  payDebts,
  pointsIn,
  remainingIn,
  takeBack,
  takeFromLots,
} from './points.ts';
import { changeDebts, openDebts } from './points-award-store.ts';
import { type Movement, post, postAll } from './points-ledger.ts';
import { emptyOldLots, ownedLots, takeShares } from './points-lot-store.ts';

/*
 * Whoever owes points has none to spend: what was spent of an award whose order's money went back is paid by the next
 * points of any kind, in the transaction that brings them. A constraint on the balance repeats it.
 */

/** Points become spendable, and are in their lots already: they pay what the customer owes before they can be spent. */
export async function gainPoints(
  tx: Transaction,
  gain: Omit<Movement, 'to'> & { readonly from: 'ISSUED' | 'HELD' | 'PENDING' | 'REDEEMED' },
): Promise<void> {
  const { customerId, now } = gain;
  const gained: Movement = { ...gain, to: 'SPENDABLE' };
  const debts = await openDebts(tx, customerId);
  if (debts.length === 0) return post(tx, gained);
  const lots = await ownedLots(tx, customerId, now);
  const paid = payDebts(debts, remainingIn(lots));
  await takeShares(tx, takeFromLots(lots, pointsIn(paid), now) ?? []);
  await changeDebts(
    tx,
    paid.map(({ orderId, points }) => ({ orderId, points: -points })),
  );
  await postAll(tx, [gained, ...paid.map((debt) => clawedBack(debt, { customerId, to: 'OWED', now }))]);
}

/** Takes back what an order had earned, as far as it is there; the rest is owed. */
export async function clawBack(tx: Transaction, award: Award, now: Date): Promise<void> {
  const { customerId, orderId, points } = award;
  const lots = await ownedLots(tx, customerId, now);
  const { taken, owed } = takeBack(points, remainingIn(lots));
  await takeShares(tx, takeFromLots(lots, taken, now) ?? []);
  const movements: Movement[] = [];
  if (taken > 0) movements.push(clawedBack({ orderId, points: taken }, { customerId, to: 'ISSUED', now }));
  if (owed > 0) {
    await changeDebts(tx, [{ orderId, points: owed }]);
    movements.push({ customerId, kind: 'INDEBTED', from: 'OWED', to: 'ISSUED', points: owed, orderId, now });
    movements.push(...(await lapsedOf(tx, customerId, now)));
  }
  await postAll(tx, movements);
}

function clawedBack(
  { orderId, points }: PointsDebt,
  to: Pick<Movement, 'customerId' | 'to' | 'now'>,
): Movement {
  return { ...to, kind: 'CLAWED_BACK', from: 'SPENDABLE', points, orderId };
}

/** Points past their end pay no debt, and are not to be spent either: they end now, not with the next job. */
async function lapsedOf(tx: Transaction, customerId: string, now: Date): Promise<Movement[]> {
  const lapsed = await emptyOldLots(tx, [customerId], now);
  return lapsed.map(({ points }) => ({
    customerId,
    kind: 'EXPIRED',
    from: 'SPENDABLE',
    to: 'LAPSED',
    points,
    now,
  }));
}
