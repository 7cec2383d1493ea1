import type { Database } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

const RESULT = `__typename ... on InvalidInput { fields { field } } ... on SlugTaken { slug } ... on NotFound { id }`;
const FIELDS =
  'id slug nameJa version active startsAt rule { brandId labels minPriceYen } products { nodes { id } }';
const CREATE = `mutation ($input: CreateCollectionInput!) { createCollection(input: $input) {
  ${RESULT} ... on CreateCollectionSuccess { collection { ${FIELDS} } } } }`;
const UPDATE = `mutation ($input: UpdateCollectionInput!) { updateCollection(input: $input) {
  ${RESULT} ... on VersionConflict { currentVersion }
  ... on UpdateCollectionSuccess { collection { ${FIELDS} formerSlugs changes { nodes { operation fields { field } } } } } } }`;
const NAMES = { nameJa: '手土産', nameEn: 'Souvenirs' };

const create = async (input: object) =>
  (await shop.ask(staff, CREATE, { input: { ...NAMES, ...input } })).data.createCollection;
const update = async (input: object) => (await shop.ask(staff, UPDATE, { input })).data.updateCollection;
const add = async (changes: Record<string, unknown> = {}): Promise<string> =>
  (await addProduct(shop, productInput(categoryId, changes))).id;
const idsOf = (collection: { products: { nodes: { id: string }[] } }) =>
  collection.products.nodes.map(({ id }) => id);

describe('a collection by hand', () => {
  test('holds what staff chose in their order, without what is not on sale', async () => {
    const [first, second, draft] = [await add(), await add(), await add({ status: 'DRAFT' })];
    const { collection } = await create({ productIds: [second, draft, first] });
    expect(idsOf(collection)).toEqual([second, first]);
    const ask = `query ($id: ID, $after: String) { collection(id: $id) { products(first: 1, after: $after) {
      nodes { id } pageInfo { hasNextPage endCursor } } } }`;
    const page = (await shop.ask(anonymous, ask, { id: collection.id })).data.collection.products;
    expect(page).toMatchObject({ nodes: [{ id: second }], pageInfo: { hasNextPage: true } });
    const after = page.pageInfo.endCursor;
    const rest = (await shop.ask(anonymous, ask, { id: collection.id, after })).data.collection.products;
    expect(rest).toMatchObject({ nodes: [{ id: first }], pageInfo: { hasNextPage: false } });
  });

  test('is sorted anew, renamed and moved; its old address leads to it', async () => {
    const [first, second] = [await add(), await add()];
    const { collection } = await create({ slug: 'trips', productIds: [first, second] });
    const edit = { id: collection.id, expectedVersion: 1 };
    const edited = await update({ ...edit, nameJa: '旅土産', slug: 'journeys', productIds: [second, first] });
    expect(idsOf(edited.collection)).toEqual([second, first]);
    expect(edited.collection).toMatchObject({ nameJa: '旅土産', version: 2, formerSlugs: ['trips'] });
    const [change] = edited.collection.changes.nodes;
    expect(change.fields.map(({ field }: { field: string }) => field)).toEqual([
      'slug',
      'nameJa',
      'productIds',
    ]);
    const found = await shop.ask(anonymous, '{ collection(slug: "trips") { id slug } }');
    expect(found.data.collection).toEqual({ id: collection.id, slug: 'journeys' });
    expect(await create({ slug: 'trips' })).toEqual({ __typename: 'SlugTaken', slug: 'trips' });
    expect(await update(edit)).toMatchObject({ __typename: 'VersionConflict', currentVersion: 2 });
  });
});

