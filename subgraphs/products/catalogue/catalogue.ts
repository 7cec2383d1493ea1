import type { Cache, FillOptions } from '@depachika/cache/cache.ts';
import type { Database } from '@depachika/database/database.ts';
import type { ProductsConfig } from '../config.ts';
import { type SearchHit, type SearchPage, searchProducts } from '../search/search-store.ts';
import type { SearchQuery } from '../search/search-text.ts';
import { type CategoryStore, findPaths } from './category-store.ts';
import { findListings, type ListingPage } from './listing-store.ts';
import { findProductIds, findProducts } from './product-store.ts';
import type { CategoryRecord, ProductRecord } from './records.ts';

/** The catalogue as it is read: through the cache, and only for those keys that it lacks from the database. */
export interface Catalogue {
  products(ids: readonly string[]): Promise<Map<string, ProductRecord>>;
  /** The product of each variant. */
  productIds(variantIds: readonly string[]): Promise<Map<string, string>>;
  /** The same page of several shelves. */
  listings(shelves: readonly string[], page: ListingPage): Promise<Map<string, ProductRecord[]>>;
  search(query: SearchQuery, page: SearchPage): Promise<SearchHit[]>;
  categories(ids: readonly string[]): Promise<Map<string, CategoryRecord>>;
  categoriesBySlug(slugs: readonly string[]): Promise<Map<string, CategoryRecord>>;
  children(ids: readonly string[]): Promise<Map<string, CategoryRecord[]>>;
  paths(ids: readonly string[]): Promise<Map<string, CategoryRecord[]>>;
  departments(): Promise<CategoryRecord[]>;
}

export interface CatalogueDependencies {
  readonly database: Database;
  readonly cache: Cache;
  readonly categories: CategoryStore;
  readonly config: ProductsConfig;
}

export function catalogue(deps: CatalogueDependencies): Catalogue {
  const { database, cache, categories, config } = deps;
  const listed: FillOptions = { ttlMs: config.listingTtlMs, tags: [LISTINGS_TAG] };
  const tree: FillOptions = { ttlMs: config.detailsTtlMs, tags: [CATEGORIES_TAG] };
  const detailed = { ttlMs: config.detailsTtlMs, tagsOf: (key: string) => [key] };
  const many = manyOf(cache);

  return {
    products: (ids) => many('product:', ids, detailed, (missing) => findProducts(database, missing)),
    productIds: (ids) =>
      many('variant:', ids, { ttlMs: config.detailsTtlMs }, (missing) => findProductIds(database, missing)),
    listings(shelves, page) {
      const name = `listing:${page.status}:${page.sort}:${page.limit}:${JSON.stringify(page.after ?? null)}:`;
      return many(name, shelves, listed, (missing) => findListings(database, missing, page));
    },
    search(query, page) {
      const key = `search:${page.shelf}:${page.limit}:${JSON.stringify([page.after ?? null, query.phrase])}`;
      return cache.getOrFill(key, listed, () => searchProducts(database, query, page));
    },
    categories: (ids) => many('category:', ids, tree, (missing) => categories.byId(missing)),
    categoriesBySlug: (slugs) => many('slug:', slugs, tree, (missing) => categories.bySlug(missing)),
    children: (ids) => many('children:', ids, tree, (missing) => categories.children(missing)),
    paths: (ids) => many('path:', ids, tree, (missing) => findPaths(database, missing)),
    departments: () => cache.getOrFill('departments', tree, () => categories.departments()),
  };
}

/** Everything cached of these products, and every list. After the commit, before anybody is told of it. */
export async function forgetProducts(cache: Cache, ids: readonly string[]): Promise<void> {
  await cache.drop([LISTINGS_TAG, ...ids.map((id) => `product:${id}`)]);
}

export async function forgetCategories(cache: Cache): Promise<void> {
  await cache.drop([CATEGORIES_TAG]);
}

const LISTINGS_TAG = 'products';
const CATEGORIES_TAG = 'categories';

/** Cached lookups by id: keys in the cache carry the kind before the id, callers never see it. */
function manyOf(cache: Cache) {
  return async <T>(
    kind: string,
    ids: readonly string[],
    options: FillOptions & { tagsOf?: (key: string) => readonly string[] },
    find: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  ): Promise<Map<string, T>> => {
    const found = await cache.getOrFillMany<T>(
      ids.map((id) => kind + id),
      options,
      async (missing) => {
        const filled = await find(missing.map((key) => key.slice(kind.length)));
        return new Map([...filled].map(([id, value]) => [kind + id, value]));
      },
    );
    return new Map([...found].map(([key, value]) => [key.slice(kind.length), value]));
  };
}
