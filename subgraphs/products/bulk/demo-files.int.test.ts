import type { Database } from '@depachika/database/database.ts';
import { seedProductsDemo } from '@depachika/demo/seeds/products-seed.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anonymous, staff, type TestShop, testShop } from '../testing/test-shop.ts';
import { importedCategories } from './forget-imported.ts';
import { csv, type FileDesk, fileDesk } from './testing/file-desk.ts';
import { HEADING, lineOfProduct } from './testing/product-lines.ts';

let server: TestDatabase;
let database: Database;
let shop: TestShop;
let desk: FileDesk;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  await seedProductsDemo({ database });
  shop = await testShop(database);
  desk = fileDesk(shop.editing);
});
afterAll(async () => {
  desk?.close();
  await server?.close();
});

/** Everything that an edit leaves behind. */
async function traces(): Promise<unknown> {
  const [row] = await database.query(
    `SELECT (SELECT count(*)::int FROM catalog.changes) AS changes, (SELECT count(*)::int FROM catalog.outbox_events) AS events,
       (SELECT count(*)::int FROM catalog.variant_prices) AS prices, (SELECT sum(version)::int FROM catalog.products) AS edits,
       (SELECT sum(version)::int FROM catalog.categories) AS tree`,
  );
  return row;
}

describe('files of the demo shop', () => {
  test.each(['products', 'prices', 'categories'] as const)(
    'with its %s are read again without a change',
    async (kind) => {
      const text = await desk.give(kind);
      const before = await traces();
      const { report } = await desk.take(kind, text);
      expect(report).toMatchObject({ added: 0, changed: 0, refused: 0, problems: [] });
      expect(await traces()).toEqual(before);
      expect(await desk.give(kind)).toBe(text);
    },
  );

  test('take as many statements for two hundred products as for one', async () => {
    const text = await desk.give('products', ['sku', 'slug', 'lead_time_days']);
    const lines = text.split('\r\n');
    const edited = (count: number) =>
      [lines[0], ...lines.slice(1, 1 + count).map((line) => line.replace(/\d+$/, '7'))].join('\r\n');
    const statements = async (count: number) => {
      const before = database.statementCount();
      const { report } = await desk.take('products', edited(count), { batchLines: 250 });
      expect(report.problems).toEqual([]);
      return database.statementCount() - before;
    };
    const one = await statements(1);
    expect(await statements(200)).toBeLessThanOrEqual(one + 2);
    expect(one).toBeLessThan(60);
  });
});

describe('a file of categories', () => {
  const TREE = ['slug', 'name_ja', 'name_en', 'parent', 'position', 'retired'];

  test('adds, renames, moves and retires by the mutations of staff, a line in whole or not at all', async () => {
    const text = csv([
      TREE,
      ['bulk-food', '食品', 'Food', '', '0', ''],
      ['bulk-sweets', '菓子', 'Sweets', 'bulk-food', '', ''],
      ['bulk-yokan', '羊羹', 'Yokan', 'bulk-food', '0', ''],
      ['bulk-lost', '迷子', 'Lost', 'bulk-nowhere', '', ''],
      ['Bulk Bad', '', 'Bad', '', '', ''],
    ]);
    const before = await desk.give('categories');
    const rehearsed = await desk.rehearse('categories', text);
    expect(await desk.give('categories')).toBe(before);
    const { report } = await desk.take('categories', text);
    expect(rehearsed).toEqual(report);
    expect(report).toMatchObject({ added: 3, refused: 2 });
    expect(report.problems.map(({ line, column }) => [line, column])).toEqual([
      [5, 'parent'],
      [6, 'slug'],
      [6, 'name_ja'],
    ]);
    const moved = csv([
      TREE,
      ['bulk-yokan', '羊かん', 'Yokan', 'bulk-sweets', '', ''],
      ['bulk-food', '', 'Food', 'bulk-yokan', '', ''],
    ]);
    expect((await desk.take('categories', moved)).report.problems).toMatchObject([
      { line: 3, column: 'name_ja' },
    ]);
    const cycle = csv([
      ['slug', 'name_en', 'parent'],
      ['bulk-food', 'All food', 'bulk-yokan'],
    ]);
    expect((await desk.take('categories', cycle)).report.problems).toMatchObject([
      { line: 2, column: 'parent' },
    ]);
    expect(await desk.give('categories')).toMatch(
      /bulk-food,食品,Food,,0,false\r\nbulk-sweets,菓子,Sweets,bulk-food,0,false\r\nbulk-yokan,羊かん,Yokan,bulk-sweets,0,false\r\n/,
    );
  });

  test('takes the places that all lines together say, and is as it says the second time', async () => {
    const names = ['place-a', 'place-b', 'place-c', 'place-d'];
    const below = (slug: string, position: string) => [slug, slug, slug, 'place', position, ''];
    await desk.take(
      'categories',
      csv([TREE, ['place', '場所', 'Place', '', '', ''], ...names.map((name) => below(name, ''))]),
    );
    const places = [1, 3, 2, 0].map((position, index) => [names[index]!, `${position}`]);
    const text = csv([['slug', 'position'], ...places, ['place', '99']]);
    const rehearsed = await desk.rehearse('categories', text);
    const { report } = await desk.take('categories', text);
    expect(report).toEqual(rehearsed);
    expect(report).toMatchObject({ added: 0, refused: 0 });
    const order = (await desk.give('categories', ['slug'])).match(/place-./g);
    expect(order).toEqual(['place-d', 'place-a', 'place-c', 'place-b']);
    const before = await traces();
    const again = await desk.take('categories', text);
    expect(again.report).toMatchObject({ changed: 0, unchanged: 5 });
    expect(await traces()).toEqual(before);
    const typed = csv([
      ['slug', 'name_ja'],
      ['place', '場所 '],
    ]);
    expect((await desk.take('categories', typed)).report).toMatchObject({ unchanged: 1 });
  });

  test('that another process reads in is seen by one that has the tree in its cache', async () => {
    const names = async () => {
      const { data } = await shop.ask(anonymous, '{ category(slug: "bulk-yokan") { nameEn } }');
      return data.category.nameEn;
    };
    const look = importedCategories(shop.editing);
    await look();
    expect(await names()).toBe('Yokan');
    const elsewhere = await testShop(database);
    const other = fileDesk(elsewhere.editing);
    await other.take(
      'categories',
      csv([
        ['slug', 'name_en'],
        ['bulk-yokan', 'Bean jelly'],
      ]),
    );
    other.close();
    expect(await names()).toBe('Yokan');
    await look();
    expect(await names()).toBe('Bean jelly');
  });
});

