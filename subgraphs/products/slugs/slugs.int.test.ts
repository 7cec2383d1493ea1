import type { Database } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addCategory,
  addProduct,
  anonymous,
  CREATE_CATEGORY,
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

const CREATE = `mutation ($input: CreateProductInput!) { createProduct(input: $input) {
  __typename ... on CreateProductSuccess { product { id slug } } ... on SlugTaken { slug }
  ... on InvalidInput { fields { field } } } }`;
const UPDATE = `mutation ($input: UpdateProductInput!) { updateProduct(input: $input) {
  __typename ... on UpdateProductSuccess { product { slug formerSlugs version } } ... on SlugTaken { slug }
  ... on InvalidInput { field } } }`;
const create = async (changes: object) =>
  (await shop.ask(staff, CREATE, { input: productInput(categoryId, changes as Record<string, unknown>) }))
    .data.createProduct;
const update = async (input: object) => (await shop.ask(staff, UPDATE, { input })).data.updateProduct;
const at = async (slug: string, caller = anonymous) =>
  (await shop.ask(caller, 'query ($slug: String) { product(slug: $slug) { id slug } }', { slug })).data
    .product;

describe('the address of a product', () => {
  test('is made of its English name, with a number where another has that', async () => {
    expect((await create({ nameEn: 'Sakura Mochi' })).product.slug).toBe('sakura-mochi');
    const { product } = await create({ nameEn: 'Sakura Mochi' });
    expect(product.slug).toBe('sakura-mochi-2');
    expect(await at('sakura-mochi-2')).toEqual(product);
  });

  test('is different for ten of one name that come at once', async () => {
    const made = await Promise.all(Array.from({ length: 10 }, () => create({ nameEn: 'Rush' })));
    expect(new Set(made.map(({ product }) => product.slug)).size).toBe(10);
  });

  test('is the one that staff want, if it is one and nobody had it', async () => {
    expect((await create({ slug: 'new-year-box' })).product.slug).toBe('new-year-box');
    expect(await create({ slug: 'new-year-box' })).toEqual({ __typename: 'SlugTaken', slug: 'new-year-box' });
    expect(await create({ slug: 'New Year', nameJa: '' })).toEqual({
      __typename: 'InvalidInput',
      fields: [{ field: 'nameJa' }, { field: 'slug' }],
    });
  });

  test('changes; the old one answers with the product where it is now, and nobody else can take it', async () => {
    const { product } = await create({ slug: 'first-address' });
    const moved = await update({ id: product.id, expectedVersion: 1, slug: 'second-address' });
    expect(moved.product).toEqual({ slug: 'second-address', formerSlugs: ['first-address'], version: 2 });
    expect(await at('first-address')).toEqual({ id: product.id, slug: 'second-address' });
    const other = await addProduct(shop, productInput(categoryId));
    const taken = { __typename: 'SlugTaken', slug: 'first-address' };
    expect(await update({ id: other.id, expectedVersion: 1, slug: 'first-address' })).toEqual(taken);
    expect(await create({ slug: 'first-address' })).toEqual(taken);
    const back = await update({ id: product.id, expectedVersion: 2, slug: 'first-address' });
    expect(back.product).toMatchObject({ slug: 'first-address', formerSlugs: ['second-address'] });
  });

  test('leads guests nowhere as long as the product is a draft', async () => {
    const { product } = await create({ slug: 'secret', status: 'DRAFT' });
    expect(await at('secret')).toBeNull();
    expect(await at('secret', staff)).toEqual(product);
    expect(await at('no-such-address')).toBeNull();
  });

  test('costs a list nothing', async () => {
    const count = async (fields: string) => {
      const before = database.statementCount();
      const sort = fields === 'id' ? 'NEWEST' : 'NAME';
      await shop.ask(anonymous, `{ products(first: 50, sort: ${sort}) { nodes { ${fields} } } }`);
      return database.statementCount() - before;
    };
    await shop.ask(anonymous, '{ products(first: 100) { nodes { id } } }');
    expect(await count('id slug')).toBe(await count('id'));
  });

  test('is kept for ever', async () => {
    for (const statement of ["UPDATE catalog.slugs SET subject = 'x'", 'DELETE FROM catalog.slugs'])
      await expect(database.query(statement)).rejects.toMatchObject({ code: '23001' });
  });
});

test('a category has an address that no other ever had', async () => {
  const input = { slug: 'season', nameJa: '季節', nameEn: 'Season' };
  const { data } = await shop.ask(staff, CREATE_CATEGORY, { input });
  const { id } = data.createCategory.category;
  expect((await shop.ask(staff, CREATE_CATEGORY, { input })).data.createCategory).toEqual({
    __typename: 'SlugTaken',
    slug: 'season',
  });
  await database.query(
    `INSERT INTO catalog.slugs (kind, slug, subject) VALUES ('CATEGORY', 'older-season', $1)`,
    [id],
  );
  const ask = '{ category(slug: "older-season") { id slug formerSlugs } }';
  expect((await shop.ask(anonymous, ask)).data.category).toEqual({
    id,
    slug: 'season',
    formerSlugs: ['older-season'],
  });
});
