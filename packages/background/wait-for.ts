import { setTimeout as pause } from 'node:timers/promises';
import { backoffMs } from '@depachika/clock/backoff.ts';
import type { Logger } from 'pino';

export interface WaitForOptions {
  /** Named in the log: `PostgreSQL`. */
  readonly what: string;
  /** Rejects, saying what is wrong, as long as it is not there. */
  readonly check: () => Promise<void>;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly signal: AbortSignal;
  /** Pause after the first failure, then twice as long each, up to `longestPauseMs`; default 250. */
  readonly firstPauseMs?: number;
  /** Default 5,000. */
  readonly longestPauseMs?: number;
}

/**
 * Resolves when the check passes, however long that takes: services start in any order. Says what it waits for once,
 * and again whenever the reason changes. Rejects only when `signal` aborts.
 */
export async function waitFor(options: WaitForOptions): Promise<void> {
  const { what, check, logger, signal, firstPauseMs = 250, longestPauseMs = 5_000 } = options;
  let lastReason: string | undefined;
  for (let failures = 1; ; failures += 1) {
    signal.throwIfAborted();
    try {
      await check();
      if (lastReason !== undefined) logger.info(`${what} is there`);
      return;
    } catch (error) {
      const reason = reasonOf(error);
      if (reason !== lastReason) logger.warn(`Waiting for ${what}: ${reason}`);
      lastReason = reason;
    }
    const pauseMs = backoffMs({ firstMs: firstPauseMs, longestMs: longestPauseMs }, failures);
    await pause(pauseMs, undefined, { signal });
  }
}

/** The innermost words: what a server or the system said. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}
