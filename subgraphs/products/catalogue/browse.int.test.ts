import type { Database } from '@depachika/database/database.ts';
import { demoCatalogue } from '@depachika/demo/catalogue/catalogue.ts';
import { seedProductsDemo } from '@depachika/demo/seeds/products-seed.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { kanaSortKey } from '@depachika/text/kana-order.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addCategory,
  addProduct,
  anonymous,
  customer,
  productInput,
  staff,
  type TestShop,
  testShop,
} from '../testing/test-shop.ts';

const { categories, products } = demoCatalogue();
const categoryOf = (slug: string) => categories.find((category) => category.slug === slug)!;
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

const LIST = `query ($first: Int, $after: String, $categoryId: ID, $sort: ProductSort, $status: ProductStatus) {
  products(first: $first, after: $after, categoryId: $categoryId, sort: $sort, status: $status) {
    nodes { id nameKana minPriceYen status category { id slug } variants { id sku priceYen label product { id } } }
    pageInfo { hasNextPage hasPreviousPage endCursor } } }`;
const SEARCH = `query ($query: String!, $first: Int, $after: String, $categoryId: ID) {
  searchProducts(query: $query, first: $first, after: $after, categoryId: $categoryId) {
    nodes { id nameJa nameEn brand } pageInfo { hasNextPage endCursor } } }`;

// biome-ignore lint/suspicious/noExplicitAny: nodes of any query
async function walk(query: string, field: string, variables: Record<string, unknown>): Promise<any[]> {
  const nodes = [];
  let after: string | null = null;
  for (let page = 0; page < 200; page += 1) {
    const { data, codes } = await shop.ask(anonymous, query, { ...variables, after });
    expect(codes).toEqual([]);
    nodes.push(...data[field].nodes);
    expect(data[field].nodes.length).toBeGreaterThan(0);
    if (!data[field].pageInfo.hasNextPage) return nodes;
    after = data[field].pageInfo.endCursor;
  }
  throw new Error('The list has no end');
}

const names = async (query: string, more = {}) =>
  (await shop.ask(anonymous, SEARCH, { query, first: 100, ...more })).data.searchProducts.nodes.map(
    (node: { nameJa: string }) => node.nameJa,
  );

describe('lists', () => {
  const ascending = [...products].sort((a, b) => (a.id < b.id ? -1 : 1));
  const keyOf = (product: (typeof products)[number]) => kanaSortKey(product.nameKana);
  const lowest = (product: (typeof products)[number]) => Math.min(...product.variants.map((v) => v.priceYen));

  test.each([
    ['NEWEST', [...ascending].reverse()],
    ['PRICE_ASC', [...ascending].sort((a, b) => lowest(a) - lowest(b))],
    ['PRICE_DESC', [...ascending].sort((a, b) => lowest(a) - lowest(b)).reverse()],
    ['NAME', [...ascending].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0))],
  ])('walks the whole shop by %s and meets every product once, in order', async (sort, expected) => {
    const nodes = await walk(LIST, 'products', { first: 97, sort });
    expect(nodes.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  });

  test('shows a department with the categories below it and nothing else', async () => {
    const department = categoryOf('wagashi');
    const below = new Set(
      categories.filter(({ parentId }) => parentId === department.id).map(({ id }) => id),
    );
    const nodes = await walk(LIST, 'products', { first: 40, categoryId: department.id });
    expect(nodes.length).toBe(products.filter(({ categoryId }) => below.has(categoryId)).length);
    expect(nodes.every(({ category }) => below.has(category.id))).toBe(true);
  });

  test('needs one statement for places, one for products and variants and one for categories, whatever the page size', async () => {
    const counted = async (first: number) => {
      const cold = await testShop(database);
      const before = database.statementCount();
      await cold.ask(anonymous, LIST, { first });
      return database.statementCount() - before;
    };
    const [small, large] = [await counted(2), await counted(100)];
    expect(small).toBe(large);
    // places, products with variants, their categories
    expect(large).toBeLessThanOrEqual(3);
  });

  test('answers a list that was read before without a statement', async () => {
    await shop.ask(anonymous, LIST, { first: 20 });
    const before = database.statementCount();
    await shop.ask(customer, LIST, { first: 20 });
    expect(database.statementCount()).toBe(before);
  });

  test.each([[0], [101], [-1]])('refuses a page of %i', async (first) => {
    expect((await shop.ask(anonymous, LIST, { first })).codes).toEqual(['BAD_USER_INPUT']);
  });

  test('refuses a cursor of another list', async () => {
    const { data } = await shop.ask(anonymous, LIST, { first: 1, sort: 'PRICE_ASC' });
    const after = data.products.pageInfo.endCursor;
    expect((await shop.ask(anonymous, LIST, { after, sort: 'NAME' })).codes).toEqual(['BAD_USER_INPUT']);
    expect((await shop.ask(anonymous, LIST, { after: 'bm90IGE' })).codes).toEqual(['BAD_USER_INPUT']);
  });

  test('is empty for a category that there is not', async () => {
    expect((await shop.ask(anonymous, LIST, { categoryId: 'cat_none' })).data.products.nodes).toEqual([]);
  });
});

