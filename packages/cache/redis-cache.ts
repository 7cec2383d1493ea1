import { randomUUID } from 'node:crypto';
import { assertOutsideTransaction } from '@depachika/database/inside-transaction.ts';
import { readFromPrimary } from '@depachika/database/read-scope.ts';
import type { RedisConnection } from '@depachika/redis/redis-connection.ts';
import type { Cache, FillOptions } from './cache.ts';
import { type FillMany, fromTexts, jittered, type ManyOptions, tagsOfKey, toTexts } from './cached-texts.ts';
import { createFlights, type Flight, type Miss } from './redis-flights.ts';
import { owedDrops } from './redis-owed-drops.ts';
import { cacheScripts, type StoredEntry } from './redis-scripts.ts';

export interface RedisCacheOptions {
  /** Closed by whoever made it. */
  readonly connection: RedisConnection;
  /** Before every key, as the hash tag of a Cluster: the domain's name. */
  readonly prefix: string;
  /** Default `Math.random`; 0 up to 1. */
  readonly random?: () => number;
}

/**
 * A cache that all processes of a domain share. A Redis that is away costs time, never an answer: `fill` is asked.
 * Times to live go by Redis's clock. Callers of one key must name the same tags. Redis bounds it: see its memory policy.
 */
export function redisCache({ connection, prefix, random = Math.random }: RedisCacheOptions): Cache {
  const keyPrefix = `{${prefix}}:v:`;
  const tagPrefix = `{${prefix}}:t:`;
  const scripts = cacheScripts(connection);
  const drops = owedDrops({ connection, tagPrefix, everything: EVERYTHING });
  const flights = createFlights();
  let hits = 0;
  let misses = 0;

  return {
    async getOrFill<T>(key: string, options: FillOptions, fill: () => Promise<T>): Promise<T> {
      const found = await getOrFillMany<T>([key], options, async () => new Map([[key, await fill()]]));
      return found.get(key) as T;
    },

    getOrFillMany,

    async drop(tags) {
      assertOutsideTransaction(`dropping ${tags.join(', ')} from the cache of ${prefix}`);
      if (tags.length === 0) return;
      flights.detachTags(tags);
      await drops.drop(tags);
      // Fills that began meanwhile may have read what was there before.
      flights.detachTags(tags);
    },

    stats: () => ({ hits, misses }),

    async close() {
      drops.close();
      flights.clear();
    },
  };

  async function getOrFillMany<T>(
    keys: readonly string[],
    options: ManyOptions,
    fill: FillMany<T>,
  ): Promise<Map<string, T>> {
    assertOutsideTransaction(`the cache of ${prefix}`);
    const wanted = [...new Set(keys)];
    if (wanted.length === 0) return new Map();
    const { texts, missing } = await lookUp(wanted, options);
    hits += texts.size;
    misses += missing.length;
    const { own, all } = flights.joinOrBegin(missing);
    if (own.length > 0) void fly(own, options.ttlMs, fill);
    for (const { key, settled } of all) {
      const json = await settled.promise;
      if (json !== undefined) texts.set(key, json);
    }
    return fromTexts<T>(wanted, texts);
  }

  async function lookUp(
    keys: readonly string[],
    options: ManyOptions,
  ): Promise<{ texts: Map<string, string>; missing: Miss[] }> {
    const tags = keys.map((key) => [EVERYTHING, ...tagsOfKey(key, options)]);
    const answers = drops.areOwed()
      ? undefined
      : await scripts.read({
          tagPrefix,
          keys: keys.map((key) => keyPrefix + key),
          tags,
          generation: randomUUID(),
          keepMs: options.ttlMs + MARGIN_MS,
        });
    // A drop may have failed to arrive while this was being read.
    const trusted = drops.areOwed() ? undefined : answers;
    const texts = new Map<string, string>();
    const missing: Miss[] = [];
    keys.forEach((key, at) => {
      const answer = trusted?.[at];
      if (typeof answer === 'string') texts.set(key, answer);
      else missing.push({ key, tags: tags[at]!, generations: answer });
    });
    return { texts, missing };
  }

  async function fly<T>(own: readonly Flight[], ttlMs: number, fill: FillMany<T>): Promise<void> {
    try {
      const earlier = own.flatMap(({ after }) => after ?? []);
      if (earlier.length > 0) await Promise.allSettled(earlier);
      for (const flight of own) flight.hasBegun = true;
      const texts = toTexts(await readFromPrimary(() => fill(own.map(({ key }) => key))));
      await store(own, texts, ttlMs);
      for (const flight of own) {
        flights.detach(flight);
        flight.settled.resolve(texts.get(flight.key));
      }
    } catch (error) {
      for (const flight of own) {
        flights.detach(flight);
        flight.settled.reject(error);
      }
    }
  }

  async function store(
    own: readonly Flight[],
    texts: ReadonlyMap<string, string>,
    ttlMs: number,
  ): Promise<void> {
    const entries = own.flatMap((flight): StoredEntry[] => {
      const { key, tags, generations } = flight;
      const json = texts.get(key);
      if (json === undefined || !generations || !flights.isRunning(flight)) return [];
      const header = tags.flatMap((tag, at) => [tag, generations[at]!]);
      return [{ key: keyPrefix + key, ttlMs: jittered(ttlMs, random), header, json }];
    });
    if (entries.length > 0 && !drops.areOwed()) await scripts.store(tagPrefix, entries);
  }
}

/** The tag of all entries. */
const EVERYTHING = '';
/** Generations outlive the entries that name them; one that does not only loses them early. */
const MARGIN_MS = 60_000;
