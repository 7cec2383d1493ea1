import type { Logger } from 'pino';

type Stop = () => unknown;

/** A process that is being started. */
export interface Starting {
  /** Parts are stopped in the reverse order of their start. */
  onStop(stop: Stop): void;
  /** Aborts as soon as the process is to stop, also while it is still starting. */
  readonly signal: AbortSignal;
}

/** To whom a process tells that it starts and stops: its log, or the person at the terminal. */
export interface Audience {
  told(text: string): void;
  failed(what: string, error?: unknown): void;
}

/** Less than the ten seconds that orchestrators usually give. */
const STOP_TIMEOUT_MS = 9_000;

/**
 * Starts something and keeps it until SIGTERM or Ctrl-C, then stops its parts in reverse order and exits with 0. A
 * start that fails says why and exits with 1; so does a stop that takes too long, and a second signal.
 * @param limits.stopTimeoutMs longest time that stopping may take; default 9,000
 */
export async function untilStopped(
  audience: Audience,
  start: (starting: Starting) => Promise<void>,
  { stopTimeoutMs = STOP_TIMEOUT_MS }: { readonly stopTimeoutMs?: number } = {},
): Promise<void> {
  const stops: Stop[] = [];
  const stopping = new AbortController();
  const stop = (why: string) => {
    if (stopping.signal.aborted) process.exit(1);
    audience.told(`Stopping on ${why}`);
    stopping.abort();
    stopAll(stops, audience, stopTimeoutMs).then(() => {
      audience.told('Stopped');
      process.exit(0);
    });
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop(name));
  // The process that started this one as a part of something is gone: nobody would stop this one any more.
  process.on('disconnect', () => stopping.signal.aborted || stop('the end of its supervisor'));
  try {
    await start({ onStop: (stop) => stops.push(stop), signal: stopping.signal });
  } catch (error) {
    if (stopping.signal.aborted) return;
    audience.failed('It could not be started', error);
    stopping.abort();
    await stopAll(stops, audience, stopTimeoutMs);
    process.exit(1);
  }
}

/** Tells the supervisor that started this process, if any, that it now does its work. */
export function reportReady(details: { readonly url?: string }): void {
  process.send?.({ ready: details });
}

export function logReader(logger: Pick<Logger, 'info' | 'error'>): Audience {
  return {
    told: (text) => logger.info(text),
    failed: (what, error) =>
      logger.error({ err: error }, error instanceof Error ? `${what}: ${error.message}` : what),
  };
}

/** Sentences on the terminal. */
export function personAt({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): Audience {
  return {
    told: (text) => void stdout.write(`\n${text}.\n`),
    failed: (what, error) =>
      void stderr.write(`${error === undefined ? what : `${what}: ${forPeople(error)}`}\n`),
  };
}

async function stopAll(stops: Stop[], audience: Audience, timeoutMs: number): Promise<void> {
  const late = setTimeout(() => {
    audience.failed('Stopping took too long; what was committed is safe');
    process.exit(1);
  }, timeoutMs);
  while (stops.length > 0) {
    try {
      await stops.pop()!();
    } catch (error) {
      audience.failed('A part could not be stopped cleanly', error);
    }
  }
  clearTimeout(late);
}

/** A failure that people can act on says so in its message; only a fault of ours needs its stack. */
function forPeople(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  const isActionable =
    typeof code === 'string' || /^(Port \d+ is in use|[A-Z_]+ (must|should|needs) )/.test(error.message);
  return `${isActionable ? error.message : (error.stack ?? error.message)}${cause}`;
}
