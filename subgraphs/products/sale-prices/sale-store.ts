import { claimDueRows } from '@depachika/background/due-rows.ts';
import type { Sql, Transaction } from '@depachika/database/database.ts';
import { insertAll } from '@depachika/database/insert-all.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import type { Offer, PastPrice } from './price-before-rules.ts';
import type { Sale } from './sale-rules.ts';

/** A sale as it is kept. */
export interface StoredSale extends Sale {
  readonly variantId: string;
  readonly productId: string;
  /** Its price is written on the variant. */
  readonly started: boolean;
  readonly comparable: boolean;
  readonly actor: Actor;
}

/** The sales of a product that is locked. */
export async function findSales(tx: Transaction, productId: string): Promise<StoredSale[]> {
  return tx.query<StoredSale & Record<string, unknown>>(
    `SELECT variant_id AS "variantId", product_id AS "productId", price_yen AS "priceYen",
       regular_price_yen AS "regularPriceYen", starts_at AS "startsAt", ends_at AS "endsAt", started, comparable, actor
     FROM catalog.variant_sales WHERE product_id = $1 ORDER BY variant_id`,
    [productId],
  );
}

/** Writes the sales of variants whose products are locked, each in the place of one that was to come. */
export async function saveSales(tx: Transaction, sales: readonly StoredSale[]): Promise<void> {
  if (sales.length === 0) return;
  await removeSales(
    tx,
    sales.map(({ variantId }) => variantId),
  );
  const rows = sales.map((sale) => ({ ...sale, nextAttemptAt: sale.started ? sale.endsAt : sale.startsAt }));
  await insertAll(tx, { table: 'catalog.variant_sales', rows });
}

/** Those of these products of which a sale starts or ends by now, in their order. */
export async function withSalesDue(
  tx: Transaction,
  productIds: readonly string[],
  now: Date,
): Promise<string[]> {
  const rows = await tx.query<{ product_id: string }>(
    `SELECT DISTINCT product_id FROM catalog.variant_sales
     WHERE product_id = ANY($1::text[]) AND CASE WHEN started THEN ends_at ELSE starts_at END <= $2::timestamptz
     ORDER BY product_id`,
    [productIds, now],
  );
  return rows.map(({ product_id }) => product_id);
}

/**
 * What variants cost after their sale, and before one that is to come. A price that never was in force is none to compare
 * with.
 */
export async function changeRegularPrice(
  tx: Transaction,
  prices: readonly { readonly variantId: string; readonly priceYen: number }[],
): Promise<void> {
  await tx.query(
    `UPDATE catalog.variant_sales s SET regular_price_yen = new."priceYen",
       comparable = s.comparable AND s.regular_price_yen = new."priceYen"
     FROM jsonb_to_recordset($1::jsonb) AS new ("variantId" text, "priceYen" int) WHERE s.variant_id = new."variantId"`,
    [JSON.stringify(prices)],
  );
}

export async function removeSales(tx: Transaction, variantIds: readonly string[]): Promise<void> {
  await tx.query('DELETE FROM catalog.variant_sales WHERE variant_id = ANY($1::text[])', [variantIds]);
}

/** What each of these variants cost, in the order of its moments, and when it could be bought: as far as the rule looks back. */
export async function findPast(
  tx: Transaction,
  variantId: string,
): Promise<{ readonly history: readonly PastPrice[]; readonly offers: readonly Offer[] }> {
  const history = await tx.query<PastPrice & Record<string, unknown>>(
    `SELECT price_yen AS "priceYen", since FROM catalog.variant_prices WHERE variant_id = $1
     ORDER BY version DESC LIMIT ${LOOKED_AT}`,
    [variantId],
  );
  const offers = await tx.query<Offer & Record<string, unknown>>(
    `SELECT since, until FROM catalog.variant_offers WHERE variant_id = $1 ORDER BY since DESC LIMIT ${LOOKED_AT}`,
    [variantId],
  );
  return { history: history.reverse(), offers };
}

/** A price that changed more often than that in eight weeks was never the usual one. */
const LOOKED_AT = 500;

/**
 * Keeps since when each variant of this product can be bought, and until when it could: one statement after each edit, so
 * that none can forget it.
 */
export async function keepOffers(tx: Sql, productIds: readonly string[], now: Date): Promise<void> {
  await tx.query(
    `WITH offered AS (
       SELECT v.id FROM catalog.product_variants v JOIN catalog.products p ON p.id = v.product_id
       WHERE p.id = ANY($1::text[]) AND p.status = 'ACTIVE' AND p.deleted_at IS NULL AND v.withdrawn_at IS NULL
     ), ended AS (
       UPDATE catalog.variant_offers o SET until = GREATEST(o.since, $2::timestamptz)
       FROM catalog.product_variants v
       WHERE v.id = o.variant_id AND v.product_id = ANY($1::text[]) AND o.until IS NULL
         AND o.variant_id NOT IN (SELECT id FROM offered)
     )
     INSERT INTO catalog.variant_offers (variant_id, since)
     SELECT id, $2 FROM offered
     WHERE NOT EXISTS (SELECT FROM catalog.variant_offers o WHERE o.variant_id = offered.id AND o.until IS NULL)
     ON CONFLICT (variant_id, since) DO UPDATE SET until = NULL`,
    [productIds, now],
  );
}

/** Takes sales that start or end in hand, as `claimDueSchedules` does. @returns their products, each once */
export async function claimDueSales(
  sql: Sql,
  { now, until, limit }: { readonly now: Date; readonly until: Date; readonly limit: number },
): Promise<{ readonly claimed: number; readonly productIds: readonly string[] }> {
  const rows = await claimDueRows<{ product_id: string }>(
    sql,
    {
      table: 'catalog.variant_sales',
      key: 'variant_id',
      due: 'next_attempt_at <= $1',
      orderBy: 'next_attempt_at',
      limit,
      set: 'next_attempt_at = $2',
      returning: 'product_id',
    },
    [now, until],
  );
  return { claimed: rows.length, productIds: [...new Set(rows.map(({ product_id }) => product_id))] };
}

/** SQL: whether a sale starts or ends by `$1`. */
export const SALES_DUE =
  'EXISTS (SELECT FROM catalog.variant_sales WHERE next_attempt_at <= $1::timestamptz)';

/** @param instant the parameter that holds the moment up to which is looked */
export const salesSinceSql = (instant: string) =>
  `SELECT CASE WHEN started THEN ends_at ELSE starts_at END AS since FROM catalog.variant_sales
   WHERE CASE WHEN started THEN ends_at ELSE starts_at END <= ${instant}`;
