/** More callers wait than are admitted. Answered as OVERLOADED. */
export class LimiterFull extends Error {
  readonly code = 'OVERLOADED';
}

/** Lets a few in at a time, the others in the order in which they came. */
export interface Limiter {
  /** Throws `LimiterFull` at once when too many wait already. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** @param limits.concurrent 1 or more inside at once @param limits.waiting 0 or more in the queue */
export function limiter(limits: { readonly concurrent: number; readonly waiting: number }): Limiter {
  const queue: (() => void)[] = [];
  let inside = 0;

  return {
    async run(work) {
      if (inside < limits.concurrent) inside += 1;
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

  /** Whoever leaves hands its place on, so that nobody slips in between. */
  function turn(): Promise<void> {
    if (queue.length >= limits.waiting) throw new LimiterFull(`${queue.length} callers wait already`);
    return new Promise((resolve) => queue.push(resolve));
  }
}
