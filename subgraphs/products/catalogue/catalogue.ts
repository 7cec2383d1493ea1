import type { Cache, FillOptions } from '@depachika/cache/cache.ts';
import type { Database } from '@depachika/database/database.ts';
import { findDefinitions } from '../attributes/attribute-reader.ts';
import type { BrandRecord } from '../brands/brand.ts';
import type { BrandReader } from '../brands/brand-reader.ts';
import type { Vocabulary } from '../details/details-input.ts';
import { findDetails } from '../details/details-reader.ts';
import type { ProductDetails } from '../details/product-details.ts';
import { findLabels } from '../labels/label-reader.ts';
import { countListings, findFacets } from '../listing/facet-reader.ts';
import type { Facets } from '../listing/facets.ts';
import {
  type ListedPlace,
  type ListedProduct,
  type Listing,
  type ListingPage,
  type Selection,
  selectionKey,
} from '../listing/listing.ts';
import { findListings } from '../listing/listing-reader.ts';
import type { PageTexts } from '../page-texts/page-texts.ts';
import { findPageTexts } from '../page-texts/page-texts-store.ts';
import { findRelated } from '../related/related-store.ts';
import type { SlugKind } from '../slugs/slug.ts';
import type { SlugReader } from '../slugs/slug-reader.ts';
import {
  availabilityFill,
  type CacheLifetimes,
  categoryFill,
  listingFill,
  PAGE_TEXTS_KEY,
  PRODUCT_KEY,
  popularityFill,
  vocabularyFill,
} from './catalogue-cache.ts';
import type { CategoryRecord } from './category.ts';
import { type CategoryReader, findPaths } from './category-reader.ts';
import type { ProductRecord } from './product.ts';
import { findProductIds, findProducts } from './product-reader.ts';
import { stillListed } from './visibility.ts';

/** The catalogue as it is read: through the cache, and only for those keys that it lacks from the database. */
export interface Catalogue {
  products(ids: readonly string[]): Promise<Map<string, ProductRecord>>;
  /** The product of each variant. */
  productIds(variantIds: readonly string[]): Promise<Map<string, string>>;
  /** The same page of several shelves. */
  listings(shelves: readonly string[], page: ListingPage): Promise<Map<string, Listing<ListedProduct>>>;
  /** How many products the list of each of these shelves has. */
  counts(shelves: readonly string[], selection: Selection): Promise<Map<string, number>>;
  /** What the list of each of these shelves can be narrowed by. */
  facets(shelves: readonly string[], selection: Selection): Promise<Map<string, Facets>>;
  categories(ids: readonly string[]): Promise<Map<string, CategoryRecord>>;
  categoriesBySlug(slugs: readonly string[]): Promise<Map<string, CategoryRecord>>;
  children(ids: readonly string[]): Promise<Map<string, CategoryRecord[]>>;
  paths(ids: readonly string[]): Promise<Map<string, CategoryRecord[]>>;
  departments(): Promise<CategoryRecord[]>;
  /** Ids of what stands beside each product. */
  related(ids: readonly string[]): Promise<Map<string, string[]>>;
  /** Id of what each of these addresses leads to, or once led to; that never changes. */
  subjects(kind: SlugKind, slugs: readonly string[]): Promise<Map<string, string>>;
  brands(ids: readonly string[]): Promise<Map<string, BrandRecord>>;
  /** Of all that are asked for, also where nobody has said anything. */
  details(productIds: readonly string[]): Promise<Map<string, ProductDetails>>;
  /** Of all that are asked for, also where nobody has written any. */
  pageTexts(subjects: readonly string[]): Promise<Map<string, PageTexts>>;
  vocabulary(): Promise<Vocabulary>;
  brandsByName(namesJa: readonly string[]): Promise<Map<string, BrandRecord>>;
}

export interface CatalogueDependencies {
  readonly database: Database;
  readonly cache: Cache;
  readonly categories: CategoryReader;
  readonly slugs: SlugReader;
  readonly brands: BrandReader;
  readonly lifetimes: CacheLifetimes;
}

