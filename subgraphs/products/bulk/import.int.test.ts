import type { Database } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import fc from 'fast-check';
import { encode } from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addCategory,
  addProduct,
  eventsAbout,
  productInput,
  staff,
  type TestShop,
  testShop,
} from '../testing/test-shop.ts';
import { csv, type FileDesk, fileDesk } from './testing/file-desk.ts';

let server: TestDatabase;
let database: Database;
let shop: TestShop;
let desk: FileDesk;
let category: string;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  shop = await testShop(database);
  desk = fileDesk(shop.editing);
  category = await slugOfCategory(await addCategory(shop));
});
afterAll(async () => {
  desk?.close();
  await server?.close();
});

async function slugOfCategory(id: string): Promise<string> {
  const [row] = await database.query<{ slug: string }>('SELECT slug FROM catalog.categories WHERE id = $1', [
    id,
  ]);
  return row!.slug;
}

/** Everything that an edit leaves behind. */
async function traces(): Promise<unknown> {
  const [row] = await database.query(
    `SELECT (SELECT count(*)::int FROM catalog.changes) AS changes, (SELECT count(*)::int FROM catalog.outbox_events) AS events,
       (SELECT count(*)::int FROM catalog.variant_prices) AS prices, (SELECT max(updated_at) FROM catalog.products) AS edited`,
  );
  return row;
}

const HEADING = [
  'slug',
  'sku',
  'name_ja',
  'name_en',
  'name_kana',
  'brand',
  'category',
  'tax_class',
  'status',
  'price_yen',
];

let made = 0;
/** A line of a product of its own. */
function productLine(changes: Readonly<Record<string, string>> = {}): string[] {
  made += 1;
  const cells: Record<string, string> = {
    slug: `file-${made}`,
    sku: `FILE-${made}`,
    name_ja: `羊羹${made}`,
    name_en: `Yokan ${made}`,
    name_kana: 'ヨウカン',
    brand: '花月庵',
    category,
    tax_class: 'REDUCED',
    status: 'ACTIVE',
    price_yen: '1080',
    ...changes,
  };
  return HEADING.map((column) => cells[column]!);
}

const product = async (slug: string) => {
  const { data } = await shop.ask(
    staff,
    `query ($slug: String) { product(slug: $slug) { id nameJa nameEn nameKana brand { nameJa } status taxClass version
      options { nameJa nameEn values valuesEn } category { slug } temperature leadTimeDays ageRestricted
      variants { sku priceYen label withdrawn sale { priceYen } }
      changes { nodes { operation actor { kind id } fields { field from to } } } } }`,
    { slug },
  );
  return data.product;
};

