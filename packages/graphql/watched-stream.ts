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

/** The same items, and somebody who sees them pass and learns of the end. */
export function watchedStream<T>(
  stream: AsyncGenerator<T, void, void>,
  watch: StreamWatch<T>,
): AsyncGenerator<T, void, void> {
  let open = true;
  const end = (how: StreamEnd) => {
    if (open) watch.ended(how);
    open = false;
  };
  return {
    async next() {
      try {
        const step = await stream.next();
        if (step.done) end({ kind: 'completed' });
        else watch.item?.(step.value);
        return step;
      } catch (error) {
        end({ kind: 'failed', error });
        throw error;
      }
    },
    return() {
      end({ kind: 'left' });
      return stream.return();
    },
    throw(error) {
      end({ kind: 'left' });
      return stream.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      end({ kind: 'left' });
      await stream.return();
    },
  };
}
