import type { Sql } from '@depachika/database/database.ts';
import {
  PRODUCT_COLUMNS,
  type ProductRow,
  toProduct,
  VARIANTS_OF_PRODUCT,
} from '../catalogue/product-rows.ts';
import type { ListedProduct, ListingCursor, ListingPage, ProductSort } from './listing.ts';
import { foundSql, matchesSql, type Parameters, parameters } from './matching-rows.ts';

interface Order {
  /** Column of the shelf, or of what a text found; none where the id alone decides. */
  readonly key: string | undefined;
  readonly direction: 'ASC' | 'DESC';
  readonly type: string;
}

/** Every order but that of relevance is one index of product_shelves, read forwards or backwards. */
const ORDERS: Readonly<Record<ProductSort, Order>> = {
  RELEVANCE: { key: 'found.rank', direction: 'ASC', type: 'bigint' },
  NEWEST: { key: undefined, direction: 'DESC', type: 'text' },
  POPULARITY: { key: 's.popularity', direction: 'DESC', type: 'bigint' },
  PRICE_ASC: { key: 's.min_price_yen', direction: 'ASC', type: 'bigint' },
  PRICE_DESC: { key: 's.min_price_yen', direction: 'DESC', type: 'bigint' },
  NAME: { key: 's.name_key', direction: 'ASC', type: 'text' },
};

/** The same page of each of these shelves (category ids or `WHOLE_SHOP`) in one statement. */
export async function findListings(
  sql: Sql,
  shelves: readonly string[],
  page: ListingPage,
): Promise<Map<string, ListedProduct[]>> {
  const { text, values } = listingStatement(shelves, page);
  const rows = await sql.query<ProductRow & { shelf: string; sort_key: string | number }>(text, values);
  const groups = Map.groupBy(rows, ({ shelf }) => shelf);
  return new Map(shelves.map((shelf) => [shelf, (groups.get(shelf) ?? []).map(toListed)]));
}

/** The statement of {@link findListings}. */
export function listingStatement(
  shelves: readonly string[],
  page: ListingPage,
): { readonly text: string; readonly values: readonly unknown[] } {
  const bound = parameters();
  const { add } = bound;
  const { key, type, direction } = ORDERS[page.sort];
  const towards = (direction === 'ASC') === !page.backward ? 'ASC' : 'DESC';
  const order = `${key ? `${key} ${towards}, ` : ''}s.product_id ${towards}`;
  const isWholeShop = shelves.length === 1 && shelves[0] === '';
  const wanted = `unnest(${add(shelves)}::text[]) AS wanted (shelf)`;
  const conditions = [
    `s.shelf = ${isWholeShop ? "''" : 'wanted.shelf'}`,
    matchesSql(bound, page.selection),
    ...placesSql(bound, page),
  ];
  const found = foundSql(bound, page.selection);
  const text = `SELECT wanted.shelf, listed.sort_key, ${PRODUCT_COLUMNS}
     FROM ${wanted}
     CROSS JOIN LATERAL (
       SELECT s.product_id, ${key ?? `''::${type}`} AS sort_key, row_number() OVER (ORDER BY ${order}) AS place
       FROM catalog.product_shelves s${found ? ` JOIN ${found} found ON found.product_id = s.product_id` : ''}
       WHERE ${conditions.join(' AND ')}
       ORDER BY ${order} LIMIT ${add(page.limit)}
     ) listed
     JOIN catalog.products p ON p.id = listed.product_id
     ${VARIANTS_OF_PRODUCT}
     ORDER BY wanted.shelf, listed.place`;
  return { text, values: bound.values };
}

/** SQL: behind the one cursor and before the other, in the order of the list, whichever end it is read from. */
function placesSql({ add }: Parameters, { sort, after, before }: ListingPage): string[] {
  const { key, type, direction } = ORDERS[sort];
  const place = ([value, id]: ListingCursor, sign: string) =>
    key
      ? `(${key}, s.product_id) ${sign} (${add(value)}::${type}, ${add(id)}::text)`
      : `s.product_id ${sign} ${add(id)}::text`;
  const [behind, ahead] = direction === 'ASC' ? ['>', '<'] : ['<', '>'];
  return [...(after ? [place(after, behind!)] : []), ...(before ? [place(before, ahead!)] : [])];
}

function toListed(row: ProductRow & { readonly sort_key: string | number }): ListedProduct {
  return { key: row.sort_key, product: toProduct(row) };
}
