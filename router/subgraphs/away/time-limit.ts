import { onAbort } from '../abort-listeners.ts';

/** What was asked has not been answered in its time, or the one who asked has left. */
export class TimeIsOver extends Error {}

/**
 * Waits for an answer as long as it may take. One timer and one promise: what a library of policies makes around every call
 * cost a fortieth of a short request's CPU.
 * @param signal of who asks; aborting it ends the time at once
 * @param ask is told by its signal when the time is over; what it comes to then is dropped
 * @returns the answer; rejects with {@link TimeIsOver}, also when `ask` fails because of it
 */
export function withinTime<T>(
  ms: number,
  signal: AbortSignal | undefined,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const end = () => {
      forget();
      over.abort();
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
    ask(over.signal).then(
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
