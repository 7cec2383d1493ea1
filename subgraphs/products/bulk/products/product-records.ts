import type { AttributeDefinition, AttributeValue } from '../../attributes/attribute.ts';
import { type ProductRecord, type VariantRecord, valueInEnglish } from '../../catalogue/product.ts';
import type { ProductDetails } from '../../details/product-details.ts';
import type { Schedule } from '../../lifecycle/publication-rules.ts';
import { writeList, writeMoment, writeYesNo } from '../csv/cells.ts';
import { NO_ALLERGENS } from './product-cells.ts';
import { attributeColumns } from './product-columns.ts';

/** What is written of a product beside itself. */
export interface ProductSurroundings {
  readonly details: ProductDetails;
  readonly schedule: Schedule | undefined;
  readonly definitions: readonly AttributeDefinition[];
  readonly categorySlug: string;
  readonly now: Date;
}

/** The cells of each variant of a product by column: what an import of them would find unchanged. */
export function productRecords(product: ProductRecord, around: ProductSurroundings): Map<string, string>[] {
  const ofProduct = productCells(product, around);
  return product.variants.map(
    (variant) => new Map(Object.entries({ ...ofProduct, ...variantCells(product, variant, around.now) })),
  );
}

function productCells(
  product: ProductRecord,
  { details, schedule, definitions, categorySlug }: ProductSurroundings,
): Record<string, string> {
  const { allergens, temperature, shelfLifeDays, leadTimeDays, ageRestricted, labels } = details;
  return {
    slug: product.slug ?? '',
    name_ja: product.nameJa,
    name_en: product.nameEn,
    name_kana: product.nameKana,
    description_ja: product.descriptionJa,
    description_en: product.descriptionEn,
    brand: product.brand,
    brand_en: product.brandEn ?? '',
    category: categorySlug,
    tax_class: product.taxClass,
    status: product.status,
    publish_at: schedule?.publishAt ? writeMoment(schedule.publishAt) : '',
    unpublish_at: schedule?.unpublishAt ? writeMoment(schedule.unpublishAt) : '',
    allergens: allergens?.length === 0 ? NO_ALLERGENS : writeList(allergens ?? []),
    temperature,
    shelf_life_days: shelfLifeDays === null ? '' : `${shelfLifeDays}`,
    lead_time_days: `${leadTimeDays}`,
    age_restricted: writeYesNo(ageRestricted),
    labels: writeList(labels),
    ...Object.fromEntries(
      [0, 1, 2].flatMap((index) => [
        [`option${index + 1}_name_ja`, product.options[index]?.nameJa ?? ''],
        [`option${index + 1}_name_en`, product.options[index]?.nameEn ?? ''],
      ]),
    ),
    ...Object.fromEntries(
      definitions.flatMap((definition) => attributeCells(definition, details.attributes[definition.code])),
    ),
  };
}

function attributeCells(
  definition: AttributeDefinition,
  value: AttributeValue | undefined,
): (readonly [string, string])[] {
  const columns = attributeColumns(definition).map(({ name }) => name);
  if (typeof value === 'object' && 'ja' in value)
    return [
      [columns[0]!, value.ja],
      [columns[1]!, value.en],
    ];
  const text = value === undefined ? '' : Array.isArray(value) ? writeList(value) : String(value);
  return columns.map((column) => [column, text] as const);
}

function variantCells(product: ProductRecord, variant: VariantRecord, now: Date): Record<string, string> {
  const sale = variant.sale && new Date(variant.sale.endsAt) > now ? variant.sale : undefined;
  const options = product.options.flatMap((option, index) => {
    const { value } = variant.selectedOptions[index]!;
    return [
      [`option${index + 1}_value`, value],
      [`option${index + 1}_value_en`, option.valuesEn ? valueInEnglish(option, value) : ''],
    ];
  });
  return {
    sku: variant.sku,
    ...Object.fromEntries(options),
    price_yen: `${variant.sale ? variant.sale.regularPriceYen : variant.priceYen}`,
    sale_price_yen: sale ? `${sale.priceYen}` : '',
    sale_starts_at: sale ? writeMoment(new Date(sale.startsAt)) : '',
    sale_ends_at: sale ? writeMoment(new Date(sale.endsAt)) : '',
    weight_grams: `${variant.weightGrams}`,
    max_per_order: variant.maxPerOrder === undefined ? '' : `${variant.maxPerOrder}`,
    withdrawn: writeYesNo(variant.withdrawn ?? false),
  };
}