describe('a file of products', () => {
  test('keeps when a product goes on sale and leaves it by itself, there and back', async () => {
    const line = lineOfProduct('mochi-manju', { status: 'DRAFT' });
    const slug = line[0]!;
    const wide = [...HEADING, 'publish_at', 'unpublish_at'];
    const whole = csv([wide, [...line, '2999-01-01 10:00', '2999-02-01 00:00:00.500']]);
    expect((await desk.take('products', whole)).report).toMatchObject({ added: 1, problems: [] });
    const seen = async () =>
      (
        await shop.ask(
          staff,
          'query ($slug: String) { product(slug: $slug) { stage publishAt unpublishAt changes(first: 1) { nodes { fields { field } } } } }',
          { slug },
        )
      ).data.product;
    expect(await seen()).toMatchObject({
      ...{
        stage: 'SCHEDULED',
        publishAt: '2999-01-01T01:00:00.000Z',
        unpublishAt: '2999-01-31T15:00:00.500Z',
      },
    });
    const given = await desk.give('products', ['sku', 'status', 'publish_at', 'unpublish_at']);
    expect(given).toContain(`${line[1]},DRAFT,2999-01-01 10:00:00,2999-02-01 00:00:00.500\r\n`);
    const before = await traces();
    expect((await desk.take('products', whole)).report).toMatchObject({ unchanged: 1 });
    expect(await traces()).toEqual(before);
    // A file without these columns leaves them.
    await desk.take(
      'products',
      csv([
        ['sku', 'name_en'],
        [line[1]!, 'Soon'],
      ]),
    );
    expect(await seen()).toMatchObject({ stage: 'SCHEDULED' });
    const edited = [
      ['sku', 'publish_at', 'unpublish_at'],
      [line[1]!, '', ''],
    ];
    await desk.take('products', csv(edited));
    expect(await seen()).toMatchObject({
      ...{ stage: 'DRAFT', publishAt: null, unpublishAt: null },
      changes: { nodes: [{ fields: [{ field: 'publishAt' }, { field: 'unpublishAt' }] }] },
    });
  });

  test.each([
    ['a moment that is over', { status: 'DRAFT' }, ['2020-01-01 10:00', ''], 'publish_at'],
    ['a beginning of what is on sale', { status: 'ACTIVE' }, ['2999-01-01 10:00', ''], 'publish_at'],
    [
      'an end before the beginning',
      { status: 'DRAFT' },
      ['2999-02-01 10:00', '2999-01-01 10:00'],
      'unpublish_at',
    ],
    ['an end of a draft', { status: 'DRAFT' }, ['', '2999-01-01 10:00'], 'unpublish_at'],
    ['what is no moment', { status: 'DRAFT' }, ['soon', ''], 'publish_at'],
  ])('does not schedule %s', async (_, changes, moments, column) => {
    const wide = [...HEADING, 'publish_at', 'unpublish_at'];
    const { report } = await desk.take(
      'products',
      csv([wide, [...lineOfProduct('mochi-manju', changes), ...moments]]),
    );
    expect(report).toMatchObject({ refused: 1, problems: [{ column }] });
  });
});
