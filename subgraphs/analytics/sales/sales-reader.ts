import type { Sql } from '@depachika/database/database.ts';
import type { DailySales, Days, ProductSales } from './sales.ts';

/** The books as they are read, each answer one statement. */
export interface SalesReader {
  /** Each day of the span, latest first; zeros where nothing was sold. */
  daily(days: Days): Promise<DailySales[]>;
  /** By revenue, highest first; products with equal revenue by id. */
  topProducts(wanted: Days & { readonly first: number }): Promise<ProductSales[]>;
  /** The place of each product by the pieces that were sold after a day and until another, that one included. */
  ranks(span: { readonly after: string; readonly until: string }): Promise<ReadonlyMap<string, number>>;
}

export function createSalesReader(database: Sql): SalesReader {
  return {
    daily: (days) => dailySales(database, days),
    topProducts: (wanted) => topProducts(database, wanted),
    ranks: (span) => productRanks(database, span),
  };
}

function dailySales(sql: Sql, { from, to }: Days): Promise<DailySales[]> {
  return sql.query<DailySales & Record<string, unknown>>(
    `SELECT day.date::date AS date, COALESCE(orders, 0) AS orders, COALESCE(cancelled_orders, 0) AS "cancelledOrders",
            COALESCE(units, 0) AS units, COALESCE(gross_yen, 0) AS "grossYen", COALESCE(net_yen, 0) AS "netYen",
            COALESCE(gross_reduced_yen, 0) AS "grossReducedYen", COALESCE(net_reduced_yen, 0) AS "netReducedYen"
       FROM generate_series($1::date::timestamp, $2::date::timestamp, interval '1 day') AS day (date)
      CROSS JOIN (SELECT generation FROM analytics.read_models WHERE name = 'sales') AS model
       LEFT JOIN analytics.daily_sales sold ON sold.generation = model.generation AND sold.date = day.date::date
      ORDER BY day.date DESC`,
    [from, to],
  );
}

async function topProducts(
  sql: Sql,
  { from, to, first }: Days & { readonly first: number },
): Promise<ProductSales[]> {
  const rows = await sql.query<{ product_id: string; units: number; gross_yen: number }>(
    `SELECT product_id, sum(units)::bigint AS units, sum(gross_yen)::bigint AS gross_yen
       FROM analytics.product_sales
      WHERE generation = (SELECT generation FROM analytics.read_models WHERE name = 'sales')
        AND date BETWEEN $1::date AND $2::date
      GROUP BY product_id HAVING sum(units) > 0
      ORDER BY sum(gross_yen) DESC, product_id LIMIT $3`,
    [from, to, first],
  );
  return rows.map(({ product_id: id, units, gross_yen: grossYen }) => ({ product: { id }, units, grossYen }));
}

const MAX_RANKED = 100_000;

async function productRanks(
  sql: Sql,
  { after, until }: { readonly after: string; readonly until: string },
): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.query<{ product_id: string; rank: number }>(
    `SELECT product_id, rank() OVER (ORDER BY sum(units) DESC)::int AS rank
       FROM analytics.product_sales
      WHERE generation = (SELECT generation FROM analytics.read_models WHERE name = 'sales')
        AND date > $1::date AND date <= $2::date
      GROUP BY product_id HAVING sum(units) > 0 ORDER BY rank, product_id LIMIT ${MAX_RANKED}`,
    [after, until],
  );
  return new Map(rows.map(({ product_id, rank }) => [product_id, rank]));
}