describe('categories', () => {
  const TREE = `{ categories { slug parent { id } children { slug parent { slug } path { slug }
    products(first: 2) { nodes { id category { slug } } } } } }`;

  test('form a tree in shop order, each with its path', async () => {
    const { data } = await shop.ask(anonymous, TREE);
    const departments = categories.filter(({ parentId }) => parentId === null).map(({ slug }) => slug);
    expect(data.categories.map(({ slug }: { slug: string }) => slug)).toEqual(departments);
    const [mochi] = data.categories[0].children;
    expect(mochi.path.map(({ slug }: { slug: string }) => slug)).toEqual(['wagashi', 'mochi-manju']);
    expect(mochi.parent.slug).toBe('wagashi');
    expect(mochi.products.nodes[0].category.slug).toBe('mochi-manju');
  });

  test('are read level by level with their products, not one by one', async () => {
    const cold = await testShop(database);
    const before = database.statementCount();
    await cold.ask(anonymous, TREE);
    expect(database.statementCount() - before).toBeLessThanOrEqual(7);
  });

  test('are found by id and by slug', async () => {
    const { id } = categoryOf('sake');
    const query = 'query ($id: ID, $slug: String) { category(id: $id, slug: $slug) { id slug } }';
    const expected = { category: { id, slug: 'sake' } };
    expect((await shop.ask(anonymous, query, { id })).data).toEqual(expected);
    expect((await shop.ask(anonymous, query, { slug: 'sake' })).data).toEqual(expected);
    expect((await shop.ask(anonymous, query, { slug: 'nothing' })).data).toEqual({ category: null });
  });
});

describe('search', () => {
  const kintsuba = products
    .filter(({ nameKana }) => nameKana.includes('キンツバ'))
    .map(({ nameJa }) => nameJa);

  test.each(['きんつば', 'キンツバ', 'ｷﾝﾂﾊﾞ', 'ＫＩＮＴＳＵＢＡ', 'kintsuba', 'Kintsu', 'きんつ'])(
    'finds every kintsuba by %s',
    async (query) => {
      expect((await names(query)).sort()).toEqual([...kintsuba].sort());
    },
  );

  test.each(['栗きんつば', 'くりきんつば', 'ｸﾘｷﾝﾂﾊﾞ', 'chestnut kintsuba'])(
    'puts the product that is called %s first',
    async (query) => {
      expect((await names(query))[0]).toBe('栗きんつば');
    },
  );

  test('finds by one kanji, by brand, by category in either language and by words apart', async () => {
    expect(await names('栗')).toContain('栗どら焼き');
    const brand = products[0]!.brand;
    const found = (await shop.ask(anonymous, SEARCH, { query: brand, first: 100 })).data.searchProducts.nodes;
    expect(found.some((node: { brand: string }) => node.brand === brand)).toBe(true);
    expect((await names('羊羹・棹菓子')).length).toBeGreaterThan(0);
    expect((await names('rice crackers')).length).toBeGreaterThan(0);
    expect(await names('kintsuba chestnut')).toContain('栗きんつば');
  });

  test('finds nothing for words that never stand together, nor for punctuation', async () => {
    expect(await names('栗きんつば ブラウス')).toEqual([]);
    expect(await names('！！')).toEqual([]);
    expect(await names("%_' --")).toEqual([]);
  });

  test('puts names that begin with the query before those that hold it', async () => {
    const found = await names('抹茶');
    const holds = (name: string) => !name.startsWith('抹茶');
    const firstOther = found.findIndex(holds);
    expect(found.slice(0, firstOther).every((name: string) => name.startsWith('抹茶'))).toBe(true);
    expect(found.slice(firstOther).some((name: string) => name.startsWith('抹茶'))).toBe(false);
  });

  test('walks all pages of a search and meets every hit once', async () => {
    const nodes = await walk(SEARCH, 'searchProducts', { query: '抹茶', first: 3 });
    expect(nodes.map(({ nameJa }) => nameJa)).toEqual(await names('抹茶'));
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
  });

  test('stays within a category when asked to', async () => {
    const found = await names('抹茶', { categoryId: categoryOf('sweets').id });
    expect(found.length).toBeGreaterThan(0);
    expect(found).not.toContain('抹茶大福');
  });

  test('refuses a query of no or too many characters', async () => {
    expect((await shop.ask(anonymous, SEARCH, { query: ' ' })).codes).toEqual(['BAD_USER_INPUT']);
    expect((await shop.ask(anonymous, SEARCH, { query: '茶'.repeat(101) })).codes).toEqual([
      'BAD_USER_INPUT',
    ]);
  });

  test('is one statement', async () => {
    const before = database.statementCount();
    await shop.ask(anonymous, SEARCH, { query: 'ほうじ茶', first: 50 });
    expect(database.statementCount() - before).toBe(1);
  });
});

