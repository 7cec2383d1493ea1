import type { RedisConnection } from '@depachika/redis/redis-connection.ts';

/**
 * An entry is a line of JSON, `[tag, generation, …]`, and the value's JSON. It counts while each of its tags still has
 * that generation. Dropping a tag deletes its generation; the next fill makes a new one, which is never the same, so
 * that a generation which Redis evicts or expires only loses entries.
 */
export interface CacheScripts {
  /**
   * @returns for each key its JSON, or the generations of its tags as they are now (made when missing)
   */
  read(request: ReadRequest): Promise<(string | string[])[] | undefined>;
  /** Stores each entry whose tags have the generations of its header. */
  store(tagPrefix: string, entries: readonly StoredEntry[]): Promise<void>;
}

export interface ReadRequest {
  readonly tagPrefix: string;
  readonly keys: readonly string[];
  /** Of each key, in the order of `keys`. */
  readonly tags: readonly (readonly string[])[];
  /** The generation of tags that have none; never used before. */
  readonly generation: string;
  /** How long a generation is kept at least. */
  readonly keepMs: number;
}

export interface StoredEntry {
  readonly key: string;
  readonly ttlMs: number;
  /** `[tag, generation, …]` */
  readonly header: readonly string[];
  readonly json: string;
}

interface Commands {
  depachikaCacheRead(count: number, ...rest: (string | number)[]): Promise<(string | string[])[]>;
  depachikaCacheStore(count: number, ...rest: (string | number)[]): Promise<number>;
}

/** Both resolve to nothing while Redis is away. */
export function cacheScripts(connection: RedisConnection): CacheScripts {
  connection.client.defineCommand('depachikaCacheRead', { lua: READ });
  connection.client.defineCommand('depachikaCacheStore', { lua: STORE });

  return {
    async read({ tagPrefix, keys, tags, generation, keepMs }) {
      const lists = tags.map((list) => JSON.stringify(list));
      const answer = await connection.attempt((client) =>
        (client as unknown as Commands).depachikaCacheRead(
          keys.length,
          ...keys,
          tagPrefix,
          generation,
          Math.ceil(keepMs),
          ...lists,
        ),
      );
      return answer?.value;
    },

    async store(tagPrefix, entries) {
      const values = entries.flatMap(({ ttlMs, header, json }) => [
        Math.max(1, Math.floor(ttlMs)),
        JSON.stringify(header),
        json,
      ]);
      await connection.attempt((client) =>
        (client as unknown as Commands).depachikaCacheStore(
          entries.length,
          ...entries.map(({ key }) => key),
          tagPrefix,
          ...values,
        ),
      );
    },
  };
}

/** All keys of a domain share a hash tag, so that those made from tags here are on the same node of a Cluster. */
const READ = `
local prefix, made, keep = ARGV[1], ARGV[2], tonumber(ARGV[3])
local known = {}
local function generation(tag)
  if known[tag] == nil then known[tag] = redis.call('GET', prefix .. tag) end
  return known[tag]
end
local function counts(header)
  for at = 1, #header, 2 do
    if generation(header[at]) ~= header[at + 1] then return false end
  end
  return true
end
local function ensured(tag)
  if not generation(tag) then
    redis.call('SET', prefix .. tag, made, 'PX', keep)
    known[tag] = made
  elseif redis.call('PTTL', prefix .. tag) < keep then
    redis.call('PEXPIRE', prefix .. tag, keep)
  end
  return known[tag]
end
local answers = {}
for at, key in ipairs(KEYS) do
  local text = redis.call('GET', key)
  local cut = text and string.find(text, '\\n', 1, true)
  if cut and counts(cjson.decode(string.sub(text, 1, cut - 1))) then
    answers[at] = string.sub(text, cut + 1)
  else
    local generations = {}
    for place, tag in ipairs(cjson.decode(ARGV[3 + at])) do generations[place] = ensured(tag) end
    answers[at] = generations
  end
end
return answers
`;

const STORE = `
local prefix = ARGV[1]
local stored = 0
for at, key in ipairs(KEYS) do
  local ttl, header, json = ARGV[3 * at - 1], ARGV[3 * at], ARGV[3 * at + 1]
  local tags = cjson.decode(header)
  local counts = true
  for place = 1, #tags, 2 do
    if redis.call('GET', prefix .. tags[place]) ~= tags[place + 1] then counts = false end
  end
  if counts then
    redis.call('SET', key, header .. '\\n' .. json, 'PX', ttl)
    stored = stored + 1
  end
end
return stored
`;
