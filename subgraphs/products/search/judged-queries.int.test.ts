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
