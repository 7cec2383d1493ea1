import { adjustableClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import { ProductService } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runDueJobs } from '../background-jobs.ts';
import { END_SALE, SET_SALE_PRICE } from '../testing/lifecycle-mutations.ts';
import {
  addCategory,
  addProduct,
  anonymous,
  customer,
  productInput,
  staff,
  type TestShop,
  testShop,
  UPDATE_VARIANT,
} from '../testing/test-shop.ts';

const DAY_MS = 86_400_000;
const clock = adjustableClock({ frozenAt: new Date('2026-12-01T00:00:00Z') });
const ahead = (days: number) => new Date(clock.now().getTime() + days * DAY_MS).toISOString();

let server: TestDatabase;
let database: Database;
let shop: TestShop;
let rpc: RpcClient<typeof ProductService>;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  shop = await testShop(database, clock);
  const direct = directRpc();
  direct.serve(shop.subgraph.rpc, pino({ level: 'silent' }));
  rpc = direct.connector(serviceCaller('orders')).client(ProductService);
});
afterAll(() => server?.close());

const setSale = async (input: object) => (await shop.ask(staff, SET_SALE_PRICE, { input })).data.setSalePrice;
const endSale = async (input: object) => (await shop.ask(staff, END_SALE, { input })).data.endSale;
const updateVariant = async (input: object) =>
  (await shop.ask(staff, UPDATE_VARIANT, { input })).data.updateVariant;

/** A product of one variant for 1,000 yen, which has been on sale for so many days. */
async function soldFor(days: number) {
  const sku = newId('var').slice(-12).toUpperCase();
  const own = await addCategory(shop);
  const input = productInput(own, { options: [], variants: [{ sku, priceYen: 1_000 }] });
  const { id, variants } = await addProduct(shop, input);
  clock.advance(days * DAY_MS);
  return { id: id as string, variantId: variants[0].id as string, categoryId: own };
}

/** The price as a list, a search, the details, and whoever prices an order know it. */
async function prices({ id, variantId, categoryId: c }: Awaited<ReturnType<typeof soldFor>>) {
  const { data } = await shop.ask(
    customer,
    `query ($id: ID!, $c: ID!) {
       products(categoryId: $c, sort: PRICE_ASC) { nodes { minPriceYen maxPriceYen variants { priceYen } } }
       searchProducts(query: "羊羹", categoryId: $c) { nodes { minPriceYen } }
       product(id: $id) { minPriceYen variants { priceYen } } }`,
    { id, c },
  );
  const [listed] = data.products.nodes;
  const { variants } = await rpc.getVariants({ variantIds: [variantId] });
  return [
    ...[listed.minPriceYen, listed.maxPriceYen, listed.variants[0].priceYen],
    ...[
      data.searchProducts.nodes[0].minPriceYen,
      data.product.minPriceYen,
      data.product.variants[0].priceYen,
    ],
    variants[0]!.priceYen,
  ];
}
const everywhere = (yen: number) => Array(7).fill(yen);
const variantOf = async (id: string, caller = customer) =>
  (
    await shop.ask(
      caller,
      'query ($id: ID!) { product(id: $id) { variants { id version priceYen regularPriceYen saleEndsAt } } }',
      { id },
    )
  ).data.product.variants[0];
const written = async (variantId: string) =>
  (
    await database.query<{ price: number; since: Date; actor: string }>(
      'SELECT price_yen AS price, since, actor FROM catalog.variant_prices WHERE variant_id = $1 ORDER BY version',
      [variantId],
    )
  ).map(({ price, since, actor }) => [price, since.toISOString(), actor.split(':')[0]]);

