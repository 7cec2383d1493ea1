import { readFileSync } from 'node:fs';
import { seedProductsDemo } from '@depachika/demo/seeds/products-seed.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
let shop: TestShop;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  const database = server.database('products');
  await seedProductsDemo({ database });
  shop = await testShop(database);
});
afterAll(() => server?.close());

const SEARCH = `query ($query: String!) { searchProducts(query: $query, first: 5) {
  nodes { nameJa nameEn category { slug path { slug } } } } }`;

test('finds what people mean in at least 97 of 100 judged queries, in both languages', async () => {
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
});

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
