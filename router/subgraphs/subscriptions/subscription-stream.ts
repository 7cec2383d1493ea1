import { EVENT_WINDOW } from '@depachika/schema/subscriptions/frames.ts';
import type { SubgraphAnswer } from '../subgraph-transport.ts';

export interface SubscriptionStreamOptions {
  /** The reader has taken so many events more: the subgraph may send as many. */
  readonly taken: (events: number) => void;
  /** The reader left before the stream had ended. */
  readonly left: () => void;
}

/** The events of one subscription on their way from a socket to their reader. */
export interface SubscriptionStream {
  /** Yields what has come, then throws when it broke and returns when it was completed. `return()` takes effect at once. */
  readonly events: AsyncGenerator<SubgraphAnswer, void, void>;
  push(event: SubgraphAnswer): void;
  complete(): void;
  break(error: unknown): void;
}

/** Holds as many events as the subgraph may send ahead, and breaks when it sends more. */
export function subscriptionStream({ taken, left }: SubscriptionStreamOptions): SubscriptionStream {
  const waiting: SubgraphAnswer[] = [];
  let takenSinceTold = 0;
  let end: { readonly error?: unknown } | undefined;
  let wake: (() => void) | undefined;

  return {
    events: {
      async next() {
        while (waiting.length === 0 && !end) await new Promise<void>((resolve) => (wake = resolve));
        if (waiting.length > 0) return { done: false, value: take() };
        const { error } = end!;
        end = {};
        if (error !== undefined) throw error;
        return DONE;
      },
      async return() {
        leave();
        return DONE;
      },
      async throw(error) {
        leave();
        throw error;
      },
      async [Symbol.asyncDispose]() {
        leave();
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    },
    push(event) {
      if (end) return;
      waiting.push(event);
      if (waiting.length > EVENT_WINDOW) {
        finish({ error: new Error(`More than ${EVENT_WINDOW} events came ahead of their reader`) });
        left();
      }
      wake?.();
    },
    complete: () => finish({}),
    break: (error) => finish({ error }),
  };

  function take(): SubgraphAnswer {
    takenSinceTold += 1;
    // Not each time: half of the window is always under way while a reader keeps up.
    if (takenSinceTold >= EVENT_WINDOW / 2 && !end) {
      taken(takenSinceTold);
      takenSinceTold = 0;
    }
    return waiting.shift()!;
  }

  function finish(how: { readonly error?: unknown }): void {
    end ??= how;
    wake?.();
  }

  function leave(): void {
    waiting.length = 0;
    const wasOpen = !end;
    end = {};
    wake?.();
    if (wasOpen) left();
  }
}

const DONE = { done: true, value: undefined } as const;
