import { adjustableClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { StoredEvent } from '@depachika/events/event-log.ts';
import { newId } from '@depachika/ids/ids.ts';
import { EVENT_TYPES } from '@depachika/schema/generated/events.ts';
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
  UPDATE_PRODUCT,
} from '../testing/test-shop.ts';
import { refreshPopularity } from './popularity-store.ts';

const NOW = '2026-11-26T03:00:00Z';
const clock = adjustableClock({ frozenAt: new Date(NOW) });
let server: TestDatabase;
let database: Database;
let shop: TestShop;
let category: string;
let ids: string[];

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  shop = await testShop(database, clock);
});
afterAll(() => server?.close());

beforeEach(async () => {
  category = await addCategory(shop);
  ids = [];
  for (let count = 0; count < 3; count += 1) ids.push((await addProduct(shop, productInput(category))).id);
});

/** Confirmed orders of so many pieces of products, as the consumer hears of them: all in one transaction. */
async function hear(lines: readonly (readonly [productId: string, quantity: number])[], placedAt = NOW) {
  const consumer = shop.subgraph.consumers.find(({ group }) => group === 'products.popularity')!;
  const events = lines.map(([productId, quantity]) => ({
    event: { data: { placedAt, lines: [{ productId, quantity }] } },
  }));
  await database.transaction({ name: 'test.consume' }, (tx) =>
    consumer.batchHandlers![EVENT_TYPES.OrderConfirmedV1]!(tx, events as unknown as StoredEvent[]),
  );
}

/** Ids of the list by popularity and of the best sellers, as they are after what caches keep for seconds. */
async function ranked() {
  clock.advance(5_000);
  const query = `query ($id: ID!) { products(categoryId: $id, sort: POPULARITY) { nodes { id } }
    bestSellers(categoryId: $id) { id }
    searchProducts(query: "羊羹", categoryId: $id, sort: POPULARITY) { nodes { id } } }`;
  const { products, bestSellers, searchProducts } = (await shop.ask(anonymous, query, { id: category })).data;
  const [listed, best, found] = [products.nodes, bestSellers, searchProducts.nodes].map((nodes) =>
    nodes.map(({ id }: { id: string }) => id),
  );
  expect(found).toEqual(listed);
  return { listed, best };
}

async function counted(id: string): Promise<unknown[]> {
  const rows = await database.query(
    `SELECT popularity FROM catalog.product_shelves WHERE product_id = $1
     UNION SELECT popularity FROM catalog.search_documents WHERE product_id = $1`,
    [id],
  );
  return rows.map(({ popularity }) => popularity);
}

describe('a confirmed order', () => {
  test('counts seconds later: in lists by popularity, in searches by it, among best sellers', async () => {
    const [one, two, three] = ids as [string, string, string];
    expect(await ranked()).toEqual({ listed: [three, two, one], best: [] });
    await hear([[one, 3]]);
    await hear([
      [two, 1],
      [one, 1],
    ]);
    expect(await ranked()).toEqual({ listed: [one, two, three], best: [one, two] });
    await hear([[two, 9]]);
    expect(await ranked()).toEqual({ listed: [two, one, three], best: [two, one] });
  });

  test('costs three statements, however many lines there are', async () => {
    const before = database.statementCount();
    await hear(ids.map((id) => [id, 2] as const));
    expect(database.statementCount() - before).toBe(3);
  });

  test('loses no other that is counted at the same time, on the same day or another', async () => {
    const [one, two] = ids as [string, string];
    const days = ['2026-11-24T03:00:00Z', '2026-11-25T03:00:00Z', NOW, NOW];
    await Promise.all(
      days.flatMap((day) => [
        hear(
          [
            [one, 1],
            [two, 1],
          ],
          day,
        ),
        hear(
          [
            [two, 1],
            [one, 1],
          ],
          day,
        ),
      ]),
    );
    expect([await counted(one), await counted(two)]).toEqual([[8], [8]]);
  });

  test('of a product that is not there yet waits for it; one from before 30 days counts no more', async () => {
    const [one] = ids as [string];
    await hear([[newId('prd'), 5]]);
    await hear([[one, 5]], '2026-10-27T14:59:59Z');
    expect(await counted(one)).toEqual([0]);
    await hear([[one, 2]], '2026-10-27T15:00:00Z');
    expect(await counted(one)).toEqual([2]);
  });

  test('is kept by an edit, and by a pause in selling', async () => {
    const [one] = ids as [string];
    await hear([[one, 4]]);
    const update = (input: object) => shop.ask(staff, UPDATE_PRODUCT, { input: { id: one, ...input } });
    await update({ expectedVersion: 1, nameJa: '柿羊羹', status: 'WITHDRAWN' });
    expect(await counted(one)).toEqual([4]);
    await update({ expectedVersion: 2, status: 'ACTIVE' });
    expect(await counted(one)).toEqual([4]);
  });
});

describe('the sweep', () => {
  test('forgets the day that is the thirtieth before today, and keeps the one after it', async () => {
    const [one] = ids as [string];
    await hear([[one, 1]], '2026-11-01T00:00:00Z');
    await hear([[one, 2]], '2026-11-02T00:00:00Z');
    await refreshPopularity(database, '2026-11-30');
    expect(await counted(one)).toEqual([3]);
    await refreshPopularity(database, '2026-12-01');
    expect(await counted(one)).toEqual([2]);
  });

  test('mends what is ranked otherwise than it was ordered, of an older shop too, and writes nothing else', async () => {
    const [one, two] = ids as [string, string];
    await hear([[one, 6]]);
    await database.query('UPDATE catalog.product_shelves SET popularity = 0 WHERE product_id = $1', [one]);
    await database.query('UPDATE catalog.search_documents SET popularity = 7 WHERE product_id = $1', [two]);
    await refreshPopularity(database, '2026-11-26');
    expect([await counted(one), await counted(two)]).toEqual([[6], [0]]);
    const before = database.statementCount();
    await refreshPopularity(database, '2026-11-26');
    expect(database.statementCount() - before).toBe(2);
  });
});
