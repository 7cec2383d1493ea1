import type { Database } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  addCategory,
  addProduct,
  anonymous,
  productInput,
  staff,
  type TestShop,
  testShop,
} from '../testing/test-shop.ts';

let server: TestDatabase;
let database: Database;
let shop: TestShop;
let category: string;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  shop = await testShop(database);
});
afterAll(() => server?.close());

beforeEach(async () => {
  category = await addCategory(shop);
  // Several of each price, reading and number of orders: the id decides between them.
  for (let number = 0; number < 9; number += 1) await rank(number % 3, await add(number));
});

/** As if so many pieces had been ordered. */
const rank = (pieces: number, { id }: { readonly id: string }) =>
  database.query('UPDATE catalog.product_shelves SET popularity = $1 WHERE product_id = $2', [pieces, id]);

const READINGS = ['ウメ', 'ハハ', 'ンマ', 'アメ', 'カキ'];
const add = (number: number) =>
  addProduct(
    shop,
    productInput(category, {
      nameJa: `回転焼き${number}`,
      nameKana: READINGS[number % 5],
      options: [],
      variants: [{ sku: `P-${category.slice(-12).toUpperCase()}-${number}`, priceYen: 100 + (number % 4) }],
    }),
  );

describe.each([
  ['a shelf', ['NEWEST', 'POPULARITY', 'PRICE_ASC', 'PRICE_DESC', 'NAME'], 'products', ''],
  [
    'a search',
    ['RELEVANCE', 'NEWEST', 'POPULARITY', 'PRICE_ASC', 'PRICE_DESC', 'NAME'],
    'searchProducts',
    'query: "回転焼き", ',
  ],
])('pages of %s', (_, sorts, field, more) => {
  const page = async (sort: string, args: string) => {
    const query = `{ ${field}(${more}categoryId: "${category}", sort: ${sort}, ${args}) {
      nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
    const { data, codes, fields } = await shop.ask(anonymous, query);
    return codes.length > 0 ? { codes, fields } : { ...data[field].pageInfo, ids: idsOf(data[field].nodes) };
  };

  test.each(sorts)('read the same from either end, in the order of %s', async (sort) => {
    const { ids: all } = await page(sort, 'first: 100');
    expect(all).toHaveLength(9);
    const [forwards, backwards] = [[] as string[], [] as string[]];
    for (let [end, more] = ['', true]; more; ) {
      const { ids, endCursor, hasNextPage } = await page(sort, `first: 4${end}`);
      forwards.push(...ids);
      [end, more] = [`, after: "${endCursor}"`, hasNextPage];
    }
    for (let [start, more] = ['', true]; more; ) {
      const { ids, startCursor, hasPreviousPage } = await page(sort, `last: 4${start}`);
      backwards.unshift(...ids);
      [start, more] = [`, before: "${startCursor}"`, hasPreviousPage];
    }
    expect(forwards).toEqual(all);
    expect(backwards).toEqual(all);
  });

  test('read between two cursors, from either end', async () => {
    const { ids: all, startCursor, endCursor } = await page('PRICE_ASC', 'first: 100');
    const between = `after: "${startCursor}", before: "${endCursor}"`;
    expect(await page('PRICE_ASC', `first: 2, ${between}`)).toMatchObject({
      ids: all.slice(1, 3),
      hasNextPage: true,
      hasPreviousPage: true,
    });
    expect(await page('PRICE_ASC', `last: 100, ${between}`)).toMatchObject({
      ids: all.slice(1, -1),
      hasNextPage: true,
      hasPreviousPage: false,
    });
  });

  test('show nothing twice and skip nothing while products come and go', async () => {
    const first = await page('NEWEST', 'first: 3');
    const { ids: all } = await page('NEWEST', 'first: 100');
    const newest = await add(90);
    await database.query('DELETE FROM catalog.product_shelves WHERE product_id = $1', [all[2]]);
    const second = await page('NEWEST', `first: 3, after: "${first.endCursor}"`);
    expect(second.ids).toEqual(all.slice(3, 6));
    const back = await page('NEWEST', `last: 3, before: "${second.startCursor}"`);
    expect(back.ids).toEqual([newest.id, all[0], all[1]]);
    expect(back).toMatchObject({ hasPreviousPage: false, hasNextPage: true });
  });

  test('refuse first beside last', async () => {
    expect(await page('NEWEST', 'first: 20, last: 20')).toEqual({
      codes: ['BAD_USER_INPUT'],
      fields: ['last'],
    });
  });
});

/** Lists of the newest four products, by how they are asked for. */
const LISTS: Readonly<Record<string, (all: readonly string[], makerId: string) => Promise<string> | string>> =
  {
    'a shelf': () => `list: products(categoryId: "${category}", `,
    'a search': () => `list: searchProducts(query: "回転焼き", categoryId: "${category}", `,
    'a brand': (_, makerId) => `brand(id: "${makerId}") { list: products(`,
    'a collection by hand': async (all) =>
      `collection(id: "${await addCollection({ productIds: all })}") { list: products(`,
    'a collection by a rule': async () =>
      `collection(id: "${await addCollection({ rule: { categoryId: category } })}") { list: products(`,
  };

async function addCollection(contents: object): Promise<string> {
  const query = `mutation ($input: CreateCollectionInput!) { createCollection(input: $input) {
    ... on CreateCollectionSuccess { collection { id } } } }`;
  const { data } = await shop.ask(staff, query, { input: { nameJa: '棚', nameEn: 'Shelf', ...contents } });
  return data.createCollection.collection.id;
}

/** The products of each list, newest first, and how to ask for a page of it. */
async function listed(name: string) {
  const brand = `店${category}`;
  for (let number = 0; number < 4; number += 1)
    await addProduct(shop, productInput(category, { nameJa: `回転焼き${number}`, brand }));
  const newest = await shop.ask(
    anonymous,
    `{ products(categoryId: "${category}", first: 4) { nodes { id maker { id } } } }`,
  );
  const { nodes: four } = newest.data.products;
  const field = await LISTS[name]!(idsOf(four), four[0].maker.id);
  const end = field.includes('{') ? '}' : '';
  const page = async (args: string) => {
    const wanted = 'edges { cursor } nodes { id } pageInfo { hasNextPage startCursor endCursor }';
    const { data, codes, fields } = await shop.ask(anonymous, `{ ${field}${args}) { ${wanted} } ${end} }`);
    if (codes.length > 0) return { codes, fields };
    const { edges, nodes, pageInfo } = (data.brand ?? data.collection ?? data).list;
    expect(edges).toHaveLength(nodes.length);
    return { ...pageInfo, ids: idsOf(nodes) };
  };
  return { all: idsOf(four) as [string, string, string, string], page };
}

describe('a product that leaves between the reads of places and of products', () => {
  test.each(Object.keys(LISTS))('leaves the page of %s, and no page behind it', async (name) => {
    const { all, page } = await listed(name);
    const [first, second, third, fourth] = all;
    const sort = name === 'a search' ? 'sort: NEWEST, ' : '';
    const { startCursor, endCursor } = await page(`${sort}first: 2`);
    for (const [gone, ids, next] of [
      [first, [second], third],
      [second, [first], third],
      [third, [first, second], fourth],
    ] as const) {
      await asWithdrawn(gone);
      const seen = await page(`${sort}first: 2`);
      expect(seen).toMatchObject({ ids, hasNextPage: true, startCursor, endCursor });
      expect((await page(`${sort}first: 2, after: "${endCursor}"`)).ids[0]).toBe(next);
      await shop.cache.drop([`product:${gone}`]);
    }
  });

  /** The cache knows it as it is before its place is read. */
  async function asWithdrawn(id: string): Promise<void> {
    const set = (status: string) =>
      database.query('UPDATE catalog.products SET status = $1 WHERE id = $2', [status, id]);
    await set('WITHDRAWN');
    await shop.cache.drop([`product:${id}`]);
    await shop.ask(staff, `{ product(id: "${id}") { id } }`);
    await set('ACTIVE');
  }
});

describe('a cursor', () => {
  const refusedFor = (field: string) => ({ codes: ['BAD_USER_INPUT'], fields: [field] });

  test.each(Object.keys(LISTS))('of %s is one of its order alone', async (name) => {
    const { page } = await listed(name);
    const { endCursor: own } = await page('first: 2');
    for (const sort of ['PRICE_ASC', 'NAME'])
      expect(await page(`sort: ${sort}, first: 2, after: "${own}"`)).toEqual(refusedFor('after'));
    const { endCursor: cheap } = await page('sort: PRICE_ASC, first: 2');
    expect(await page(`sort: PRICE_DESC, last: 2, before: "${cheap}"`)).toEqual(refusedFor('before'));
    expect(await page(`first: 2, after: "${cheap}"`)).toEqual(refusedFor('after'));
  });

  test.each(['a shelf', 'a brand', 'a collection by a rule'])(
    'of %s turns its pages whether its usual order is named or not, and when it is narrowed',
    async (name) => {
      const { all, page } = await listed(name);
      const { endCursor } = await page('sort: NEWEST, first: 2');
      for (const args of ['', 'sort: NEWEST, ', 'filter: { minPriceYen: 1 }, '])
        expect((await page(`${args}first: 2, after: "${endCursor}"`)).ids.slice(0, 2)).toEqual(all.slice(2));
    },
  );
});

function idsOf(nodes: readonly { readonly id: string }[]): string[] {
  return nodes.map(({ id }) => id);
}
