import { jittered } from '@depachika/clock/backoff.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { watchedStream } from './watched-stream.ts';

export interface HistorySourceOptions<T> {
  /** Reads what came after this version, in order, `limit` at most. The truth is here, never in a wake-up. */
  readonly read: (afterVersion: number, limit: number) => Promise<readonly T[]>;
  readonly versionOf: (row: T) => number;
  /** The last version that the subscriber has seen; 0 gives all. */
  readonly since: number;
  /** The channel that is woken when this history grows. */
  readonly channel: string;
  readonly pubSub: PubSub;
  readonly clock: Clock;
  /** True when nothing can follow this row: the subscription completes after it. */
  readonly isLast?: (row: T) => boolean;
  /** Looks without a wake-up this often, give or take a fifth, in case one was lost; default 15,000. */
  readonly pollMs?: number;
}

/**
 * The source of a subscription over a history: every row once, in order, for as long as somebody listens.
 * Unlike a plain async generator it ends at once on `return()`, though it waits for the next row.
 */
export function historySource<T>(options: HistorySourceOptions<T>): AsyncGenerator<T, void, void> {
  const changed = signal();
  const stopListening = options.pubSub.subscribe(options.channel, changed.raise);
  const rows = followHistory(options, changed);
  return watchedStream(rows, {
    ended() {
      stopListening();
      changed.close();
    },
  });
}

const MAX_BATCH = 100;

async function* followHistory<T>(
  options: HistorySourceOptions<T>,
  changed: Signal,
): AsyncGenerator<T, void, void> {
  let version = options.since;
  while (!changed.isClosed()) {
    changed.reset();
    const rows = await options.read(version, MAX_BATCH);
    for (const row of rows) {
      if (changed.isClosed()) return;
      version = options.versionOf(row);
      yield row;
      if (options.isLast?.(row)) return;
    }
    if (rows.length > 0) continue;
    await changed.wait(options.clock, jittered(options.pollMs ?? 15_000, GIVE_OR_TAKE_A_FIFTH));
  }
}

const GIVE_OR_TAKE_A_FIFTH = { least: 0.8, most: 1.2 };

interface Signal {
  raise(): void;
  /** Forgets signals so far. What changes after this raises it again. */
  reset(): void;
  /** Resolves at a signal that was not reset, at the close, or after `ms`. */
  wait(clock: Clock, ms: number): Promise<void>;
  close(): void;
  isClosed(): boolean;
}

function signal(): Signal {
  let raised = false;
  let closed = false;
  let wake: (() => void) | undefined;
  return {
    raise() {
      raised = true;
      wake?.();
    },
    reset() {
      raised = false;
    },
    async wait(clock, ms) {
      if (raised || closed) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = clock.after(ms, resolve);
      wake = resolve;
      await promise;
      wake = undefined;
      timer.cancel();
    },
    close() {
      closed = true;
      wake?.();
    },
    isClosed: () => closed,
  };
}
