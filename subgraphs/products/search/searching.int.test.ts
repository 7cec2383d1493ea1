import type { Database } from '@depachika/database/database.ts';
import { demoCatalogue } from '@depachika/demo/catalogue/catalogue.ts';
import { seedProductsDemo } from '@depachika/demo/seeds/products-seed.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addOrderedPieces, refreshPopularity } from '../popularity/popularity-store.ts';
import {
  addCategory,
  addProduct,
  anonymous,
  productInput,
  staff,
  type TestShop,
  testShop,
} from '../testing/test-shop.ts';
import { fillDocuments } from './search-document-store.ts';
import { readSearchQuery } from './search-query.ts';
import { type MatchBounds, textHits, textMatch } from './text-match.ts';
import { readShopWords } from './vocabulary-reader.ts';

const { products } = demoCatalogue();
let server: TestDatabase;
let database: Database;
let shop: TestShop;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  await seedProductsDemo({ database });
  shop = await testShop(database);
});
afterAll(() => server?.close());

/** How often this session has read a table of a search so far: whole, and by an index. */
const SCANS = `SELECT coalesce(sum(seq_scan), 0)::int AS whole, coalesce(sum(idx_scan), 0)::int AS "byIndex" FROM pg_stat_xact_user_tables
  WHERE schemaname = 'catalog' AND relname IN ('search_documents', 'products', 'product_variants')`;
async function scansOf(text: string, setting: string) {
  const { vocabulary } = await readShopWords(database);
  const { sql, values } = textMatch(readSearchQuery(text, vocabulary)!, 1);
  return database.transaction({ name: 'test.scans' }, async (tx) => {
    await tx.query(setting);
    const [before] = await tx.query<Record<'whole' | 'byIndex', number>>(SCANS);
    await tx.query(sql, values);
    const [after] = await tx.query<Record<'whole' | 'byIndex', number>>(SCANS);
    return { whole: after!.whole - before!.whole, byIndex: after!.byIndex > before!.byIndex };
  });
}

const SEARCH = `query ($query: String!, $first: Int) { searchProducts(query: $query, first: $first) {
  nodes { id nameJa variants { sku } } } }`;

async function names(query: string, first = 5): Promise<string[]> {
  const { data } = await shop.ask(anonymous, SEARCH, { query, first });
  return data.searchProducts.nodes.map(({ nameJa }: { nameJa: string }) => nameJa);
}

describe('the index', () => {
  test.each(['茶', 'ア', 'k', 'コーヒー', 'matcha cake', 'MOC-0001'])(
    'answers %s without reading every product, variant or document',
    async (text) => {
      // A thousand variants are a few pages: read in a row they are cheaper than any index. A large shop's are not.
      expect(await scansOf(text, 'SET LOCAL seq_page_cost = 100')).toEqual({ whole: 0, byIndex: true });
    },
  );

  test('gives documents of a small shop, of which the planner knows nothing yet', async () => {
    expect(await scansOf('抹茶', 'SET LOCAL seq_page_cost = 1')).toEqual({ whole: 0, byIndex: true });
  });

  test('finds an article number, with its hyphens or without, before everything else', async () => {
    const { sku } = products[7]!.variants[0]!;
    for (const typed of [sku, sku.toLowerCase(), sku.replaceAll('-', '')]) {
      expect((await names(typed))[0], typed).toBe(products[7]!.nameJa);
    }
  });

  test('is filled for a shop that is older than it', async () => {
    const before = await database.query(
      'SELECT product_id, names, lexemes::text FROM catalog.search_documents ORDER BY 1',
    );
    await database.query('DELETE FROM catalog.search_documents');
    await fillDocuments(database);
    expect(
      await database.query(
        'SELECT product_id, names, lexemes::text FROM catalog.search_documents ORDER BY 1',
      ),
    ).toEqual(before);
  });
});

