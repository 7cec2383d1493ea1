import type { Database } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runDueJobs } from '../background-jobs.ts';
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

const CREATE_BRAND = `mutation ($input: CreateBrandInput!) { createBrand(input: $input) {
  __typename ... on CreateBrandSuccess { brand { id slug nameJa nameEn version } }
  ... on BrandTaken { nameJa } ... on SlugTaken { slug } ... on InvalidInput { fields { field } } } }`;
const UPDATE_BRAND = `mutation ($input: UpdateBrandInput!) { updateBrand(input: $input) {
  __typename ... on UpdateBrandSuccess { brand { slug nameJa formerSlugs version changes { nodes { operation fields { field from to } } } } }
  ... on BrandTaken { nameJa } ... on SlugTaken { slug } ... on InvalidInput { field } ... on NotFound { id }
  ... on VersionConflict { currentVersion } } }`;
const MAKER = `query ($id: ID!) { product(id: $id) { brand brandEn maker { id slug nameJa nameEn } } }`;

const create = async (input: object) => (await shop.ask(staff, CREATE_BRAND, { input })).data.createBrand;
const update = async (input: object) => (await shop.ask(staff, UPDATE_BRAND, { input })).data.updateBrand;
const maker = async (id: string) => (await shop.ask(anonymous, MAKER, { id })).data.product;
const brandBy = async (slug: string) =>
  (await shop.ask(anonymous, 'query ($slug: String) { brand(slug: $slug) { id slug } }', { slug })).data
    .brand;

describe('a brand', () => {
  test('is made by its first product, and is the same for the next one', async () => {
    const input = { brand: '月見堂', brandEn: 'Tsukimido' };
    const first = await addProduct(shop, productInput(categoryId, input));
    const second = await addProduct(shop, productInput(categoryId, { brand: '月見堂' }));
    const { brand, brandEn, maker: made } = await maker(first.id);
    expect({ brand, brandEn }).toEqual(input);
    expect(made).toMatchObject({ slug: 'tsukimido', nameJa: '月見堂', nameEn: 'Tsukimido' });
    expect((await maker(second.id)).maker).toEqual(made);
  });

  test('takes the English name of a later product, when nobody wrote one before', async () => {
    const first = await addProduct(shop, productInput(categoryId, { brand: '朝日屋' }));
    expect((await maker(first.id)).maker).toMatchObject({ nameEn: '朝日屋', slug: 'brand' });
    const { maker: later } = await maker(
      (await addProduct(shop, productInput(categoryId, { brand: '朝日屋', brandEn: 'Asahiya' }))).id,
    );
    expect(later.nameEn).toBe('Asahiya');
  });

  test('is one, also when twenty products bring it at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, () => addProduct(shop, productInput(categoryId, { brand: '同時屋' }))),
    );
    const makers = await Promise.all(made.map(({ id }) => maker(id)));
    expect(new Set(makers.map((each) => each.maker.id)).size).toBe(1);
  });

  test('shows its products on sale, newest first, page after page, in three statements for any number of brands', async () => {
    const ids: string[] = [];
    for (let number = 0; number < 3; number += 1)
      ids.push((await addProduct(shop, productInput(categoryId, { brand: '頁屋', brandEn: 'Pages' }))).id);
    await addProduct(shop, productInput(categoryId, { brand: '頁屋', status: 'DRAFT' }));
    const page = `query ($after: String) { brand(slug: "pages") {
      products(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }`;
    const first = (await shop.ask(staff, page)).data.brand.products;
    expect(first.nodes.map(({ id }: { id: string }) => id)).toEqual([ids[2], ids[1]]);
    const rest = (await shop.ask(staff, page, { after: first.pageInfo.endCursor })).data.brand.products;
    expect(rest).toMatchObject({ nodes: [{ id: ids[0] }], pageInfo: { hasNextPage: false } });

    const before = database.statementCount();
    await shop.ask(anonymous, '{ brands(first: 5) { nodes { id products(first: 3) { nodes { slug } } } } }');
    expect(database.statementCount() - before).toBeLessThanOrEqual(3);
  });
});

