import type { AttributeDefinition } from '../../attributes/attribute.ts';
import type { Column, KnownColumns } from '../csv/headings.ts';

/** What is the same in every line of a product; the others are of its variant. */
export const PRODUCT_COLUMNS: readonly Column[] = [
  { name: 'slug', ja: 'URL名' },
  { name: 'name_ja', ja: '商品名' },
  { name: 'name_en', ja: '商品名（英語）' },
  { name: 'name_kana', ja: '商品名（カナ）' },
  { name: 'description_ja', ja: '説明' },
  { name: 'description_en', ja: '説明（英語）' },
  { name: 'brand', ja: 'ブランド' },
  { name: 'brand_en', ja: 'ブランド（英語）' },
  { name: 'category', ja: 'カテゴリー' },
  { name: 'tax_class', ja: '税区分' },
  { name: 'status', ja: '状態' },
  { name: 'publish_at', ja: '公開日時' },
  { name: 'unpublish_at', ja: '公開終了日時' },
  { name: 'allergens', ja: 'アレルゲン' },
  { name: 'temperature', ja: '温度帯' },
  { name: 'shelf_life_days', ja: '日持ち日数' },
  { name: 'lead_time_days', ja: '準備日数' },
  { name: 'age_restricted', ja: '年齢確認' },
  { name: 'labels', ja: 'ラベル' },
  ...[1, 2, 3].flatMap((number) => [
    { name: `option${number}_name_ja`, ja: `オプション${number}名` },
    { name: `option${number}_name_en`, ja: `オプション${number}名（英語）` },
  ]),
];

const PRICE_COLUMNS: readonly Column[] = [
  { name: 'price_yen', ja: '価格' },
  { name: 'sale_price_yen', ja: 'セール価格' },
  { name: 'sale_starts_at', ja: 'セール開始' },
  { name: 'sale_ends_at', ja: 'セール終了' },
];

const SKU: Column = { name: 'sku', ja: '品番' };

const VARIANT_COLUMNS: readonly Column[] = [
  ...[1, 2, 3].flatMap((number) => [
    { name: `option${number}_value`, ja: `オプション${number}` },
    { name: `option${number}_value_en`, ja: `オプション${number}（英語）` },
  ]),
  ...PRICE_COLUMNS,
  { name: 'weight_grams', ja: '重さ（g）' },
  { name: 'max_per_order', ja: '購入上限' },
  { name: 'withdrawn', ja: '販売停止' },
];

const SALE = ['sale_price_yen', 'sale_starts_at', 'sale_ends_at'];

/** Of a file of products: a line for each variant. Nothing is written of retired attributes, and files that have them are older. */
export function productColumns(definitions: readonly AttributeDefinition[]): KnownColumns {
  const inUse = definitions.filter(({ retired }) => !retired);
  return {
    columns: [SKU, ...PRODUCT_COLUMNS, ...inUse.flatMap(attributeColumns), ...VARIANT_COLUMNS],
    passedOver: definitions.filter(({ retired }) => retired).flatMap(attributeColumns),
    needed: [SKU.name],
    together: [SALE],
  };
}

/** Of a file of prices: variants that are there. */
export const priceColumns: KnownColumns = {
  columns: [SKU, ...PRICE_COLUMNS],
  passedOver: [],
  needed: [SKU.name],
  together: [SALE],
};

/** Whether every line of a product says the same in this column. */
export function isOfProduct(column: string): boolean {
  return OF_PRODUCT.has(column) || column.startsWith(ATTRIBUTE);
}

/** The columns of an attribute: one, or one for each language. */
export function attributeColumns({ code, nameJa, kind }: AttributeDefinition): Column[] {
  if (kind !== 'TEXT') return [{ name: `${ATTRIBUTE}${code}`, ja: `属性：${nameJa}` }];
  return [
    { name: `${ATTRIBUTE}${code}.ja`, ja: `属性：${nameJa}` },
    { name: `${ATTRIBUTE}${code}.en`, ja: `属性：${nameJa}（英語）` },
  ];
}

const ATTRIBUTE = 'attribute.';
const OF_PRODUCT = new Set(PRODUCT_COLUMNS.map(({ name }) => name));
