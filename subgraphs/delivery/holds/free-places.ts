import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { expireHolds, returnPlaces } from './hold-store.ts';

export interface FreePlacesDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly crashPoints: CrashPoints;
}

/** Frees the places of orders that ended. @returns how many, `limit` at most */
export function freeEndedPlaces(
  { database }: Pick<FreePlacesDependencies, 'database'>,
  limit: number,
): Promise<number> {
  return database.transaction({ name: 'delivery.returnPlaces' }, (tx) => returnPlaces(tx, limit));
}

/** Frees the places of holds that nobody released in time. @returns how many, `limit` at most */
export async function freeExpiredPlaces(
  { database, clock, crashPoints }: FreePlacesDependencies,
  limit: number,
): Promise<number> {
  const expired = await database.transaction({ name: 'delivery.expire' }, (tx) =>
    expireHolds(tx, limit, clock.now()),
  );
  if (expired > 0) crashPoints.reach('delivery.expire.committed');
  return expired;
}
