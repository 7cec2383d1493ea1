/**
 * The same stream with each item made into another. Unlike a generator it does not keep `return()` waiting for an item, and it holds
 * no stack while it waits for one.
 */
export class MappedStream<From, To> implements AsyncGenerator<To, void, void> {
  readonly #stream: AsyncGenerator<From, void, void>;
  readonly #map: (item: From) => To | Promise<To>;

  constructor(stream: AsyncGenerator<From, void, void>, map: (item: From) => To | Promise<To>) {
    this.#stream = stream;
    this.#map = map;
  }

  next(): Promise<IteratorResult<To, void>> {
    return this.#stream.next().then((step) => (step.done ? step : this.#mapped(step.value)));
  }

  async return(): Promise<IteratorResult<To, void>> {
    await this.#stream.return();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<To, void>> {
    await this.#stream.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stream.return();
  }

  async #mapped(item: From): Promise<IteratorResult<To, void>> {
    return { done: false, value: await this.#map(item) };
  }
}
