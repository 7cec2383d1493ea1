import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { demoCatalogue } from '@depachika/demo/catalogue/catalogue.ts';

/**
 * Writes a file for `catalogue:import -- products`, in the categories of the demo shop: `node bench/catalogue/large-file.ts
 * <file> <lines>`. Four lines of five are of products with two variants, one of a product with one.
 */
async function writeLargeFile(path: string, lines: number): Promise<void> {
  const out = createWriteStream(path);
  out.write(`${HEADING.join(',')}\r\n`);
  const categories = demoCatalogue().categories.map(({ slug }) => slug);
  let written = 0;
  for (let number = 0; written < lines; number += 1) {
    const variants = Math.min(number % 3 === 2 ? 1 : 2, lines - written);
    const category = categories[number % categories.length]!;
    for (let variant = 0; variant < variants; variant += 1)
      out.write(`${lineOf({ number, variant, variants, category }).join(',')}\r\n`);
    written += variants;
    if (out.writableNeedDrain) await once(out, 'drain');
  }
  out.end();
  await finished(out);
}

const HEADING = [
  ...[
    'slug',
    'sku',
    'name_ja',
    'name_en',
    'name_kana',
    'description_ja',
    'description_en',
    'brand',
    'brand_en',
  ],
  ...[
    'category',
    'tax_class',
    'status',
    'temperature',
    'lead_time_days',
    'option1_name_ja',
    'option1_name_en',
  ],
  ...['option1_value', 'option1_value_en', 'price_yen', 'weight_grams'],
];

function lineOf(line: {
  readonly number: number;
  readonly variant: number;
  readonly variants: number;
  readonly category: string;
}): string[] {
  const { number, variant, variants, category } = line;
  const brand = number % 200;
  return [
    ...[
      `bench-${number}`,
      `BENCH-${number}-${variant}`,
      `季節の羊羹 第${number}号`,
      `Seasonal yokan no. ${number}`,
    ],
    ...[
      'キセツノヨウカン',
      `"丹波の小豆を使った羊羹です。\n甘さ控えめ、${number}"`,
      `Azuki of Tamba in a light yokan ${number}`,
    ],
    ...[
      `老舗${brand}`,
      `House ${brand}`,
      category,
      'REDUCED',
      'ACTIVE',
      number % 5 === 0 ? 'CHILLED' : 'AMBIENT',
    ],
    ...[`${number % 4}`, ...(variants > 1 ? ['サイズ', 'Size', ...SIZES[variant]!] : ['', '', '', ''])],
    ...[`${500 + ((number * 37) % 9_000)}`, `${100 + (number % 900)}`],
  ];
}

const SIZES = [
  ['小', 'Small'],
  ['大', 'Large'],
];

const [path, lines = '100000'] = process.argv.slice(2);
if (!path) throw new Error('Usage: node bench/catalogue/large-file.ts <file> [lines]');
await writeLargeFile(path, Number(lines));
