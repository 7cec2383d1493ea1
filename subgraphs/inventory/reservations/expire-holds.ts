import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { expireReservations, giveStockBack } from './reservation-store.ts';

export interface ExpireDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly crashPoints: CrashPoints;
}

/**
 * Ends holds that nobody released in time: the safety net below orders' own releases.
 * @returns how many holds ended, `limit` at most
 */
export async function expireHolds(
  { database, clock, crashPoints }: ExpireDependencies,
  limit: number,
): Promise<number> {
  const expired = await database.transaction({ name: 'inventory.expire' }, async (tx) => {
    const keys = await expireReservations(tx, limit, clock.now());
    await giveStockBack(tx, keys);
    return keys.length;
  });
  crashPoints.reach('inventory.expire.committed');
  return expired;
}
