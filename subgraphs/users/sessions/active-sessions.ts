import type { Cache } from '@depachika/cache/cache.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { isId } from '@depachika/ids/ids.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { SESSION_REVOKED } from '@depachika/schema/channels.ts';
import { openOf, openUntil } from './session-store.ts';

/** How long the state of a session is remembered; it is dropped when the session ends. */
const REMEMBERED_MS = 24 * 60 * 60_000;

export interface ActiveSessions {
  /** False once a session was logged out, revoked, or its last refresh token has expired. */
  isActive(sessionId: string): Promise<boolean>;
  /**
   * Those of many sessions that are active, by one statement past the cache: an end of which the cache was not told, since a
   * process died after its commit, is found here.
   */
  openAmong(sessionIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** After commit, before the answer: nobody is told that a session ended while it still counts as active. */
  forget(sessionIds: readonly string[]): Promise<void>;
}

export function createActiveSessions(deps: {
  readonly database: Database;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly pubSub: PubSub;
}): ActiveSessions {
  const { database, cache, clock, pubSub } = deps;
  return {
    async isActive(sessionId) {
      if (!isId('ses', sessionId)) return false;
      const key = sessionTag(sessionId);
      const options = { ttlMs: REMEMBERED_MS, tags: [key] };
      // Epoch milliseconds, because caches hold JSON; 0 for a session that has ended or never was.
      const openUntilMs = await cache.getOrFill(
        key,
        options,
        async () => (await openUntil(database, sessionId))?.getTime() ?? 0,
      );
      return openUntilMs > clock.now().getTime();
    },
    async openAmong(sessionIds) {
      const known = sessionIds.filter((id) => isId('ses', id));
      const open = new Set(await openOf(database, known, clock.now()));
      const ended = known.filter((id) => !open.has(id));
      if (ended.length > 0) await cache.drop(ended.map(sessionTag));
      return open;
    },
    async forget(sessionIds) {
      if (sessionIds.length === 0) return;
      await cache.drop(sessionIds.map(sessionTag));
      for (const id of sessionIds) pubSub.publish(SESSION_REVOKED, id);
    },
  };
}

/** For a session that goes on: its end has moved. The session has not ended, so nobody is told. */
export function droppedAfterRefresh(cache: Cache, sessionId: string): Promise<void> {
  return cache.drop([sessionTag(sessionId)]);
}

function sessionTag(sessionId: string): string {
  return `session:${sessionId}`;
}