describe('a collection by a rule', () => {
  test('holds what is all of it, newest first, as soon as it is so', async () => {
    const brand = '規則屋';
    const cheap = await add({ brand });
    const dear = await add({
      brand,
      options: [],
      variants: [{ sku: `RULE-${Date.now()}`, priceYen: 5_000 }],
    });
    const ask = 'query ($id: ID) { product(id: $id) { maker { id } } }';
    const brandId = (await shop.ask(anonymous, ask, { id: cheap })).data.product.maker.id;
    const { collection } = await create({ rule: { brandId, categoryId } });
    expect(idsOf(collection)).toEqual([dear, cheap]);
    const priced = await update({
      id: collection.id,
      expectedVersion: 1,
      rule: { brandId, minPriceYen: 2_000 },
    });
    expect(idsOf(priced.collection)).toEqual([dear]);

    const LIMIT = `mutation ($input: UpdateProductDetailsInput!) { updateProductDetails(input: $input) { __typename } }`;
    const fresh = await update({
      id: collection.id,
      expectedVersion: 2,
      rule: { brandId, labels: ['NEW', 'LIMITED'] },
    });
    expect(idsOf(fresh.collection)).toEqual([]);
    await shop.ask(staff, LIMIT, { input: { id: cheap, expectedVersion: 1, labels: ['LIMITED'] } });
    const seen = `query ($id: ID) { collection(id: $id) { ${FIELDS} } }`;
    expect(idsOf((await shop.ask(anonymous, seen, { id: collection.id })).data.collection)).toEqual([cheap]);
    await database.query(
      `UPDATE catalog.products SET created_at = now() - interval '31 days' WHERE id = $1`,
      [cheap],
    );
    expect(idsOf((await shop.ask(anonymous, seen, { id: collection.id })).data.collection)).toEqual([]);

    const byHand = await update({ id: collection.id, expectedVersion: 3, productIds: [dear] });
    expect(byHand.collection).toMatchObject({ rule: null, products: { nodes: [{ id: dear }] } });
  });
});

describe('a campaign', () => {
  const past = '2020-01-01T00:00:00.000Z';
  const future = '2999-01-01T00:00:00.000Z';

  test('is seen by guests between its start and its end alone, and by staff always', async () => {
    const running = (await create({ nameEn: 'Running', startsAt: past, endsAt: future })).collection;
    const coming = (await create({ nameEn: 'Coming', startsAt: future })).collection;
    const over = (await create({ nameEn: 'Over', startsAt: '2019-01-01T00:00:00Z', endsAt: past }))
      .collection;
    expect([running.active, coming.active, over.active]).toEqual([true, false, false]);
    const ask =
      '{ running: collection(slug: "running") { id } coming: collection(slug: "coming") { id } over: collection(slug: "over") { id } }';
    for (const caller of [anonymous, customer])
      expect((await shop.ask(caller, ask)).data).toEqual({
        running: { id: running.id },
        coming: null,
        over: null,
      });
    expect((await shop.ask(staff, ask)).data.over).toEqual({ id: over.id });

    const listed = async (caller: typeof staff, active: boolean) =>
      (await shop.ask(caller, `{ collections(active: ${active}) { id } }`)).data.collections.map(
        ({ id }: { id: string }) => id,
      );
    expect(await listed(customer, false)).toEqual(await listed(staff, true));
    expect(await listed(customer, false)).not.toContain(coming.id);
    expect(await listed(staff, false)).toEqual(expect.arrayContaining([running.id, coming.id, over.id]));
  });

  test('is not led to by a reference either, as long as it is not active', async () => {
    const { collection } = await create({ nameEn: 'Hidden', startsAt: future });
    const ask = `query ($id: ID!) { _entities(representations: [{ __typename: "Collection", id: $id }]) {
      ... on Collection { nameJa } } }`;
    expect((await shop.ask(customer, ask, { id: collection.id })).data._entities).toEqual([null]);
  });
});

describe('dates of a campaign', () => {
  test('can be moved, and taken away again', async () => {
    const { collection } = await create({ nameEn: 'Dated', startsAt: '2999-01-01T00:00:00Z' });
    expect(collection.active).toBe(false);
    const edit = { id: collection.id, expectedVersion: 1 };
    const without = await update({ ...edit, removeDates: ['STARTS_AT', 'ENDS_AT'] });
    expect(without.collection).toMatchObject({ active: true, startsAt: null, version: 2 });
    expect(without.collection.changes.nodes[0].fields).toEqual([{ field: 'startsAt' }]);
    const both = { startsAt: '2026-01-01T00:00:00Z', removeDates: ['STARTS_AT'] };
    const refused = await update({ id: collection.id, expectedVersion: 2, ...both });
    expect(refused.fields).toEqual([{ field: 'removeDates' }]);
  });
});

