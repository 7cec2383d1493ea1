import type { Database } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addCategory,
  addProduct,
  anonymous,
  productInput,
  type TestShop,
  testShop,
} from '../testing/test-shop.ts';

let server: TestDatabase;
let database: Database;
/** Ids of a department, of a product below it with 50 variants, and of one with two. */
let ids: { readonly department: string; readonly product: string; readonly other: string };

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  const shop = await testShop(database);
  const department = await addCategory(shop);
  const category = await addCategory(shop, department);
  const product = await addProduct(shop, manyVariants(category));
  const others: { readonly id: string }[] = [];
  for (let count = 0; count < 30; count += 1) {
    const named = { brand: `花月庵${count}`, nameJa: `柚子羊羹${count}` };
    others.push(await addProduct(shop, productInput(category, named)));
  }
  ids = { department, product: product.id, other: others[0]!.id };
});
afterAll(() => server?.close());

function manyVariants(categoryId: string) {
  const values = Array.from({ length: 50 }, (_, number) => `${number}号`);
  const sku = categoryId.slice(-12).toUpperCase();
  return productInput(categoryId, {
    options: [{ nameJa: '号数', nameEn: 'Size', values }],
    variants: values.map((value, number) => ({
      sku: `${sku}-${number}`,
      optionValues: [value],
      priceYen: 1_000 + number,
    })),
  });
}

/** Statements of a shop that remembers nothing. */
async function statements(query: string, product = ids.product): Promise<number> {
  const cold: TestShop = await testShop(database);
  // Which words the shop knows is read once by each process.
  await cold.ask(anonymous, '{ searchHelp(query: "羊羹") { words } }');
  const before = database.statementCount();
  const { codes } = await cold.ask(anonymous, query, { ...ids, product });
  expect(codes).toEqual([]);
  return database.statementCount() - before;
}

describe('a page that nobody has seen yet costs', () => {
  test('of a category eight statements, with facets, total and counts, however many products it shows', async () => {
    const page = (first: number) => `query ($department: ID!) { category(id: $department) {
      nameJa path { nameJa } children { nameJa productCount }
      products(first: ${first}, sort: POPULARITY) {
        edges { cursor node { nameJa minPriceYen category { nameJa } variants { label priceYen } } }
        pageInfo { hasNextPage } totalCount priceRange { lowestYen } facets { code values { value count } } } } }`;
    const thirty = await statements(page(30));
    expect(thirty).toBe(await statements(page(10)));
    expect(thirty).toBe(8);
  });

  test('of a product nine, with 50 variants as with two', async () => {
    const page = `query ($product: ID!) { product(id: $product) {
      nameJa descriptionHtmlJa slug category { path { nameJa } } maker { nameJa } pictures { altJa }
      allergens { nameJa } labels { nameJa } attributes { code } related(first: 4) { nameJa }
      variants { id label priceYen regularPriceYen saleEndsAt pictures { altJa } selectedOptions { value } } } }`;
    const fifty = await statements(page);
    expect(fifty).toBe(await statements(page, ids.other));
    expect(fifty).toBe(9);
  });

  test('of a search three, with its facets, its total, marks and help; of suggestions one', async () => {
    const search = `query { searchProducts(query: "羊羹", first: 30) { totalCount facets { code }
      edges { node { nameJa } snippet { nameJa { text marked } } } searchHelp { words didYouMean } } }`;
    expect(await statements(search)).toBe(3);
    // Between cursors, or in another order, the total is a statement of its own.
    const counted = '{ searchProducts(query: "羊羹", first: 3, sort: NEWEST) { totalCount nodes { id } } }';
    expect(await statements(counted)).toBe(3);
    expect(await statements('{ searchSuggestions(prefix: "羊") { text } }')).toBe(1);
    // Products that are suggested are read together.
    const shown = '{ searchSuggestions(prefix: "羊羹", first: 20) { text product { nameJa minPriceYen } } }';
    expect(await statements(shown)).toBe(2);
  });
});
