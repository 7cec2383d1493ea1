import { atMost } from '@depachika/cache/at-most.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { RedisConnection } from '@depachika/redis/redis-connection.ts';
import { LRUCache } from 'lru-cache';

/** How long after a write its author reads the primary alone: why it suffices is in docs/decisions/0014-read-replica.md. */
export const READ_YOUR_WRITES_MS = 5_000;

/** Remembers who has just written, for one router or for all of them. */
export interface WriteMarks {
  mark(userId: string): Promise<void>;
  /** True for {@link READ_YOUR_WRITES_MS} after a mark, and whenever it cannot be known. */
  isMarked(userId: string): Promise<boolean>;
}

/** In this process; more users than it has room for cannot write within seconds. */
export function memoryWriteMarks({ clock }: { readonly clock: Clock }): WriteMarks {
  const markedMs = new LRUCache<string, number>(atMost(50_000));
  return {
    async mark(userId) {
      markedMs.set(userId, clock.now().getTime());
    },
    async isMarked(userId) {
      const atMs = markedMs.get(userId);
      return atMs !== undefined && clock.now().getTime() - atMs <= READ_YOUR_WRITES_MS;
    },
  };
}

/** Marks that all routers share. After a moment without Redis, and after a new connection, everybody counts as marked. */
export function redisWriteMarks(options: {
  readonly connection: Pick<RedisConnection, 'attempt' | 'onReady'>;
  readonly clock: Clock;
}): WriteMarks {
  const { connection, clock } = options;
  const nowMs = () => clock.now().getTime();
  let lostMs = Number.NEGATIVE_INFINITY;
  const lose = () => {
    lostMs = nowMs();
  };
  connection.onReady(lose);
  return {
    async mark(userId) {
      const set = await connection.attempt((client) =>
        client.set(keyOf(userId), '', 'PX', READ_YOUR_WRITES_MS),
      );
      if (!set) lose();
    },
    async isMarked(userId) {
      if (nowMs() - lostMs <= READ_YOUR_WRITES_MS) return true;
      const found = await connection.attempt((client) => client.exists(keyOf(userId)));
      if (!found) lose();
      return found?.value !== 0;
    },
  };
}

function keyOf(userId: string): string {
  return `wrote:${userId}`;
}
