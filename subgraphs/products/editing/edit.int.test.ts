import type { Database } from '@depachika/database/database.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { ProductService } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillNameKeys } from '../catalogue/name-keys.ts';
import {
  ADD_VARIANT,
  addCategory,
  addProduct,
  anonymous,
  CREATE_CATEGORY,
  CREATE_PRODUCT,
  customer,
  DELETE_PRODUCT,
  eventsAbout,
  productInput,
  staff,
  type TestShop,
  testShop,
  UPDATE_PRODUCT,
  UPDATE_VARIANT,
} from '../testing/test-shop.ts';

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

const update = (id: string, input: Record<string, unknown>) =>
  shop.ask(staff, UPDATE_PRODUCT, { input: { id, ...input } }).then(({ data }) => data.updateProduct);
const listedIds = async (caller = customer): Promise<string[]> => {
  const { data } = await shop.ask(
    caller,
    'query ($c: ID) { products(categoryId: $c, first: 100) { nodes { id } } }',
    { c: categoryId },
  );
  return data.products.nodes.map(({ id }: { id: string }) => id);
};

describe('create', () => {
  test('stores a product with its variants in the order of the options, and says so', async () => {
    const product = await addProduct(shop, productInput(categoryId));
    expect(product).toMatchObject({
      version: 1,
      minPriceYen: 1080,
      maxPriceYen: 2160,
      nameKana: 'ユズヨウカン',
    });
    expect(product.variants.map(({ label }: { label: string }) => label)).toEqual(['S', 'L']);
    expect(await eventsAbout(database, product.id)).toEqual(['ProductChanged']);
    expect(await listedIds()).toContain(product.id);
  });

  test('is a draft unless told otherwise', async () => {
    expect(await addProduct(shop, productInput(categoryId, { status: undefined }))).toMatchObject({
      status: 'DRAFT',
    });
  });

  test('refuses an unknown category, a taken article number and values without an option', async () => {
    const create = async (changes: object) =>
      (await shop.ask(staff, CREATE_PRODUCT, { input: { ...productInput(categoryId), ...changes } })).data
        .createProduct;
    expect(await create({ categoryId: 'cat_none' })).toEqual({ __typename: 'NotFound', id: 'cat_none' });
    const { sku } = (await addProduct(shop, productInput(categoryId))).variants[0];
    expect(await create({ options: [], variants: [{ sku, priceYen: 1 }] })).toEqual({
      __typename: 'SkuTaken',
      sku,
    });
    expect(await create({ options: [] })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'variants.0.optionValues',
    });
    expect(await create({ variants: [] })).toMatchObject({ __typename: 'InvalidInput', field: 'variants' });
  });

  test.each([
    ['nameJa', '柚子\n羊羹'],
    ['nameEn', 'Yuzu\u202e nakoY'],
    ['brand', '花月庵\u200b'],
    ['descriptionJa', '甘い\u2067。'],
    ['descriptionEn', 'Sweet\u0007'],
    ['nameKana', 'ユズ\u200dヨウカン'],
    ['nameJa', 'a'.repeat(201)],
  ])('refuses a %s that holds %j', async (field, text) => {
    const input = { ...productInput(categoryId), [field]: text };
    const { data } = await shop.ask(staff, CREATE_PRODUCT, { input });
    expect(data.createProduct).toMatchObject({ __typename: 'InvalidInput', field });
  });

  test('takes two hundred emoji, paragraphs, and a reading with the marks of a brand', async () => {
    const nameKana = "いすゞ ワッフル！ L'É #1";
    const changes = { nameJa: '🍡'.repeat(200), descriptionJa: '甘い。\n\nおいしい👨‍👩‍👧。', nameKana };
    expect(await addProduct(shop, productInput(categoryId, changes))).toMatchObject({
      nameKana: "イスヾ ワッフル! L'É #1",
    });
  });

  test('gives one article number to one of twenty who want it at once', async () => {
    const sku = `RACE-${server.embedded ? 'E' : 'P'}`;
    const attempts = Array.from({ length: 20 }, () =>
      shop.ask(staff, CREATE_PRODUCT, {
        input: productInput(categoryId, { options: [], variants: [{ sku, priceYen: 100 }] }),
      }),
    );
    const outcomes = (await Promise.all(attempts)).map(({ data }) => data.createProduct);
    expect(outcomes.filter(({ __typename }) => __typename === 'CreateProductSuccess')).toHaveLength(1);
    expect(
      outcomes.filter((outcome) => outcome.__typename === 'SkuTaken' && outcome.sku === sku),
    ).toHaveLength(19);
  });
});

