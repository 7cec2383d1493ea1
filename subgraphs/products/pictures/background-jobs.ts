import type { DueWork } from '@depachika/background/due-work.ts';
import { startPeriodicJob } from '@depachika/background/periodic-job.ts';
import { pollingLoop } from '@depachika/background/polling-loop.ts';
import type { Logger } from 'pino';
import { type MakingDependencies, makeDuePicture } from './making/make-pictures.ts';
import { removeOrphans } from './making/remove-orphans.ts';
import { waitingSinceSql } from './picture-store.ts';

export interface PictureJobs {
  /** There is a picture to make. */
  wake(): void;
  stop(): Promise<void>;
}

/** Makes the files of pictures, one picture at a time, and removes what nobody shows any more, until it is stopped. */
export function startPictureJobs(deps: MakingDependencies & { readonly logger: Logger }): PictureJobs {
  const { clock, logger } = deps;
  const making = pollingLoop({
    name: 'making of pictures',
    clock,
    logger,
    pollMs: LOOK_EVERY_MS,
    step: () => makeDuePicture(deps),
  });
  const tidying = startPeriodicJob({
    clock,
    logger,
    everyMs: TIDY_EVERY_MS,
    run: () => removeOrphans(deps),
    failure: 'Files of pictures that were removed are left for the next time',
  });
  making.wake();
  return {
    wake: () => making.wake(),
    async stop() {
      await Promise.all([making.stop(), tidying.stop()]);
    },
  };
}

/** Whoever adds a picture wakes the job: it looks by itself for those that somebody else has left. */
const LOOK_EVERY_MS = 10_000;
const TIDY_EVERY_MS = 10 * 60_000;

/** What this job should have done by now, for whoever watches it. */
export const PICTURES_DUE: DueWork = { job: 'make_picture', sinceSql: waitingSinceSql };
