import type { Sql } from '@depachika/database/database.ts';
import type { ListedPlace, Listing, ListingCursor, ListingPage, ProductSort } from './listing.ts';
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
): Promise<Map<string, Listing<ListedPlace>>> {
  const { text, values } = listingStatement(shelves, page);
  const rows = await sql.query<ListedRow & Record<string, unknown>>(text, values);
  const groups = Map.groupBy(rows, ({ shelf }) => shelf);
  // No row tells the total of a page without any: of a whole list that is nothing, between cursors it is unknown.
  const ofNone = isCounted(page) && !page.after && !page.before ? 0 : undefined;
  return new Map(shelves.map((shelf) => [shelf, listingOf(groups.get(shelf) ?? [], ofNone)]));
}

interface ListedRow extends ListedPlace {
  readonly shelf: string;
  readonly total: number | null;
}

function listingOf(rows: readonly ListedRow[], ofNone: number | undefined): Listing<ListedPlace> {
  const total = rows[0] ? (rows[0].total ?? undefined) : ofNone;
  return { places: rows.map(({ key, id }) => ({ key, id })), total };
}

/** Whether the list tells its total: one that a text finds in another order would have to be found twice for it. */
function isCounted({ selection: { query, within }, sort, counted }: ListingPage): boolean {
  if (query) return sort === 'RELEVANCE';
  return counted === true && !within?.collection;
}

/**
 * What the longest page reads. Of a limit that is a parameter the planner takes a tenth of the shelf, and so it planned each list of a
 * large catalogue anew. Below a limit that it knows one plan serves all, and no more rows are read than are wanted.
 */
const USUAL_ROWS = 101;

/** The statement of {@link findListings}. */
export function listingStatement(
  shelves: readonly string[],
  page: ListingPage,
): { readonly text: string; readonly values: readonly unknown[] } {
  const bound = parameters();
  const { add } = bound;
  const { key, type, direction } = ORDERS[page.sort];
  const towards = (direction === 'ASC') === !page.backward ? 'ASC' : 'DESC';
  // Of an array the planner takes ten shelves to be wanted: one is the most frequent, and is planned as one.
  const wanted =
    shelves.length === 1
      ? `(SELECT ${add(shelves[0])}::text) AS wanted (shelf)`
      : `unnest(${add(shelves)}::text[]) AS wanted (shelf)`;
  const { before = '', from, row, conditions, total } = rowsSql(bound, shelves, page);
  const order = `${key ? `${key} ${towards}, ` : ''}${row}.product_id ${towards}`;
  const text = `SELECT wanted.shelf, listed.key, listed.product_id AS id, listed.total
     FROM ${wanted}
     CROSS JOIN LATERAL (
       SELECT * FROM (
         ${before}SELECT ${row}.product_id, ${key ?? `''::${type}`} AS key, ${total} AS total,
           row_number() OVER (ORDER BY ${order}) AS place
         FROM ${from}
         WHERE ${[...conditions, ...placesSql(bound, page, row)].join(' AND ') || 'true'}
         ORDER BY ${order} LIMIT ${Math.max(USUAL_ROWS, page.limit)}
       ) longest LIMIT ${add(page.limit)}
     ) listed
     ORDER BY wanted.shelf, listed.place`;
  return { text, values: bound.values };
}

interface RowsSql {
  /** What stands before the SELECT. */
  readonly before?: string;
  readonly from: string;
  /** By which name products are called there. */
  readonly row: string;
  readonly conditions: readonly string[];
  readonly total: string;
}

/** SQL: what a list is read from. What fits best is ranked among what is on the list, once for its page and its total. */
function rowsSql(bound: Parameters, shelves: readonly string[], page: ListingPage): RowsSql {
  const { selection, sort } = page;
  const isWholeShop = shelves.length === 1 && shelves[0] === '';
  const shelf = isWholeShop ? "''" : 'wanted.shelf';
  const isOn = () => `s.shelf = ${shelf} AND ${matchesSql(bound, selection)}`;
  const { query } = selection;
  if (query && sort === 'RELEVANCE') {
    const isNarrow = !isEverything(shelves, selection);
    const shelved = isNarrow ? { shelf, matches: matchesSql(bound, selection) } : undefined;
    return {
      before: `WITH found AS MATERIALIZED ${rankedSql(bound, query, shelved)} `,
      from: 'found',
      row: 'found',
      conditions: [],
      total: '(SELECT count(*) FROM found)',
    };
  }
  const conditions = [isOn()];
  const found = foundSql(bound, selection);
  const join = found ? ` JOIN ${found} found ON found.product_id = s.product_id` : '';
  const total = isCounted(page)
    ? `(SELECT count(*) FROM catalog.product_shelves s WHERE ${isOn()})`
    : 'NULL::bigint';
  return { from: `catalog.product_shelves s${join}`, row: 's', conditions, total };
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