describe('a sale', () => {
  test('is the price everywhere from its first moment to its last, before any job has run and after', async () => {
    const goods = await soldFor(60);
    const [startsAt, endsAt] = [ahead(1), ahead(8)];
    await prices(goods);
    const outcome = await setSale({
      ...{ variantId: goods.variantId, expectedVersion: 1, priceYen: 800 },
      ...{ startsAt, endsAt },
    });
    expect(outcome.variant).toMatchObject({ version: 2, priceYen: 1_000, regularPriceYen: null });
    clock.advance(DAY_MS - 1);
    expect(await prices(goods)).toEqual(everywhere(1_000));
    clock.advance(1);
    expect(await prices(goods)).toEqual(everywhere(800));
    expect(await runDueJobs(shop.editing)).toBe('found');
    expect(await prices(goods)).toEqual(everywhere(800));
    expect(await variantOf(goods.id)).toMatchObject({
      regularPriceYen: 1_000,
      saleEndsAt: endsAt,
      version: 3,
    });

    clock.advance(7 * DAY_MS - 1);
    expect(await prices(goods)).toEqual(everywhere(800));
    clock.advance(1);
    expect(await prices(goods)).toEqual(everywhere(1_000));
    expect(await variantOf(goods.id)).toMatchObject({ regularPriceYen: null, saleEndsAt: null });
    await runDueJobs(shop.editing);
    expect(await prices(goods)).toEqual(everywhere(1_000));
    expect(await runDueJobs(shop.editing)).toBe('idle');
    expect((await written(goods.variantId)).slice(1)).toEqual([
      [800, startsAt, 'STAFF'],
      [1_000, endsAt, 'STAFF'],
    ]);
  });

  test('that begins at once changes what lists sort by in the same transaction', async () => {
    const goods = await soldFor(60);
    const sale = { variantId: goods.variantId, expectedVersion: 1, priceYen: 700, endsAt: ahead(1) };
    expect((await setSale(sale)).variant).toMatchObject({
      ...{ priceYen: 700, regularPriceYen: 1_000 },
      product: { minPriceYen: 700, maxPriceYen: 700 },
    });
    const [shelf] = await database.query<{ price: number }>(
      `SELECT min_price_yen AS price FROM catalog.product_shelves WHERE product_id = $1 AND shelf = ''`,
      [goods.id],
    );
    expect(shelf!.price).toBe(700);
    expect(await setSale({ ...sale, expectedVersion: 3 })).toMatchObject({ __typename: 'SaleRunning' });
    expect((await endSale({ variantId: goods.variantId, expectedVersion: 3 })).variant).toMatchObject({
      ...{ priceYen: 1_000, regularPriceYen: null, saleEndsAt: null },
      product: { minPriceYen: 1_000 },
    });
    expect(await endSale({ variantId: goods.variantId, expectedVersion: 4 })).toMatchObject({
      __typename: 'SaleNotThere',
    });
  });

  test('tells no price before when the goods were not sold for two weeks', async () => {
    const goods = await soldFor(13);
    const sale = { variantId: goods.variantId, expectedVersion: 1, priceYen: 700, endsAt: ahead(1) };
    expect((await setSale(sale)).variant).toMatchObject({ priceYen: 700, regularPriceYen: null });
  });

  test('is written once by five who look at the same time, and both its prices when nobody looked', async () => {
    const [one, two] = [await soldFor(60), await soldFor(60)];
    for (const { variantId } of [one, two])
      await setSale({ variantId, expectedVersion: 1, priceYen: 600, startsAt: ahead(1), endsAt: ahead(2) });
    clock.advance(DAY_MS);
    await Promise.all(Array.from({ length: 5 }, () => runDueJobs(shop.editing)));
    expect((await written(one.variantId)).map(([yen]) => yen)).toEqual([1_000, 600]);
    await database.query('UPDATE catalog.variant_sales SET next_attempt_at = ends_at');
    clock.advance(DAY_MS);
    await runDueJobs(shop.editing);
    expect((await written(two.variantId)).map(([yen]) => yen)).toEqual([1_000, 600, 1_000]);

    const late = await soldFor(60);
    const { variantId } = late;
    await setSale({ variantId, expectedVersion: 1, priceYen: 600, startsAt: ahead(1), endsAt: ahead(2) });
    clock.advance(3 * DAY_MS);
    await runDueJobs(shop.editing);
    expect((await written(variantId)).map(([yen]) => yen)).toEqual([1_000, 600, 1_000]);
    expect(await prices(late)).toEqual(everywhere(1_000));
  });

  test('goes on while staff edit the price after it, which is then no price to compare with', async () => {
    const { id, variantId } = await soldFor(60);
    await setSale({ variantId, expectedVersion: 1, priceYen: 700, endsAt: ahead(1) });
    expect(await updateVariant({ id: variantId, expectedVersion: 3, priceYen: 700 })).toMatchObject({
      field: 'priceYen',
    });
    await updateVariant({ id: variantId, expectedVersion: 3, priceYen: 1_200 });
    expect(await variantOf(id)).toMatchObject({ priceYen: 700, regularPriceYen: null });
    clock.advance(DAY_MS);
    await runDueJobs(shop.editing);
    expect(await variantOf(id)).toMatchObject({ priceYen: 1_200 });
  });

  test('that is over is settled before the price is edited, and the edit of a stale version is refused', async () => {
    const { id, variantId } = await soldFor(60);
    await setSale({ variantId, expectedVersion: 1, priceYen: 700, endsAt: ahead(1) });
    clock.advance(DAY_MS);
    expect(await updateVariant({ id: variantId, expectedVersion: 3, priceYen: 1_200 })).toEqual({
      __typename: 'VersionConflict',
      currentVersion: 4,
    });
    await updateVariant({ id: variantId, expectedVersion: 4, priceYen: 1_200 });
    expect(await variantOf(id)).toMatchObject({ priceYen: 1_200, version: 5 });
  });

  test('to come is replaced, or called off', async () => {
    const { id, variantId } = await soldFor(60);
    const sale = { variantId, priceYen: 700, startsAt: ahead(1), endsAt: ahead(2) };
    await setSale({ ...sale, expectedVersion: 1 });
    await setSale({ ...sale, priceYen: 600, expectedVersion: 2 });
    await endSale({ variantId, expectedVersion: 3 });
    clock.advance(DAY_MS);
    expect(await runDueJobs(shop.editing)).toBe('idle');
    expect(await variantOf(id)).toMatchObject({ priceYen: 1_000, version: 4 });
    expect(await written(variantId)).toHaveLength(1);
  });
});

