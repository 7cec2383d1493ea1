/** How many events of one subscription may still be sent. */
export interface EventWindow {
  /** Resolves to true when one more may be sent, and counts it; to false once it is closed. */
  room(): Promise<boolean>;
  /** The reader has taken so many. */
  widen(events: number): void;
  close(): void;
  isClosed(): boolean;
}

/** @param size events that may be under way at once, 1 or more */
export function eventWindow(size: number): EventWindow {
  let left = size;
  let closed = false;
  let wake: (() => void) | undefined;
  return {
    async room() {
      while (left === 0 && !closed) await new Promise<void>((resolve) => (wake = resolve));
      if (closed) return false;
      left -= 1;
      return true;
    },
    widen(events) {
      // A reader cannot have taken what was not sent.
      left = Math.min(size, left + events);
      wake?.();
    },
    close() {
      closed = true;
      wake?.();
    },
    isClosed: () => closed,
  };
}
