import type { Clock } from '@depachika/clock/clock.ts';
import type { RedisConnection } from '@depachika/redis/redis-connection.ts';
import { redisTexts } from './admission/persisted/redis-texts.ts';
import { memoryTexts } from './admission/persisted/remembered-texts.ts';
import { memoryRateLimitStore } from './admission/rate-limit.ts';
import { redisRateLimitStore } from './admission/redis-rate-limit-store.ts';
import { redisWriteMarks } from './execution/write-marks.ts';
import type { RouterOptions } from './router.ts';

/** What routers know together, through Redis: counts, marks and texts. Without one each of them knows it alone. */
export function sharedByRouters({
  redis: connection,
  clock,
}: {
  readonly redis: RedisConnection | undefined;
  readonly clock: Clock;
}): Pick<RouterOptions, 'rateLimitStore' | 'writeMarks' | 'rememberedTexts'> {
  if (!connection) return {};
  return {
    rateLimitStore: redisRateLimitStore({ connection, fallback: memoryRateLimitStore({ clock }) }),
    writeMarks: redisWriteMarks({ connection, clock }),
    rememberedTexts: redisTexts({ connection, own: memoryTexts(), clock }),
  };
}
