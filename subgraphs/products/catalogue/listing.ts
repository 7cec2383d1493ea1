import { kanaSortKey } from '@depachika/text/kana-order.ts';
import type { ProductRecord, ProductStatus } from './product.ts';

export type ProductSort = 'NEWEST' | 'PRICE_ASC' | 'PRICE_DESC' | 'NAME';

/** The shelf on which everything stands. */
export const WHOLE_SHOP = '';

/** Sort key of the last product of the page before. */
export type ListingCursor = readonly [key: string | number, id: string];

/** A page of a shelf. */
export interface ListingPage {
  readonly status: ProductStatus;
  readonly sort: ProductSort;
  /** Rows to read: one more than the page shows. */
  readonly limit: number;
  readonly after: ListingCursor | undefined;
}

/** The sort key that a cursor carries beside the id. */
export function sortKeyOf(sort: ProductSort, product: ProductRecord): string | number {
  switch (sort) {
    case 'NEWEST':
      return '';
    case 'PRICE_ASC':
    case 'PRICE_DESC':
      return product.minPriceYen;
    case 'NAME':
      return kanaSortKey(product.nameKana);
  }
}
