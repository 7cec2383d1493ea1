const WAITING = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * One listener of a signal for all who wait for it: a request that asks ten times is aborted once.
 * @param signal not aborted yet
 * @returns call it when nothing is to be aborted any more
 */
export function onAbort(signal: AbortSignal, abort: () => void): () => void {
  let waiting = WAITING.get(signal);
  if (!waiting) {
    const all = new Set<() => void>();
    signal.addEventListener(
      'abort',
      () => {
        for (const each of all) each();
      },
      { once: true },
    );
    WAITING.set(signal, all);
    waiting = all;
  }
  const all = waiting;
  all.add(abort);
  return () => void all.delete(abort);
}
