import type { StepResult } from '@depachika/background/polling-loop.ts';
import { jstDate } from '@depachika/clock/jst.ts';
import { expire, returnPlaces } from './holds/hold-store.ts';
import type { HoldDependencies } from './holds/holds.ts';
import { slotWindows } from './slots/slot-rules.ts';
import { addSlots } from './slots/slot-store.ts';
import { allZones } from './zones/zone-store.ts';

/** Rows of one transaction. */
const BATCH = 100;

/** One look for places to free: of orders that ended, and of holds that nobody released. Idle it costs one statement. */
export async function runDueJobs(deps: HoldDependencies): Promise<StepResult> {
  const { database, clock, crashPoints } = deps;
  const rows = await database.query<{ places: boolean; holds: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM delivery.holds WHERE place_due) AS places,
       EXISTS (SELECT 1 FROM delivery.holds WHERE status = 'HELD' AND expires_at <= $1) AS holds`,
    [clock.now()],
  );
  const due = rows[0]!;
  const returned = due.places
    ? await database.transaction({ name: 'delivery.returnPlaces' }, (tx) => returnPlaces(tx, BATCH))
    : 0;
  const expired = due.holds
    ? await database.transaction({ name: 'delivery.expire' }, (tx) => expire(tx, BATCH, clock.now()))
    : 0;
  if (expired > 0) crashPoints.reach('delivery.expire.committed');
  if (returned === BATCH || expired === BATCH) return 'more';
  return returned + expired > 0 ? 'found' : 'idle';
}

/** Today and the seven days after it, so that a whole week lies ahead at any hour. */
const DAYS = 8;

/** Gives every zone the slots that it lacks for the days ahead; those that are there stay as they are. */
export async function openSlots({
  database,
  clock,
}: Pick<HoldDependencies, 'database' | 'clock'>): Promise<void> {
  const today = jstDate(clock.now());
  const zones = await allZones(database);
  const windows = zones.flatMap((zone) =>
    slotWindows(zone, today, DAYS).map((window) => ({ ...window, zone })),
  );
  if (windows.length > 0) await addSlots(database, windows);
}
