/** A source that a test feeds: endless, until the test breaks or completes it. */
export interface Pushable<T> extends AsyncIterableIterator<T> {
  push(item: T): void;
  /** Throws to the consumer, after what was pushed. */
  fail(error: unknown): void;
  /** Says that nothing will follow, after what was pushed. */
  complete(): void;
  return(): Promise<IteratorResult<T>>;
}

/** @param onReturn called once when the consumer is through */
export function pushable<T>(onReturn: () => void): Pushable<T> {
  const items: T[] = [];
  const waiting: PromiseWithResolvers<IteratorResult<T>>[] = [];
  let finished = false;
  let end: (() => Promise<IteratorResult<T>>) | undefined;
  const finish = (how: () => Promise<IteratorResult<T>>) => {
    end ??= how;
    for (const { resolve, reject } of waiting.splice(0)) how().then(resolve, reject);
  };
  const done = () => Promise.resolve<IteratorResult<T>>({ done: true, value: undefined });
  return {
    push(item) {
      const next = waiting.shift();
      if (next) next.resolve({ done: false, value: item });
      else items.push(item);
    },
    fail: (error) => finish(() => Promise.reject(error)),
    complete: () => finish(done),
    next() {
      if (finished) return done();
      const item = items.shift();
      if (item !== undefined) return Promise.resolve({ done: false, value: item });
      if (end) return end();
      const next = Promise.withResolvers<IteratorResult<T>>();
      waiting.push(next);
      return next.promise;
    },
    async return() {
      if (!finished) onReturn();
      finished = true;
      for (const { resolve } of waiting.splice(0)) resolve({ done: true, value: undefined });
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
