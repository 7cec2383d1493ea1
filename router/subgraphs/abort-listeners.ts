const WAITING = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * One listener of a signal for all who wait for it: a request that asks ten times is aborted once.
 * @param signal not aborted yet
 * @returns call it when nothing is to be aborted any more
 */
export function onAbort(signal: AbortSignal, abort: () => void): () => void {
  const waiting = WAITING.get(signal) ?? listenTo(signal);
  waiting.add(abort);
  return () => void waiting.delete(abort);
}

/** Knows nobody who waits: a signal lives as long as its request, and would keep what the first of them holds. */
function listenTo(signal: AbortSignal): Set<() => void> {
  const waiting = new Set<() => void>();
  const abortAll = () => {
    for (const abort of waiting) abort();
  };
  signal.addEventListener('abort', abortAll, { once: true });
  WAITING.set(signal, waiting);
  return waiting;
}
