import type { Cache } from '@depachika/cache/cache.ts';
import type { Database } from '@depachika/database/database.ts';
import { type CacheLifetimes, listingFill, popularityFill } from '../catalogue/catalogue-cache.ts';
import { findBestSellers } from './popularity-store.ts';

/** Ids of the best sellers of a shelf, through the cache, for seconds. */
export type BestSellers = (wanted: {
  readonly shelf: string;
  readonly first: number;
}) => Promise<readonly string[]>;

export function createBestSellers({
  database,
  cache,
  lifetimes,
}: {
  readonly database: Database;
  readonly cache: Cache;
  readonly lifetimes: CacheLifetimes;
}): BestSellers {
  const listed = popularityFill(listingFill(lifetimes));
  return ({ shelf, first }) =>
    cache.getOrFill(`best:${first}:${shelf}`, listed, () => findBestSellers(database, { shelf, first }));
}
