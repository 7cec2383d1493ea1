import type { Clock } from '@depachika/clock/clock.ts';
import { jstDate } from '@depachika/clock/jst.ts';
import type { Database } from '@depachika/database/database.ts';
import { allZones } from '../zones/zone-reader.ts';
import { slotWindows } from './slot-rules.ts';
import { addSlots } from './slot-store.ts';

/** Today and the seven days after it, so that a whole week lies ahead at any hour. */
const DAYS = 8;

/** Gives every zone the slots that it lacks for the days ahead; those that are there stay as they are. */
export async function openSlots({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<void> {
  const today = jstDate(clock.now());
  const zones = await allZones(database);
  const windows = zones.flatMap((zone) =>
    slotWindows(zone, today, DAYS).map((window) => ({ ...window, zone })),
  );
  if (windows.length > 0) await addSlots(database, windows);
}
