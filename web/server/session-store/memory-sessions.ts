import { atMost } from '@depachika/cache/at-most.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import { LRUCache } from 'lru-cache';
import { oneAtATime } from './one-at-a-time.ts';
import type { SessionStore, StoredSession } from './session-store.ts';

/** For one process, as long as it runs: whoever was signed in signs in again after it has been started again. */
export function memorySessions(clock: Clock): SessionStore {
  const sessions = new LRUCache<string, StoredSession>(atMost(50_000));
  const inTurn = oneAtATime();
  return {
    get: async (name) => current(name),
    set: async (name, session) => void sessions.set(name, session),
    change: (name, next) =>
      inTurn(name, async () => {
        const session = current(name);
        const wanted = session && (await next(session));
        if (wanted) sessions.set(name, wanted);
        else sessions.delete(name);
        return wanted;
      }),
  };

  function current(name: string): StoredSession | undefined {
    const session = sessions.get(name);
    if (session && session.refreshTokenExpiresAt > clock.now().getTime()) return session;
    sessions.delete(name);
    return undefined;
  }
}
