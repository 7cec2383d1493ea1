import type { SubgraphCode } from '@depachika/schema/error-codes.ts';

/** More callers wait than are admitted. Answered as OVERLOADED. */
export class LimiterFull extends Error {
  readonly code = 'OVERLOADED' satisfies SubgraphCode;
}

/** Lets a few in at a time, the others in the order in which they came. */
export interface Limiter {
  /** Throws at once when too many wait already. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

export interface LimiterOptions {
  /** Callers inside at once, 1 or more. */
  readonly concurrent: number;
  /** Callers in the queue, 0 or more. */
  readonly waiting: number;
  /** What a caller is told who finds the queue full; default {@link LimiterFull}. */
  readonly refusal?: () => Error;
}

export function limiter({ concurrent, waiting, refusal }: LimiterOptions): Limiter {
  const queue: (() => void)[] = [];
  let inside = 0;

  return {
    async run(work) {
      if (inside < concurrent) inside += 1;
      else await turn();
      try {
        return await work();
      } finally {
        const next = queue.shift();
        if (next) next();
        else inside -= 1;
      }
    },
  };

  /** A caller that leaves hands its place on, so that nobody slips in between. */
  function turn(): Promise<void> {
    if (queue.length >= waiting) throw refusal?.() ?? new LimiterFull(`${queue.length} callers wait already`);
    return new Promise((resolve) => queue.push(resolve));
  }
}
