import type { Sql } from '@depachika/database/database.ts';
import type { ListingPage, ProductSort } from './listing.ts';
import type { ProductRecord } from './product.ts';
import { PRODUCT_COLUMNS, type ProductRow, toProduct, VARIANTS_OF_PRODUCT } from './product-rows.ts';

interface Order {
  readonly columns: string;
  readonly direction: 'ASC' | 'DESC';
  readonly type: string;
}

/** Every order is one index of product_shelves, read forwards or backwards. */
const ORDERS: Readonly<Record<ProductSort, Order>> = {
  NEWEST: { columns: 'product_id', direction: 'DESC', type: 'text' },
  PRICE_ASC: { columns: 'min_price_yen', direction: 'ASC', type: 'bigint' },
  PRICE_DESC: { columns: 'min_price_yen', direction: 'DESC', type: 'bigint' },
  NAME: { columns: 'name_key', direction: 'ASC', type: 'text' },
};

/** The same page of each of these shelves (category ids or `WHOLE_SHOP`) in one statement. */
export async function findListings(
  sql: Sql,
  shelves: readonly string[],
  page: ListingPage,
): Promise<Map<string, ProductRecord[]>> {
  const { columns, direction, type } = ORDERS[page.sort];
  const keyed = columns !== 'product_id';
  const order = keyed ? `${columns} ${direction}, product_id ${direction}` : `product_id ${direction}`;
  const beyond = direction === 'ASC' ? '>' : '<';
  const place = keyed
    ? `(${columns}, product_id) ${beyond} ($5::${type}, $4::text)`
    : `product_id ${beyond} $4::text`;
  const after = page.after ? `AND ${place}` : '';
  const values: unknown[] = [shelves, page.status, page.limit];
  if (page.after) values.push(page.after[1]);
  if (page.after && keyed) values.push(page.after[0]);
  const rows = await sql.query<ProductRow & { shelf: string }>(
    `SELECT wanted.shelf, ${PRODUCT_COLUMNS}
     FROM unnest($1::text[]) AS wanted (shelf)
     CROSS JOIN LATERAL (
       SELECT product_id, row_number() OVER (ORDER BY ${order}) AS place
       FROM catalog.product_shelves
       WHERE shelf = wanted.shelf AND status = $2 ${after}
       ORDER BY ${order} LIMIT $3
     ) listed
     JOIN catalog.products p ON p.id = listed.product_id
     ${VARIANTS_OF_PRODUCT}
     ORDER BY wanted.shelf, listed.place`,
    values,
  );
  const groups = Map.groupBy(rows, ({ shelf }) => shelf);
  return new Map(shelves.map((shelf) => [shelf, (groups.get(shelf) ?? []).map(toProduct)]));
}
