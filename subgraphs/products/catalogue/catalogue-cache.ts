import type { Cache, FillOptions } from '@depachika/cache/cache.ts';

/** How long what was read may be served from the cache. */
export interface CacheLifetimes {
  /** A page of a list, or of what a search found. */
  readonly listingTtlMs: number;
  /** A product, and the tree of categories. */
  readonly detailsTtlMs: number;
}

const LISTINGS_TAG = 'products';
const AVAILABILITY_TAG = 'availability';
const CATEGORIES_TAG = 'categories';
const VOCABULARY_TAG = 'vocabulary';
const COLLECTIONS_TAG = 'collections';

/** For every list: it falls with any product. */
export function listingFill({ listingTtlMs }: Pick<CacheLifetimes, 'listingTtlMs'>): FillOptions {
  return { ttlMs: listingTtlMs, tags: [LISTINGS_TAG] };
}

/** For what depends on stock as well: it falls with that of any product. */
export function availabilityFill({ listingTtlMs }: CacheLifetimes): FillOptions {
  return { ttlMs: listingTtlMs, tags: [LISTINGS_TAG, AVAILABILITY_TAG] };
}

/** So long at most a list is served that is sorted by what is ordered: orders come too often to drop it with each. */
const POPULAR_MS = 5_000;

/** The same for what depends on what is ordered as well. */
export function popularityFill(fill: FillOptions): FillOptions {
  return { ...fill, ttlMs: Math.min(POPULAR_MS, fill.ttlMs) };
}

/** For the tree of categories. */
export function categoryFill({ detailsTtlMs }: CacheLifetimes): FillOptions {
  return { ttlMs: detailsTtlMs, tags: [CATEGORIES_TAG] };
}

/** For what can be said of products: attributes and labels. */
export function vocabularyFill({ detailsTtlMs }: CacheLifetimes): FillOptions {
  return { ttlMs: detailsTtlMs, tags: [VOCABULARY_TAG] };
}

/** The cache's key of a product, which is its tag as well. */
export const PRODUCT_KEY = 'product:';

/** Everything cached of these products, and every list. After the commit, before anybody is told of it. */
export async function forgetProducts(cache: Cache, ids: readonly string[]): Promise<void> {
  await cache.drop([LISTINGS_TAG, ...ids.map((id) => `${PRODUCT_KEY}${id}`)]);
}

/** Every list and every count in which stock has a part. */
export async function forgetAvailability(cache: Cache): Promise<void> {
  await cache.drop([AVAILABILITY_TAG]);
}

export async function forgetCategories(cache: Cache): Promise<void> {
  await cache.drop([CATEGORIES_TAG]);
}

export async function forgetVocabulary(cache: Cache): Promise<void> {
  await cache.drop([VOCABULARY_TAG]);
}

/** Nothing of collections is cached here: it is told to whoever keeps answers that were made of them. */
export async function forgetCollections(cache: Cache): Promise<void> {
  await cache.drop([COLLECTIONS_TAG]);
}

/** Of makers too: with a name of theirs every list. */
export async function forgetBrands(cache: Cache): Promise<void> {
  await cache.drop([LISTINGS_TAG]);
}

/** The cache's key of what search engines show of a page, which is its tag as well. */
export const PAGE_TEXTS_KEY = 'page-texts:';

export async function forgetPageTexts(cache: Cache, subject: string): Promise<void> {
  await cache.drop([`${PAGE_TEXTS_KEY}${subject}`]);
}
