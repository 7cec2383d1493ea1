import type { StepResult } from '@depachika/background/polling-loop.ts';
import { type SettleDependencies, settleEndings } from './order-stock/settle-endings.ts';
import { expire, giveBack } from './reservations/reservation-store.ts';

/** Rows of one transaction. */
const BATCH = 100;

/** One look for what is due: orders that ended, and holds that nobody released in time. Idle it costs one statement. */
export async function runDueJobs(deps: SettleDependencies): Promise<StepResult> {
  const { database, clock } = deps;
  const rows = await database.query<{ endings: boolean; holds: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM inventory.endings WHERE not_before <= $1) AS endings,
       EXISTS (SELECT 1 FROM inventory.reservations WHERE status = 'HELD' AND expires_at <= $1) AS holds`,
    [clock.now()],
  );
  const due = rows[0]!;
  const settled = due.endings ? await settleEndings(deps, BATCH) : 0;
  const expired = due.holds ? await expireHolds(deps, BATCH) : 0;
  if (settled === BATCH || expired === BATCH) return 'more';
  return settled + expired > 0 ? 'found' : 'idle';
}

/** The safety net below orders' own releases. @returns how many holds ended, `limit` at most */
export async function expireHolds(
  { database, clock, crashPoints }: SettleDependencies,
  limit: number,
): Promise<number> {
  const expired = await database.transaction({ name: 'inventory.expire' }, async (tx) => {
    const keys = await expire(tx, limit, clock.now());
    await giveBack(tx, keys);
    return keys.length;
  });
  crashPoints.reach('inventory.expire.committed');
  return expired;
}
