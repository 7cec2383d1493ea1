import { randomUUID } from 'node:crypto';
import { assertOutsideTransaction } from '@depachika/database/inside-transaction.ts';
import { readFromPrimary } from '@depachika/database/read-scope.ts';
import type { RedisConnection } from '@depachika/redis/redis-connection.ts';
import type { Cache, FillOptions } from './cache.ts';
import { owedDrops } from './redis-owed-drops.ts';
import { cacheScripts, type StoredEntry } from './redis-scripts.ts';
import { TagIndex } from './tag-index.ts';

export interface RedisCacheOptions {
  /** Closed by whoever made it. */
  readonly connection: RedisConnection;
  /** Before every key, as the hash tag of a Cluster: the domain's name. */
  readonly prefix: string;
  /** Default `Math.random`; 0 up to 1. */
  readonly random?: () => number;
}

type ManyOptions = FillOptions & { tagsOf?: (key: string) => readonly string[] };
type Fill<T> = (missing: readonly string[]) => Promise<ReadonlyMap<string, T>>;

/** A key that Redis did not answer. */
interface Miss {
  readonly key: string;
  readonly tags: readonly string[];
  /** Of its tags, before its fill begins; undefined when Redis may not be trusted, and nothing may be stored. */
  readonly generations: readonly string[] | undefined;
}

/** The fill of one key, shared by all who miss it meanwhile. */
interface Flight extends Miss {
  readonly settled: PromiseWithResolvers<string | undefined>;
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
  const flights = new Map<string, Flight>();
  /** Tags of keys that are being filled, so that a drop reaches fills that began before it. */
  const flyingTags = new TagIndex();
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
      detachTags(tags);
      await drops.drop(tags);
      // Fills that began meanwhile may have read what was there before.
      detachTags(tags);
    },

    stats: () => ({ hits, misses }),

    async close() {
      drops.close();
      flights.clear();
      flyingTags.clear();
    },
  };

  async function getOrFillMany<T>(
    keys: readonly string[],
    options: ManyOptions,
    fill: Fill<T>,
  ): Promise<Map<string, T>> {
    assertOutsideTransaction(`the cache of ${prefix}`);
    const wanted = [...new Set(keys)];
    if (wanted.length === 0) return new Map();
    const { texts, missing } = await lookUp(wanted, options);
    hits += texts.size;
    misses += missing.length;
    const own: Flight[] = [];
    const shared = missing.map((miss) => joinable(miss) ?? begin(miss, own));
    if (own.length > 0) void fly(own, options.ttlMs, fill);
    for (const { key, settled } of shared) {
      const json = await settled.promise;
      if (json !== undefined) texts.set(key, json);
    }
    return inOrder<T>(wanted, texts);
  }

  async function lookUp(
    keys: readonly string[],
    options: ManyOptions,
  ): Promise<{ texts: Map<string, string>; missing: Miss[] }> {
    const tags = keys.map((key) => [
      ...new Set([EVERYTHING, ...(options.tags ?? []), ...(options.tagsOf?.(key) ?? [])]),
    ]);
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

  /** A fill that began before some other process dropped one of its tags has other generations. */
  function joinable({ key, generations }: Miss): Flight | undefined {
    const flight = flights.get(key);
    return flight && String(flight.generations) === String(generations) ? flight : undefined;
  }

  function begin(miss: Miss, own: Flight[]): Flight {
    const flight: Flight = { ...miss, settled: Promise.withResolvers() };
    // Callers that await the fill hear of its failure.
    flight.settled.promise.catch(() => undefined);
    own.push(flight);
    flights.set(miss.key, flight);
    flyingTags.add(miss.key, miss.tags);
    return flight;
  }

  async function fly<T>(own: readonly Flight[], ttlMs: number, fill: Fill<T>): Promise<void> {
    try {
      const texts = toTexts(await readFromPrimary(() => fill(own.map(({ key }) => key))));
      await store(own, texts, ttlMs);
      for (const flight of own) {
        detach(flight);
        flight.settled.resolve(texts.get(flight.key));
      }
    } catch (error) {
      for (const flight of own) {
        detach(flight);
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
      if (json === undefined || !generations || flights.get(key) !== flight) return [];
      const header = tags.flatMap((tag, at) => [tag, generations[at]!]);
      return [{ key: keyPrefix + key, ttlMs: ttlMs * (1 - MAX_JITTER * random()), header, json }];
    });
    if (entries.length > 0 && !drops.areOwed()) await scripts.store(tagPrefix, entries);
  }

  function detachTags(tags: readonly string[]): void {
    for (const key of tags.flatMap((tag) => flyingTags.keysOf(tag))) {
      const flight = flights.get(key);
      if (flight) detach(flight);
    }
  }

  /** The fill goes on for callers that already wait. It stores nothing, and a caller from now on starts a new one. */
  function detach(flight: Flight): void {
    if (flights.get(flight.key) !== flight) return;
    flights.delete(flight.key);
    flyingTags.forget(flight.key);
  }
}

/** The tag of all entries. */
const EVERYTHING = '';
/** Entries that were filled together do not expire together. */
const MAX_JITTER = 0.1;
/** Generations outlive the entries that name them; one that does not only loses them early. */
const MARGIN_MS = 60_000;

function toTexts<T>(values: ReadonlyMap<string, T>): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of values) {
    const json = JSON.stringify(value);
    if (json !== undefined) texts.set(key, json);
  }
  return texts;
}

function inOrder<T>(keys: readonly string[], texts: ReadonlyMap<string, string>): Map<string, T> {
  const values = new Map<string, T>();
  for (const key of keys) {
    const json = texts.get(key);
    if (json !== undefined) values.set(key, JSON.parse(json));
  }
  return values;
}