describe('a retired collection', () => {
  const RETIRE = (operation: 'retire' | 'restore') => {
    const name = `${operation === 'retire' ? 'Retire' : 'Restore'}Collection`;
    return `mutation ($input: ${name}Input!) { ${operation}Collection(input: $input) {
      __typename ... on InvalidInput { fields { field } } ... on NotFound { id } ... on VersionConflict { currentVersion }
      ... on ${name}Success { collection { id version retired active changes(first: 1) { nodes { operation } } } } } }`;
  };
  const act = async (operation: 'retire' | 'restore', input: object) =>
    (await shop.ask(staff, RETIRE(operation), { input })).data[`${operation}Collection`];

  test('is found by staff alone until it is restored, with its products and its address', async () => {
    const id = await add();
    const { collection } = await create({ nameEn: 'Gone', productIds: [id] });
    const edit = { id: collection.id, expectedVersion: 1 };
    expect((await act('retire', edit)).collection).toEqual({
      ...{ id: collection.id, version: 2, retired: true, active: false },
      changes: { nodes: [{ operation: 'retireCollection' }] },
    });
    const ask = '{ collection(slug: "gone") { id products { nodes { id } } } collections { id } }';
    const seen = (await shop.ask(customer, ask)).data;
    expect(seen.collection).toBeNull();
    expect(seen.collections).not.toContainEqual({ id: collection.id });
    expect((await shop.ask(staff, ask)).data.collection).toMatchObject({ id: collection.id });
    expect(await act('retire', { ...edit, expectedVersion: 2 })).toMatchObject({ fields: [{ field: 'id' }] });
    expect(await act('restore', edit)).toMatchObject({ currentVersion: 2 });
    expect(await act('restore', { ...edit, expectedVersion: 2 })).toMatchObject({
      collection: { retired: false, active: true, version: 3 },
    });
    const again = (await shop.ask(customer, ask)).data.collection;
    expect(again).toEqual({ id: collection.id, products: { nodes: [{ id }] } });
    for (const operation of ['retire', 'restore'] as const) {
      expect(await act(operation, { id: 'col_none', expectedVersion: 1 })).toMatchObject({
        __typename: 'NotFound',
      });
      const input = { ...edit, expectedVersion: 3 };
      expect((await shop.ask(customer, RETIRE(operation), { input })).codes).toEqual(['FORBIDDEN']);
      expect((await shop.ask(anonymous, RETIRE(operation), { input })).codes).toEqual(['UNAUTHENTICATED']);
    }
  });
});

describe('staff', () => {
  test.each([
    [{ nameJa: '' }, ['nameJa']],
    [{ productIds: ['prd_1', 'prd_1'] }, ['productIds']],
    [{ productIds: [], rule: { minPriceYen: 1 } }, ['rule']],
    [{ rule: {} }, ['rule']],
    [{ rule: { minPriceYen: 5, maxPriceYen: 4 } }, ['rule.maxPriceYen']],
    [{ startsAt: '2026-01-02T00:00:00Z', endsAt: '2026-01-02T00:00:00Z' }, ['endsAt']],
    [{ slug: 'Not a slug' }, ['slug']],
  ])('are refused %j', async (input, wrong) => {
    const { fields } = await create(input);
    expect(fields.map(({ field }: { field: string }) => field)).toEqual(wrong);
  });

  test('are told of what is not there', async () => {
    for (const [input, id] of [
      [{ productIds: ['prd_none'] }, 'prd_none'],
      [{ rule: { categoryId: 'cat_none' } }, 'cat_none'],
      [{ rule: { brandId: 'brd_none' } }, 'brd_none'],
      [{ rule: { labels: ['NONE'] } }, 'NONE'],
    ] as const)
      expect(await create(input)).toEqual({ __typename: 'NotFound', id });
    expect(await update({ id: 'col_none', expectedVersion: 1 })).toMatchObject({ __typename: 'NotFound' });
  });

  test('alone write collections', async () => {
    for (const [mutation, input] of [
      [CREATE, NAMES],
      [UPDATE, { id: 'col_1', expectedVersion: 1 }],
    ] as const) {
      expect((await shop.ask(anonymous, mutation, { input })).codes).toEqual(['UNAUTHENTICATED']);
      expect((await shop.ask(customer, mutation, { input })).codes).toEqual(['FORBIDDEN']);
    }
  });
});

