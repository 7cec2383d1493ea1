/**
 * A generator whose `return()` takes effect at once. An `async function*` answers `return()` only after the item that it
 * awaits has arrived, which on a quiet stream is never.
 * @param cancel ends the wait within the source: what the source then yields or throws is dropped
 */
export function cancellable<T>(
  source: AsyncGenerator<T, void, void>,
  cancel: () => void,
): AsyncGenerator<T, void, void> {
  const waiting = new Set<(result: IteratorResult<T, void>) => void>();
  let cancelled = false;

  return {
    next() {
      if (cancelled) return Promise.resolve(DONE);
      return new Promise<IteratorResult<T, void>>((resolve, reject) => {
        waiting.add(resolve);
        source
          .next()
          .then(resolve, reject)
          .finally(() => waiting.delete(resolve));
      });
    },
    async return() {
      stop();
      return DONE;
    },
    async throw(error) {
      stop();
      throw error;
    },
    async [Symbol.asyncDispose]() {
      stop();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };

  function stop(): void {
    if (cancelled) return;
    cancelled = true;
    for (const resolve of waiting) resolve(DONE);
    cancel();
    source.return().catch(() => undefined);
  }
}

const DONE = { done: true, value: undefined } as const;
