import { systemClock } from '@depachika/clock/clock.ts';

export interface BoundedReadOptions {
  /** The longest that anybody waits for an answer. */
  readonly withinMs: number;
  /** How long an answer is good for others; default 0. */
  readonly keptMs?: number | undefined;
}

/**
 * Reads once for all who ask meanwhile, however often they ask: a database that is slow gets no second question. Rejects
 * as the read does, or when it takes too long. The machine's time counts, not the shop's.
 */
export function boundedRead<T>(
  read: () => Promise<T>,
  { withinMs, keptMs = 0 }: BoundedReadOptions,
): () => Promise<T> {
  let running: Promise<T> | undefined;
  let kept: { readonly value: T; readonly until: number } | undefined;
  return () => {
    if (kept && performance.now() < kept.until) return Promise.resolve(kept.value);
    running ??= keep().finally(() => {
      running = undefined;
    });
    return within(withinMs, running);
  };

  async function keep(): Promise<T> {
    const value = await read();
    kept = keptMs > 0 ? { value, until: performance.now() + keptMs } : undefined;
    return value;
  }
}

async function within<T>(withinMs: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = systemClock.after(withinMs, () => reject(new Error(`No answer within ${withinMs} ms`)));
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.cancel();
  }
}
