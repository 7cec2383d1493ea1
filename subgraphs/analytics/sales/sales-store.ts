import type { Sql, Transaction } from '@depachika/database/database.ts';
import { merged, type SaleFacts } from './sale.ts';

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
 * Adds what events told to the books of these generations, set-wise, in one statement. What a generation knows already
 * changes nothing. Needs {@link lockBooks} in the same transaction.
 */
export async function addSales(
  sql: Sql,
  generations: readonly number[],
  facts: readonly SaleFacts[],
): Promise<void> {
  if (facts.length === 0) return;
  const rows = merged(facts).map(({ sale, ...told }) => ({ ...sale, ...told }));
  await sql.query(ADD_SALES, [generations, JSON.stringify(rows)]);
}

/** The payment that counts: money that came with another attempt, and went back, was never the order's. */
const PAYMENT = 'COALESCE(shipped_payment_id, payment_id)';

/**
 * Failed or given up, and no money moved all the same. A payment of before orders named theirs is the only one of its
 * order.
 */
const IS_UNPAID = `CASE WHEN ${PAYMENT} IS NULL THEN failed <> '{}'::jsonb AND paid = '{}'::jsonb
    ELSE jsonb_exists(failed, ${PAYMENT}) AND NOT jsonb_exists(paid, ${PAYMENT}) END`;

const REFUNDED = `(SELECT COALESCE(sum((refund.value->>'amountYen')::bigint), 0) FROM jsonb_each(refunds) AS refund
  WHERE ${PAYMENT} IS NULL OR refund.value->>'paymentId' = ${PAYMENT})`;

/** With all of the money, points go back too: nothing is left of the sale. */
const NET = `CASE
    WHEN date IS NULL OR cancelled OR returned OR ${IS_UNPAID} THEN 0
    WHEN ${REFUNDED} > 0 AND ${REFUNDED} >= total_yen - points_used THEN 0
    ELSE total_yen - LEAST(total_yen, ${REFUNDED})
  END`;

/**
 * All parts see the books as they were before: `told` adds the new facts to what was known, `change` compares what counts
 * then with what was counted, and the sums are written whole, so that their CHECKs hold for every row that is proposed.
 * The lock makes this safe.
 */
const ADD_SALES = `
  WITH told AS (
    SELECT g.generation, fact."orderId" AS order_id, fact.units, fact.products,
           COALESCE(known.date, fact.date) AS date,
           COALESCE(known.total_yen, fact."totalYen") AS total_yen,
           COALESCE(known.reduced_yen, fact."reducedYen") AS reduced_yen,
           COALESCE(NULLIF(known.points_used, 0), fact."pointsUsed", 0) AS points_used,
           COALESCE(known.payment_id, fact."paymentId") AS payment_id,
           COALESCE(known.shipped_payment_id, fact."shippedPaymentId") AS shipped_payment_id,
           COALESCE(known.cancelled, false) OR fact.cancelled AS cancelled,
           COALESCE(known.returned, false) OR fact.returned AS returned,
           COALESCE(known.refunds, '{}') || fact.refunds AS refunds,
           COALESCE(known.failed, '{}') || fact.failed AS failed, COALESCE(known.paid, '{}') || fact.paid AS paid,
           (known.date IS NULL AND fact.date IS NOT NULL)::int AS added,
           (fact.cancelled AND known.cancelled IS NOT TRUE)::int AS taken_off,
           COALESCE(known.net_yen, 0) AS net_before, COALESCE(known.net_reduced_yen, 0) AS net_reduced_before
      FROM unnest($1::int[]) AS g (generation)
     CROSS JOIN jsonb_to_recordset($2::jsonb)
        AS fact ("orderId" text, date date, units int, "totalYen" bigint, "reducedYen" bigint, "pointsUsed" int,
          "paymentId" text, "shippedPaymentId" text, cancelled boolean, returned boolean, refunds jsonb, failed jsonb,
          paid jsonb, products jsonb)
      LEFT JOIN analytics.order_sales known ON known.generation = g.generation AND known.order_id = fact."orderId"
  ), counted AS (
    SELECT told.*, ${NET} AS net_yen FROM told
  ), change AS (
    SELECT counted.*,
           CASE WHEN net_yen = 0 THEN 0 ELSE div(2 * net_yen * reduced_yen + total_yen, 2 * total_yen) END AS net_reduced_yen
      FROM counted
  ), noted AS (
    INSERT INTO analytics.order_sales AS known (generation, order_id, date, cancelled, returned, total_yen, reduced_yen,
      points_used, payment_id, shipped_payment_id, refunds, failed, paid, net_yen, net_reduced_yen)
    SELECT generation, order_id, date, cancelled, returned, total_yen, reduced_yen, points_used, payment_id,
      shipped_payment_id, refunds, failed, paid, net_yen, net_reduced_yen FROM change
    ON CONFLICT (generation, order_id) DO UPDATE SET date = excluded.date, cancelled = excluded.cancelled,
      returned = excluded.returned, total_yen = excluded.total_yen, reduced_yen = excluded.reduced_yen,
      points_used = excluded.points_used, payment_id = excluded.payment_id,
      shipped_payment_id = excluded.shipped_payment_id, refunds = excluded.refunds, failed = excluded.failed,
      paid = excluded.paid,
      net_yen = excluded.net_yen, net_reduced_yen = excluded.net_reduced_yen
  ), of_day AS (
    SELECT generation, date, sum(added) AS orders, sum(taken_off) AS cancelled, sum(COALESCE(units, 0) * added) AS units,
           sum(total_yen * added) AS gross_yen, sum(net_yen - net_before) AS net_yen,
           sum(reduced_yen * added) AS gross_reduced_yen, sum(net_reduced_yen - net_reduced_before) AS net_reduced_yen
      FROM change WHERE date IS NOT NULL AND (added + taken_off > 0 OR net_yen <> net_before) GROUP BY generation, date
  ), daily AS (
    INSERT INTO analytics.daily_sales (generation, date, orders, cancelled_orders, units, gross_yen, net_yen,
      gross_reduced_yen, net_reduced_yen)
    SELECT o.generation, o.date, COALESCE(day.orders, 0) + o.orders, COALESCE(day.cancelled_orders, 0) + o.cancelled,
           COALESCE(day.units, 0) + o.units, COALESCE(day.gross_yen, 0) + o.gross_yen,
           COALESCE(day.net_yen, 0) + o.net_yen, COALESCE(day.gross_reduced_yen, 0) + o.gross_reduced_yen,
           COALESCE(day.net_reduced_yen, 0) + o.net_reduced_yen
      FROM of_day o LEFT JOIN analytics.daily_sales day ON day.generation = o.generation AND day.date = o.date
    ON CONFLICT (generation, date) DO UPDATE
      SET orders = excluded.orders, cancelled_orders = excluded.cancelled_orders, units = excluded.units,
          gross_yen = excluded.gross_yen, net_yen = excluded.net_yen,
          gross_reduced_yen = excluded.gross_reduced_yen, net_reduced_yen = excluded.net_reduced_yen
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
