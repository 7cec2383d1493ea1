import { readFileSync } from 'node:fs';
import type { Database } from '@depachika/database/database.ts';
import { demoPastOrders } from '@depachika/demo/past-orders.ts';
import { seedProductsDemo } from '@depachika/demo/seeds/products-seed.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countPieces } from '../popularity/popularity-store.ts';
import { anonymous, type TestShop, testShop } from '../testing/test-shop.ts';

interface JudgedQuery {
  readonly query: string;
  /** Over names and category slugs. */
  readonly expected: RegExp;
  /** How many of the first five must be as expected. */
  readonly least: number;
}

const FILE = new URL('./testing/judged-queries.tsv', import.meta.url);
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

const SEARCH = `query ($query: String!) { searchProducts(query: $query, first: 5) {
  nodes { nameJa nameEn category { slug path { slug } } } } }`;

test('finds what people mean in at least 97 of 100 judged queries, in both languages', findsWhatIsMeant);

test('finds it as well when some things are ordered far more often than others', async () => {
  const orders = demoPastOrders({ now: new Date('2026-11-26T03:00:00Z') });
  const pieces = orders
    .flatMap(({ lines }) => lines)
    .map(({ productId, quantity }) => ({ productId, date: '2026-11-25', units: quantity }));
  await database.transaction({ name: 'test.count' }, (tx) => countPieces(tx, pieces));
  shop = await testShop(database);
  await findsWhatIsMeant();
});

test.each([
  ['卵不使用', '', ['egg']],
  ['egg free chocolate', 'chocolate', ['egg']],
  ['小麦・乳なし 和菓子', '和菓子', ['wheat', 'milk']],
])('finds for %s only what somebody has stated to be without it', async (query, words, withoutAllergens) => {
  const filter = { withoutAllergens };
  const { data } = await shop.ask(anonymous, WITHOUT, { query, words: words || 'x', filter });
  const { totalCount, nodes, searchHelp }: WithoutAllergens = data.searchProducts;
  expect(totalCount).toBe((words ? data.filtered : data.products).totalCount);
  expect(nodes.length).toBeGreaterThan(0);
  for (const { allergens } of nodes) {
    expect(allergens).not.toBeNull();
    expect(allergens!.filter(({ code }) => withoutAllergens.includes(code))).toEqual([]);
  }
  expect(searchHelp.withoutAllergens.map(({ code }) => code).toSorted()).toEqual(withoutAllergens.toSorted());
  expect(searchHelp.didYouMean).toEqual([]);
  const kinds = data.searchSuggestions.map(({ kind }: { kind: string }) => kind);
  expect(kinds).not.toContain('PRODUCT');
});

interface WithoutAllergens {
  readonly totalCount: number;
  readonly nodes: readonly { readonly allergens: readonly { readonly code: string }[] | null }[];
  readonly searchHelp: {
    readonly didYouMean: readonly string[];
    readonly withoutAllergens: readonly { readonly code: string }[];
  };
}

const WITHOUT = `query ($query: String!, $words: String!, $filter: ProductFilter) {
  searchProducts(query: $query, first: 100) { totalCount nodes { allergens { code } }
    searchHelp { didYouMean withoutAllergens { code } } }
  filtered: searchProducts(query: $words, first: 1, filter: $filter) { totalCount }
  products(first: 1, filter: $filter) { totalCount }
  searchSuggestions(prefix: $query) { kind } }`;

async function findsWhatIsMeant(): Promise<void> {
  const judged = judgedQueries();
  const short: string[] = [];
  for (const { query, expected, least } of judged) {
    const { data, codes } = await shop.ask(anonymous, SEARCH, { query });
    expect(codes).toEqual([]);
    const found: string[] = data.searchProducts.nodes.map(textOf);
    const right = found.filter((text) => expected.test(text)).length;
    if (right < least) short.push(`${query}: ${right} of ${least}: ${found.join(' | ')}`);
  }
  expect(judged.length).toBeGreaterThanOrEqual(150);
  if (short.length > 0.03 * judged.length) expect(short).toEqual([]);
}

// biome-ignore lint/suspicious/noExplicitAny: a product of an answer
function textOf({ nameJa, nameEn, category }: any): string {
  return [nameJa, nameEn, ...category.path.map(({ slug }: { slug: string }) => slug)].join(' ');
}

function judgedQueries(): JudgedQuery[] {
  return readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [query = '', pattern = '', least = ''] = line.split('\t');
      return { query, expected: new RegExp(pattern, 'i'), least: Number(least) };
    });
}
