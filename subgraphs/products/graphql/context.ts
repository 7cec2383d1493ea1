import { type ChangeHistory, changeHistory } from '@depachika/domain/change-history.ts';
import type { ChangeReader } from '@depachika/domain/changes.ts';
import type { RequestContext } from '@depachika/graphql/executable-subgraph.ts';
import { type BatchLoader, batchLoader } from '@depachika/graphql/loaders.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { CategoryRecord } from '../catalogue/category.ts';
import type { ListingPage } from '../catalogue/listing.ts';
import type { PricePage, PriceReader, VariantPrice } from '../catalogue/price-reader.ts';
import type { ProductRecord, VariantRecord } from '../catalogue/product.ts';
import { mayResolve } from '../catalogue/visibility.ts';
import type { ProductSearch } from '../search/product-search.ts';
import type { QueryReader } from '../search/search-vocabulary.ts';

/** Every resolver's context: one request's lookups, batched. */
export interface Context extends RequestContext {
  readonly catalogue: Catalogue;
  readonly search: ProductSearch;
  /** What a query means, with the words that the shop knows. */
  readonly readQuery: QueryReader;
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
  listing(page: ListingPage): BatchLoader<string, ProductRecord[]>;
}

export interface Readers {
  readonly catalogue: Catalogue;
  readonly search: ProductSearch;
  readonly readQuery: QueryReader;
  readonly changes: ChangeReader;
  readonly prices: PriceReader;
}

export function createContext(
  { catalogue, search, readQuery, changes, prices }: Readers,
  request: RequestContext,
): Context {
  const { caller } = request;
  const listings = new Map<string, BatchLoader<string, ProductRecord[]>>();
  const pricePages = new Map<string, BatchLoader<string, VariantPrice[]>>();
  const visible = (found: ReadonlyMap<string, ProductRecord>) =>
    new Map([...found].filter(([, product]) => mayResolve(caller, product)));

  return {
    ...request,
    catalogue,
    search,
    readQuery,
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
    listing(page) {
      const key = JSON.stringify(page);
      const known = listings.get(key) ?? batchLoader((shelves) => catalogue.listings(shelves, page));
      listings.set(key, known);
      return known;
    },
  };
}

function variantsOf(products: ReadonlyMap<string, ProductRecord>): Map<string, VariantRecord> {
  const variants = [...products.values()].flatMap((product) => product.variants);
  return new Map(variants.map((variant) => [variant.id, variant]));
}
