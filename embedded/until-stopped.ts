/** Longest time that stopping may take. */
const STOP_TIMEOUT_MS = 4_500;

type Stop = () => Promise<unknown>;

/**
 * Starts something and keeps it until Ctrl-C or SIGTERM, then stops its parts in reverse order. A start that fails
 * stops what it had started, says why in one line and exits with 1; a second Ctrl-C exits at once.
 */
export async function untilStopped(
  { stdout, stderr, exit }: Pick<NodeJS.Process, 'stdout' | 'stderr' | 'exit'>,
  start: (onStop: (stop: Stop) => void) => Promise<void>,
  { stopTimeoutMs = STOP_TIMEOUT_MS }: { readonly stopTimeoutMs?: number } = {},
): Promise<void> {
  const stops: Stop[] = [];
  let stopping: Promise<void> | undefined;
  const stopAll = () => {
    stopping ??= stopInReverse(stops, stderr, stopTimeoutMs);
    return stopping;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) exit(1);
      stdout.write('\nStopping…\n');
      stopAll().then(() => {
        stdout.write('Stopped.\n');
        exit(0);
      });
    });
  }
  try {
    await start((stop) => stops.push(stop));
  } catch (error) {
    await stopAll();
    stderr.write(`${describe(error)}\n`);
    exit(1);
  }
}

async function stopInReverse(
  stops: Stop[],
  stderr: NodeJS.WritableStream,
  stopTimeoutMs: number,
): Promise<void> {
  const late = setTimeout(() => {
    stderr.write('Stopping took too long; what was committed is safe.\n');
    process.exit(1);
  }, stopTimeoutMs);
  while (stops.length > 0) {
    try {
      await stops.pop()!();
    } catch (error) {
      stderr.write(`While stopping: ${describe(error)}\n`);
    }
  }
  clearTimeout(late);
}

/** What people can act on stands in the message; only a fault of ours needs its stack. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  if (typeof code === 'string' || isForPeople(error)) return `${error.message}${cause}`;
  return `${error.stack ?? error.message}${cause}`;
}

function isForPeople(error: Error): boolean {
  return /^(Port \d+ is in use|[A-Z_]+ (must|should|needs) )/.test(error.message);
}
