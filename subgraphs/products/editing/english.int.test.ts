import type { Database } from '@depachika/database/database.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { ProductService } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
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
let categoryId: string;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  shop = await testShop(database);
  categoryId = await addCategory(shop);
});
afterAll(() => server?.close());

const PRODUCT = `query ($id: ID!) { product(id: $id) { brand brandEn options { values valuesEn }
  variants { label labelEn selectedOptions { value valueEn } } } }`;
const shown = async (id: string) => (await shop.ask(anonymous, PRODUCT, { id })).data.product;
const SIZES = { nameJa: '入数', nameEn: 'Pieces', values: ['3個入', '6個入'] };
const VARIANTS = [{ optionValues: ['3個入'], priceYen: 810 }];

function sizedProduct(sku: string, changes: object = {}) {
  const variants = VARIANTS.map((variant) => ({ ...variant, sku }));
  return productInput(categoryId, { options: [SIZES], variants, ...changes });
}

async function labelsForOrders(variantId: string) {
  const rpc = directRpc();
  rpc.serve(shop.subgraph.rpc, silent);
  const client = rpc.connector(serviceCaller('orders')).client(ProductService);
  const [variant] = (await client.getVariants({ variantIds: [variantId] })).variants;
  return [variant!.optionLabel, variant!.optionLabelEn];
}

test('a maker and options that are written in English are read in English', async () => {
  const options = [{ ...SIZES, valuesEn: ['3 pieces', '6 pieces'] }];
  const { id, variants } = await addProduct(
    shop,
    sizedProduct('ENGLISH-1', { options, brandEn: 'Kagetsuan' }),
  );
  expect(await shown(id)).toEqual({
    brand: '花月庵',
    brandEn: 'Kagetsuan',
    options: [{ values: SIZES.values, valuesEn: ['3 pieces', '6 pieces'] }],
    variants: [
      {
        label: '3個入',
        labelEn: '3 pieces',
        selectedOptions: [{ value: '3個入', valueEn: '3 pieces' }],
      },
    ],
  });
  expect(await labelsForOrders(variants[0].id)).toEqual(['3個入', '3 pieces']);
});

test('what nobody wrote in English, as in older shops, is read as it is', async () => {
  const { id, variants } = await addProduct(shop, sizedProduct('ENGLISH-2'));
  expect(await shown(id)).toMatchObject({
    brandEn: '花月庵',
    options: [{ valuesEn: SIZES.values }],
    variants: [{ labelEn: '3個入', selectedOptions: [{ valueEn: '3個入' }] }],
  });
  expect(await labelsForOrders(variants[0].id)).toEqual(['3個入', '3個入']);
});

test('a maker gets an English name later, and it is kept who wrote it', async () => {
  const { id } = await addProduct(shop, sizedProduct('ENGLISH-3'));
  const input = { id, expectedVersion: 1, brandEn: 'Kagetsuan' };
  const { data } = await shop.ask(staff, UPDATE_PRODUCT, { input });
  expect(data.updateProduct.__typename).toBe('UpdateProductSuccess');
  expect((await shown(id)).brandEn).toBe('Kagetsuan');
  const changes = await database.query<{ fields: { field: string }[] }>(
    `SELECT fields FROM catalog.changes WHERE subject = $1 AND operation = 'updateProduct'`,
    [id],
  );
  expect(JSON.stringify(changes)).toContain('brandEn');
});
