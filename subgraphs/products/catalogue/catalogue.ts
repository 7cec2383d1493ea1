import type { Cache, FillOptions } from '@depachika/cache/cache.ts';
import type { Database } from '@depachika/database/database.ts';
import { findRelated } from '../related/related-store.ts';
import { type CacheLifetimes, categoryFill, listingFill, PRODUCT_KEY } from './catalogue-cache.ts';
import type { CategoryRecord } from './category.ts';
import { type CategoryReader, findPaths } from './category-reader.ts';
import type { ListingPage } from './listing.ts';
import { findListings } from './listing-reader.ts';
import type { ProductRecord } from './product.ts';
import { findProductIds, findProducts } from './product-reader.ts';

/** The catalogue as it is read: through the cache, and only for those keys that it lacks from the database. */
export interface Catalogue {
  products(ids: readonly string[]): Promise<Map<string, ProductRecord>>;
  /** The product of each variant. */
  productIds(variantIds: readonly string[]): Promise<Map<string, string>>;
  /** The same page of several shelves. */
  listings(shelves: readonly string[], page: ListingPage): Promise<Map<string, ProductRecord[]>>;
  categories(ids: readonly string[]): Promise<Map<string, CategoryRecord>>;
  categoriesBySlug(slugs: readonly string[]): Promise<Map<string, CategoryRecord>>;
  children(ids: readonly string[]): Promise<Map<string, CategoryRecord[]>>;
  paths(ids: readonly string[]): Promise<Map<string, CategoryRecord[]>>;
  departments(): Promise<CategoryRecord[]>;
  /** Ids of what stands beside each product. */
  related(ids: readonly string[]): Promise<Map<string, string[]>>;
}

export interface CatalogueDependencies {
  readonly database: Database;
  readonly cache: Cache;
  readonly categories: CategoryReader;
  readonly lifetimes: CacheLifetimes;
}

export function createCatalogue(deps: CatalogueDependencies): Catalogue {
  const { database, cache, categories, lifetimes } = deps;
  const ttlMs = lifetimes.detailsTtlMs;
  const listed = listingFill(lifetimes);
  const tree = categoryFill(lifetimes);
  const detailed = { ttlMs, tagsOf: (key: string) => [key] };
  const many = manyOf(cache);

  return {
    products: (ids) => many(PRODUCT_KEY, ids, detailed, (missing) => findProducts(database, missing)),
    productIds: (ids) => many('variant:', ids, { ttlMs }, (missing) => findProductIds(database, missing)),
    listings(shelves, page) {
      const name = `listing:${page.status}:${page.sort}:${page.limit}:${JSON.stringify(page.after ?? null)}:`;
      return many(name, shelves, listed, (missing) => findListings(database, missing, page));
    },
    categories: (ids) => many('category:', ids, tree, (missing) => categories.byId(missing)),
    categoriesBySlug: (slugs) => many('slug:', slugs, tree, (missing) => categories.bySlug(missing)),
    children: (ids) => many('children:', ids, tree, (missing) => categories.children(missing)),
    paths: (ids) => many('path:', ids, tree, (missing) => findPaths(database, missing)),
    related: (ids) => many('related:', ids, listed, (missing) => findRelated(database, missing)),
    departments: () => cache.getOrFill('departments', tree, () => categories.departments()),
  };
}

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
