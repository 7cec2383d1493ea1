import type { RedisConnection } from '@depachika/redis/redis-connection.ts';
import type { RateLimitStore } from './rate-limit.ts';

/**
 * Windows that all routers share. While Redis is away `fallback` counts, each router for itself: a limit must neither
 * take the shop down nor vanish.
 */
export function redisRateLimitStore(options: {
  readonly connection: RedisConnection;
  readonly fallback: RateLimitStore;
}): RateLimitStore {
  const { connection, fallback } = options;
  return {
    async hit(key, window) {
      const { windowMs, hits: added = 1 } = window;
      const answer = await connection.attempt((client) =>
        client.eval(HIT, 1, `ratelimit:${key}`, windowMs, added),
      );
      if (!answer) return fallback.hit(key, window);
      const [hits, resetMs] = answer.value as [number, number];
      return { hits, resetMs };
    },
  };
}

/** Counts and sets the end in one step, so that a window can never be left without an end. */
const HIT = `
local hits = redis.call('INCRBY', KEYS[1], ARGV[2])
local rest = redis.call('PTTL', KEYS[1])
if rest < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  rest = tonumber(ARGV[1])
end
return { hits, rest }
`;
