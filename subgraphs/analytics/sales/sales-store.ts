import type { Sql, Transaction } from '@depachika/database/database.ts';
import { merged, type Sale } from './sale.ts';

/** A rebuild that has not been heard of for so long is abandoned: nothing is written for it any more. */
export const ABANDONED_AFTER_MS = 10 * 60_000;

/** The generation that is read, and the one that a rebuild is filling. */
export interface Generations {
  readonly current: number;
  readonly building: number | undefined;
}

/**
 * Locks the books: writers, a swap, and the beginning of another generation wait for each other. The statements that
 * follow in the transaction see what the others wrote.
 */
export async function lockBooks(tx: Transaction, now: Date): Promise<Generations> {
  const [row] = await tx.query<{
    generation: number;
    building: number | null;
    building_touched_at: Date | null;
  }>(
    `SELECT generation, building, building_touched_at FROM analytics.read_models WHERE name = 'sales' FOR UPDATE`,
  );
  const { generation, building, building_touched_at: touchedAt } = row!;
  const alive = touchedAt !== null && now.getTime() - touchedAt.getTime() < ABANDONED_AFTER_MS;
  return { current: generation, building: alive ? (building ?? undefined) : undefined };
}

/**
 * Adds sales to the books of these generations, set-wise, in one statement. A sale that a generation knows already
 * adds nothing; a cancellation that is new to it takes off. Needs {@link lockBooks} in the same transaction.
 */
export async function addSales(
  sql: Sql,
  generations: readonly number[],
  sales: readonly Sale[],
): Promise<void> {
  if (sales.length === 0) return;
  await sql.query(ADD_SALES, [generations, JSON.stringify(merged(sales))]);
}

/**
 * All parts see the books as they were before: `change` compares with what was known then, and the sums are written
 * whole, so that their CHECKs hold for every row that is proposed. The lock makes this safe.
 */
const ADD_SALES = `
  WITH change AS (
    SELECT g.generation, sale.*, (known.order_id IS NULL)::int AS added,
           (sale.cancelled AND known.cancelled IS NOT TRUE)::int AS taken_off
      FROM unnest($1::int[]) AS g (generation)
     CROSS JOIN jsonb_to_recordset($2::jsonb)
        AS sale ("orderId" text, date date, units int, "totalYen" bigint, cancelled boolean, products jsonb)
      LEFT JOIN analytics.order_sales known ON known.generation = g.generation AND known.order_id = sale."orderId"
  ), noted AS (
    INSERT INTO analytics.order_sales AS known (generation, order_id, date, cancelled)
    SELECT generation, "orderId", date, cancelled FROM change WHERE added + taken_off > 0
    ON CONFLICT (generation, order_id) DO UPDATE SET cancelled = known.cancelled OR excluded.cancelled
  ), of_day AS (
    SELECT generation, date, sum(added) AS orders, sum(taken_off) AS cancelled, sum(units * added) AS units,
           sum("totalYen" * added) AS gross_yen, sum("totalYen" * (added - taken_off)) AS net_yen
      FROM change WHERE added + taken_off > 0 GROUP BY generation, date
  ), daily AS (
    INSERT INTO analytics.daily_sales (generation, date, orders, cancelled_orders, units, gross_yen, net_yen)
    SELECT o.generation, o.date, COALESCE(day.orders, 0) + o.orders, COALESCE(day.cancelled_orders, 0) + o.cancelled,
           COALESCE(day.units, 0) + o.units, COALESCE(day.gross_yen, 0) + o.gross_yen,
           COALESCE(day.net_yen, 0) + o.net_yen
      FROM of_day o LEFT JOIN analytics.daily_sales day ON day.generation = o.generation AND day.date = o.date
    ON CONFLICT (generation, date) DO UPDATE
      SET orders = excluded.orders, cancelled_orders = excluded.cancelled_orders, units = excluded.units,
          gross_yen = excluded.gross_yen, net_yen = excluded.net_yen
  ), of_product AS (
    SELECT generation, date, product."productId" AS product_id, sum(product.units * (added - taken_off)) AS units,
           sum(product."grossYen" * (added - taken_off)) AS gross_yen
      FROM change CROSS JOIN LATERAL jsonb_to_recordset(products)
        AS product ("productId" text, units int, "grossYen" bigint)
     WHERE added + taken_off > 0 GROUP BY generation, date, product."productId"
  )
  INSERT INTO analytics.product_sales (generation, date, product_id, units, gross_yen)
  SELECT o.generation, o.date, o.product_id, COALESCE(sold.units, 0) + o.units,
         COALESCE(sold.gross_yen, 0) + o.gross_yen
    FROM of_product o LEFT JOIN analytics.product_sales sold
      ON sold.generation = o.generation AND sold.date = o.date AND sold.product_id = o.product_id
  ON CONFLICT (generation, date, product_id) DO UPDATE SET units = excluded.units, gross_yen = excluded.gross_yen`;
