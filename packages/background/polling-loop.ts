import { backoffMs, jittered } from '@depachika/clock/backoff.ts';
import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';
import { systemClock } from '@depachika/clock/clock.ts';
import type { Logger } from 'pino';

/** What a step met: nothing, something, so much that the next step is due at once, or another process at work. */
export type StepResult = 'idle' | 'found' | 'more' | 'elsewhere';

export interface PollingLoopOptions {
  /** Shown in logs: `relay of orders`. */
  readonly name: string;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
  readonly step: () => Promise<StepResult>;
  /**
   * Also looks without being woken, so long after it last found something (1,000 or more) and up to 50 % later;
   * the pause doubles, up to five times this, while nothing is found. Without it the loop only runs when woken.
   */
  readonly pollMs?: number;
  /** From the beginning of one step to that of the next, unless the first found more; default 40. */
  readonly spacingMs?: number;
  /** The pauses after failures do not grow beyond this; default 30,000. */
  readonly longestPauseMs?: number;
  /** Default `Math.random`; 0 up to 1. */
  readonly random?: () => number;
}

export interface PollingLoop {
  /** Runs a step soon. Many wakes during one step are one step more. */
  wake(cause?: 'wakeUp' | 'poll'): void;
  /** No step begins after this; resolves when the current one has ended. */
  stop(): Promise<void>;
}

/**
 * Repeats a step while there is work, never two at once. A failing step comes again by itself after a pause that
 * grows from 250 ms to `longestPauseMs`, and is logged when it begins to fail and when it works again.
 */
export function pollingLoop(options: PollingLoopOptions): PollingLoop {
  const { name, clock, logger, step, pollMs, spacingMs = SPACING_MS, random = Math.random } = options;
  const afterFailures = { firstMs: 250, longestMs: options.longestPauseMs ?? 30_000 };
  let running: Promise<void> | undefined;
  let wanted = false;
  let stopped = false;
  let held: 'failing' | 'elsewhere' | undefined;
  let failures = 0;
  let quietPolls = 0;
  let lastStepAt = Number.NEGATIVE_INFINITY;
  let timer: ClockTimer | undefined;
  schedulePoll();

  return {
    wake,
    async stop() {
      stopped = true;
      timer?.cancel();
      await running;
    },
  };

  function wake(cause: 'wakeUp' | 'poll' = 'wakeUp'): void {
    if (stopped || held === 'failing' || (held === 'elsewhere' && cause === 'wakeUp')) return;
    wanted = true;
    running ??= run().finally(() => {
      running = undefined;
      if (wanted) wake('poll');
    });
  }

  async function run(): Promise<void> {
    timer?.cancel();
    while (wanted && !stopped) {
      await spaced(lastStepAt, spacingMs);
      if (stopped) break;
      wanted = false;
      try {
        lastStepAt = performance.now();
        settle(await step());
      } catch (error) {
        return fail(error);
      }
    }
    if (!stopped) schedulePoll();
  }

  function settle(result: StepResult): void {
    if (failures > 0) logger.info({ failures }, `${name} works again`);
    failures = 0;
    held = result === 'elsewhere' ? 'elsewhere' : undefined;
    quietPolls = result === 'idle' || result === 'elsewhere' ? quietPolls + 1 : 0;
    if (held) wanted = false;
    if (result === 'more') {
      wanted = true;
      lastStepAt = Number.NEGATIVE_INFINITY;
    }
  }

  function fail(error: unknown): void {
    failures += 1;
    if (failures === 1) logger.warn({ err: error }, `${name} fails and tries again until it works`);
    wanted = false;
    held = 'failing';
    const pauseMs = jittered(backoffMs(afterFailures, failures), { least: 0.5, most: 1 }, random);
    timer = clock.after(pauseMs, () => {
      held = undefined;
      wake('poll');
    });
  }

  function schedulePoll(): void {
    timer?.cancel();
    if (pollMs === undefined) return;
    const pauseMs = backoffMs({ firstMs: pollMs, longestMs: pollMs * 5 }, quietPolls + 1);
    timer = clock.after(jittered(pauseMs, { least: 1, most: 1.5 }, random), () => wake('poll'));
  }
}

/**
 * Under load a step then finds several things to do at once, and costs as many statements as for one.
 * The pause spares the machine, so it goes by the machine's time and not by the shop's.
 */
const SPACING_MS = 40;

function spaced(lastStepAt: number, spacingMs: number): Promise<void> | undefined {
  const waitMs = lastStepAt + spacingMs - performance.now();
  if (!(waitMs > 0)) return undefined;
  return new Promise((resolve) => {
    systemClock.after(waitMs, resolve);
  });
}