describe('the order of names', () => {
  test('is gojūon, with voicing behind what sounds the same without it, for products of older shops too', async () => {
    const own = await addCategory(shop);
    const readings = ['ウメ', 'ヴァニラ', 'ハハ', 'パ', 'ハ', 'ンマ'];
    for (const nameKana of readings) await addProduct(shop, productInput(own, { nameKana }));
    const names = async (): Promise<string[]> => {
      const query =
        'query ($c: ID) { products(categoryId: $c, first: 4, sort: NAME) { nodes { nameKana } pageInfo { endCursor } } }';
      const more =
        'query ($c: ID, $after: String) { products(categoryId: $c, first: 4, sort: NAME, after: $after) { nodes { nameKana } } }';
      const { products: page } = (await shop.ask(customer, query, { c: own })).data;
      const { products: rest } = (await shop.ask(customer, more, { c: own, after: page.pageInfo.endCursor }))
        .data;
      return [...page.nodes, ...rest.nodes].map(({ nameKana }) => nameKana);
    };
    const inOrder = ['ヴァニラ', 'ウメ', 'ハ', 'パ', 'ハハ', 'ンマ'];
    expect(await names()).toEqual(inOrder);
    await database.query("UPDATE catalog.product_shelves SET name_key = '' WHERE shelf = $1", [own]);
    await fillNameKeys(database);
    expect(await names()).toEqual(inOrder);
  });
});

describe('update', () => {
  test('changes only the fields that are given', async () => {
    const { id } = await addProduct(shop, productInput(categoryId));
    const { product } = await update(id, { expectedVersion: 1, nameJa: '柿羊羹' });
    expect(product).toEqual({ id, nameJa: '柿羊羹', version: 2, status: 'ACTIVE' });
    const { data } = await shop.ask(
      anonymous,
      'query ($id: ID!) { product(id: $id) { nameEn brand variants { id } } }',
      { id },
    );
    expect(data.product).toMatchObject({ nameEn: 'Yuzu Yokan', brand: '花月庵' });
    expect(data.product.variants).toHaveLength(2);
  });

  test('lets one of two who saw the same version win, and tells the other', async () => {
    const { id } = await addProduct(shop, productInput(categoryId));
    const outcomes = await Promise.all(
      ['甲', '乙'].map((nameJa) => update(id, { expectedVersion: 1, nameJa })),
    );
    const kinds = outcomes.map(({ __typename }) => __typename).sort();
    expect(kinds).toEqual(['UpdateProductSuccess', 'VersionConflict']);
    const conflict = outcomes.find(({ __typename }) => __typename === 'VersionConflict');
    expect(conflict).toMatchObject({ expectedVersion: 1, currentVersion: 2 });
    expect(await eventsAbout(database, id)).toEqual(['ProductChanged', 'ProductChanged']);
  });

  test('is seen at once in details, lists and search that were cached before', async () => {
    const { id } = await addProduct(shop, productInput(categoryId, { nameJa: '旧銘菓' }));
    const query =
      'query ($id: ID!, $c: ID!) { product(id: $id) { nameJa } products(categoryId: $c, first: 100) { nodes { id nameJa } } searchProducts(query: "銘菓") { nodes { id nameJa } } }';
    const read = async () => {
      const { data } = await shop.ask(customer, query, { id, c: categoryId });
      const named = (nodes: { id: string; nameJa: string }[]) => nodes.find((node) => node.id === id)?.nameJa;
      return [data.product.nameJa, named(data.products.nodes), named(data.searchProducts.nodes)];
    };
    expect(await read()).toEqual(['旧銘菓', '旧銘菓', '旧銘菓']);
    await update(id, { expectedVersion: 1, nameJa: '新銘菓' });
    expect(await read()).toEqual(['新銘菓', '新銘菓', '新銘菓']);
  });

  test('moves a product to the shelves of another category', async () => {
    const { id } = await addProduct(shop, productInput(categoryId));
    const other = await addCategory(shop);
    await update(id, { expectedVersion: 1, categoryId: other });
    expect(await listedIds()).not.toContain(id);
    const { data } = await shop.ask(
      customer,
      'query ($c: ID) { products(categoryId: $c) { nodes { id } } }',
      { c: other },
    );
    expect(data.products.nodes).toEqual([{ id }]);
  });

  test('takes a withdrawn product off the shelves but not out of orders, and never makes it a draft', async () => {
    const { id, variants } = await addProduct(shop, productInput(categoryId));
    expect(await update(id, { expectedVersion: 1, status: 'DRAFT' })).toMatchObject({ field: 'status' });
    await update(id, { expectedVersion: 1, status: 'WITHDRAWN' });
    expect(await listedIds()).not.toContain(id);
    expect(await entity(variants[0].id)).toEqual({ id: variants[0].id, product: { status: 'WITHDRAWN' } });
  });

  test('answers NotFound for a product that there is not', async () => {
    expect(await update('prd_none', { expectedVersion: 1 })).toEqual({
      __typename: 'NotFound',
      id: 'prd_none',
    });
  });
});

