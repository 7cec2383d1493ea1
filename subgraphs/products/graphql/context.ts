import { type ChangeHistory, changeHistory } from '@depachika/domain/change-history.ts';
import type { ChangeReader } from '@depachika/domain/changes.ts';
import type { RequestContext } from '@depachika/graphql/executable-subgraph.ts';
import { type BatchLoader, batchLoader } from '@depachika/graphql/loaders.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { CategoryRecord } from '../catalogue/category.ts';
import type { PricePage, PriceReader, VariantPrice } from '../catalogue/price-reader.ts';
import type { ProductRecord, VariantRecord } from '../catalogue/product.ts';
import { mayResolve } from '../catalogue/visibility.ts';
import type { Facets } from '../listing/facets.ts';
import { type ListedProduct, type ListingPage, type Selection, selectionKey } from '../listing/listing.ts';

/** Every resolver's context: one request's lookups, batched. */
export interface Context extends RequestContext {
  readonly catalogue: Catalogue;
  /** Products of any status: resolvers decide who may see them. */
  readonly products: BatchLoader<string, ProductRecord>;
  /** Products that the caller may be pointed to. */
  readonly productReferences: BatchLoader<string, ProductRecord>;
  readonly variantReferences: BatchLoader<string, VariantRecord>;
  readonly categories: BatchLoader<string, CategoryRecord>;
  readonly children: BatchLoader<string, CategoryRecord[]>;
  readonly paths: BatchLoader<string, CategoryRecord[]>;
  readonly changes: ChangeHistory;
  /** The same page of the prices of every variant of this request. */
  prices(page: PricePage): BatchLoader<string, VariantPrice[]>;
  /** The same page of every category of this request. */
  listing(page: ListingPage): BatchLoader<string, ListedProduct[]>;
  /** By shelf, of one selection: how many there are, and what they can be narrowed by. */
  counts(selection: Selection): BatchLoader<string, number>;
  facets(selection: Selection): BatchLoader<string, Facets>;
}

export interface Readers {
  readonly catalogue: Catalogue;
  readonly changes: ChangeReader;
  readonly prices: PriceReader;
}

export function createContext({ catalogue, changes, prices }: Readers, request: RequestContext): Context {
  const { caller } = request;
  const pricePages = new Map<string, BatchLoader<string, VariantPrice[]>>();
  const visible = (found: ReadonlyMap<string, ProductRecord>) =>
    new Map([...found].filter(([, product]) => mayResolve(caller, product)));

  return {
    ...request,
    catalogue,
    changes: changeHistory(changes),
    prices(page) {
      const key = JSON.stringify(page);
      const known = pricePages.get(key) ?? batchLoader((variantIds) => prices.of(variantIds, page));
      pricePages.set(key, known);
      return known;
    },
    products: batchLoader((ids) => catalogue.products(ids)),
    productReferences: batchLoader(async (ids) => visible(await catalogue.products(ids))),
    variantReferences: batchLoader(async (ids) => {
      const productIds = await catalogue.productIds(ids);
      return variantsOf(visible(await catalogue.products([...new Set(productIds.values())])));
    }),
    categories: batchLoader((ids) => catalogue.categories(ids)),
    children: batchLoader((ids) => catalogue.children(ids)),
    paths: batchLoader((ids) => catalogue.paths(ids)),
    listing: loaderByKey(JSON.stringify, (shelves, page) => catalogue.listings(shelves, page)),
    counts: loaderByKey(selectionKey, (shelves, selection) => catalogue.counts(shelves, selection)),
    facets: loaderByKey(selectionKey, (shelves, selection) => catalogue.facets(shelves, selection)),
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
