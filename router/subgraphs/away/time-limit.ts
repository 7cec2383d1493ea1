import { onAbort } from '../abort-listeners.ts';
import type { EndOfCall } from '../subgraph-transport.ts';

/** What was asked has not been answered in its time, or the one who asked has left. */
export class TimeIsOver extends Error {}

/** Whether and when the time of a call is over. A signal is made for who asks for one: it costs more than all else here. */
export class CallTime implements EndOfCall {
  readonly #listeners = new Set<() => void>();
  #over: AbortController | undefined;
  #isOver = false;

  get isOver(): boolean {
    return this.#isOver;
  }

  get signal(): AbortSignal {
    this.#over ??= new AbortController();
    if (this.#isOver) this.#over.abort();
    return this.#over.signal;
  }

  onEnd(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  end(): void {
    this.#isOver = true;
    this.#over?.abort();
    for (const listener of this.#listeners) listener();
  }
}

/**
 * Waits for an answer as long as it may take. One timer and one promise: what a library of policies makes around every call
 * cost a fortieth of a short request's CPU.
 * @param signal of who asks; aborting it ends the time at once
 * @param ask is told when the time is over; what it comes to then is dropped
 * @returns the answer; rejects with {@link TimeIsOver}, also when `ask` fails because of it
 */
export function withinTime<T>(
  ms: number,
  signal: AbortSignal | undefined,
  ask: (time: CallTime) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const time = new CallTime();
    const end = () => {
      forget();
      time.end();
      reject(new TimeIsOver());
    };
    const timer = setTimeout(end, ms);
    const forgetSignal = signal && !signal.aborted ? onAbort(signal, end) : undefined;
    const forget = () => {
      clearTimeout(timer);
      forgetSignal?.();
    };
    if (signal?.aborted) {
      end();
      return;
    }
    ask(time).then(
      (answer) => {
        forget();
        resolve(answer);
      },
      (error: unknown) => {
        forget();
        reject(error);
      },
    );
  });
}
