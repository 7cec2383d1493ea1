import type { DueWork } from '@depachika/background/due-work.ts';
import { startPeriodicJob } from '@depachika/background/periodic-job.ts';
import { pollingLoop, type StepResult } from '@depachika/background/polling-loop.ts';
import type { Logger } from 'pino';
import { type FreePlacesDependencies, freeEndedPlaces, freeExpiredPlaces } from './holds/free-places.ts';
import { expiredSinceSql, HOLDS_DUE, PLACES_DUE, PLACES_DUE_SINCE } from './holds/hold-store.ts';
import { eraseEnded } from './shipments/erase-store.ts';
import { type LocateDependencies, locateParcels } from './shipments/locate-parcels.ts';
import { openSlots } from './slots/open-slots.ts';

export interface RunningJobs {
  /** Looks at once for places to free. */
  wake(): void;
  stop(): Promise<void>;
}

/** The loop waits this long and up to half as long again: an hour at most. */
const OPEN_SLOTS_MS = 40 * 60_000;
const ERASE_MS = 60 * 60_000;
const LOCATE_MS = 5 * 60_000;

/** Resolves when there are slots for the days ahead. */
export async function startBackgroundJobs(
  deps: FreePlacesDependencies & LocateDependencies & { readonly logger: Logger },
  { pollMs, daysAhead }: { readonly pollMs: number; readonly daysAhead: number },
): Promise<RunningJobs> {
  const { clock, logger } = deps;
  await openSlots({ ...deps, daysAhead });
  const opening = pollingLoop({
    name: 'opening of delivery slots',
    clock,
    logger,
    pollMs: OPEN_SLOTS_MS,
    // The step is never idle, so that the pause does not grow.
    step: async () => {
      await openSlots({ ...deps, daysAhead });
      return 'found';
    },
  });
  const freeing = pollingLoop({
    name: 'background jobs of delivery',
    clock,
    logger,
    pollMs,
    step: () => runDueJobs(deps),
  });
  freeing.wake();
  const erasing = startPeriodicJob({
    clock,
    logger,
    everyMs: ERASE_MS,
    run: () => eraseEnded(deps.database, clock.now()),
    failure: 'Where parcels went stays a while',
  });
  const locating = startPeriodicJob({
    clock,
    logger,
    everyMs: LOCATE_MS,
    run: () => locateParcels(deps),
    failure: 'Where some parcels go is not known yet',
  });
  return {
    wake: () => freeing.wake(),
    async stop() {
      await Promise.all([opening.stop(), freeing.stop(), erasing.stop(), locating.stop()]);
    },
  };
}

/** Rows of one transaction. */
const BATCH = 100;

/** One look for places to free: of orders that ended, and of holds that nobody released. Idle it costs one statement. */
export async function runDueJobs(deps: FreePlacesDependencies): Promise<StepResult> {
  const rows = await deps.database.query<{ places: boolean; holds: boolean }>(
    `SELECT ${PLACES_DUE} AS places, ${HOLDS_DUE} AS holds`,
    [deps.clock.now()],
  );
  const due = rows[0]!;
  const ended = due.places ? await freeEndedPlaces(deps, BATCH) : 0;
  const expired = due.holds ? await freeExpiredPlaces(deps, BATCH) : 0;
  if (ended === BATCH || expired === BATCH) return 'more';
  return ended + expired > 0 ? 'found' : 'idle';
}

/** What this job should have done by now, for whoever watches it. */
export const DUE_WORK: readonly DueWork[] = [
  { job: 'free_place', sinceSql: () => PLACES_DUE_SINCE },
  { job: 'expire_hold', sinceSql: expiredSinceSql },
];
