import type { Sql } from '@depachika/database/database.ts';
import type { Temperature } from '../details/product-details.ts';
import type { SaleRecord } from '../sale-prices/sale-rules.ts';
import { MAX_DEPTH } from './category.ts';
import type { OptionRecord, ProductRecord } from './product.ts';
import { PARTS_OF_PRODUCT, PRODUCT_COLUMNS, type ProductRow, toProduct } from './product-rows.ts';

/** Products with their variants by id, deleted ones too. One statement. */
export async function findProducts(sql: Sql, ids: readonly string[]): Promise<Map<string, ProductRecord>> {
  const rows = await sql.query<ProductRow>(
    `SELECT ${PRODUCT_COLUMNS} FROM catalog.products p ${PARTS_OF_PRODUCT} WHERE p.id = ANY($1::text[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, toProduct(row)]));
}

/** The product of each variant, which never changes. */
export async function findProductIds(sql: Sql, variantIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql.query<{ id: string; product_id: string }>(
    'SELECT id, product_id FROM catalog.product_variants WHERE id = ANY($1::text[])',
    [variantIds],
  );
  return new Map(rows.map(({ id, product_id }) => [id, product_id]));
}

/** A variant as the pricing of an order needs it. */
export interface PricedVariant extends Record<string, unknown> {
  readonly id: string;
  readonly product_id: string;
  readonly sku: string;
  readonly name_ja: string;
  readonly name_en: string;
  readonly option_values: string[];
  readonly options: OptionRecord[];
  readonly price_yen: number;
  readonly tax_class: string;
  readonly sellable: boolean;
  /** Its category and all above that, the nearest first. */
  readonly category_slugs: string[];
  readonly max_per_order: number;
  readonly lead_time_days: number;
  readonly temperature: Temperature;
  readonly age_restricted: boolean;
  /** Of it `priceInForce` makes the price of a moment. */
  readonly sale: SaleRecord | null;
}

/** Of the category of product `p`. */
const CATEGORY_SLUGS = `(
  WITH RECURSIVE above AS (
    SELECT c.slug, c.parent_id, 1 AS distance FROM catalog.categories c WHERE c.id = p.category_id
    UNION ALL
    SELECT c.slug, c.parent_id, above.distance + 1 FROM catalog.categories c JOIN above ON c.id = above.parent_id
    WHERE above.distance < ${MAX_DEPTH}
  )
  SELECT array_agg(slug ORDER BY distance) FROM above)`;

/** Straight from the tables: an order is never priced from a cache. */
export function findPrices(sql: Sql, variantIds: readonly string[]): Promise<PricedVariant[]> {
  return sql.query<PricedVariant>(
    `SELECT v.id, v.product_id, v.sku, p.name_ja, p.name_en, v.option_values, p.options, v.price_yen, p.tax_class,
            p.status = 'ACTIVE' AND v.withdrawn_at IS NULL AS sellable, ${CATEGORY_SLUGS} AS category_slugs,
            v.max_per_order, coalesce(d.lead_time_days, 0) AS lead_time_days,
            coalesce(d.temperature, 'AMBIENT') AS temperature, coalesce(d.age_restricted, false) AS age_restricted,
            CASE WHEN s.variant_id IS NOT NULL THEN
              json_build_object('priceYen', s.price_yen, 'regularPriceYen', s.regular_price_yen,
                                'startsAt', s.starts_at, 'endsAt', s.ends_at) END AS sale
     FROM catalog.product_variants v JOIN catalog.products p ON p.id = v.product_id
     LEFT JOIN catalog.product_details d ON d.product_id = p.id
     LEFT JOIN catalog.variant_sales s ON s.variant_id = v.id
     WHERE v.id = ANY($1::text[])`,
    [variantIds],
  );
}
