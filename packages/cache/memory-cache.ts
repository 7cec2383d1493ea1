import type { Clock } from '@depachika/clock/clock.ts';
import { assertOutsideTransaction } from '@depachika/database/inside-transaction.ts';
import { readFromPrimary } from '@depachika/database/read-scope.ts';
import { LRUCache } from 'lru-cache';
import type { Cache, FillOptions } from './cache.ts';
import { type FillMany, jittered, type ManyOptions, tagsOfKey, toTexts } from './cached-texts.ts';
import { TagIndex } from './tag-index.ts';

export interface MemoryCacheOptions {
  readonly clock: Clock;
  /** Before every key and tag: the domain's name. */
  readonly prefix: string;
  /** Default 32 MiB, as strings take it in memory. */
  readonly maxBytes?: number;
  /** Default `Math.random`; 0 up to 1. */
  readonly random?: () => number;
}

/** A value as it is kept: its text, until a caller asks for the value that callers share. Then it is that alone. */
interface Kept {
  json: string | undefined;
  value?: unknown;
  /** Of the text, in characters. */
  readonly length: number;
}

interface Entry {
  readonly kept: Kept;
  readonly isShared: boolean;
  readonly expiresAtMs: number;
}

interface Filled {
  readonly kept: Kept;
  readonly options: FillOptions;
  readonly tags: readonly string[];
}

/** One call of somebody's `fill`, shared by all who want one of its keys meanwhile. */
interface Fill {
  readonly result: Promise<ReadonlyMap<string, Kept>>;
}

/**
 * A cache in this process. Full, it evicts what was used least recently; what has expired goes when it is met or
 * evicted. Values are kept as JSON text: every caller gets a copy of its own, and the same one on a miss as on a hit. What
 * callers share is read from its text once, frozen, and kept in its place.
 */
export function memoryCache(options: MemoryCacheOptions): Cache {
  const { clock, prefix, maxBytes = 32 * 1024 * 1024, random = Math.random } = options;
  const tagged = new TagIndex();
  const entries = new LRUCache<string, Entry>({
    maxSize: maxBytes,
    // Text beyond Latin-1 takes two bytes a character.
    sizeCalculation: ({ kept: { length }, isShared }, key) =>
      2 * (length + key.length) + (isShared ? VALUE_BYTES * length : 0) + ENTRY_OVERHEAD_BYTES,
    dispose: (_entry, key) => tagged.forget(key),
  });
  const filling = new Map<string, Fill>();
  /** Tags of keys that are being filled, so that a drop reaches fills that began before it. */
  const fillingTags = new TagIndex();
  let hits = 0;
  let misses = 0;

  return {
    async getOrFill<T>(key: string, fillOptions: FillOptions, fill: () => Promise<T>): Promise<T> {
      const found = await getOrFillMany<T>([key], fillOptions, async () => new Map([[key, await fill()]]));
      return found.get(key) as T;
    },

    getOrFillMany,

    async drop(tags) {
      assertOutsideTransaction(`dropping ${tags.join(', ')} from the cache of ${prefix}`);
      for (const tag of tags.map(prefixed)) {
        for (const key of tagged.keysOf(tag)) entries.delete(key);
        for (const key of fillingTags.keysOf(tag)) detach(key);
      }
    },

    stats: () => ({ hits, misses }),

    async close() {
      entries.clear();
      filling.clear();
      fillingTags.clear();
    },
  };

  async function getOrFillMany<T>(
    keys: readonly string[],
    fillOptions: ManyOptions,
    fill: FillMany<T>,
  ): Promise<Map<string, T>> {
    assertOutsideTransaction(`the cache of ${prefix}`);
    const wanted = [...new Set(keys)];
    const found = new Map<string, Kept>();
    const fills = new Map<string, Fill>();
    const missing: string[] = [];
    for (const key of wanted) {
      const kept = lookUp(prefixed(key));
      const running = filling.get(prefixed(key));
      if (kept) found.set(key, kept);
      else if (running) fills.set(key, running);
      else missing.push(key);
    }
    hits += found.size;
    misses += wanted.length - found.size;
    if (missing.length > 0) {
      const own = startFill(missing, fillOptions, fill);
      for (const key of missing) fills.set(key, own);
    }
    for (const [key, { result }] of fills) {
      const kept = (await result).get(key);
      if (kept) found.set(key, kept);
    }
    return valuesOf<T>(wanted, found, fillOptions);
  }

  function lookUp(key: string): Kept | undefined {
    const entry = entries.get(key);
    if (!entry) return undefined;
    if (entry.expiresAtMs > clock.now().getTime()) return entry.kept;
    entries.delete(key);
    return undefined;
  }

  function startFill<T>(missing: readonly string[], fillOptions: ManyOptions, fill: FillMany<T>): Fill {
    const tags = new Map(missing.map((key) => [key, tagsOfKey(key, fillOptions).map(prefixed)]));
    const own: Fill = {
      result: ask(missing, fill)
        .then((filled) => {
          for (const [key, kept] of filled) {
            if (isRunning(key, own))
              store(prefixed(key), { kept, options: fillOptions, tags: tags.get(key)! });
          }
          return filled;
        })
        .finally(() => {
          for (const key of missing) if (isRunning(key, own)) detach(prefixed(key));
        }),
    };
    // Callers that await the fill hear of its failure; callers that come after it start a fill of their own.
    own.result.catch(() => undefined);
    for (const [key, names] of tags) {
      filling.set(prefixed(key), own);
      fillingTags.add(prefixed(key), names);
    }
    return own;
  }

  function isRunning(key: string, fill: Fill): boolean {
    return filling.get(prefixed(key)) === fill;
  }

  function store(key: string, { kept, options: { ttlMs, shared }, tags }: Filled): void {
    const expiresAtMs = clock.now().getTime() + jittered(ttlMs, random);
    entries.set(key, { kept, isShared: shared === true, expiresAtMs });
    if (entries.has(key)) tagged.add(key, tags);
  }

  /** The fill goes on for those who already wait; it stores nothing, and who asks from now on starts a new one. */
  function detach(key: string): void {
    filling.delete(key);
    fillingTags.forget(key);
  }

  function prefixed(name: string): string {
    return `${prefix}:${name}`;
  }
}

const ENTRY_OVERHEAD_BYTES = 200;
/** What objects take, for each character of their text, which goes when they are first asked for. */
const VALUE_BYTES = 4;

/** Not before the fill is registered, so that a drop from inside it is noticed too. */
async function ask<T>(missing: readonly string[], fill: FillMany<T>): Promise<Map<string, Kept>> {
  await undefined;
  const texts = toTexts(await readFromPrimary(() => fill(missing)));
  return new Map([...texts].map(([key, json]) => [key, { json, length: json.length }]));
}

/** In the order of the keys that were asked for. */
function valuesOf<T>(
  keys: readonly string[],
  found: ReadonlyMap<string, Kept>,
  { shared }: FillOptions,
): Map<string, T> {
  const values = new Map<string, T>();
  for (const key of keys) {
    const kept = found.get(key);
    if (kept) values.set(key, (shared ? sharedValue(kept) : JSON.parse(textOf(kept))) as T);
  }
  return values;
}

function sharedValue(kept: Kept): unknown {
  if (kept.json !== undefined) {
    kept.value = frozen(JSON.parse(kept.json));
    kept.json = undefined;
  }
  return kept.value;
}

function textOf({ json, value }: Kept): string {
  return json ?? JSON.stringify(value);
}

/** With all that is below it. */
function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
