import type { Clock } from '@depachika/clock/clock.ts';

/** What is on record under a key. */
export interface RecordedHold<Content> {
  status: 'HELD' | 'RELEASED' | 'EXPIRED';
  expiresAt: Date;
  /** Absent for a tombstone on a key that never held. */
  readonly content: Content | undefined;
  readonly giveBack: () => void;
}

/** One kind of hold in memory, by key: what is promised, until when, and which keys are closed. */
export interface HoldBook<Content> {
  find(key: string): RecordedHold<Content> | undefined;
  /** @param hold.giveBack runs once, when the hold ends */
  add(
    key: string,
    hold: { readonly content: Content; readonly expiresAt: Date; readonly giveBack: () => void },
  ): void;
  /** Never makes the expiry earlier. @returns false when the hold is unknown, over or overdue */
  extend(key: string, expiresAt: Date): boolean;
  /** Closes the key for ever. @returns true when this gave something back */
  release(key: string): boolean;
  endOverdue(): void;
  /** Keys under which something is held. */
  held(): string[];
}

export function createHoldBook<Content>(clock: Clock): HoldBook<Content> {
  const holds = new Map<string, RecordedHold<Content>>();

  return {
    find: (key) => holds.get(key),
    add(key, hold) {
      holds.set(key, { status: 'HELD', ...hold });
    },
    extend(key, expiresAt) {
      const hold = holds.get(key);
      if (hold?.status !== 'HELD' || hold.expiresAt <= clock.now()) return false;
      if (expiresAt > hold.expiresAt) hold.expiresAt = expiresAt;
      return true;
    },
    release(key) {
      const hold = holds.get(key);
      if (!hold) holds.set(key, tombstone(clock.now()));
      if (hold?.status !== 'HELD') return false;
      end(hold, 'RELEASED');
      return true;
    },
    endOverdue() {
      for (const hold of holds.values()) {
        if (hold.status === 'HELD' && hold.expiresAt <= clock.now()) end(hold, 'EXPIRED');
      }
    },
    held: () => [...holds].flatMap(([key, { status }]) => (status === 'HELD' ? [key] : [])),
  };

  function end(hold: RecordedHold<Content>, status: 'RELEASED' | 'EXPIRED'): void {
    hold.status = status;
    hold.giveBack();
  }
}

function tombstone(now: Date): RecordedHold<never> {
  return { status: 'RELEASED', expiresAt: now, content: undefined, giveBack: () => undefined };
}
