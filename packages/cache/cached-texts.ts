import type { FillOptions } from './cache.ts';

/** How many keys are filled at once: each may have tags of its own. */
export type ManyOptions = FillOptions & { tagsOf?: (key: string) => readonly string[] };

/** Asks for the values of keys that are not cached; those that it leaves out have none. */
export type FillMany<T> = (missing: readonly string[]) => Promise<ReadonlyMap<string, T>>;

/** Each tag of a key once. */
export function tagsOfKey(key: string, options: ManyOptions): string[] {
  return [...new Set([...(options.tags ?? []), ...(options.tagsOf?.(key) ?? [])])];
}

/** Values as a cache keeps them. What JSON cannot say, is not kept. */
export function toTexts<T>(values: ReadonlyMap<string, T>): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of values) {
    const json = JSON.stringify(value);
    if (json !== undefined) texts.set(key, json);
  }
  return texts;
}

/** Values in the order of the keys that were asked for; every caller gets copies of its own. */
export function fromTexts<T>(keys: readonly string[], texts: ReadonlyMap<string, string>): Map<string, T> {
  const values = new Map<string, T>();
  for (const key of keys) {
    const json = texts.get(key);
    if (json !== undefined) values.set(key, JSON.parse(json));
  }
  return values;
}

/** Entries that were filled together do not expire together. @param random 0 up to 1 */
export function jittered(ttlMs: number, random: () => number): number {
  return ttlMs * (1 - MAX_JITTER * random());
}

const MAX_JITTER = 0.1;
