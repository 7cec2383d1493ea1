import type { Clock } from '@depachika/clock/clock.ts';
import { jstDate } from '@depachika/clock/jst.ts';
import { type ChangeHistory, changeHistory } from '@depachika/domain/change-history.ts';
import type { ChangeReader } from '@depachika/domain/changes.ts';
import type { RequestContext } from '@depachika/graphql/executable-subgraph.ts';
import { type BatchLoader, batchLoader } from '@depachika/graphql/loaders.ts';
import { isStaff } from '@depachika/identity/caller.ts';
import type { BrandRecord } from '../brands/brand.ts';
import type { BrandPage, BrandReader } from '../brands/brand-reader.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { CategoryRecord } from '../catalogue/category.ts';
import type { CategoryReader } from '../catalogue/category-reader.ts';
import type { PricePage, PriceReader, VariantPrice } from '../catalogue/price-reader.ts';
import type { ProductRecord, VariantRecord } from '../catalogue/product.ts';
import { mayResolve } from '../catalogue/visibility.ts';
import { type CollectionRecord, isActive } from '../collections/collection.ts';
import type { CollectedProduct, CollectionPage, CollectionReader } from '../collections/collection-reader.ts';
import type { DeliverabilityReader } from '../deliverable/deliverability.ts';
import type { Vocabulary } from '../details/details-input.ts';
import type { ProductDetails } from '../details/product-details.ts';
import type { Schedule } from '../lifecycle/publication-rules.ts';
import type { Facets } from '../listing/facets.ts';
import {
  type ListedProduct,
  type Listing,
  type ListingPage,
  type Selection,
  selectionKey,
} from '../listing/listing.ts';
import type { PageTexts } from '../page-texts/page-texts.ts';
import type { PictureReader } from '../pictures/cached-pictures.ts';
import type { PictureRecord } from '../pictures/picture.ts';
import type { SearchReaders } from '../search/searching.ts';
import type { SlugReader } from '../slugs/slug-reader.ts';

/** Every resolver's context: one request's lookups, batched. */
export interface Context extends RequestContext, SearchReaders {
  readonly catalogue: Catalogue;
  /** Products of any status: resolvers decide who may see them. */
  readonly products: BatchLoader<string, ProductRecord>;
  /** Products that the caller may be pointed to. */
  readonly productReferences: BatchLoader<string, ProductRecord>;
  readonly variantReferences: BatchLoader<string, VariantRecord>;
  readonly categories: BatchLoader<string, CategoryRecord>;
  readonly children: BatchLoader<string, CategoryRecord[]>;
  readonly paths: BatchLoader<string, CategoryRecord[]>;
  /** The moment of whom is asked: prices of a sale depend on it. */
  now(): Date;
  readonly changes: ChangeHistory;
  /** Of each product, of any state: resolvers decide who may see them. */
  readonly pictures: BatchLoader<string, PictureRecord[]>;
  readonly schedules: BatchLoader<string, Schedule>;
  /** Ids of what stands beside a product. */
  readonly related: BatchLoader<string, string[]>;
  /** Ids of what staff chose to. */
  readonly chosen: BatchLoader<string, string[]>;
  /** The same page of the prices of every variant of this request. */
  prices(page: PricePage): BatchLoader<string, VariantPrice[]>;
  /** The present address of a product. */
  readonly productSlugs: BatchLoader<string, string>;
  readonly categoryReader: Pick<CategoryReader, 'list'>;
  readonly brandReader: BrandReader;
  readonly brands: BatchLoader<string, BrandRecord>;
  readonly brandsByName: BatchLoader<string, BrandRecord>;
  readonly details: BatchLoader<string, ProductDetails>;
  readonly pageTexts: BatchLoader<string, PageTexts>;
  /** What can be said of products; read once in a request. */
  vocabulary(): Promise<Vocabulary>;
  /** In Japan, `YYYY-MM-DD`. */
  today(): string;
  /** Every address of something. */
  readonly slugs: BatchLoader<string, string[]>;
  /** The same page of the products of every brand of this request. */
  productsOfBrands(page: BrandPage): BatchLoader<string, string[]>;
  readonly collectionReader: CollectionReader;
  /** Those that the caller sees: staff see all, others what is active now. */
  readonly collections: BatchLoader<string, CollectionRecord>;
  /** The same page of the products of every collection of this request that were chosen by hand, or found by its rule. */
  collectedByHand(page: CollectionPage): BatchLoader<string, CollectedProduct[]>;
  collectedByRule(page: CollectionPage): BatchLoader<string, CollectedProduct[]>;
  /** The same page of every category of this request. */
  listing(page: ListingPage): BatchLoader<string, Listing<ListedProduct>>;
  /** By shelf, of one selection: how many there are, and what they can be narrowed by. */
  counts(selection: Selection): BatchLoader<string, number>;
  facets(selection: Selection): BatchLoader<string, Facets>;
  /** Asked once in a request for each place and date. */
  readonly deliverable: DeliverabilityReader;
}

