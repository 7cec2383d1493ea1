import type { Clock } from '@depachika/clock/clock.ts';
import { addDays, jstDate } from '@depachika/clock/jst.ts';
import type { Sql } from '@depachika/database/database.ts';

/** A span of days in Japan, both included. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** A product as analytics knows it. */
export interface ProductKey {
  readonly id: string;
}

export interface DailySales {
  readonly date: string;
  readonly orders: number;
  readonly cancelledOrders: number;
  readonly units: number;
  readonly grossYen: number;
  readonly netYen: number;
}

export interface ProductSales {
  readonly product: ProductKey;
  readonly units: number;
  readonly grossYen: number;
}

/** Each day of the span, latest first; zeros where nothing was sold. */
export function dailySales(sql: Sql, { from, to }: Days): Promise<DailySales[]> {
  return sql.query<DailySales & Record<string, unknown>>(
    `SELECT day.date::date AS date, COALESCE(orders, 0) AS orders, COALESCE(cancelled_orders, 0) AS "cancelledOrders",
            COALESCE(units, 0) AS units, COALESCE(gross_yen, 0) AS "grossYen", COALESCE(net_yen, 0) AS "netYen"
       FROM generate_series($1::date::timestamp, $2::date::timestamp, interval '1 day') AS day (date)
      CROSS JOIN (SELECT generation FROM analytics.read_models WHERE name = 'sales') AS model
       LEFT JOIN analytics.daily_sales sold ON sold.generation = model.generation AND sold.date = day.date::date
      ORDER BY day.date DESC`,
    [from, to],
  );
}

/** By revenue, highest first; products with equal revenue by id. */
export async function topProducts(
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

/** Days that a rank looks back on, today included. */
const RANKED_DAYS = 30;
const MAX_RANKED = 100_000;
const REMEMBERED_MS = 60_000;

/** The place of each product that was sold in the last 30 days, by pieces; up to a minute old. */
export type SalesRanks = () => Promise<ReadonlyMap<string, number>>;

/**
 * All ranks are read at once and shared by all requests of a minute: a rank depends on every other product, so that
 * reading a few costs as much as reading all.
 */
export function salesRanks({
  database,
  clock,
}: {
  readonly database: Sql;
  readonly clock: Clock;
}): SalesRanks {
  let remembered:
    | { readonly ranks: Promise<ReadonlyMap<string, number>>; readonly readAtMs: number }
    | undefined;

  return () => {
    const nowMs = clock.now().getTime();
    if (remembered && Math.abs(nowMs - remembered.readAtMs) < REMEMBERED_MS) return remembered.ranks;
    const ranks = readRanks(database, jstDate(clock.now()));
    const reading = { ranks, readAtMs: nowMs };
    remembered = reading;
    ranks.catch(() => {
      if (remembered === reading) remembered = undefined;
    });
    return ranks;
  };
}

async function readRanks(sql: Sql, today: string): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.query<{ product_id: string; rank: number }>(
    `SELECT product_id, rank() OVER (ORDER BY sum(units) DESC)::int AS rank
       FROM analytics.product_sales
      WHERE generation = (SELECT generation FROM analytics.read_models WHERE name = 'sales')
        AND date > $1::date AND date <= $2::date
      GROUP BY product_id HAVING sum(units) > 0 ORDER BY rank, product_id LIMIT ${MAX_RANKED}`,
    [addDays(today, -RANKED_DAYS), today],
  );
  return new Map(rows.map(({ product_id, rank }) => [product_id, rank]));
}