describe('a sale is refused', () => {
  test('above the price, for the past, under another version, and of no variant', async () => {
    const { variantId } = await soldFor(1);
    const sale = { variantId, expectedVersion: 1, priceYen: 500, endsAt: ahead(1) };
    expect(await setSale({ ...sale, priceYen: 1_000 })).toMatchObject({ field: 'priceYen' });
    expect(await setSale({ ...sale, startsAt: ahead(-1) })).toMatchObject({ field: 'startsAt' });
    expect(await setSale({ ...sale, expectedVersion: 9 })).toMatchObject({ currentVersion: 1 });
    expect(await setSale({ ...sale, variantId: 'var_none' })).toMatchObject({ __typename: 'NotFound' });
    const both = await Promise.all([setSale(sale), setSale(sale)]);
    expect(both.map(({ __typename }) => __typename).sort()).toEqual([
      'SetSalePriceSuccess',
      'VersionConflict',
    ]);
  });

  test.each([
    ['setSalePrice', SET_SALE_PRICE, { priceYen: 1, endsAt: '2030-01-01T00:00:00Z' }],
    ['endSale', END_SALE, {}],
  ])('by %s to customers and strangers', async (_, query, changes) => {
    const input = { variantId: 'var_none', expectedVersion: 1, ...changes };
    expect((await shop.ask(customer, query, { input })).codes).toEqual(['FORBIDDEN']);
    expect((await shop.ask(anonymous, query, { input })).codes).toEqual(['UNAUTHENTICATED']);
  });

  test('a look at one to come, to customers', async () => {
    const { id } = await soldFor(1);
    const query = 'query ($id: ID!) { product(id: $id) { variants { sale { startsAt } } } }';
    expect((await shop.ask(customer, query, { id })).codes).toEqual(['FORBIDDEN']);
    expect((await shop.ask(staff, query, { id })).codes).toEqual([]);
  });
});

test('a page with sales costs no statement more than one without', async () => {
  const { categoryId: c, variantId } = await soldFor(60);
  const query =
    'query ($c: ID) { products(categoryId: $c) { nodes { minPriceYen variants { priceYen regularPriceYen saleEndsAt withdrawn } } } }';
  const statements = async () => {
    await shop.cache.drop(['products']);
    const before = database.statementCount();
    await shop.ask(customer, query, { c });
    return database.statementCount() - before;
  };
  expect(await statements()).toBe(2);
  await setSale({ variantId, expectedVersion: 1, priceYen: 500, endsAt: ahead(1) });
  expect(await statements()).toBeLessThanOrEqual(2);
});
