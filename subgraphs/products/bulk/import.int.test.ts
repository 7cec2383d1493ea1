import type { Database } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { encode } from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addCategory, eventsAbout, staff, type TestShop, testShop } from '../testing/test-shop.ts';
import { writeMoment } from './csv/cells.ts';
import { csv, type FileDesk, fileDesk } from './testing/file-desk.ts';
import {
  type Cells,
  HEADING,
  LARGE,
  lineOfProduct,
  SIZE,
  SMALL,
  lineOfVariant as variantLine,
} from './testing/product-lines.ts';

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

const productLine = (changes: Cells = {}) => lineOfProduct(category, changes);

const product = async (slug: string) => {
  const { data } = await shop.ask(
    staff,
    `query ($slug: String) { product(slug: $slug) { id nameJa status taxClass version temperature
      options { nameJa nameEn values valuesEn }
      variants(withdrawn: true) { sku priceYen label withdrawn sale { priceYen } }
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
    const first = productLine({ ...SIZE, ...LARGE });
    const second = variantLine(first, { ...SMALL, price_yen: '0', brand: '別の店' });
    const { report } = await desk.take('products', csv([HEADING, first, second]));
    expect(report).toMatchObject({ added: 0, refused: 2 });
    expect(report.problems.map(({ line, column, found }) => [line, column, found])).toEqual([
      [3, 'brand', '別の店'],
      [3, 'price_yen', '0'],
    ]);
    expect(await product(first[0]!)).toBeNull();
  });

  test('adds variants, renames options and withdraws by article number', async () => {
    const large = productLine({ ...SIZE, ...LARGE });
    const small = variantLine(large, SMALL);
    const taken = await desk.take('products', csv([HEADING, large, small]));
    expect(taken.report).toMatchObject({ added: 2, problems: [] });
    const { report } = await desk.take(
      'products',
      csv([
        ['sku', 'slug', 'option1_name_en', 'option1_value', 'option1_value_en', 'price_yen', 'withdrawn'],
        [large[1]!, large[0]!, 'How much', '特大', 'Huge', '', 'はい'],
        ['FILE-NEW', large[0]!, '', '中', 'Medium', '900', ''],
      ]),
    );
    expect(report).toMatchObject({ changed: 2, problems: [] });
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

  test('refuses lines that would mix products, and to leave nothing to buy', async () => {
    const [one, other] = [productLine(), productLine()];
    await desk.take('products', csv([HEADING, one, other]));
    const text = csv([
      ['slug', 'sku', 'name_ja', 'withdrawn'],
      [one[0]!, one[1]!, '', ''],
      [one[0]!, other[1]!, '', ''],
      [other[0]!, 'FILE-NEVER', '羊羹', ''],
      [one[0]!, 'FILE-LATE', '', ''],
    ]);
    const { problems } = (await desk.take('products', text)).report;
    expect(problems.map(({ line, column }) => [line, column])).toEqual(
      expect.arrayContaining([
        [3, 'sku'],
        [5, 'slug'],
      ]),
    );
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

const daysFromNow = (days: number) => new Date(shop.editing.clock.now().getTime() + days * 86_400_000);

describe('a file of prices', () => {
  const PRICES = ['sku', 'price_yen', 'sale_price_yen', 'sale_starts_at', 'sale_ends_at'];

  test('sets prices with their history, and a sale that begins and ends by itself', async () => {
    const line = productLine();
    await desk.take('products', csv([HEADING, line]));
    const sku = line[1]!;
    const week = [writeMoment(daysFromNow(1)), writeMoment(daysFromNow(7))];
    const text = csv([PRICES, [sku, '1,200', '980', ...week]]);
    expect((await desk.take('prices', text)).report).toMatchObject({ changed: 1 });
    const before = await traces();
    expect((await desk.take('prices', text)).report).toMatchObject({ unchanged: 1 });
    expect(await traces()).toEqual(before);
    expect(await desk.give('prices')).toContain(`${sku},1200,980,${week.join()}\r\n`);
    const history = await database.query(
      `SELECT p.price_yen FROM catalog.variant_prices p JOIN catalog.product_variants v ON v.id = p.variant_id
       WHERE v.sku = $1 ORDER BY p.version`,
      [sku],
    );
    expect(history).toEqual([{ price_yen: 1080 }, { price_yen: 1200 }]);
    const ended = await desk.take('prices', csv([PRICES, [sku, '', '', '', '']]));
    expect(ended.report).toMatchObject({ changed: 1 });
    expect(await desk.give('prices')).toContain(`${sku},1200,,,\r\n`);
  });

  test('starts a sale at once, and refuses another one while it runs', async () => {
    const line = productLine();
    await desk.take('products', csv([HEADING, line]));
    const sku = line[1]!;
    const end = writeMoment(daysFromNow(2));
    expect((await desk.take('prices', csv([PRICES, [sku, '', '900', '', end]]))).report).toMatchObject({
      changed: 1,
    });
    expect(await product(line[0]!)).toMatchObject({ variants: [{ priceYen: 900, sale: { priceYen: 900 } }] });
    const same = await desk.take('prices', csv([PRICES, [sku, '1080', '900', '', end]]));
    expect(same.report).toMatchObject({ unchanged: 1 });
    const other = await desk.take('prices', csv([PRICES, [sku, '850', '800', '', end]]));
    expect(other.report.problems.map(({ column }) => column)).toEqual(['sale_price_yen']);
  });

  test('knows no new article numbers, and no sale without its end', async () => {
    const line = productLine();
    await desk.take('products', csv([HEADING, line]));
    const { report } = await desk.take(
      'prices',
      csv([
        PRICES,
        ['FILE-UNKNOWN', '100', '', '', ''],
        [line[1]!, '', '900', '', ''],
        [line[1]!, '', '', '', ''],
      ]),
    );
    expect(report.problems.map(({ line: at, column }) => [at, column])).toEqual([
      [2, 'sku'],
      [3, 'sale_ends_at'],
      [4, 'sku'],
    ]);
  });
});

describe('a round trip', () => {
  test('of everything that can be set changes nothing, in either encoding', async () => {
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

  test('names what Shift_JIS does not have, with its line, and writes no other character in its place', async () => {
    const line = productLine({ name_en: 'Crème brûlée', name_ja: '〜クレーム〜' });
    await desk.take('products', csv([HEADING, line]));
    const { bytes, report } = await desk.giveIn('products', 'shift_jis');
    const at = (await desk.give('products')).split(/\r\n|\n/).findIndex((text) => text.startsWith(line[1]!));
    expect(report.problems).toEqual([
      { line: at + 1, column: 'name_ja', character: '〜' },
      { line: at + 1, column: 'name_en', character: 'è' },
    ]);
    expect(new TextDecoder('shift_jis').decode(bytes)).not.toContain(line[1]);
  });
});
