import type { Clock } from '@depachika/clock/clock.ts';
import type { Nudges } from '@depachika/pubsub/nudges.ts';

export interface HistorySourceOptions<T> {
  /** Reads what came after this version, in order, `limit` at most. The truth is here, never in a nudge. */
  readonly read: (afterVersion: number, limit: number) => Promise<readonly T[]>;
  readonly versionOf: (row: T) => number;
  /** The last version that the subscriber has seen; 0 gives all. */
  readonly since: number;
  /** The channel that is nudged when this history grows. */
  readonly channel: string;
  readonly nudges: Nudges;
  readonly clock: Clock;
  /** True when nothing can follow this row: the subscription completes after it. */
  readonly isLast?: (row: T) => boolean;
  /** Looks without a nudge this often, give or take a fifth, in case one was lost; default 15,000. */
  readonly pollMs?: number;
}

/**
 * The source of a subscription over a history: every row once, in order, for as long as somebody listens.
 * Unlike a plain async generator it ends at once on `return()`, though it waits for the next row.
 */
export function historySource<T>(options: HistorySourceOptions<T>): AsyncGenerator<T, void, void> {
  const bell = doorbell();
  const stopListening = options.nudges.subscribe(options.channel, bell.ring);
  const rows = followHistory(options, bell);
  const close = () => {
    stopListening();
    bell.close();
  };

  return {
    async next() {
      const step = await rows.next().catch((error) => {
        close();
        throw error;
      });
      if (step.done) close();
      return step;
    },
    return() {
      close();
      return rows.return();
    },
    throw(error) {
      close();
      return rows.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      close();
      await rows.return();
    },
  };
}

const MAX_BATCH = 100;

async function* followHistory<T>(
  options: HistorySourceOptions<T>,
  bell: Doorbell,
): AsyncGenerator<T, void, void> {
  let version = options.since;
  while (!bell.isClosed()) {
    bell.answer();
    const rows = await options.read(version, MAX_BATCH);
    for (const row of rows) {
      if (bell.isClosed()) return;
      version = options.versionOf(row);
      yield row;
      if (options.isLast?.(row)) return;
    }
    if (rows.length === 0) await bell.wait(options.clock, jittered(options.pollMs ?? 15_000));
  }
}

function jittered(ms: number): number {
  return ms * (0.8 + Math.random() * 0.4);
}

interface Doorbell {
  ring(): void;
  /** Forgets rings so far. What changes after this rings again. */
  answer(): void;
  /** Resolves at a ring that was not answered, at the close, or after `ms`. */
  wait(clock: Clock, ms: number): Promise<void>;
  close(): void;
  isClosed(): boolean;
}

function doorbell(): Doorbell {
  let rung = false;
  let closed = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    answer() {
      rung = false;
    },
    async wait(clock, ms) {
      if (rung || closed) return;
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