describe('staff', () => {
  test('add a brand before its first product, with a name that nobody has', async () => {
    const { brand } = await create({ nameJa: '先行屋', nameEn: 'Senkoya', nameKana: 'せんこうや' });
    expect(brand).toMatchObject({ slug: 'senkoya', version: 1 });
    expect(await create({ nameJa: '先行屋' })).toEqual({ __typename: 'BrandTaken', nameJa: '先行屋' });
    expect(await create({ nameJa: '他屋', slug: 'senkoya' })).toEqual({
      __typename: 'SlugTaken',
      slug: 'senkoya',
    });
    const wrong = await create({ nameJa: '', slug: 'A b', nameKana: '漢字' });
    expect(wrong.fields.map(({ field }: { field: string }) => field)).toEqual(['slug', 'nameJa', 'nameKana']);
  });

  test('give it another name, which all of its products have at once, and in a search after the job', async () => {
    const input = { brand: '旧名堂', brandEn: 'Kyumeido', nameJa: '名物餅' };
    const { id } = await addProduct(shop, productInput(categoryId, input));
    const { maker: before } = await maker(id);
    const done = await update({ id: before.id, expectedVersion: 1, nameJa: '新名堂', nameEn: 'Shinmeido' });
    expect(done.brand).toMatchObject({ nameJa: '新名堂', version: 2 });
    expect(done.brand.changes.nodes[0]).toEqual({
      operation: 'updateBrand',
      fields: [
        { field: 'nameJa', from: '旧名堂', to: '新名堂' },
        { field: 'nameEn', from: 'Kyumeido', to: 'Shinmeido' },
      ],
    });
    expect(await maker(id)).toMatchObject({
      brand: '新名堂',
      brandEn: 'Shinmeido',
      maker: { id: before.id },
    });
    while ((await runDueJobs(shop.editing)) !== 'idle');
    const found = await shop.ask(anonymous, '{ searchProducts(query: "新名堂") { nodes { id } } }');
    expect(found.data.searchProducts.nodes).toEqual([{ id }]);
  });

  test('move it to another address; the old one leads there, and nobody else can have it', async () => {
    const { brand } = await create({ nameJa: '移転屋', nameEn: 'Iten' });
    const moved = await update({ id: brand.id, expectedVersion: 1, slug: 'iten-honten' });
    expect(moved.brand).toMatchObject({ slug: 'iten-honten', formerSlugs: ['iten'] });
    expect(await brandBy('iten')).toEqual({ id: brand.id, slug: 'iten-honten' });
    expect(await create({ nameJa: '追手屋', slug: 'iten' })).toMatchObject({ __typename: 'SlugTaken' });
    const back = await update({ id: brand.id, expectedVersion: 2, slug: 'iten' });
    expect(back.brand).toMatchObject({ slug: 'iten', formerSlugs: ['iten-honten'] });
  });

  test('are told of a brand that is not there, that has changed, or whose name is taken', async () => {
    const { brand } = await create({ nameJa: '衝突屋' });
    expect(await update({ id: 'brd_none', expectedVersion: 1 })).toEqual({
      __typename: 'NotFound',
      id: 'brd_none',
    });
    expect(await update({ id: brand.id, expectedVersion: 7, nameEn: 'x' })).toMatchObject({
      __typename: 'VersionConflict',
      currentVersion: 1,
    });
    expect(await update({ id: brand.id, expectedVersion: 1, nameJa: '先行屋' })).toEqual({
      __typename: 'BrandTaken',
      nameJa: '先行屋',
    });
  });

  test('alone edit brands', async () => {
    for (const caller of [anonymous, customer]) {
      const created = await shop.ask(caller, CREATE_BRAND, { input: { nameJa: '偽屋' } });
      expect(created.codes).toEqual([caller === anonymous ? 'UNAUTHENTICATED' : 'FORBIDDEN']);
      const edited = await shop.ask(caller, UPDATE_BRAND, { input: { id: 'brd_1', expectedVersion: 1 } });
      expect(edited.codes).toEqual([caller === anonymous ? 'UNAUTHENTICATED' : 'FORBIDDEN']);
    }
  });
});
