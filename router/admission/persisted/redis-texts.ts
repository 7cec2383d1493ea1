import type { Clock } from '@depachika/clock/clock.ts';
import type { RedisConnection } from '@depachika/redis/redis-connection.ts';
import { LRUCache } from 'lru-cache';
import { sha256 } from './canonical-text.ts';
import { type RememberedTexts, TEXT_ROOM, type TextRoom } from './remembered-texts.ts';

/** A text that nobody asks for is forgotten after a day. */
export const TEXT_TTL_MS = 86_400_000;
/** So long a router believes that Redis has what it has: then it says that the text is in use, or gives it back. */
const TOLD_FOR_MS = 3_600_000;

export interface RedisTextsOptions {
  readonly connection: Pick<RedisConnection, 'attempt'>;
  /** Asked first: what was read once is not read again. While Redis is away it is all there is. */
  readonly own: RememberedTexts;
  readonly clock: Clock;
  /** Of all routers together. */
  readonly room?: TextRoom;
  /** Before the keys; the default is one for all routers of a shop. */
  readonly prefix?: string;
}

/** Texts that all routers share. */
export function redisTexts(options: RedisTextsOptions): RememberedTexts {
  const { connection, own, clock, room = TEXT_ROOM, prefix = '' } = options;
  // In a Cluster the keys of one script stand in one slot.
  const keys = ['texts', 'used', 'bytes'].map((name) => `${prefix}{apq}:${name}`);
  const nowMs = () => clock.now().getTime();
  const toldAtMs = new LRUCache<string, number>({ max: room.texts });
  return { get, keep };

  async function get(hash: string): Promise<string | undefined> {
    const known = await own.get(hash);
    if (known !== undefined && nowMs() - (toldAtMs.get(hash) ?? 0) < TOLD_FOR_MS) return known;
    const answer = await connection.attempt((client) =>
      client.eval(GET, 3, ...keys, hash, nowMs(), TEXT_TTL_MS),
    );
    const text = answer?.value;
    // Whoever writes into Redis must not choose what a hash of others runs.
    if (typeof text === 'string' && sha256(text) === hash) {
      toldAtMs.set(hash, nowMs());
      if (known === undefined) await own.keep(hash, text);
      return text;
    }
    if (known !== undefined) await keep(hash, known);
    return known;
  }

  async function keep(hash: string, text: string): Promise<void> {
    await own.keep(hash, text);
    const kept = await connection.attempt((client) =>
      client.eval(KEEP, 3, ...keys, hash, nowMs(), TEXT_TTL_MS, text, room.texts, room.bytes),
    );
    if (kept) toldAtMs.set(hash, nowMs());
  }
}

/** Three keys that one script writes: the texts, when each was used, and their bytes. */
const SHARED = `
local texts, used, bytes = KEYS[1], KEYS[2], KEYS[3]
local hash, now, ttl = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local function touch()
  redis.call('ZADD', used, now, hash)
  for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ttl) end
end
`;

const GET = `${SHARED}
local at = redis.call('ZSCORE', used, hash)
if not at or tonumber(at) < now - ttl then return false end
local text = redis.call('HGET', texts, hash)
if text then touch() end
return text
`;

/** Where one of the keys was evicted or lost, the rest is of no use: all are begun anew. */
const KEEP = `${SHARED}
local text, maxTexts, maxBytes = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local function drop(old)
  redis.call('DECRBY', bytes, redis.call('HSTRLEN', texts, old))
  redis.call('HDEL', texts, old)
  redis.call('ZREM', used, old)
end
if redis.call('HLEN', texts) ~= redis.call('ZCARD', used) or redis.call('EXISTS', bytes) ~= redis.call('EXISTS', used) then
  redis.call('DEL', texts, used, bytes)
end
if #text > maxBytes then return end
if redis.call('HSETNX', texts, hash, text) == 1 then redis.call('INCRBY', bytes, #text) end
touch()
for _, old in ipairs(redis.call('ZRANGEBYSCORE', used, '-inf', '(' .. (now - ttl), 'LIMIT', 0, 100)) do drop(old) end
while redis.call('ZCARD', used) > maxTexts or tonumber(redis.call('GET', bytes)) > maxBytes do
  drop(redis.call('ZRANGE', used, 0, 0)[1])
end
`;
