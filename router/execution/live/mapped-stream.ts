/** The same stream with each item made into another. Unlike a generator it does not keep `return()` waiting for an item. */
export function mappedStream<From, To>(
  stream: AsyncGenerator<From, void, void>,
  map: (item: From) => To | Promise<To>,
): AsyncGenerator<To, void, void> {
  return {
    async next() {
      const step = await stream.next();
      return step.done ? step : { done: false, value: await map(step.value) };
    },
    async return() {
      await stream.return();
      return { done: true, value: undefined };
    },
    async throw(error) {
      await stream.return();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
  };
}
