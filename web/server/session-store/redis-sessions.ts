import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@depachika/clock/clock.ts';
import type { RedisConnection } from '@depachika/redis/redis-connection.ts';
import { type SessionSeal, sessionSeal } from './sealed-session.ts';
import { type SessionStore, SessionsAway, type StoredSession } from './session-store.ts';

/** Longer than any change takes: who holds one and is killed keeps the others out for no longer. */
const LOCK_MS = 15_000;
const LOOK_AGAIN_MS = 25;

export interface RedisSessionsOptions {
  readonly connection: RedisConnection;
  readonly clock: Clock;
}

/** For all processes that render pages. What Redis holds of a session opens only under the name that its browser carries. */
export function redisSessions({ connection, clock }: RedisSessionsOptions): SessionStore {
  return {
    get: (name) => read(sessionSeal(name)),
    set: (name, session) => write(sessionSeal(name), session),
    async change(name, next) {
      const seal = sessionSeal(name);
      const release = await lock(seal);
      try {
        const session = await read(seal);
        const wanted = session && (await next(session));
        if (wanted) await write(seal, wanted);
        else await ask((client) => client.del(keyOf(seal)));
        return wanted;
      } finally {
        await release();
      }
    },
  };

  async function read(seal: SessionSeal): Promise<StoredSession | undefined> {
    const sealed = await ask((client) => client.get(keyOf(seal)));
    const session = sealed === null ? undefined : seal.open(sealed);
    return session && session.refreshTokenExpiresAt > clock.now().getTime() ? session : undefined;
  }

  async function write(seal: SessionSeal, session: StoredSession): Promise<void> {
    const lifetimeMs = Math.max(1, session.refreshTokenExpiresAt - clock.now().getTime());
    await ask((client) => client.set(keyOf(seal), seal.seal(session), 'PX', lifetimeMs));
  }

  /** @returns gives it back */
  async function lock(seal: SessionSeal): Promise<() => Promise<void>> {
    const [key, mine] = [`${keyOf(seal)}:changing`, randomUUID()];
    const deadline = performance.now() + 2 * LOCK_MS;
    while ((await ask((client) => client.set(key, mine, 'PX', LOCK_MS, 'NX'))) === null) {
      if (performance.now() > deadline) throw new SessionsAway('A session is being changed for too long');
      await pause(LOOK_AGAIN_MS);
    }
    // Where Redis is away, the lock ends by itself.
    return async () => void (await connection.attempt((client) => client.eval(RELEASE, 1, key, mine)));
  }

  async function ask<T>(work: Parameters<typeof connection.attempt<T>>[0]): Promise<T> {
    const answer = await connection.attempt(work);
    if (!answer) throw new SessionsAway('Redis, which keeps sessions, is away');
    return answer.value;
  }
}

/** One that has ended by itself may be somebody else's by now. */
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

function keyOf({ place }: SessionSeal): string {
  return `web:session:${place}`;
}
