import { atMost } from '@depachika/cache/at-most.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import { type Caller, hasSession } from '@depachika/identity/caller.ts';
import { LRUCache } from 'lru-cache';
import { READ_YOUR_WRITES_MS, type WriteMarks } from './write-marks.ts';

/** Whose queries a read replica may answer. */
export interface ReadChoice {
  /** To be awaited before a mutation of this caller begins, after it was answered, and before an event is shown. */
  changed(caller: Caller): Promise<void>;
  /** True while they may know of something that was read before. */
  hasJustWritten(caller: Caller): Promise<boolean>;
  /** Undefined while the caller may know of something that a replica does not. */
  readsOf(caller: Caller): Promise<'replica' | undefined>;
}

/**
 * A caller always sees their own writes, and what an event told them. Anonymous callers write nothing that they could see.
 * A session that is new to this router may have begun just now, with its user: it counts as one that has written.
 */
export function readChoice(options: {
  readonly marks: WriteMarks;
  readonly clock: Clock;
  /** False where nothing but primaries can be read. Default true. */
  readonly replicas?: boolean;
}): ReadChoice {
  const { marks, clock, replicas = true } = options;
  const firstSeenMs = new LRUCache<string, number>(atMost(100_000));
  return {
    async changed(caller) {
      if (hasSession(caller)) await marks.mark(caller.userId);
    },
    async readsOf(caller) {
      if (!replicas) return undefined;
      return (await hasJustWritten(caller)) ? undefined : 'replica';
    },
    hasJustWritten,
  };

  async function hasJustWritten(caller: Caller): Promise<boolean> {
    if (caller.kind === 'anonymous') return false;
    if (caller.kind === 'service' || isNew(caller.sessionId)) return true;
    return marks.isMarked(caller.userId);
  }

  function isNew(sessionId: string): boolean {
    const nowMs = clock.now().getTime();
    const seenMs = firstSeenMs.get(sessionId) ?? nowMs;
    firstSeenMs.set(sessionId, seenMs);
    return nowMs - seenMs <= READ_YOUR_WRITES_MS;
  }
}
