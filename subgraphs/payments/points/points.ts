/** Points of one gain end together, one year after it. */
export const POINTS_LIFE_DAYS = 365;
/** Points given back live at least so long, however old they are. */
export const RETURNED_POINTS_LIFE_DAYS = 30;

const DAY_MS = 86_400_000;

export interface PointsLot {
  readonly id: string;
  readonly remaining: number;
  readonly expiresAt: Date;
}

/** What has to happen before the points of a lot can be spent. */
export type PointsCondition = 'FIRST_DELIVERY';

export interface LotShare {
  readonly lotId: string;
  /** 1 or more. */
  readonly points: number;
}

/** What an order earns. */
export interface Award {
  readonly orderId: string;
  readonly customerId: string;
  /** 1 or more. */
  readonly points: number;
}

/** What is left to be taken back of an award whose order's money went back. */
export interface PointsDebt {
  readonly orderId: string;
  /** 1 or more. */
  readonly points: number;
}

/** Takes `points` from the lots that end first; undefined when they hold less. Lots past their end do not count. */
export function takeFromLots(lots: readonly PointsLot[], points: number, now: Date): LotShare[] | undefined {
  const live = lots.filter((lot) => lot.expiresAt > now && lot.remaining > 0);
  live.sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime() || (a.id < b.id ? -1 : 1));
  const shares: LotShare[] = [];
  let wanted = points;
  for (const lot of live) {
    if (wanted === 0) break;
    const taken = Math.min(wanted, lot.remaining);
    shares.push({ lotId: lot.id, points: taken });
    wanted -= taken;
  }
  return wanted === 0 ? shares : undefined;
}

/** How much of an award can be taken back now; what was spent before is owed. */
export function takeBack(
  points: number,
  available: number,
): { readonly taken: number; readonly owed: number } {
  const taken = Math.min(points, available);
  return { taken, owed: points - taken };
}

/** Pays debts in the order given, as far as it goes. @returns what each gets of it, without those that get nothing */
export function payDebts(debts: readonly PointsDebt[], available: number): PointsDebt[] {
  let left = available;
  return debts.flatMap(({ orderId, points }) => {
    const paid = Math.min(points, left);
    left -= paid;
    return paid > 0 ? [{ orderId, points: paid }] : [];
  });
}

/** What comes back of a lot, and when that lot ends. */
export interface ReturnedShare extends LotShare {
  readonly expiresAt: Date;
}

export interface GivenBack {
  /** Back into the lots that they came from. */
  readonly kept: readonly LotShare[];
  /** Of lots that end too soon: so many points get a lot of their own, with an end of their own. */
  readonly renewed: { readonly points: number; readonly expiresAt: Date };
}

/** Gives points back that were set aside or spent: each share alone lives on, never what stayed in its lot. */
export function giveBack(shares: readonly ReturnedShare[], now: Date): GivenBack {
  const expiresAt = new Date(now.getTime() + RETURNED_POINTS_LIFE_DAYS * DAY_MS);
  const endsTooSoon = (share: ReturnedShare) => share.expiresAt < expiresAt;
  return {
    kept: shares.filter((share) => !endsTooSoon(share)).map(({ lotId, points }) => ({ lotId, points })),
    renewed: { points: pointsIn(shares.filter(endsTooSoon)), expiresAt },
  };
}

/** What an order earns: one point for every full 100 yen that was not itself paid with points. */
export function pointsEarned(totalYen: number, pointsUsed: number): number {
  return Math.max(0, Math.floor((totalYen - pointsUsed) / 100));
}

/** When points end that are gained now. */
export function lotEnd(now: Date): Date {
  return new Date(now.getTime() + POINTS_LIFE_DAYS * DAY_MS);
}

/** All of these points. */
export function pointsIn(parts: readonly { readonly points: number }[]): number {
  return parts.reduce((sum, { points }) => sum + points, 0);
}

/** All that is left in these lots. */
export function remainingIn(lots: readonly PointsLot[]): number {
  return lots.reduce((sum, { remaining }) => sum + remaining, 0);
}
