import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';

/** Ends of tokens that are waited for. */
export interface TokenEnds<Held> {
  add(held: Held, at: Date): void;
  delete(held: Held, at: Date): void;
}

/** Tokens end at whole seconds: there is one timer for all that end at one of them. @param end called at the end of a token */
export function tokenEnds<Held>(clock: Clock, end: (held: Held) => void): TokenEnds<Held> {
  const waiting = new Map<number, { readonly held: Set<Held>; readonly timer: ClockTimer }>();
  return {
    add(held, at) {
      const atMs = at.getTime();
      let ending = waiting.get(atMs);
      if (!ending) {
        const timer = clock.after(atMs - clock.now().getTime(), () => endAll(atMs));
        ending = { held: new Set(), timer };
        waiting.set(atMs, ending);
      }
      ending.held.add(held);
    },
    delete(held, at) {
      const ending = waiting.get(at.getTime());
      if (!ending?.held.delete(held) || ending.held.size > 0) return;
      ending.timer.cancel();
      waiting.delete(at.getTime());
    },
  };

  function endAll(atMs: number): void {
    const ending = waiting.get(atMs);
    waiting.delete(atMs);
    ending?.held.forEach(end);
  }
}
