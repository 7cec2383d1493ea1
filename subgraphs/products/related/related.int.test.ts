import type { Database } from '@depachika/database/database.ts';
import type { StoredEvent } from '@depachika/events/event-log.ts';
import { EVENT_TYPES } from '@depachika/schema/generated/events.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addCategory,
  addProduct,
  anonymous,
  customer,
  DELETE_PRODUCT,
  productInput,
  staff,
  type TestShop,
  testShop,
  UPDATE_PRODUCT,
} from '../testing/test-shop.ts';
import { FEWEST_ORDERS, MAX_KEPT } from './related-rules.ts';
import { countPairs } from './related-store.ts';

const SET = `mutation ($input: SetRelatedProductsInput!) { setRelatedProducts(input: $input) { __typename
  ... on SetRelatedProductsSuccess { product { version related { id } relatedByStaff { id } } }
  ... on InvalidInput { field } ... on NotFound { id } ... on VersionConflict { currentVersion } } }`;

let server: TestDatabase;
let database: Database;
let shop: TestShop;
let categoryId: string;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  shop = await testShop(database);
  categoryId = await addCategory(shop);
});
afterAll(() => server?.close());

const product = async (status = 'ACTIVE'): Promise<string> =>
  (await addProduct(shop, productInput(categoryId, { status }))).id;
const products = async (count: number) => Promise.all(Array.from({ length: count }, () => product()));
const choose = async (input: object) =>
  (await shop.ask(staff, SET, { input: { expectedVersion: 1, ...input } })).data.setRelatedProducts;
const related = async (id: string, first = 20): Promise<string[]> => {
  const query = 'query ($id: ID!, $first: Int) { product(id: $id) { related(first: $first) { id } } }';
  const { data } = await shop.ask(customer, query, { id, first });
  return data.product.related.map((one: { id: string }) => one.id);
};

/** Confirmed orders of these products, as the consumer hears of them. */
async function buy(times: number, ...productIds: string[]): Promise<void> {
  const consumer = shop.subgraph.consumers.find(({ group }) => group === 'products.bought-together')!;
  const event = { data: { lines: productIds.map((productId) => ({ productId })) } };
  await database.transaction({ name: 'test.consume' }, async (tx) => {
    for (let time = 0; time < times; time += 1)
      await consumer.handlers[EVENT_TYPES.OrderConfirmedV1]!(tx, { event } as unknown as StoredEvent);
  });
  await shop.cache.drop(['products']);
}

describe('beside a product', () => {
  test('stands first what staff chose, in their order, then what is bought with it most, each once', async () => {
    const [id, a, b, c, d] = (await products(5)) as [string, string, string, string, string];
    const chosen = await choose({ productId: id, relatedIds: [b, a] });
    expect(chosen.product).toMatchObject({ version: 2, related: [{ id: b }, { id: a }] });
    await buy(FEWEST_ORDERS, id, c, a);
    await buy(FEWEST_ORDERS + 1, id, d);
    expect(await related(id)).toEqual([b, a, d, c]);
    expect(await related(id, 3)).toEqual([b, a, d]);
    expect(await related(c)).toEqual([a, id].sort());
  });

  test('stands nothing that only few orders told of, and nothing that is not on sale', async () => {
    const [id, a, b] = (await products(3)) as [string, string, string];
    const hidden = await product('DRAFT');
    await buy(FEWEST_ORDERS - 1, id, a);
    expect(await related(id)).toEqual([]);
    await buy(FEWEST_ORDERS, id, b);
    await choose({ productId: id, relatedIds: [hidden] });
    expect(await related(id)).toEqual([b]);
    await shop.ask(staff, UPDATE_PRODUCT, { input: { id: hidden, expectedVersion: 1, status: 'ACTIVE' } });
    expect(await related(id)).toEqual([hidden, b]);
    await shop.ask(staff, DELETE_PRODUCT, { input: { id: b, expectedVersion: 1 } });
    expect(await related(id)).toEqual([hidden]);
  });

  test('two hundred others are kept, those of most orders', async () => {
    const [id, often] = (await products(2)) as [string, string];
    const now = new Date('2026-12-01T00:00:00Z');
    const pair = (otherId: string) => ({ productId: id, otherId });
    await database.transaction({ name: 'test.pairs' }, async (tx) => {
      await countPairs(tx, [pair(often), pair(often)], now);
      const others = Array.from({ length: MAX_KEPT + 5 }, (_, index) => pair(`prd_other${index}`));
      await countPairs(tx, others, new Date(now.getTime() + 1));
    });
    const kept = await database.query<{ other_id: string; orders: number }>(
      'SELECT other_id, orders FROM catalog.bought_together WHERE product_id = $1 ORDER BY orders DESC',
      [id],
    );
    expect(kept).toHaveLength(MAX_KEPT);
    expect(kept[0]).toEqual({ other_id: often, orders: 2 });
  });

  test('everything is found with one statement for a page of products', async () => {
    const ids = await products(6);
    await choose({ productId: ids[0], relatedIds: ids.slice(1, 4) });
    const query =
      'query ($c: ID) { products(categoryId: $c, first: 20) { nodes { related(first: 5) { id nameJa } } } }';
    await shop.cache.drop(['products']);
    const before = database.statementCount();
    await shop.ask(customer, query, { c: categoryId });
    // The page, what stands beside its products, and those products.
    expect(database.statementCount() - before).toBeLessThanOrEqual(3);
  });
});

describe('a choice is refused', () => {
  test('of itself, of what there is not, of more than twenty, and of a version that is not the latest', async () => {
    const [id, other] = (await products(2)) as [string, string];
    expect(await choose({ productId: id, relatedIds: [id] })).toMatchObject({ field: 'relatedIds' });
    const many = Array.from({ length: 21 }, (_, index) => `prd_${index}`);
    expect(await choose({ productId: id, relatedIds: many })).toMatchObject({ field: 'relatedIds' });
    expect(await choose({ productId: id, relatedIds: ['prd_none'] })).toMatchObject({ id: 'prd_none' });
    expect(await choose({ productId: 'prd_none', relatedIds: [] })).toMatchObject({ id: 'prd_none' });
    const both = await Promise.all([1, 2].map(() => choose({ productId: id, relatedIds: [other] })));
    expect(both.map(({ __typename }) => __typename).sort()).toEqual([
      'SetRelatedProductsSuccess',
      'VersionConflict',
    ]);
  });

  test('to customers and strangers, who do not see what was chosen either', async () => {
    const id = await product();
    const input = { productId: id, expectedVersion: 1, relatedIds: [] };
    expect((await shop.ask(customer, SET, { input })).codes).toEqual(['FORBIDDEN']);
    expect((await shop.ask(anonymous, SET, { input })).codes).toEqual(['UNAUTHENTICATED']);
    const query = 'query ($id: ID!) { product(id: $id) { relatedByStaff { id } } }';
    expect((await shop.ask(customer, query, { id })).codes).toEqual(['FORBIDDEN']);
    const pages = 'query ($id: ID!) { product(id: $id) { related(first: 21) { id } } }';
    expect((await shop.ask(customer, pages, { id })).codes).toEqual(['BAD_USER_INPUT']);
  });
});