describe('the list of a collection or of a maker', () => {
  const LIST = `totalCount priceRange { lowestYen highestYen } facets { code values { value count } } nodes { id }`;
  const QUERY = `query ($slug: String, $brand: ID, $sort: ProductSort, $filter: ProductFilter) {
    collection(slug: $slug) { products(sort: $sort, filter: $filter) { ${LIST} } }
    brand(id: $brand) { products(sort: $sort, filter: $filter) { ${LIST} } } }`;
  const values = (
    list: { facets: { code: string; values: { value: string; count: number }[] }[] },
    facet: string,
  ) => list.facets.find(({ code }) => code === facet)?.values.map(({ value, count }) => [value, count]);

  test('is narrowed, counted and sorted among its own, whatever else the shop has', async () => {
    const categoryId = await addCategory(shop);
    const made = async (brand: string, priceYen: number) => {
      const input = productInput(categoryId);
      const variants = input.variants.map((variant) => ({ ...variant, priceYen }));
      return (await addProduct(shop, { ...input, brand, variants })).id as string;
    };
    const [one, two, three] = [await made('甲屋', 300), await made('甲屋', 100), await made('乙屋', 200)];
    await made('乙屋', 50);
    await create({ slug: 'narrowed', nameEn: 'Narrowed', productIds: [two, three, one] });
    const ask = async (brand: string, more: object = {}) => {
      const { data, codes } = await shop.ask(anonymous, QUERY, { slug: 'narrowed', brand, ...more });
      expect(codes).toEqual([]);
      return { collection: data.collection.products, brand: data.brand?.products };
    };
    const query = 'query ($id: ID) { product(id: $id) { maker { id } } }';
    const brandOf = async (id: string) => (await shop.ask(anonymous, query, { id })).data.product.maker.id;
    const [first, second] = [await brandOf(one), await brandOf(three)];

    const whole = await ask(second);
    expect(idsOf({ products: whole.collection })).toEqual([two, three, one]);
    expect(whole.collection).toMatchObject({
      totalCount: 3,
      priceRange: { lowestYen: 100, highestYen: 300 },
    });
    expect(values(whole.collection, 'brand')).toEqual([
      [first, 2],
      [second, 1],
    ]);
    expect(values(whole.brand, 'brand')).toEqual([[second, 2]]);

    const narrowed = await ask(first, { filter: { brandIds: [first] } });
    expect(idsOf({ products: narrowed.collection })).toEqual([two, one]);
    expect(values(narrowed.collection, 'brand')).toEqual([
      [first, 2],
      [second, 1],
    ]);
    const cheap = await ask(second, { sort: 'PRICE_ASC', filter: { minPriceYen: 60 } });
    expect(idsOf({ products: cheap.collection })).toEqual([two, three, one]);
    expect(idsOf({ products: cheap.brand })).toEqual([three]);
    expect((await ask(second, { filter: { brandIds: [first] } })).brand).toMatchObject({ totalCount: 0 });

    await create({ slug: 'ruled', nameEn: 'Ruled', rule: { categoryId, maxPriceYen: 200 } });
    const { data } = await shop.ask(anonymous, QUERY, {
      slug: 'ruled',
      sort: 'PRICE_DESC',
      filter: { brandIds: [first] },
    });
    expect(data.collection.products).toMatchObject({ totalCount: 1, nodes: [{ id: two }] });
    expect(values(data.collection.products, 'brand')).toEqual(
      [
        [first, 1],
        [second, 2],
      ].sort(([, a], [, b]) => Number(b) - Number(a)),
    );
  });

  test('is read page by page in the order in which it was put together, narrowed or not', async () => {
    const categoryId = await addCategory(shop);
    const ids: string[] = [];
    for (let n = 0; n < 4; n++) ids.push((await addProduct(shop, productInput(categoryId))).id);
    const order = [ids[2]!, ids[0]!, ids[3]!, ids[1]!];
    await create({ slug: 'ordered', nameEn: 'Ordered', productIds: order });
    const query = `query ($after: String, $filter: ProductFilter) { collection(slug: "ordered") {
      products(first: 3, after: $after, filter: $filter) { nodes { id } pageInfo { endCursor } } } }`;
    for (const filter of [null, { categoryIds: [categoryId] }]) {
      const page = (await shop.ask(anonymous, query, { filter })).data.collection.products;
      const after = page.pageInfo.endCursor;
      const rest = (await shop.ask(anonymous, query, { filter, after })).data.collection.products;
      expect([...idsOf({ products: page }), ...idsOf({ products: rest })]).toEqual(order);
    }
  });
});

test('a page of all collections with their products is four statements, whatever their number', async () => {
  const before = database.statementCount();
  await shop.ask(anonymous, '{ collections { id products(first: 4) { nodes { slug } } } }');
  expect(database.statementCount() - before).toBeLessThanOrEqual(4);
});
