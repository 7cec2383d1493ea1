import type { Database } from '@depachika/database/database.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import { ProductService } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RESTORE_VARIANT, UPDATE_OPTIONS, WITHDRAW_VARIANT } from '../testing/lifecycle-mutations.ts';
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
  UPDATE_VARIANT,
} from '../testing/test-shop.ts';

let server: TestDatabase;
let database: Database;
let shop: TestShop;
let categoryId: string;
let rpc: RpcClient<typeof ProductService>;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  shop = await testShop(database);
  categoryId = await addCategory(shop);
  const direct = directRpc();
  direct.serve(shop.subgraph.rpc, pino({ level: 'silent' }));
  rpc = direct.connector(serviceCaller('orders')).client(ProductService);
});
afterAll(() => server?.close());

/** What carts and new orders hear of a variant. */
const known = async (variantId: string) => (await rpc.getVariants({ variantIds: [variantId] })).variants[0]!;
const withdraw = async (input: object) =>
  (await shop.ask(staff, WITHDRAW_VARIANT, { input })).data.withdrawVariant;
const restore = async (input: object) =>
  (await shop.ask(staff, RESTORE_VARIANT, { input })).data.restoreVariant;
const options = async (input: object) =>
  (await shop.ask(staff, UPDATE_OPTIONS, { input })).data.updateProductOptions;
const shown = async (id: string, caller = customer): Promise<string[]> => {
  const query = 'query ($id: ID!) { product(id: $id) { minPriceYen variants(withdrawn: true) { label } } }';
  const { product } = (await shop.ask(caller, query, { id })).data;
  return [product.minPriceYen, ...product.variants.map(({ label }: { label: string }) => label)];
};