describe('a query that finds more than is weighed', () => {
  const found = async (query: string, bounds: MatchBounds) => {
    const { vocabulary } = await readShopWords(database);
    const { sql, values } = textMatch(readSearchQuery(query, vocabulary)!, 1, bounds);
    const rows = await database.query<{ product_id: string; rank: number }>(
      `SELECT product_id, rank FROM (${sql}) found ORDER BY rank, product_id`,
      values,
    );
    return rows.map(({ product_id }) => product_id);
  };

  test.each(['抹茶', '日本酒', 'chocolate', '茶', 'MOC'])(
    'finds of %s all the same, each once',
    async (query) => {
      const [all, few] = [await found(query, {}), await found(query, { nearest: 5 })];
      expect(all.length).toBeGreaterThan(5);
      expect(few.toSorted()).toEqual(all.toSorted());
    },
  );

  test('begins with what is called so as a whole, then with what the many order', async () => {
    const { id, nameJa } = products.find(({ nameJa }) => nameJa === '抹茶大福')!;
    const popular = (await found('大福', {})).at(-1)!;
    await database.query('UPDATE catalog.search_documents SET popularity = 9 WHERE product_id = $1', [
      popular,
    ]);
    expect((await found(nameJa, { nearest: 1 }))[0]).toBe(id);
    expect((await found('大福', { nearest: 1 }))[0]).toBe(popular);
    await database.query('UPDATE catalog.search_documents SET popularity = 0 WHERE product_id = $1', [
      popular,
    ]);
  });

  test('counts as many as there are', async () => {
    const { vocabulary } = await readShopWords(database);
    for (const query of ['抹茶', 'ギフト', 'MOC-0001', '栗きんつば']) {
      const { sql, values } = textHits(readSearchQuery(query, vocabulary)!, 1);
      const rows = await database.query<{ product_id: string }>(sql, values);
      const ids = rows.map(({ product_id }) => product_id);
      expect(ids.toSorted()).toEqual((await found(query, {})).toSorted());
    }
  });
});

describe('synonyms of staff', () => {
  const CREATE = `mutation ($input: CreateSynonymInput!) { createSynonym(input: $input) { __typename
    ... on CreateSynonymSuccess { synonym { id version terms narrower changes { nodes { operation actor { kind } } } } }
    ... on InvalidInput { field } } }`;
  const UPDATE = `mutation ($input: UpdateSynonymInput!) { updateSynonym(input: $input) { __typename
    ... on UpdateSynonymSuccess { synonym { version } } } }`;
  const DELETE = `mutation ($input: DeleteSynonymInput!) { deleteSynonym(input: $input) { __typename } }`;

  test('are known to the next search, and forgotten with their group', async () => {
    expect(await names('おてんば菓子')).toEqual([]);
    const input = { terms: ['おてんば菓子', 'otemba'], narrower: ['最中'] };
    const { data } = await shop.ask(staff, CREATE, { input });
    const { id, version, changes } = data.createSynonym.synonym;
    expect(changes.nodes).toEqual([{ operation: 'createSynonym', actor: { kind: 'STAFF' } }]);
    expect(await names('otemba')).toEqual(Array(5).fill(expect.stringContaining('最中')));
    const narrower = ['団子'];
    const updated = await shop.ask(staff, UPDATE, { input: { id, expectedVersion: version, narrower } });
    expect(updated.data.updateSynonym.synonym.version).toBe(2);
    expect(await names('おてんば菓子')).toEqual(Array(5).fill(expect.stringContaining('団子')));
    const stale = await shop.ask(staff, DELETE, { input: { id, expectedVersion: 1 } });
    expect(stale.data.deleteSynonym.__typename).toBe('VersionConflict');
    await shop.ask(staff, DELETE, { input: { id, expectedVersion: 2 } });
    expect(await names('おてんば菓子')).toEqual([]);
  });

  test('replace what the built-in list says of their words', async () => {
    expect(await names('ビーフ')).not.toEqual([]);
    const { data } = await shop.ask(staff, CREATE, { input: { terms: ['ビーフ', '百合'] } });
    expect((await names('ビーフ'))[0]).toContain('百合');
    await shop.ask(staff, DELETE, { input: { id: data.createSynonym.synonym.id, expectedVersion: 1 } });
  });

  test.each([
    ['no term', { terms: [] }],
    ['one term alone', { terms: ['牛'] }],
    ['a term that is punctuation', { terms: ['牛', '!!'] }],
    ['a term that is too long', { terms: ['牛', 'あ'.repeat(51)] }],
  ])('are refused with %s', async (_, input) => {
    const { data } = await shop.ask(staff, CREATE, { input });
    expect(data.createSynonym).toEqual({ __typename: 'InvalidInput', field: 'terms' });
  });

  test('are not for guests', async () => {
    expect((await shop.ask(anonymous, CREATE, { input: { terms: ['a', 'b'] } })).codes).toEqual([
      'UNAUTHENTICATED',
    ]);
    expect((await shop.ask(anonymous, '{ synonyms { nodes { id } } }')).codes).toEqual(['UNAUTHENTICATED']);
  });
});