describe('entities', () => {
  const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    ... on Product { id nameJa } ... on ProductVariant { id priceYen taxRatePercent product { nameJa } }
    ... on Category { id slug } } }`;

  test('are resolved in batches: two statements for sixty variants of many products', async () => {
    const cold = await testShop(database);
    const variants = products.slice(0, 60).map((product) => product.variants[0]!);
    const representations = variants.map(({ id }) => ({ __typename: 'ProductVariant', id }));
    const before = database.statementCount();
    const { data } = await cold.ask(anonymous, ENTITIES, { representations });
    expect(database.statementCount() - before).toBe(2);
    expect(data._entities.map((entity: { priceYen: number }) => entity.priceYen)).toEqual(
      variants.map(({ priceYen }) => priceYen),
    );
  });

  test('are null where there is none', async () => {
    const representations = [
      { __typename: 'Product', id: 'prd_none' },
      { __typename: 'Category', id: categoryOf('sake').id },
    ];
    const { data } = await shop.ask(anonymous, ENTITIES, { representations });
    expect(data._entities).toEqual([null, { id: categoryOf('sake').id, slug: 'sake' }]);
  });
});

describe('what is not on sale', () => {
  const PRODUCT = 'query ($id: ID!) { product(id: $id) { id status } }';

  test('is seen by staff alone', async () => {
    const draft = await addProduct(
      shop,
      productInput(await addCategory(shop), { status: 'DRAFT', nameJa: '試作羊羹' }),
    );
    expect((await shop.ask(customer, PRODUCT, { id: draft.id })).data.product).toBeNull();
    expect((await shop.ask(anonymous, PRODUCT, { id: draft.id })).data.product).toBeNull();
    expect((await shop.ask(staff, PRODUCT, { id: draft.id })).data.product).toEqual({
      id: draft.id,
      status: 'DRAFT',
    });
    expect(await names('試作羊羹')).toEqual([]);
    const listed = await shop.ask(staff, LIST, { status: 'DRAFT' });
    expect(listed.data.products.nodes.map(({ id }: { id: string }) => id)).toContain(draft.id);
    const refused = await shop.ask(customer, LIST, { status: 'DRAFT' });
    expect(refused.data.products.nodes.every(({ status }: { status: string }) => status === 'ACTIVE')).toBe(
      true,
    );
    const representations = [{ __typename: 'ProductVariant', id: draft.variants[0].id }];
    const query =
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }';
    expect((await shop.ask(customer, query, { representations })).data._entities).toEqual([null]);
  });
});

describe('demo', () => {
  test('is loaded once', async () => {
    const before = await database.query('SELECT count(*) FROM catalog.products');
    await seedProductsDemo({ database });
    expect(await database.query('SELECT count(*) FROM catalog.products')).toEqual(before);
  });

  test('has a picture of every product', async () => {
    const { id, nameJa } = products[0]!;
    const answer = await shop.subgraph.images.handle(`/images/${id}.svg`);
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': 'image/svg+xml; charset=utf-8' },
    });
    expect(answer.body).toContain(nameJa);
    for (const path of ['/images/prd_none.svg', '/images/../secret', `/images/${id}.png`]) {
      expect((await shop.subgraph.images.handle(path)).status).toBe(404);
    }
  });
});