export interface Readers {
  readonly deliverable: DeliverabilityReader;
  readonly searching: SearchReaders;
  readonly catalogue: Catalogue;
  readonly changes: ChangeReader;
  readonly prices: PriceReader;
  readonly pictures: PictureReader;
  readonly slugs: SlugReader;
  readonly categories: Pick<CategoryReader, 'list'>;
  readonly brands: BrandReader;
  readonly clock: Clock;
  readonly collections: CollectionReader;
  readonly schedules: (productIds: readonly string[]) => Promise<ReadonlyMap<string, Schedule>>;
  readonly chosen: (productIds: readonly string[]) => Promise<ReadonlyMap<string, string[]>>;
}

export function createContext(readers: Readers, request: RequestContext): Context {
  const { catalogue, searching, changes, prices, slugs, brands, clock, schedules, chosen } = readers;
  const { pictures, collections } = readers;
  const { caller } = request;
  let vocabulary: Promise<Vocabulary> | undefined;
  const visible = (found: ReadonlyMap<string, ProductRecord>) =>
    new Map([...found].filter(([, product]) => mayResolve(caller, product)));

  return {
    ...request,
    catalogue,
    ...searching,
    changes: changeHistory(changes),
    pictures: batchLoader((productIds) => pictures.of(productIds)),
    schedules: batchLoader(schedules),
    related: batchLoader((ids) => catalogue.related(ids)),
    chosen: batchLoader(chosen),
    prices: loaderByKey(JSON.stringify, (variantIds, page) => prices.of(variantIds, page)),
    products: batchLoader((ids) => catalogue.products(ids)),
    productReferences: batchLoader(async (ids) => visible(await catalogue.products(ids))),
    variantReferences: batchLoader(async (ids) => {
      const productIds = await catalogue.productIds(ids);
      return variantsOf(visible(await catalogue.products([...new Set(productIds.values())])));
    }),
    categories: batchLoader((ids) => catalogue.categories(ids)),
    children: batchLoader((ids) => catalogue.children(ids)),
    paths: batchLoader((ids) => catalogue.paths(ids)),
    productSlugs: batchLoader((ids) => slugs.ofProducts(ids)),
    categoryReader: readers.categories,
    brandReader: brands,
    details: batchLoader((ids) => catalogue.details(ids)),
    pageTexts: batchLoader((subjects) => catalogue.pageTexts(subjects)),
    vocabulary() {
      vocabulary ??= catalogue.vocabulary();
      return vocabulary;
    },
    now: () => clock.now(),
    today: () => jstDate(clock.now()),
    brands: batchLoader((ids) => catalogue.brands(ids)),
    brandsByName: batchLoader((names) => catalogue.brandsByName(names)),
    slugs: batchLoader((subjects) => slugs.slugsOf(subjects)),
    productsOfBrands: loaderByKey(JSON.stringify, (ids, page) => brands.productsOf(ids, page)),
    collectionReader: collections,
    collections: batchLoader(async (ids) => {
      const found = await collections.byId(ids);
      return new Map([...found].filter(([, each]) => isStaff(caller) || isActive(each, clock.now())));
    }),
    collectedByHand: loaderByKey(JSON.stringify, (ids, page) => collections.chosen(ids, page)),
    collectedByRule: loaderByKey(JSON.stringify, (ids, page) => collections.found(ids, page, clock.now())),
    listing: loaderByKey(JSON.stringify, (shelves, page) => catalogue.listings(shelves, page)),
    counts: loaderByKey(selectionKey, (shelves, selection) => catalogue.counts(shelves, selection)),
    facets: loaderByKey(selectionKey, (shelves, selection) => catalogue.facets(shelves, selection)),
    deliverable: onceForEach(readers.deliverable),
  };
}

/** Each question of this request is asked once. */
function onceForEach<Q, T>(ask: (question: Q) => Promise<T>): (question: Q) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (question) => {
    const key = JSON.stringify(question);
    const answer = asked.get(key) ?? ask(question);
    asked.set(key, answer);
    return answer;
  };
}

/** One loader for each question of this request. */
function loaderByKey<Q, T>(
  keyOf: (question: Q) => string,
  lookUp: (keys: readonly string[], question: Q) => Promise<ReadonlyMap<string, T>>,
): (question: Q) => BatchLoader<string, T> {
  const loaders = new Map<string, BatchLoader<string, T>>();
  return (question) => {
    const key = keyOf(question);
    const known = loaders.get(key) ?? batchLoader((keys) => lookUp(keys, question));
    loaders.set(key, known);
    return known;
  };
}

function variantsOf(products: ReadonlyMap<string, ProductRecord>): Map<string, VariantRecord> {
  const variants = [...products.values()].flatMap((product) => product.variants);
  return new Map(variants.map((variant) => [variant.id, variant]));
}
