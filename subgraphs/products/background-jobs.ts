import type { DueWork } from '@depachika/background/due-work.ts';
import { startPeriodicJob } from '@depachika/background/periodic-job.ts';
import { pollingLoop } from '@depachika/background/polling-loop.ts';
import type { Logger } from 'pino';
import { type MakingDependencies, makeDuePicture } from './pictures/making/make-pictures.ts';
import { removeOrphans } from './pictures/making/remove-orphans.ts';
import { waitingSinceSql } from './pictures/picture-store.ts';

export interface PictureJobs {
  /** There is a picture to make. */
  wake(): void;
  stop(): Promise<void>;
}

/** Makes the files of pictures, one picture at a time, and removes what nobody shows any more, until it is stopped. */
export function startPictureJobs(
  deps: MakingDependencies & { readonly logger: Logger },
  { pollMs }: { readonly pollMs: number },
): PictureJobs {
  const { clock, logger } = deps;
  const making = pollingLoop({
    name: 'making of pictures',
    clock,
    logger,
    pollMs,
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

const TIDY_EVERY_MS = 10 * 60_000;

/** What this job should have done by now, for whoever watches it. */
export const DUE_WORK: readonly DueWork[] = [{ job: 'make_picture', sinceSql: waitingSinceSql }];