describe('help', () => {
  const HELP = `query ($query: String!) { searchHelp(query: $query) {
    words ignoredWords corrections { from to } didYouMean popularProducts { nameJa } } }`;
  const help = async (query: string) => (await shop.ask(anonymous, HELP, { query })).data.searchHelp;

  test('says which words need not be there', async () => {
    expect(await help('best coffee for gift')).toMatchObject({
      words: ['coffee'],
      ignoredWords: ['best', 'for', 'gift'],
    });
    expect(await help('誕生日ギフト')).toMatchObject({ words: ['ギフト'], ignoredWords: ['誕生日'] });
  });

  test('says which edit was forgiven, and forgives none in short words', async () => {
    expect(await help('dorayki')).toMatchObject({ corrections: [{ from: 'dorayki', to: 'dorayaki' }] });
    expect((await help('yusu')).corrections).toEqual([]);
  });

  test('knows a word that looks like one that is unknown', async () => {
    expect((await help('どらやけ')).didYouMean).toContain('ドラヤキ');
    expect((await help('抹茶 どらやけ')).didYouMean).toContain('抹茶 ドラヤキ');
    expect((await help('どらやき')).didYouMean).toEqual([]);
  });
});

describe('a price', () => {
  beforeAll(async () => {
    const category = await addCategory(shop);
    for (const nameJa of ['商品券 10000円', '商品券 5000円', '商品券 1000円'])
      await addProduct(shop, productInput(category, { nameJa, nameEn: 'Voucher' }));
    // A process that knows the words of these.
    shop = await testShop(database);
  });

  test('that stands in a name brings what has it to the front, however it is written', async () => {
    for (const [query, first] of [
      ['商品券 10,000円', '商品券 10000円'],
      ['１万円の商品券', '商品券 10000円'],
      ['商品券 5千円', '商品券 5000円'],
      ['1000円 商品券', '商品券 1000円'],
    ] as const) {
      const found = await names(query);
      expect([query, found[0]]).toEqual([query, first]);
      expect(found).toHaveLength(3);
    }
    expect(await names('5000円')).toEqual(['商品券 5000円']);
  });

  test('that is a range hides nothing, and is said to be ignored', async () => {
    expect(await names('商品券 1万円以下')).toHaveLength(3);
    expect(await names('3000円〜5000円 商品券')).toHaveLength(3);
    expect(await names('商品券 3000円 以下')).toHaveLength(3);
    expect((await names('ギフト 777円')).length).toBeGreaterThan(0);
  });
});

