/** Items that wait for one reader. */
export interface EventQueue<T> {
  push(item: T): void;
  /** No more will come. @param failure thrown to the reader after what waits */
  end(failure?: unknown): void;
  /** @returns undefined after the end, and after too many have waited: what waited then is dropped */
  next(): Promise<T | undefined>;
  readonly overflowed: boolean;
}

export function eventQueue<T extends object>(maxWaiting: number): EventQueue<T> {
  let waiting: T[] = [];
  let wake: (() => void) | undefined;
  let ended = false;
  let overflowed = false;
  let failure: unknown;

  return {
    push(item) {
      if (ended) return;
      waiting.push(item);
      if (waiting.length > maxWaiting) {
        overflowed = true;
        waiting = [];
        ended = true;
      }
      wake?.();
    },
    end(reason) {
      if (ended) return;
      ended = true;
      failure = reason;
      wake?.();
    },
    async next() {
      while (waiting.length === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve));
      const item = waiting.shift();
      if (item === undefined && failure !== undefined) throw failure;
      return item;
    },
    get overflowed() {
      return overflowed;
    },
  };
}
