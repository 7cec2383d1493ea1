import type { Timed } from '@depachika/database/snapshot.ts';

/** Where lines for a person go: `process.stderr`. */
export interface TimedOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const LONG_MS = 1000;

/**
 * Says how long each part took, to a person at a terminal of every part, elsewhere of those that took over a second. A
 * part that takes longer is named while it runs.
 */
export function timedOn(output: TimedOutput, nowMs = () => performance.now()): Timed {
  return async (name, run) => {
    const startedAt = nowMs();
    const long = setTimeout(() => output.write(`${name} …\n`), LONG_MS);
    try {
      return await run();
    } finally {
      clearTimeout(long);
      const tookMs = nowMs() - startedAt;
      if (output.isTTY || tookMs >= LONG_MS) output.write(`${name}: ${(tookMs / 1000).toFixed(1)} s\n`);
    }
  };
}
