/** An endless source that a test feeds. */
export interface Pushable<T> extends AsyncIterableIterator<T> {
  push(item: T): void;
  return(): Promise<IteratorResult<T>>;
}

/** @param onReturn called once when the consumer is through */
export function pushable<T>(onReturn: () => void): Pushable<T> {
  const items: T[] = [];
  const waiting: ((result: IteratorResult<T>) => void)[] = [];
  let finished = false;
  return {
    push(item) {
      const next = waiting.shift();
      if (next) next({ done: false, value: item });
      else items.push(item);
    },
    next() {
      if (finished) return Promise.resolve({ done: true, value: undefined });
      const item = items.shift();
      if (item !== undefined) return Promise.resolve({ done: false, value: item });
      return new Promise((resolve) => waiting.push(resolve));
    },
    async return() {
      if (!finished) onReturn();
      finished = true;
      for (const resolve of waiting.splice(0)) resolve({ done: true, value: undefined });
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
