import type { Clock } from '@depachika/clock/clock.ts';
import { jstDate } from '@depachika/clock/jst.ts';
import type { Database } from '@depachika/database/database.ts';
import { allZones } from '../zones/zone-reader.ts';
import { DAYS_AHEAD, slotWindows } from './slot-rules.ts';
import { addSlots } from './slot-store.ts';

/**
 * Gives every zone the slots that it lacks for today and the days ahead, so that so many times 24 hours lie ahead at any hour;
 * those that are there stay as they are.
 */
export async function openSlots({
  database,
  clock,
  daysAhead = DAYS_AHEAD,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly daysAhead?: number;
}): Promise<void> {
  const today = jstDate(clock.now());
  const zones = await allZones(database);
  const windows = zones.flatMap((zone) =>
    slotWindows(zone, today, 1 + daysAhead).map((window) => ({ ...window, zone })),
  );
  if (windows.length > 0) await addSlots(database, windows);
}