describe('delete', () => {
  const remove = async (id: string, expectedVersion: number) =>
    (await shop.ask(staff, DELETE_PRODUCT, { input: { id, expectedVersion } })).data.deleteProduct;

  test('takes a product out of the catalogue for good while orders still resolve to it', async () => {
    const { id, variants } = await addProduct(shop, productInput(categoryId));
    expect(await remove(id, 7)).toEqual({ __typename: 'VersionConflict', currentVersion: 1 });
    expect(await remove(id, 1)).toEqual({ __typename: 'DeleteProductSuccess', id });
    const read = async (caller: typeof staff) =>
      (await shop.ask(caller, 'query ($id: ID!) { product(id: $id) { id } }', { id })).data.product;
    expect([await read(customer), await read(staff)]).toEqual([null, null]);
    expect(await listedIds()).not.toContain(id);
    expect(await entity(variants[0].id)).toEqual({ id: variants[0].id, product: { status: 'WITHDRAWN' } });
    expect(await remove(id, 2)).toMatchObject({ __typename: 'NotFound' });
    expect(await update(id, { expectedVersion: 2, nameJa: '幽霊' })).toMatchObject({
      __typename: 'NotFound',
    });
    expect(await eventsAbout(database, id)).toEqual(['ProductChanged', 'ProductDeleted']);
  });
});

