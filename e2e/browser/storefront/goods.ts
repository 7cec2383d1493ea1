import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { receive } from '../../support/catalogue.ts';
import { eventually } from '../../support/eventually.ts';
import type { Json, ShopClient } from '../../support/shop-client.ts';

// What staff do to goods, so that pages have something to show.

/** A spirit in two bottles, of which everything is told that a shop must and may tell. */
export interface ToldProduct {
  readonly id: string;
  readonly slug: string;
  readonly formerSlug: string;
  /** Black, then white: each has a picture of its own. */
  readonly variantIds: readonly [string, string];
  readonly makerSlug: string;
}

/** @param page any, of which pictures are taken */
export async function tellProduct(staff: ShopClient, page: Page): Promise<ToldProduct> {
  const mark = randomUUID().slice(0, 8);
  const { categories } = await staff.run('list-categories');
  const { product } = await changed(staff, 'createProduct', CREATE, {
    ...{ nameJa: '試験梅酒', nameEn: `Test plum liqueur ${mark}`, nameKana: 'シケンウメシュ' },
    ...{ brand: `試験酒造${mark}`, brandEn: `Test brewery ${mark}`, descriptionJa: '**甘い**。' },
    ...{ categoryId: categories[0].id, taxClass: 'STANDARD', status: 'ACTIVE', slug: `old-${mark}` },
    options: [{ nameJa: '瓶', nameEn: 'Bottle', values: ['黒', '白'], valuesEn: ['Black', 'White'] }],
    variants: ['黒', '白'].map((value, index) => ({
      ...{ sku: `TOLD-${mark.toUpperCase()}-${index}`, optionValues: [value], priceYen: 2_200 },
    })),
  });
  const { product: moved } = await changed(staff, 'updateProduct', UPDATE, {
    ...{ id: product.id, expectedVersion: product.version, slug: `new-${mark}` },
  });
  await changed(staff, 'updateProductDetails', DETAILS, {
    ...{ id: product.id, expectedVersion: moved.version, allergens: ['wheat', 'apple'], shelfLifeDays: 365 },
    ...{ leadTimeDays: 1, temperature: 'CHILLED', ageRestricted: true, labels: ['LIMITED'] },
    attributes: [{ code: 'origin', choices: ['kyoto'] }],
  });
  const variantIds = product.variants.map(({ id }: Json) => id);
  const { stockLocations } = await staff.run('stock-locations');
  for (const variantId of variantIds)
    await receive(
      staff,
      { productId: product.id, variantId, priceYen: 2_200, locationId: stockLocations[0].id },
      9,
    );
  for (const [index, name] of ['黒', '白'].entries())
    await addPicture(staff, page, { productId: product.id, variantId: variantIds[index], altJa: name });
  const shown = await eventually(
    async () => (await staff.graphql(READ, { id: product.id })).data.product,
    ({ pictures }: Json) => pictures.every(({ state }: Json) => state === 'READY'),
  );
  return {
    ...{ id: product.id, slug: shown.slug, formerSlug: `old-${mark}`, variantIds },
    makerSlug: shown.maker.slug,
  };
}

async function addPicture(
  staff: ShopClient,
  page: Page,
  { altJa, ...of }: { readonly productId: string; readonly variantId: string; readonly altJa: string },
): Promise<void> {
  const bytes = await page.screenshot({ type: 'jpeg', clip: { x: 0, y: 0, width: 400, height: 400 } });
  const { uploadUrl, token } = await changed(staff, 'createPictureUpload', BEGIN, {
    ...{ productId: of.productId, contentType: 'image/jpeg', bytes: bytes.length },
  });
  const put = await page.request.put(uploadUrl, {
    data: bytes,
    headers: { 'content-type': 'image/jpeg' },
  });
  expect(put.ok(), await put.text()).toBe(true);
  await changed(staff, 'addProductPicture', ADD, { ...of, uploadToken: token, altJa, altEn: altJa });
}

/** Sells a variant for less for an hour. @returns what ends it */
export async function sellForLess(
  staff: ShopClient,
  variant: { readonly id: string; readonly version: number },
  priceYen: number,
): Promise<() => Promise<void>> {
  const endsAt = new Date(Date.now() + 60 * 60_000).toISOString();
  const { variant: sold } = await changed(staff, 'setSalePrice', SALE, {
    ...{ variantId: variant.id, expectedVersion: variant.version, priceYen, endsAt },
  });
  return async () => {
    const { data } = await staff.graphql(VERSION, { id: sold.product.id });
    const now = data.product.variants.find(({ id }: Json) => id === variant.id);
    await changed(staff, 'endSale', END_SALE, { variantId: variant.id, expectedVersion: now.version });
  };
}

/** Shows products for an hour. @returns its address, and what ends it */
export async function openCampaign(
  staff: ShopClient,
  texts: { readonly nameJa: string; readonly nameEn: string },
  productIds: readonly string[],
): Promise<{ readonly slug: string; readonly end: () => Promise<void> }> {
  const [startsAt, endsAt] = [-1, 1].map((hours) => new Date(Date.now() + hours * 60 * 60_000).toISOString());
  const { collection } = await changed(staff, 'createCollection', OPEN, {
    ...{ ...texts, descriptionJa: '**今だけ**の品です。', productIds, startsAt, endsAt },
  });
  const end = () =>
    changed(staff, 'updateCollection', CLOSE, {
      ...{ id: collection.id, expectedVersion: collection.version },
      endsAt: new Date(Date.now() - 60_000).toISOString(),
    });
  return { slug: collection.slug, end };
}

async function changed(staff: ShopClient, field: string, text: string, input: object): Promise<Json> {
  const { data, errors } = await staff.graphql(text, { input });
  expect(errors).toEqual([]);
  expect(data[field].__typename, JSON.stringify(data[field])).toMatch(/Success$/);
  return data[field];
}

const PROBLEM = '... on InvalidInput { field allowed }';
const CREATE = `mutation ($input: CreateProductInput!) { createProduct(input: $input) { __typename ${PROBLEM}
  ... on CreateProductSuccess { product { id version variants { id } } } } }`;
const UPDATE = `mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { __typename ${PROBLEM}
  ... on UpdateProductSuccess { product { version } } } }`;
const DETAILS = `mutation ($input: UpdateProductDetailsInput!) { updateProductDetails(input: $input) { __typename
  ${PROBLEM} } }`;
const READ = 'query ($id: ID!) { product(id: $id) { slug maker { slug } pictures { state } } }';
const VERSION = 'query ($id: ID!) { product(id: $id) { variants { id version } } }';
const BEGIN = `mutation ($input: CreatePictureUploadInput!) { createPictureUpload(input: $input) { __typename ${PROBLEM}
  ... on CreatePictureUploadSuccess { uploadUrl token } } }`;
const ADD = `mutation ($input: AddProductPictureInput!) { addProductPicture(input: $input) { __typename ${PROBLEM} } }`;
const SALE = `mutation ($input: SetSalePriceInput!) { setSalePrice(input: $input) { __typename ${PROBLEM}
  ... on SetSalePriceSuccess { variant { product { id } } } } }`;
const END_SALE = 'mutation ($input: EndSaleInput!) { endSale(input: $input) { __typename } }';
const OPEN = `mutation ($input: CreateCollectionInput!) { createCollection(input: $input) { __typename ${PROBLEM}
  ... on CreateCollectionSuccess { collection { id version slug } } } }`;
const CLOSE = `mutation ($input: UpdateCollectionInput!) { updateCollection(input: $input) { __typename ${PROBLEM} } }`;