describe('a file of products', () => {
  test('brings products that are found, listed and known by who did it', async () => {
    const line = productLine();
    const { report } = await desk.take('products', csv([HEADING, line]));
    expect(report).toMatchObject({ added: 1, refused: 0 });
    const found = await product(line[0]!);
    expect(found).toMatchObject({
      nameJa: line[2],
      status: 'ACTIVE',
      variants: [{ sku: line[1], priceYen: 1080 }],
    });
    expect(found.changes.nodes).toEqual([
      {
        operation: 'catalogue:import',
        actor: { kind: 'COMMAND', id: 'catalogue:import by test' },
        fields: [],
      },
    ]);
    expect(await eventsAbout(database, found.id)).toEqual(['ProductChanged']);
    const { data } = await shop.ask(
      staff,
      'query ($q: String!) { searchProducts(query: $q) { nodes { id } } }',
      { q: line[2] },
    );
    expect(data.searchProducts.nodes).toContainEqual({ id: found.id });
  });

  test('changes nothing the second time, and nobody hears of it', async () => {
    const text = csv([HEADING, productLine(), productLine()]);
    await desk.take('products', text);
    const before = await traces();
    const { report } = await desk.take('products', text);
    expect(report).toMatchObject({ added: 0, changed: 0, unchanged: 2, refused: 0 });
    expect(await traces()).toEqual(before);
  });

  test('leaves what it does not name, and empties what may be empty', async () => {
    const line = productLine();
    await desk.take(
      'products',
      csv([
        [...HEADING, 'description_ja'],
        [...line, '甘い'],
      ]),
    );
    await desk.take(
      'products',
      csv([
        ['sku', 'name_en'],
        [line[1]!, 'Chestnut Yokan'],
      ]),
    );
    expect(await desk.give('products', ['sku', 'name_en', 'description_ja'])).toContain(
      `${line[1]},Chestnut Yokan,甘い\r\n`,
    );
    await desk.take(
      'products',
      csv([
        ['sku', 'description_ja'],
        [line[1]!, ''],
      ]),
    );
    expect(await desk.give('products', ['sku', 'name_en', 'description_ja'])).toContain(
      `${line[1]},Chestnut Yokan,\r\n`,
    );
    const found = await product(line[0]!);
    expect(found.changes.nodes.map(({ fields }: { fields: unknown }) => fields)).toEqual([
      [{ field: 'descriptionJa', from: '甘い', to: '' }],
      [{ field: 'nameEn', from: line[3], to: 'Chestnut Yokan' }],
      [],
    ]);
  });

  test('says of each line that is wrong what may stand there, and takes the others', async () => {
    const good = productLine();
    const text = csv([
      HEADING,
      productLine({ price_yen: '千円' }),
      good,
      productLine({ category: 'nowhere', name_kana: '羊羹' }),
      productLine({ sku: 'no number', tax_class: '' }),
      productLine({ status: 'WITHDRAWN' }),
      ['too', 'short'],
      productLine({ sku: good[1]! }),
    ]);
    const rehearsed = await desk.rehearse('products', text);
    const { report } = await desk.take('products', text);
    expect(rehearsed).toEqual(report);
    expect(report).toMatchObject({ added: 1, refused: 6 });
    expect(report.problems.map(({ line, column, found }) => [line, column, found])).toEqual([
      [2, 'price_yen', '千円'],
      [4, 'category', 'nowhere'],
      [4, 'name_kana', '羊羹'],
      [5, 'sku', 'no number'],
      [5, 'tax_class', ''],
      [6, 'status', 'WITHDRAWN'],
      [7, 'sku', '2'],
      [8, 'sku', good[1]],
    ]);
    expect(await product(good[0]!)).not.toBeNull();
  });

  test('takes a product in whole or not at all', async () => {
    const columns = [...HEADING, 'option1_name_ja', 'option1_name_en', 'option1_value', 'option1_value_en'];
    const first = productLine();
    const second = productLine({ slug: first[0]!, price_yen: '0' });
    const { report } = await desk.take(
      'products',
      csv([columns, [...first, 'サイズ', 'Size', '大', 'Large'], [...second, '', '', '小', 'Small']]),
    );
    expect(report).toMatchObject({
      added: 0,
      refused: 2,
      problems: [{ line: 3, column: 'price_yen', found: '0' }],
    });
    expect(await product(first[0]!)).toBeNull();
  });

  test('adds variants, renames options and withdraws by article number', async () => {
    const columns = [
      ...HEADING,
      'option1_name_ja',
      'option1_name_en',
      'option1_value',
      'option1_value_en',
      'withdrawn',
    ];
    const large = productLine();
    const small = productLine({ slug: large[0]! });
    await desk.take(
      'products',
      csv([columns, [...large, 'サイズ', 'Size', '大', 'Large', ''], [...small, '', '', '小', 'Small', '']]),
    );
    const again = [
      ['sku', 'slug', 'option1_name_en', 'option1_value', 'option1_value_en', 'price_yen', 'withdrawn'],
      [large[1]!, large[0]!, 'How much', '特大', 'Huge', '', 'はい'],
      ['FILE-NEW', large[0]!, '', '中', 'Medium', '900', ''],
    ];
    const { report } = await desk.take('products', csv(again));
    expect(report).toMatchObject({ changed: 2, refused: 0 });
    expect(await product(large[0]!)).toMatchObject({
      version: 2,
      options: [
        {
          nameJa: 'サイズ',
          nameEn: 'How much',
          values: ['特大', '小', '中'],
          valuesEn: ['Huge', 'Small', 'Medium'],
        },
      ],
      variants: [
        { sku: large[1], label: '特大', withdrawn: true },
        { sku: small[1], label: '小', withdrawn: false },
        { sku: 'FILE-NEW', label: '中', priceYen: 900 },
      ],
    });
  });

  test('refuses lines that would mix products, and a variant too few', async () => {
    const [one, other] = [productLine(), productLine()];
    await desk.take('products', csv([HEADING, one, other]));
    const text = csv([
      ['slug', 'sku', 'withdrawn'],
      [one[0]!, one[1]!, ''],
      [one[0]!, other[1]!, ''],
      ['another-address', 'FILE-NEVER', ''],
      [one[0]!, 'FILE-LATE', ''],
    ]);
    const { problems } = (await desk.take('products', text)).report;
    expect(
      problems
        .filter(({ column }) => ['slug', 'sku'].includes(column))
        .map(({ line, column }) => [line, column]),
    ).toEqual([
      [3, 'sku'],
      [5, 'slug'],
    ]);
    const last = await desk.take(
      'products',
      csv([
        ['sku', 'withdrawn'],
        [one[1]!, 'true'],
      ]),
    );
    expect(last.report.problems).toMatchObject([{ line: 2, column: 'withdrawn' }]);
  });

  test('is read in Shift_JIS with Japanese headings, as a spreadsheet writes it', async () => {
    const [heading, line] = [
      [
        'URL名',
        '品番',
        '商品名',
        '商品名（英語）',
        '商品名(ｶﾅ)',
        'ブランド',
        'カテゴリー',
        '税区分',
        '状態',
        '価格',
        '説明',
        '温度帯',
      ],
      [
        'sjis-1',
        'SJIS-1',
        '①髙島の栗羊羹～秋―',
        'Chestnut',
        'クリヨウカン',
        '花月庵',
        category,
        '軽減税率',
        '販売中',
        '¥1,296',
        '甘い\nおいしい',
        '冷蔵',
      ],
    ];
    const text = csv([heading!, line!]);
    const { report } = await desk.take('products', encode(text, 'cp932'));
    expect(report).toMatchObject({ added: 1, problems: [] });
    expect(await product('sjis-1')).toMatchObject({
      nameJa: '①髙島の栗羊羹～秋―',
      temperature: 'CHILLED',
      taxClass: 'REDUCED',
      variants: [{ priceYen: 1296 }],
    });
  });
});

describe('a round trip', () => {
  test('of everything that can be set changes nothing, in either encoding', async () => {
    await addProduct(shop, productInput((await product('file-1')).category.slug ? await idOfCategory() : ''));
    const text = await desk.give('products');
    const before = await traces();
    const { report } = await desk.take('products', text);
    expect(report).toMatchObject({ added: 0, changed: 0, refused: 0, problems: [] });
    expect(report.unchanged).toBeGreaterThan(5);
    expect(await traces()).toEqual(before);
    expect(await desk.give('products')).toBe(text);
    const { bytes, report: written } = await desk.giveIn('products', 'shift_jis');
    expect(written.problems).toEqual([]);
    expect((await desk.take('products', bytes)).report).toMatchObject({ unchanged: report.unchanged });
  });
});

async function idOfCategory(): Promise<string> {
  const [row] = await database.query<{ id: string }>('SELECT id FROM catalog.categories WHERE slug = $1', [
    category,
  ]);
  return row!.id;
}