describe('a withdrawn variant', () => {
  test('is not shown, nor sold to a cart that has it, while orders still resolve to it; staff bring it back', async () => {
    const { id, variants } = await addProduct(shop, productInput(categoryId));
    const [small] = variants;
    expect(await shown(id)).toEqual([1080, 'S', 'L']);
    const outcome = await withdraw({ id: small.id, expectedVersion: 1 });
    expect(outcome.variant).toMatchObject({
      ...{ version: 2, withdrawn: true },
      product: { version: 2, minPriceYen: 2160 },
    });
    expect(await shown(id)).toEqual([2160, 'L']);
    expect(await shown(id, staff)).toEqual([2160, 'S', 'L']);
    expect(await known(small.id)).toMatchObject({ sellable: false, priceYen: 1080, optionLabel: 'S' });
    const entity = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ProductVariant { label withdrawn } } }`;
    const representations = [{ __typename: 'ProductVariant', id: small.id }];
    const { data } = await shop.ask(customer, entity, { r: representations });
    expect(data._entities).toEqual([{ label: 'S', withdrawn: true }]);

    expect(await withdraw({ id: small.id, expectedVersion: 2 })).toMatchObject({ field: 'id' });
    expect((await restore({ id: small.id, expectedVersion: 2 })).variant).toMatchObject({
      ...{ withdrawn: false },
      product: { minPriceYen: 1080 },
    });
    expect((await known(small.id)).sellable).toBe(true);
    expect(await restore({ id: small.id, expectedVersion: 3 })).toMatchObject({ field: 'id' });
  });

  test('is never the last one, also when two are withdrawn at once', async () => {
    const { id, variants } = await addProduct(shop, productInput(categoryId));
    const both = await Promise.all(
      variants.map((variant: { id: string }) => withdraw({ id: variant.id, expectedVersion: 1 })),
    );
    expect(both.map(({ __typename }) => __typename).sort()).toEqual([
      'LastVariant',
      'WithdrawVariantSuccess',
    ]);
    expect(both.find(({ __typename }) => __typename === 'LastVariant')).toMatchObject({ productId: id });
    expect(await withdraw({ id: 'var_none', expectedVersion: 1 })).toMatchObject({ __typename: 'NotFound' });
    expect(await withdraw({ id: variants[0].id, expectedVersion: 9 })).toHaveProperty('currentVersion');
  });
});

describe('an article number', () => {
  const edit = async (input: object) => (await shop.ask(staff, UPDATE_VARIANT, { input })).data.updateVariant;

  test('is edited, for new orders, and stays unique', async () => {
    const { variants } = await addProduct(shop, productInput(categoryId));
    const [one, two] = variants;
    const sku = `${one.sku}-NEW`;
    expect(await edit({ id: one.id, expectedVersion: 1, sku })).toMatchObject({
      __typename: 'UpdateVariantSuccess',
    });
    expect((await known(one.id)).sku).toBe(sku);
    expect(await edit({ id: two.id, expectedVersion: 1, sku })).toEqual({ __typename: 'SkuTaken' });
    expect(await edit({ id: two.id, expectedVersion: 1, sku: 'not one' })).toMatchObject({ field: 'sku' });
  });

  test('of a deleted product may be another one’s, once, and the old variant keeps it', async () => {
    const { id, variants } = await addProduct(shop, productInput(categoryId));
    await shop.ask(staff, DELETE_PRODUCT, { input: { id, expectedVersion: 1 } });
    const { sku } = variants[0];
    const again = () =>
      addProduct(shop, productInput(categoryId, { options: [], variants: [{ sku, priceYen: 500 }] }));
    const next = await again();
    expect(next.variants[0]).toMatchObject({ sku });
    expect(await again()).toBeUndefined();
    expect(await known(variants[0].id)).toMatchObject({ sku, sellable: false, nameJa: '柚子羊羹' });
  });
});

describe('options', () => {
  test('are renamed, sorted and added for variants that stay the same', async () => {
    const { id, variants } = await addProduct(shop, productInput(categoryId));
    const size = {
      ...{ was: 0, nameJa: '大きさ', nameEn: 'Size' },
      values: [
        { was: 'L', value: '大', valueEn: 'Large' },
        { was: 'S', value: 'L', valueEn: 'Little' },
      ],
    };
    const wrapping = {
      ...{ nameJa: '包装', nameEn: 'Wrapping', valueOfAll: 'なし' },
      values: [{ value: 'なし', valueEn: 'None' }],
    };
    const outcome = await options({ productId: id, expectedVersion: 1, options: [wrapping, size] });
    expect(outcome.product).toEqual({
      version: 2,
      options: [
        { nameJa: '包装', values: ['なし'], valuesEn: ['None'] },
        { nameJa: '大きさ', values: ['大', 'L'], valuesEn: ['Large', 'Little'] },
      ],
      variants: [
        { label: 'なし / 大', labelEn: 'None / Large' },
        { label: 'なし / L', labelEn: 'None / Little' },
      ],
    });
    expect(await known(variants[0].id)).toMatchObject({ optionLabel: 'なし / L', sellable: true });
    expect(await options({ productId: id, expectedVersion: 1, options: [] })).toMatchObject({
      currentVersion: 2,
    });
    expect(await options({ productId: id, expectedVersion: 2, options: [] })).toMatchObject({
      field: 'options',
    });
    expect(await options({ productId: 'prd_none', expectedVersion: 1, options: [] })).toMatchObject({
      __typename: 'NotFound',
    });
  });

  test('get a new value in two languages with the variant that brings it', async () => {
    const { id, variants } = await addProduct(shop, productInput(categoryId));
    const query = `mutation ($input: AddVariantInput!) { addVariant(input: $input) { __typename
      ... on AddVariantSuccess { variant { labelEn product { options { valuesEn } } } } ... on InvalidInput { field } } }`;
    const variant = { sku: `${variants[0].sku}-G`, optionValues: ['特大'], priceYen: 3_000 };
    const add = async (optionValuesEn: string[]) =>
      (
        await shop.ask(staff, query, {
          input: { productId: id, expectedVersion: 1, variant, optionValuesEn },
        })
      ).data.addVariant;
    expect(await add(['Giant', 'Huge'])).toMatchObject({ field: 'optionValuesEn' });
    expect(await add(['Giant'])).toMatchObject({
      variant: { labelEn: 'Giant', product: { options: [{ valuesEn: ['S', 'L', 'Giant'] }] } },
    });
  });
});

test('another tax class counts for carts and new orders from then on', async () => {
  const { id, variants } = await addProduct(shop, productInput(categoryId));
  expect((await known(variants[0].id)).taxRatePercent).toBe(8);
  await shop.ask(staff, UPDATE_PRODUCT, { input: { id, expectedVersion: 1, taxClass: 'STANDARD' } });
  expect((await known(variants[0].id)).taxRatePercent).toBe(10);
  const { data } = await shop.ask(
    staff,
    'query ($id: ID!) { product(id: $id) { taxClass changes(first: 1) { nodes { fields { field from to } } } } }',
    { id },
  );
  expect(data.product).toEqual({
    taxClass: 'STANDARD',
    changes: { nodes: [{ fields: [{ field: 'taxClass', from: 'REDUCED', to: 'STANDARD' }] }] },
  });
});

test.each([
  ['withdrawVariant', WITHDRAW_VARIANT, { id: 'var_none' }],
  ['restoreVariant', RESTORE_VARIANT, { id: 'var_none' }],
  ['updateProductOptions', UPDATE_OPTIONS, { productId: 'prd_none', options: [] }],
])('%s is refused to customers and strangers', async (_, query, named) => {
  const input = { ...named, expectedVersion: 1 };
  expect((await shop.ask(customer, query, { input })).codes).toEqual(['FORBIDDEN']);
  expect((await shop.ask(anonymous, query, { input })).codes).toEqual(['UNAUTHENTICATED']);
});
