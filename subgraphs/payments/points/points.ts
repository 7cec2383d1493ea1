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

/** What an order earns: one point for every full 100 yen that was not itself paid with points. */
export function pointsEarned(totalYen: number, pointsUsed: number): number {
  return Math.max(0, Math.floor((totalYen - pointsUsed) / 100));
}

/** When points end that are gained now. */
export function lotEnd(now: Date): Date {
  return new Date(now.getTime() + POINTS_LIFE_DAYS * DAY_MS);
}

/** All that is left in these lots. */
export function remainingIn(lots: readonly PointsLot[]): number {
  return lots.reduce((sum, { remaining }) => sum + remaining, 0);
}
