import type { Cache } from '@depachika/cache/cache.ts';
import type { Sql } from '@depachika/database/database.ts';
import { type CacheLifetimes, listingFill } from '../catalogue/catalogue-cache.ts';
import type { SearchQuery } from './search-query.ts';
import { type SearchHit, type SearchPage, searchProducts } from './search-reader.ts';

/** A page of what a query finds, through the cache. */
export type ProductSearch = (query: SearchQuery, page: SearchPage) => Promise<SearchHit[]>;

export function createProductSearch({
  database,
  cache,
  lifetimes,
}: {
  readonly database: Sql;
  readonly cache: Cache;
  readonly lifetimes: CacheLifetimes;
}): ProductSearch {
  const listed = listingFill(lifetimes);
  return (query, page) => {
    const key = `search:${page.shelf}:${page.limit}:${JSON.stringify([page.after ?? null, query.key])}`;
    return cache.getOrFill(key, listed, () => searchProducts(database, query, page));
  };
}
