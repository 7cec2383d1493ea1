import type { Logger } from 'pino';

type Stop = () => unknown;

/** A process that is being started. */
export interface Starting {
  /** What has been started is stopped in reverse order. */
  onStop(stop: Stop): void;
  /** Aborts as soon as the process is to stop, also while it is still starting. */
  readonly signal: AbortSignal;
}

/** Longest time that stopping may take: less than the ten seconds that orchestrators usually give. */
const STOP_TIMEOUT_MS = 9_000;

/**
 * Starts something and keeps it until SIGTERM or Ctrl-C, then stops its parts in reverse order and exits with 0. A
 * start that fails says why and exits with 1; so does a stop that takes too long, and a second signal.
 */
export async function untilStopped(
  logger: Logger,
  start: (starting: Starting) => Promise<void>,
): Promise<void> {
  const stops: Stop[] = [];
  const stopping = new AbortController();
  const stop = (why: string) => {
    if (stopping.signal.aborted) process.exit(1);
    logger.info(`Stopping on ${why}`);
    stopping.abort();
    stopAll(stops, logger).then(() => {
      logger.info('Stopped');
      process.exit(0);
    });
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop(name));
  // Whoever started us as a part of something is gone: nobody would stop us any more.
  process.on('disconnect', () => stopping.signal.aborted || stop('the end of its supervisor'));
  try {
    await start({ onStop: (stop) => stops.push(stop), signal: stopping.signal });
  } catch (error) {
    if (stopping.signal.aborted) return;
    logger.fatal({ err: error }, (error as Error).message);
    stopping.abort();
    await stopAll(stops, logger);
    process.exit(1);
  }
}

/** Tells the supervisor that started this process, if any, that it now does its work. */
export function reportReady(facts: { readonly url?: string }): void {
  process.send?.({ ready: facts });
}

async function stopAll(stops: Stop[], logger: Logger): Promise<void> {
  const late = setTimeout(() => {
    logger.error('Stopping took too long; what was committed is safe');
    process.exit(1);
  }, STOP_TIMEOUT_MS);
  while (stops.length > 0) {
    try {
      await stops.pop()!();
    } catch (error) {
      logger.warn({ err: error }, 'A part could not be stopped cleanly');
    }
  }
  clearTimeout(late);
}
