/** How a stream has ended: by itself, by an error, or because nobody listens any more. */
export type StreamEnd =
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'left' };

export interface StreamWatch<T> {
  item?(item: T): void;
  /** Once. Of a stream that is left, before it is told so: unlike a generator's own end, it does not wait for the next item. */
  ended(how: StreamEnd): void;
}

/** The same items, and somebody who sees them pass and learns of the end. It holds no stack while it waits for an item. */
export function watchedStream<T>(
  stream: AsyncGenerator<T, void, void>,
  watch: StreamWatch<T>,
): AsyncGenerator<T, void, void> {
  return new WatchedStream(stream, watch);
}

class WatchedStream<T> implements AsyncGenerator<T, void, void> {
  readonly #stream: AsyncGenerator<T, void, void>;
  readonly #watch: StreamWatch<T>;
  #isOpen = true;

  constructor(stream: AsyncGenerator<T, void, void>, watch: StreamWatch<T>) {
    this.#stream = stream;
    this.#watch = watch;
  }

  next(): Promise<IteratorResult<T, void>> {
    return this.#stream.next().then(
      (step) => this.#seen(step),
      (error) => {
        this.#end({ kind: 'failed', error });
        throw error;
      },
    );
  }

  return(): Promise<IteratorResult<T, void>> {
    this.#end({ kind: 'left' });
    return this.#stream.return();
  }

  throw(error: unknown): Promise<IteratorResult<T, void>> {
    this.#end({ kind: 'left' });
    return this.#stream.throw(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end({ kind: 'left' });
    await this.#stream.return();
  }

  #seen(step: IteratorResult<T, void>): IteratorResult<T, void> {
    if (step.done) this.#end({ kind: 'completed' });
    else this.#watch.item?.(step.value);
    return step;
  }

  #end(how: StreamEnd): void {
    if (this.#isOpen) this.#watch.ended(how);
    this.#isOpen = false;
  }
}