export function createCatalogue(deps: CatalogueDependencies): Catalogue {
  const { database, cache, categories, slugs, brands, lifetimes } = deps;
  const ttlMs = lifetimes.detailsTtlMs;
  const listedBy = ({ filter }: Selection) =>
    (filter.inStock || filter.deliverable ? availabilityFill : listingFill)(lifetimes);
  const faceted = availabilityFill(lifetimes);
  const tree = categoryFill(lifetimes);
  const branded = { ...listingFill(lifetimes), ttlMs };
  const besides = { ttlMs, tagsOf: (key: string) => [PRODUCT_KEY + key.slice(DETAILS_KEY.length)] };
  const detailed = { ttlMs, tagsOf: (key: string) => [key] };
  const many = manyOf(cache);
  const findKnown = (ids: readonly string[]) =>
    many(PRODUCT_KEY, ids, { ...detailed, ...SHARED }, (missing) => findProducts(database, missing));

  return {
    products: findKnown,
    productIds: (ids) => many('variant:', ids, { ttlMs }, (missing) => findProductIds(database, missing)),
    async listings(shelves, page) {
      const { selection, sort, limit, after, before, backward, counted = false } = page;
      const place = JSON.stringify([sort, limit, after ?? null, before ?? null, backward, counted]);
      const name = `listing:${selectionKey(selection)}:${place}:`;
      const listed = listedBy(selection);
      const fill = sort === 'POPULARITY' ? popularityFill(listed) : listed;
      const listings = await many(name, shelves, fill, (missing) => findListings(database, missing, page));
      // Most products stand on many lists: one that is new finds them known.
      const ids = [...listings.values()].flatMap(({ places }) => places.map(({ id }) => id));
      const products = await findKnown(ids);
      return new Map(
        [...listings].map(([shelf, { places, total }]) => [
          shelf,
          { places: productsOn(places, products, selection), total },
        ]),
      );
    },
    counts(shelves, selection) {
      const name = `count:${selectionKey(selection)}:`;
      return many(name, shelves, listedBy(selection), (missing) =>
        countListings(database, missing, selection),
      );
    },
    facets(shelves, selection) {
      const name = `facets:${selectionKey(selection)}:`;
      return many(name, shelves, faceted, (missing) => findFacets(database, missing, selection));
    },
    categories: (ids) => many('category:', ids, tree, (missing) => categories.byId(missing)),
    categoriesBySlug: (slugs) => many('slug:', slugs, tree, (missing) => categories.bySlug(missing)),
    children: (ids) => many('children:', ids, tree, (missing) => categories.children(missing)),
    paths: (ids) => many('path:', ids, tree, (missing) => findPaths(database, missing)),
    related: (ids) =>
      many('related:', ids, listingFill(lifetimes), (missing) => findRelated(database, missing)),
    departments: () => cache.getOrFill('departments', tree, () => categories.departments()),
    subjects: (kind, asked) =>
      many(`slug:${kind}:`, asked, { ttlMs }, (missing) => slugs.subjects(kind, missing)),
    brands: (ids) => many('brand:', ids, branded, (missing) => brands.byId(missing)),
    details: (ids) => many(DETAILS_KEY, ids, besides, (missing) => findDetails(database, missing)),
    pageTexts: (ids) => many(PAGE_TEXTS_KEY, ids, detailed, (missing) => findPageTexts(database, missing)),
    vocabulary: () =>
      cache.getOrFill('vocabulary', vocabularyFill(lifetimes), async () => ({
        definitions: await findDefinitions(database),
        labels: await findLabels(database),
      })),
    brandsByName: (names) => many('brand-name:', names, branded, (missing) => brands.byName(missing)),
  };
}

/** What was edited since its place was read is on the list as it is now, or its place is empty. */
function productsOn(
  places: readonly ListedPlace[],
  products: ReadonlyMap<string, ProductRecord>,
  { status }: Selection,
): ListedProduct[] {
  return places.map((place) => ({ ...place, product: stillListed(products.get(place.id), status) }));
}

const DETAILS_KEY = 'details:';

/** Products are large, and read for every page: nobody writes on one. */
const SHARED = { shared: true };

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
