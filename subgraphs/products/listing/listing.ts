import type { ProductRecord, ProductStatus } from '../catalogue/product.ts';
import type { SearchQuery } from '../search/search-query.ts';
import type { ProductFilter } from './product-filter.ts';

/** RELEVANCE is for what a text finds, and for what was put in an order by hand. */
export type ProductSort = 'RELEVANCE' | 'NEWEST' | 'POPULARITY' | 'PRICE_ASC' | 'PRICE_DESC' | 'NAME';

/** The shelf on which everything stands. */
export const WHOLE_SHOP = '';

/** What is on a list, on whichever shelf. */
export interface Selection {
  readonly status: ProductStatus;
  readonly filter: ProductFilter;
  /** What a text finds among products on sale; without it, everything. */
  readonly query?: SearchQuery | undefined;
  /** What the list is of, which nobody chose: facets count nothing beyond it. */
  readonly within?: ListScope | undefined;
}

/** All of a brand, or all of a collection. */
export interface ListScope {
  /** Holds for everything that is on the list. */
  readonly filter: ProductFilter;
  /** Everything was put into this collection by hand, and RELEVANCE is its order. */
  readonly collection?: { readonly id: string; readonly version: number };
}

/** Sort key of a product in a list. */
export type ListingCursor = readonly [key: string | number, id: string];

/** A page of a list. */
export interface ListingPage {
  readonly selection: Selection;
  readonly sort: ProductSort;
  /** Rows to read: one more than the page shows. */
  readonly limit: number;
  readonly after: ListingCursor | undefined;
  readonly before: ListingCursor | undefined;
  /** From the end backwards: the rows are the last ones, the last one first. */
  readonly backward: boolean;
  /** Whether how many the whole list has is read with it. A search that ranks what it finds knows it anyway. */
  readonly counted?: boolean;
}

/** What of a list is read at once. */
export interface Listing<P> {
  readonly places: readonly P[];
  /** How many the whole list has; undefined where that has to be asked for apart. */
  readonly total?: number | undefined;
}

/** A place of a list: its sort key, and the product that stands there. */
export interface ListedPlace {
  readonly key: string | number;
  readonly id: string;
}

/** The same, with the product itself; undefined when it has left the list since its place was read. */
export interface ListedProduct extends ListedPlace {
  readonly product: ProductRecord | undefined;
}

/** The same for the same selection, however it was written: for keys of caches and of loaders. */
export function selectionKey({ status, filter, query, within }: Selection): string {
  const scope = within ? [within.filter.key, within.collection ?? null] : [];
  return JSON.stringify([status, filter.key, query?.key ?? null, ...scope]);
}
