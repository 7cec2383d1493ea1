import { atMost } from '@depachika/cache/at-most.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { SESSION_REVOKED } from '@depachika/schema/channels.ts';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';

export interface SessionCheckOptions {
  /** Asks the users domain whether a session is still open. */
  readonly isActive: (sessionId: string) => Promise<boolean>;
  /** Asks which of many are open, by one question. */
  readonly openAmong: OpenSessions;
  readonly pubSub: PubSub;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Sessions whose state is remembered; default 50,000. */
  readonly maxRemembered?: number;
}

/** @param sessionIds at most `MAX_CHECKED_SESSIONS` @returns those of them that are still open; rejects when nobody knows */
export type OpenSessions = (sessionIds: readonly string[]) => Promise<ReadonlySet<string>>;

export interface SessionCheck {
  isRevoked(sessionId: string): Promise<boolean>;
  /** Always asks, and remembers the answers for requests too. */
  readonly openAmong: OpenSessions;
  close(): void;
}

/** A revoked session is refused after this time at the latest, also when the wake-up was lost. */
const FRESH_MS = 30_000;
/** While the users domain does not answer, its last answer about a session is believed for this long. */
const BELIEVED_MS = 10 * 60_000;

interface Known {
  readonly active: boolean;
  readonly atMs: number;
}

/** Asks about each session once in 30 s, however many requests come. A wake-up ends a session at once, and for good. */
export function sessionCheck(options: SessionCheckOptions): SessionCheck {
  const { isActive, openAmong, pubSub, clock, logger } = options;
  const known = new LRUCache<string, Known>(atMost(options.maxRemembered ?? 50_000));
  const asking = new Map<string, Promise<boolean>>();
  const stop = pubSub.subscribe(SESSION_REVOKED, (sessionId) => remember(sessionId, false));

  return {
    async isRevoked(sessionId) {
      const state = known.get(sessionId);
      if (state && (!state.active || ageMs(state) < FRESH_MS)) return !state.active;
      return !(await ask(sessionId));
    },
    async openAmong(sessionIds) {
      const open = await openAmong(sessionIds);
      return new Set(sessionIds.filter((id) => remember(id, open.has(id))));
    },
    close: stop,
  };

  function ask(sessionId: string): Promise<boolean> {
    const running = asking.get(sessionId);
    if (running) return running;
    const answer = askNow(sessionId).finally(() => asking.delete(sessionId));
    asking.set(sessionId, answer);
    return answer;
  }

  async function askNow(sessionId: string): Promise<boolean> {
    try {
      return remember(sessionId, await isActive(sessionId));
    } catch (error) {
      const state = known.get(sessionId);
      logger.warn({ err: error, believed: state !== undefined }, 'The state of a session is not known');
      if (state && ageMs(state) < BELIEVED_MS) return state.active;
      throw error;
    }
  }

  /** A wake-up that comes while the question is under way is newer than its answer. */
  function remember(sessionId: string, active: boolean): boolean {
    const isOpen = active && known.get(sessionId)?.active !== false;
    known.set(sessionId, { active: isOpen, atMs: clock.now().getTime() });
    return isOpen;
  }

  function ageMs({ atMs }: Known): number {
    return clock.now().getTime() - atMs;
  }
}