describe('a page of a search', () => {
  const PAGE = `query ($query: String!) { searchProducts(query: $query, first: 1) {
    edges { node { nameJa } snippet { nameJa { text marked } nameEn { text marked }
      descriptionJa { text marked } descriptionEn { text marked } } }
    searchHelp { words ignoredWords didYouMean } } }`;
  const page = async (query: string) => (await shop.ask(anonymous, PAGE, { query })).data.searchProducts;

  test('has marks in names and descriptions, and says how the query was read, by the statement of the list', async () => {
    const categoryId = await addCategory(shop);
    const texts = { nameJa: '翡翠焼き売り', nameEn: 'Jade bun', descriptionJa: '**翡翠焼**を\n包みました。' };
    await addProduct(shop, productInput(categoryId, texts));
    await page('翡翠焼');
    const before = database.statementCount();
    const { edges, searchHelp } = await page('おすすめの翡翠焼');
    expect(database.statementCount() - before).toBe(1);
    const marked = { text: '翡翠焼き', marked: true };
    expect(edges[0].snippet).toEqual({
      nameJa: [marked, { text: '売り', marked: false }],
      nameEn: [{ text: 'Jade bun', marked: false }],
      descriptionJa: [
        { text: '翡翠焼', marked: true },
        { text: 'を 包みました。', marked: false },
      ],
      descriptionEn: [],
    });
    expect(searchHelp).toMatchObject({ words: ['翡翠', '焼'], ignoredWords: ['オススメ'], didYouMean: [] });
  });

  test('helps where nothing is found; a list that is no search needs no help', async () => {
    expect(await page('どらやけ')).toMatchObject({ edges: [], searchHelp: { didYouMean: ['ドラヤキ'] } });
    expect(await page('！？')).toMatchObject({ edges: [], searchHelp: { words: [] } });
    const { data } = await shop.ask(
      anonymous,
      '{ products(first: 1) { edges { snippet { nameJa { text } } } searchHelp { words } } }',
    );
    expect(data.products).toEqual({ edges: [{ snippet: null }], searchHelp: null });
  });
});

describe('suggestions', () => {
  const SUGGEST = `query ($prefix: String!, $first: Int) { searchSuggestions(prefix: $prefix, first: $first) {
    kind text category { slug } brand { slug } product { nameJa } } }`;
  const suggest = async (prefix: string, first = 8) =>
    (await shop.ask(anonymous, SUGGEST, { prefix, first })).data.searchSuggestions;

  test('begin as what is typed, in kana for kanji too', async () => {
    const [ケーキ] = await suggest('ケー');
    expect(ケーキ).toMatchObject({ kind: 'CATEGORY', category: { slug: 'cakes' } });
    expect((await suggest('パティス'))[0]).toMatchObject({ kind: 'BRAND' });
    const found = await suggest('くりき');
    expect(found.map(({ text }: { text: string }) => text)).toContain('栗きんつば');
    expect((await suggest('sho')).length).toBeGreaterThan(0);
  });

  test('are products that have it within their names as well, after those that begin so', async () => {
    for (const prefix of ['どら', 'だいふく']) {
      const found = await suggest(prefix, 3);
      expect(found).toHaveLength(3);
      for (const { kind, text } of found) {
        expect(kind).toBe('PRODUCT');
        expect(text).toMatch(/どら焼き|大福/);
      }
    }
    const names = (await suggest('抹茶', 20)).map(({ text }: { text: string }) => text);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('抹茶団子');
  });

  test('are two statements for a beginning that nobody typed yet, however many there are', async () => {
    await suggest('抹茶');
    const before = database.statementCount();
    await suggest('ほうじ', 20);
    expect(database.statementCount() - before).toBeLessThanOrEqual(2);
  });

  test('refuse a beginning of no or too many characters, and name the field', async () => {
    for (const prefix of [' ', '茶'.repeat(101)]) {
      expect((await shop.ask(anonymous, SUGGEST, { prefix })).codes).toEqual(['BAD_USER_INPUT']);
    }
  });
});

