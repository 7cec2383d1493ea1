import { jittered } from '@depachika/clock/backoff.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Logger } from 'pino';

export interface PeriodicJobOptions {
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn'>;
  /** From the end of one run to the next, and up to a quarter longer; the first comes after one such pause. */
  readonly everyMs: number;
  readonly run: () => Promise<unknown>;
  /** What a failure means, for the log: the next run tries again. */
  readonly failure: string;
}

export interface PeriodicJob {
  /** No run begins after this; resolves when the current one has ended. */
  stop(): Promise<void>;
}

/** Tidies up now and then, whether or not there is something to do: nobody waits for it, and no failure ends it. */
export function startPeriodicJob(options: PeriodicJobOptions): PeriodicJob {
  const { clock, logger, everyMs, run, failure } = options;
  let stopped = false;
  let current: Promise<void> | undefined;
  let timer = schedule();

  return {
    async stop() {
      stopped = true;
      timer.cancel();
      await current;
    },
  };

  function schedule() {
    return clock.after(jittered(everyMs, { least: 1, most: 1.25 }), () => {
      current = run()
        .then(
          () => undefined,
          (error) => logger.warn({ err: error }, failure),
        )
        .finally(() => {
          if (!stopped) timer = schedule();
        });
    });
  }
}
