import type { Database } from '@depachika/database/database.ts';
import type { StoredEvent } from '@depachika/events/event-log.ts';
import { newId } from '@depachika/ids/ids.ts';
import { EVENT_TYPES } from '@depachika/schema/generated/events.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addCategory,
  addProduct,
  anonymous,
  productInput,
  staff,
  type TestShop,
  testShop,
  UPDATE_PRODUCT,
} from '../testing/test-shop.ts';

let server: TestDatabase;
let database: Database;
let shop: TestShop;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  shop = await testShop(database);
});
afterAll(() => server?.close());

const [here, there] = [newId('loc'), newId('loc')];
type Told = readonly [variantId: string, locationId: string, available: boolean, levelVersion: number];

/** Hands over what inventory told, as the consumer does: all in one transaction. */
async function hear(...told: readonly Told[]): Promise<void> {
  const consumer = shop.subgraph.consumers.find(({ group }) => group === 'products.availability')!;
  const events = told.map(([variantId, locationId, available, levelVersion]) => ({
    event: { data: { variantId, locationId, available, levelVersion } },
  })) as unknown as StoredEvent[];
  await database.transaction({ name: 'test.consume' }, (tx) =>
    consumer.batchHandlers![EVENT_TYPES.StockAvailabilityChangedV1]!(tx, events),
  );
}

async function stocked(
  categoryId: string,
): Promise<{ nodes: unknown[]; totalCount: number; counted: number }> {
  const query = `query ($categoryId: ID) { products(categoryId: $categoryId, filter: { inStock: true }) {
    nodes { id } totalCount facets { code values { count } } } }`;
  const { products } = (await shop.ask(anonymous, query, { categoryId })).data;
  const facet = products.facets.find(({ code }: { code: string }) => code === 'availability');
  return { nodes: products.nodes, totalCount: products.totalCount, counted: facet.values[0].count };
}

async function productOnSale() {
  const category = await addCategory(shop);
  const product = await addProduct(shop, productInput(category));
  const [small, large] = product.variants.map(({ id }: { id: string }) => id) as [string, string];
  return { category, id: product.id as string, small, large };
}

const NONE = { nodes: [], totalCount: 0, counted: 0 };

test('a product is in stock while any variant of it can be bought anywhere, and lists that were cached know it', async () => {
  const { category, id, small, large } = await productOnSale();
  const one = { nodes: [{ id }], totalCount: 1, counted: 1 };
  expect(await stocked(category)).toEqual(NONE);
  await hear([small, here, true, 1], [large, here, false, 1]);
  expect(await stocked(category)).toEqual(one);
  await hear([large, there, true, 1], [small, here, false, 2]);
  expect(await stocked(category)).toEqual(one);
  await hear([large, there, false, 2]);
  expect(await stocked(category)).toEqual(NONE);
});

test('stock of one product says nothing of another', async () => {
  const [stockedOne, empty] = [await productOnSale(), await productOnSale()];
  await hear([stockedOne.small, here, true, 1], [empty.small, here, false, 1]);
  expect(await stocked(empty.category)).toEqual(NONE);
  expect((await stocked(stockedOne.category)).totalCount).toBe(1);
  const input = { id: empty.id, expectedVersion: 1, nameJa: '柿羊羹' };
  await shop.ask(staff, UPDATE_PRODUCT, { input });
  expect(await stocked(empty.category)).toEqual(NONE);
});

test('what is told twice, or late, changes nothing', async () => {
  const { category, small } = await productOnSale();
  await hear([small, here, false, 4]);
  await hear([small, here, true, 3]);
  await hear([small, here, false, 4]);
  expect(await stocked(category)).toEqual(NONE);
  const before = database.statementCount();
  await hear([small, here, true, 2]);
  expect(database.statementCount() - before).toBe(1);
});

test('an edit keeps what was told, and what is told of a product that is not there yet waits for it', async () => {
  const { category, id, small } = await productOnSale();
  await hear([small, here, true, 1], [newId('var'), here, true, 1]);
  await shop.ask(staff, UPDATE_PRODUCT, { input: { id, expectedVersion: 1, nameJa: '柿羊羹' } });
  expect((await stocked(category)).totalCount).toBe(1);
});

test('the log can be read again from its beginning', async () => {
  const { category, small } = await productOnSale();
  const story: Told[] = [
    [small, here, true, 1],
    [small, here, false, 2],
    [small, here, true, 3],
  ];
  for (const told of story) await hear(told);
  await database.query('DELETE FROM catalog.variant_availability WHERE variant_id = $1', [small]);
  for (const told of story) await hear(told);
  expect((await stocked(category)).totalCount).toBe(1);
});