describe('variants', () => {
  const add = async (productId: string, expectedVersion: number, variant: object) =>
    (await shop.ask(staff, ADD_VARIANT, { input: { productId, expectedVersion, variant } })).data.addVariant;

  test('come with new option values and move the price range', async () => {
    const { id, variants } = await addProduct(shop, productInput(categoryId));
    const sku = `${variants[0].sku}-M`;
    const outcome = await add(id, 1, { sku, optionValues: ['M'], priceYen: 540 });
    expect(outcome.variant).toMatchObject({
      label: 'M',
      product: { version: 2, minPriceYen: 540, options: [{ values: ['S', 'L', 'M'] }] },
    });
    expect(await add(id, 2, { sku, optionValues: ['XL'], priceYen: 540 })).toEqual({
      __typename: 'SkuTaken',
      sku,
    });
    expect(await add(id, 2, { sku: `${sku}X`, optionValues: ['M'], priceYen: 1 })).toMatchObject({
      __typename: 'InvalidInput',
    });
    expect(await add(id, 1, { sku: `${sku}X`, optionValues: ['XL'], priceYen: 1 })).toMatchObject({
      __typename: 'VersionConflict',
    });
  });

  test('are edited under their own version, which raises the product’s too', async () => {
    const { id, variants } = await addProduct(shop, productInput(categoryId));
    const edit = async (input: object) =>
      (await shop.ask(staff, UPDATE_VARIANT, { input: { id: variants[0].id, ...input } })).data.updateVariant;
    expect(await edit({ expectedVersion: 1, priceYen: 0 })).toMatchObject({ field: 'priceYen' });
    expect((await edit({ expectedVersion: 1, priceYen: 972 })).variant).toEqual({
      priceYen: 972,
      version: 2,
      product: { version: 2, minPriceYen: 972 },
    });
    expect(await edit({ expectedVersion: 1, priceYen: 1 })).toEqual({
      __typename: 'VersionConflict',
      currentVersion: 2,
    });
    expect(await eventsAbout(database, id)).toEqual(['ProductChanged', 'ProductChanged']);
  });

  test('are limited per order by staff, which the next order hears of', async () => {
    const { id, variants } = await addProduct(shop, productInput(categoryId));
    const rpc = directRpc();
    rpc.serve(shop.subgraph.rpc, pino({ level: 'silent' }));
    const client = rpc.connector(serviceCaller('orders')).client(ProductService);
    const limitOf = async () =>
      (await client.getVariants({ variantIds: [variants[0].id] })).variants[0]!.maxPerOrder;
    const edit = async (input: object) =>
      (await shop.ask(staff, UPDATE_VARIANT, { input: { id: variants[0].id, expectedVersion: 1, ...input } }))
        .data.updateVariant;
    expect(await limitOf()).toBe(99);
    expect(await edit({ maxPerOrder: 0 })).toMatchObject({ field: 'maxPerOrder' });
    expect(await edit({ maxPerOrder: 100 })).toMatchObject({ field: 'maxPerOrder' });
    expect(await edit({ maxPerOrder: 3 })).toMatchObject({ __typename: 'UpdateVariantSuccess' });
    expect(await limitOf()).toBe(3);
    const shown = await shop.ask(
      anonymous,
      'query ($id: ID!) { product(id: $id) { variants { maxPerOrder } } }',
      { id },
    );
    expect(shown.data.product.variants[0]).toEqual({ maxPerOrder: 3 });
  });

  test('sell at their new price to the very next order', async () => {
    const { variants } = await addProduct(shop, productInput(categoryId));
    const draft = await addProduct(shop, productInput(categoryId, { status: 'DRAFT' }));
    await shop.ask(staff, UPDATE_VARIANT, {
      input: { id: variants[0].id, expectedVersion: 1, priceYen: 1000 },
    });
    const rpc = directRpc();
    rpc.serve(shop.subgraph.rpc, pino({ level: 'silent' }));
    const client = rpc.connector(serviceCaller('orders')).client(ProductService);
    const before = database.statementCount();
    const answer = await client.getVariants({
      variantIds: [variants[0].id, draft.variants[0].id, 'var_none'],
    });
    expect(database.statementCount() - before).toBe(1);
    const byId = new Map(answer.variants.map((variant) => [variant.id, variant]));
    expect(byId.get(variants[0].id)).toMatchObject({
      priceYen: 1000,
      taxRatePercent: 8,
      sellable: true,
      optionLabel: 'S',
      categorySlugs: expect.arrayContaining([expect.any(String)]),
    });
    expect(byId.get(draft.variants[0].id)?.sellable).toBe(false);
    expect(byId.size).toBe(2);
    await expect(client.getVariants({ variantIds: [] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    const stranger = rpc.connector(customer).client(ProductService);
    await expect(stranger.getVariants({ variantIds: ['var_none'] })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });
});

describe('categories', () => {
  const create = async (input: object) =>
    (await shop.ask(staff, CREATE_CATEGORY, { input: { nameJa: '催事', nameEn: 'Events', ...input } })).data
      .createCategory;

  test('are added below others and show at once', async () => {
    const query = 'query ($id: ID!) { category(id: $id) { children { id } } }';
    await shop.ask(anonymous, query, { id: categoryId });
    const child = await addCategory(shop, categoryId);
    const { data } = await shop.ask(anonymous, query, { id: categoryId });
    expect(data.category.children).toEqual([{ id: child }]);
  });

  test('have one short name each, also when ten want it at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => create({ slug: 'matsuri' })));
    const kinds = outcomes.map(({ __typename }) => __typename);
    expect(kinds.filter((kind) => kind === 'CreateCategorySuccess')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'SlugTaken')).toHaveLength(9);
  });

  test('refuse a bad short name and an unknown parent', async () => {
    expect(await create({ slug: 'No Spaces' })).toEqual({ __typename: 'InvalidInput', field: 'slug' });
    expect(await create({ slug: 'orphan', parentId: 'cat_none' })).toEqual({
      __typename: 'NotFound',
      id: 'cat_none',
    });
  });
});

describe('who may edit', () => {
  const edits: [string, string, object][] = [
    ['createProduct', CREATE_PRODUCT, productInput('cat_none')],
    ['updateProduct', UPDATE_PRODUCT, { id: 'prd_none', expectedVersion: 1 }],
    ['deleteProduct', DELETE_PRODUCT, { id: 'prd_none', expectedVersion: 1 }],
    [
      'addVariant',
      ADD_VARIANT,
      { productId: 'prd_none', expectedVersion: 1, variant: { sku: 'A', priceYen: 1 } },
    ],
    ['updateVariant', UPDATE_VARIANT, { id: 'var_none', expectedVersion: 1 }],
    ['createCategory', CREATE_CATEGORY, { slug: 'a', nameJa: 'a', nameEn: 'a' }],
  ];

  test.each(edits)('%s is refused to customers and strangers', async (_, query, input) => {
    expect((await shop.ask(customer, query, { input })).codes).toEqual(['FORBIDDEN']);
    expect((await shop.ask(anonymous, query, { input })).codes).toEqual(['UNAUTHENTICATED']);
  });

  test('nothing is answered without an identity', async () => {
    await expect(shop.subgraph.execute({ query: '{ categories { id } }' }, undefined)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});

async function entity(id: string) {
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) {
    ... on ProductVariant { id product { status } } } }`;
  const { data } = await shop.ask(customer, query, { r: [{ __typename: 'ProductVariant', id }] });
  return data._entities[0];
}
