import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import DataLoader from 'dataloader';
import { badUserInput } from './errors.ts';

/** Looks up by key; lookups of one tick become one call. Make one per request: it remembers what it has read. */
export interface BatchLoader<K, T> {
  /** @returns null when there is none. */
  load(key: K): Promise<T | null>;
  /** In the order of the keys. Throws when the lookup throws. */
  loadMany(keys: readonly K[]): Promise<(T | null)[]>;
  /** Forgets what was read under this key: after a mutation of the same request. */
  clear(key: K): void;
}

/**
 * @param lookUp gets distinct keys and answers with those that exist; what it throws fails every key of the batch.
 * @param options.maxBatch most keys of one call; default 500
 */
export function batchLoader<K extends string | number, T>(
  lookUp: (keys: readonly K[]) => Promise<ReadonlyMap<K, T>>,
  options: { readonly maxBatch?: number } = {},
): BatchLoader<K, T> {
  const loader = new DataLoader<K, T | null>(
    async (keys) => {
      const found = await lookUp(keys);
      return keys.map((key) => found.get(key) ?? null);
    },
    { maxBatchSize: options.maxBatch ?? 500 },
  );
  return {
    load: (key) => loader.load(key),
    loadMany: (keys) => Promise.all(keys.map((key) => loader.load(key))),
    clear: (key) => void loader.clear(key),
  };
}

/**
 * As {@link batchLoader}, for keys of several parts.
 * @param lookUp answers in the order of the requests, each distinct @param keyOf the same for the same request
 */
export function requestLoader<R, T>(
  lookUp: (requests: readonly R[]) => Promise<readonly T[]>,
  options: { readonly keyOf: (request: R) => string; readonly maxBatch?: number },
): BatchLoader<R, T> {
  const loader = new DataLoader<R, T, string>(lookUp, {
    maxBatchSize: options.maxBatch ?? 500,
    cacheKeyFn: options.keyOf,
  });
  return {
    load: (request) => loader.load(request),
    loadMany: (requests) => Promise.all(requests.map((request) => loader.load(request))),
    clear: (request) => void loader.clear(request),
  };
}

/** Rows by one of their columns: the usual end of a lookup for {@link batchLoader}. */
export function byKey<K, T>(rows: Iterable<T>, keyOf: (row: T) => K): Map<K, T> {
  const found = new Map<K, T>();
  for (const row of rows) found.set(keyOf(row), row);
  return found;
}

/** Rows in groups by one of their columns, each group in the order of the rows: for lists of an entity. */
export function groupedBy<K, T>(rows: Iterable<T>, keyOf: (row: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/**
 * A `__resolveReference` whose lookups are batched per request.
 * The answer is a copy: @apollo/subgraph writes `__typename` on it, which must not reach a row that a cache shares.
 * Fields of the reference that the row does not have are kept, so that `@requires` works.
 * @param loaderOf picks the loader from the request's context @param key the entity's key field; default `id`
 */
export function batchedReference<C, T extends object>(
  loaderOf: (context: C) => BatchLoader<string, T>,
  key = 'id',
): (reference: object, context: C) => Promise<T | null> {
  return async (reference, context) => {
    const value = (reference as Record<string, unknown>)[key];
    if (typeof value !== 'string') throw badUserInput(`representations.${key}`, allowed.text);
    const row = await loaderOf(context).load(value);
    return row && { ...reference, ...row };
  };
}
