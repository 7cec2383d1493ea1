import type { Sql } from '@depachika/database/database.ts';
import type { ListedPlace, ListingCursor, ListingPage, ProductSort } from './listing.ts';
import {
  foundSql,
  isEverything,
  matchesSql,
  type Parameters,
  parameters,
  rankedSql,
} from './matching-rows.ts';

interface Order {
  /** Column of the shelf, or of what a text found; none where the id alone decides. */
  readonly key: string | undefined;
  readonly direction: 'ASC' | 'DESC';
  readonly type: string;
}

/** Every order but that of what was found is one index of product_shelves, read forwards or backwards. */
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
): Promise<Map<string, ListedPlace[]>> {
  const { text, values } = listingStatement(shelves, page);
  const rows = await sql.query<ListedPlace & { shelf: string } & Record<string, unknown>>(text, values);
  const groups = Map.groupBy(rows, ({ shelf }) => shelf);
  return new Map(
    shelves.map((shelf) => [shelf, (groups.get(shelf) ?? []).map(({ key, id }) => ({ key, id }))]),
  );
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
  const wanted = `unnest(${add(shelves)}::text[]) AS wanted (shelf)`;
  const { from, row, conditions } = rowsSql(bound, shelves, page);
  const order = `${key ? `${key} ${towards}, ` : ''}${row}.product_id ${towards}`;
  const text = `SELECT wanted.shelf, listed.key, listed.product_id AS id
     FROM ${wanted}
     CROSS JOIN LATERAL (
       SELECT ${row}.product_id, ${key ?? `''::${type}`} AS key, row_number() OVER (ORDER BY ${order}) AS place
       FROM ${from}
       WHERE ${[...conditions, ...placesSql(bound, page, row)].join(' AND ') || 'true'}
       ORDER BY ${order} LIMIT ${add(page.limit)}
     ) listed
     ORDER BY wanted.shelf, listed.place`;
  return { text, values: bound.values };
}

/** SQL: what a list is read from, and by which name its products are called there. What fits best is ranked among what is on the list. */
function rowsSql(bound: Parameters, shelves: readonly string[], { selection, sort }: ListingPage) {
  const isWholeShop = shelves.length === 1 && shelves[0] === '';
  const isOn = () => `s.shelf = ${isWholeShop ? "''" : 'wanted.shelf'} AND ${matchesSql(bound, selection)}`;
  const { query } = selection;
  if (query && sort === 'RELEVANCE') {
    const within = isEverything(shelves, selection) ? undefined : isOn();
    return { from: `${rankedSql(bound, query, within)} found`, row: 'found', conditions: [] };
  }
  const conditions = [isOn()];
  const found = foundSql(bound, selection);
  const join = found ? ` JOIN ${found} found ON found.product_id = s.product_id` : '';
  return { from: `catalog.product_shelves s${join}`, row: 's', conditions };
}

/** SQL: behind the one cursor and before the other, in the order of the list, whichever end it is read from. */
function placesSql({ add }: Parameters, { sort, after, before }: ListingPage, row: string): string[] {
  const { key, type, direction } = ORDERS[sort];
  const place = ([value, id]: ListingCursor, sign: string) =>
    key
      ? `(${key}, ${row}.product_id) ${sign} (${add(value)}::${type}, ${add(id)}::text)`
      : `${row}.product_id ${sign} ${add(id)}::text`;
  const [behind, ahead] = direction === 'ASC' ? ['>', '<'] : ['<', '>'];
  return [...(after ? [place(after, behind!)] : []), ...(before ? [place(before, ahead!)] : [])];
}
