import type { SaleRecord } from '../sale-prices/sale-rules.ts';
import {
  imageUrl,
  labelsOf,
  type OptionRecord,
  type ProductRecord,
  type ProductStatus,
  sortVariants,
  type TaxClass,
  taxRateOf,
  type VariantRecord,
  valueInEnglish,
} from './product.ts';

/** A product with its variants in one row, as {@link PRODUCT_COLUMNS} selects it. */
export interface ProductRow extends Record<string, unknown> {
  readonly id: string;
  readonly name_ja: string;
  readonly name_en: string;
  readonly name_kana: string;
  readonly description_ja: string;
  readonly description_en: string;
  readonly brand: string;
  readonly brand_en: string;
  readonly category_id: string;
  readonly status: ProductStatus;
  readonly tax_class: TaxClass;
  readonly options: OptionRecord[];
  readonly min_price_yen: number;
  readonly max_price_yen: number;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly deleted_at: Date | null;
  readonly variants: VariantRow[];
  readonly slug: string;
  readonly brand_id: string;
  /** Null when none of its variants has a sale. */
  readonly sales: SaleRow[] | null;
}

export interface SaleRow extends SaleRecord {
  readonly variantId: string;
}

export interface VariantRow {
  readonly id: string;
  readonly sku: string;
  readonly optionValues: string[];
  readonly priceYen: number;
  readonly weightGrams: number;
  readonly maxPerOrder: number;
  readonly version: number;
  readonly withdrawn: boolean;
}

/** SQL: columns of `products p`, beside {@link PARTS_OF_PRODUCT}. */
export const PRODUCT_COLUMNS = `p.id, p.name_ja, p.name_en, p.name_kana, p.description_ja, p.description_en,
  COALESCE(renamed.name_ja, p.brand) AS brand, COALESCE(renamed.name_en, p.brand_en) AS brand_en, p.category_id, p.status, p.tax_class, p.options, p.min_price_yen, p.max_price_yen, p.version, p.created_at,
  p.updated_at, p.deleted_at, v.variants, p.slug, p.brand_id, (
    SELECT json_agg(json_build_object('variantId', variant_id, 'priceYen', price_yen, 'regularPriceYen', regular_price_yen,
                                      'startsAt', starts_at, 'endsAt', ends_at, 'comparable', started AND comparable))
    FROM catalog.variant_sales WHERE product_id = p.id
  ) AS sales, p.slug, p.brand_id`;

/**
 * All variants of `products p` in one value, so that a page of products with variants is one statement; and the names of its brand
 * where it has others and the product does not repeat them yet. Without its LIMIT the planner would read all brands for that.
 */
export const PARTS_OF_PRODUCT = `CROSS JOIN LATERAL (
    SELECT json_agg(json_build_object('id', id, 'sku', sku, 'optionValues', option_values, 'priceYen', price_yen,
                                      'weightGrams', weight_grams, 'maxPerOrder', max_per_order,
                                      'version', version, 'withdrawn', withdrawn_at IS NOT NULL) ORDER BY position) AS variants
    FROM catalog.product_variants WHERE product_id = p.id
  ) v LEFT JOIN LATERAL (
    SELECT b.name_ja, b.name_en FROM catalog.brand_renamings r JOIN catalog.brands b ON b.id = r.brand_id
    WHERE r.brand_id = p.brand_id AND r.after_product_id < p.id LIMIT 1
  ) renamed ON true`;

export function toProduct(row: ProductRow): ProductRecord {
  return {
    id: row.id,
    nameJa: row.name_ja,
    nameEn: row.name_en,
    nameKana: row.name_kana,
    descriptionJa: row.description_ja,
    descriptionEn: row.description_en,
    brand: row.brand,
    brandEn: row.brand_en,
    categoryId: row.category_id,
    status: row.status,
    deleted: row.deleted_at !== null,
    taxClass: row.tax_class,
    imageUrl: imageUrl(row.id),
    options: row.options,
    variants: sortVariants(row.options, row.variants).map((variant) => toVariant(row, variant)),
    minPriceYen: row.min_price_yen,
    maxPriceYen: row.max_price_yen,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    slug: row.slug,
    brandId: row.brand_id,
  };
}

function toVariant(product: ProductRow, row: VariantRow): VariantRecord {
  const { optionValues, ...variant } = row;
  const sale = product.sales?.find(({ variantId }) => variantId === row.id);
  return {
    ...variant,
    productId: product.id,
    selectedOptions: product.options.map((option, index) => ({
      nameJa: option.nameJa,
      nameEn: option.nameEn,
      value: optionValues[index]!,
      valueEn: valueInEnglish(option, optionValues[index]!),
    })),
    ...labelsOf(product.options, optionValues),
    taxRatePercent: taxRateOf(product.tax_class),
    ...(sale ? { sale: toSale(sale) } : {}),
  };
}

/** PostgreSQL writes moments into JSON in a form of its own. */
function toSale({ variantId: _, ...sale }: SaleRow): SaleRecord {
  const [startsAt, endsAt] = [new Date(sale.startsAt), new Date(sale.endsAt)];
  return { ...sale, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
}