describe('what is searched', () => {
  const REPORT = `query ($from: Date!, $to: Date!, $withoutResults: Boolean) {
    searchReport(from: $from, to: $to, withoutResults: $withoutResults, first: 100) {
      nodes { query searches withoutResults chosen } } }`;
  const CHOOSE = `mutation ($query: String!) { noteSearchChoice(input: { query: $query }) { __typename ... on InvalidInput { field } } }`;
  const days = { from: '2020-01-01', to: '2020-12-31' };

  test('is counted in one, however it is written, and never with what a person can be told by', async () => {
    const own = await testShop(database);
    for (const query of ['ほうじ茶ラテ', 'ﾎｳｼﾞ茶ラテ']) await own.ask(anonymous, SEARCH, { query });
    for (const query of ['090-1234-5678', '０９０１２３４５６７８', 'hanako@example.jp', 'あ'.repeat(60)])
      await own.ask(anonymous, SEARCH, { query });
    await own.ask(staff, SEARCH, { query: 'スタッフの検索' });
    for (const query of ['ほうじ茶ラテ', 'ほうじ茶ラテ', 'ほうじ茶ラテ', '誰も探さない'])
      await own.ask(anonymous, CHOOSE, { query });
    await own.subgraph.close();
    const rows = await database.query(
      'SELECT phrase, searches, without_results, chosen FROM catalog.search_counts',
    );
    const counted = rows.filter(({ phrase }) => /ラテ|0901|hanako|アアア|スタッフ|誰/.test(String(phrase)));
    expect(counted).toEqual([{ phrase: 'ホウジ茶ラテ', searches: 2, without_results: 2, chosen: 2 }]);
  });

  test('is refused with characters that nobody can type, and no count is lost by it', async () => {
    const own = await testShop(database);
    expect((await own.ask(anonymous, SEARCH, { query: 'NUL\0' })).codes).toEqual(['BAD_USER_INPUT']);
    for (const query of ['a\0b', '\ud83d', ''])
      expect((await own.ask(anonymous, CHOOSE, { query })).data.noteSearchChoice).toEqual({
        __typename: 'InvalidInput',
        field: 'query',
      });
  });

  test('is shown to staff alone, the most frequent first, and for a year at most', async () => {
    await database.query(
      `INSERT INTO catalog.search_counts (date, phrase, typed, searches, without_results, chosen)
       VALUES ('2020-02-01', 'a', 'A', 2, 0, 1), ('2020-02-02', 'a', 'A', 3, 0, 0), ('2020-02-02', 'b', 'b', 4, 4, 0)`,
    );
    const { data } = await shop.ask(staff, REPORT, days);
    const a = { query: 'A', searches: 5, withoutResults: 0, chosen: 1 };
    const b = { query: 'b', searches: 4, withoutResults: 4, chosen: 0 };
    expect(data.searchReport.nodes).toEqual([a, b]);
    const missing = await shop.ask(staff, REPORT, { ...days, withoutResults: true });
    expect(missing.data.searchReport.nodes).toEqual([b]);
    expect((await shop.ask(anonymous, REPORT, days)).codes).toEqual(['UNAUTHENTICATED']);
    expect((await shop.ask(staff, REPORT, { ...days, to: '2021-01-01' })).codes).toEqual(['BAD_USER_INPUT']);
  });
});

describe('best sellers', () => {
  const BEST = `query ($categoryId: ID) { bestSellers(categoryId: $categoryId, first: 2) { id nameJa } }`;

  test('are on sale, were ordered in the last 30 days, and stand before their equals in a search', async () => {
    const own = await testShop(database);
    const categoryId = await addCategory(own);
    const first = await addProduct(own, productInput(categoryId, { nameJa: '売れ筋羊羹' }));
    const second = await addProduct(own, productInput(categoryId, { nameJa: '売れ筋羊羹' }));
    const draft = await addProduct(own, productInput(categoryId, { status: 'DRAFT' }));
    const units = (productId: string, date: string, count: number) => ({ productId, date, units: count });
    await addOrderedPieces(database, [
      units(first.id, '2026-10-01', 90),
      units(first.id, '2026-11-20', 2),
      units(second.id, '2026-11-21', 3),
      units(draft.id, '2026-11-21', 50),
      units(newId('prd'), '2026-11-21', 50),
    ]);
    await refreshPopularity(database, '2026-11-26');
    const cold = await testShop(database);
    const { data } = await cold.ask(anonymous, BEST, { categoryId });
    expect(data.bestSellers.map(({ id }: { id: string }) => id)).toEqual([second.id, first.id]);
    const found = await cold.ask(anonymous, SEARCH, { query: '売れ筋羊羹', first: 5 });
    expect(found.data.searchProducts.nodes.map(({ id }: { id: string }) => id)).toEqual([
      second.id,
      first.id,
    ]);
  });
});
