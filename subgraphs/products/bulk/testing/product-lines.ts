/** Columns of these lines. */
export const HEADING = [
  ...['slug', 'sku', 'name_ja', 'name_en', 'name_kana', 'brand', 'category', 'tax_class', 'status'],
  ...['price_yen', 'option1_name_ja', 'option1_name_en', 'option1_value', 'option1_value_en'],
] as const;
export type Cells = Partial<Record<(typeof HEADING)[number], string>>;

let made = 0;
/** A line of a product of its own, in the category of this address. */
export function lineOfProduct(category: string, changes: Cells = {}): string[] {
  made += 1;
  return lineOf({
    ...{ slug: `file-${made}`, sku: `FILE-${made}`, name_ja: `羊羹${made}`, name_en: `Yokan ${made}` },
    ...{ name_kana: 'ヨウカン', brand: '花月庵', category, tax_class: 'REDUCED', status: 'ACTIVE' },
    ...{ price_yen: '1080', ...changes },
  });
}

/** A line of a variant of the same product. */
export function lineOfVariant(product: readonly string[], changes: Cells): string[] {
  made += 1;
  return lineOf({ slug: product[0]!, sku: `FILE-${made}`, price_yen: '900', ...changes });
}

function lineOf(cells: Cells): string[] {
  return HEADING.map((column) => cells[column] ?? '');
}

export const SIZE = { option1_name_ja: 'サイズ', option1_name_en: 'Size' };
export const LARGE = { option1_value: '大', option1_value_en: 'Large' };
export const SMALL = { option1_value: '小', option1_value_en: 'Small' };
