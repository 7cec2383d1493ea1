import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runDueJobs } from '../background-jobs.ts';
import { refreshRenamed } from '../rewrites/rewrite-products.ts';
import {
  MOVE_CATEGORY,
  RESTORE_CATEGORY,
  RETIRE_CATEGORY,
  UPDATE_CATEGORY,
} from '../testing/category-mutations.ts';
import {
  addCategory,
  addProduct,
  anonymous,
  CREATE_PRODUCT,
  customer,
  eventsAbout,
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

const settle = async () => {
  while ((await runDueJobs(shop.editing)) !== 'idle');
};
const asking = (query: string, field: string) => async (input: object) =>
  (await shop.ask(staff, query, { input: { expectedVersion: 1, ...input } })).data[field];
const update = asking(UPDATE_CATEGORY, 'updateCategory');
const move = asking(MOVE_CATEGORY, 'moveCategory');
const retire = asking(RETIRE_CATEGORY, 'retireCategory');
const restore = asking(RESTORE_CATEGORY, 'restoreCategory');

const listed = async (categoryId: string): Promise<string[]> => {
  const query = 'query ($c: ID) { products(categoryId: $c, first: 100) { nodes { id } } }';
  const { data } = await shop.ask(customer, query, { c: categoryId });
  return data.products.nodes.map(({ id }: { id: string }) => id);
};
const found = async (query: string): Promise<string[]> => {
  const { data } = await shop.ask(
    customer,
    'query ($q: String!) { searchProducts(query: $q) { nodes { id } } }',
    {
      q: query,
    },
  );
  return data.searchProducts.nodes.map(({ id }: { id: string }) => id);
};
const children = async (id: string, caller = customer, retired = false): Promise<string[]> => {
  const query = 'query ($id: ID!, $r: Boolean) { category(id: $id) { children(retired: $r) { id } } }';
  const { data } = await shop.ask(caller, query, { id, r: retired });
  return data.category.children.map((child: { id: string }) => child.id);
};
/** A department with a shelf in it, on which a product stands. */
async function department() {
  const top = await addCategory(shop);
  const shelf = await addCategory(shop, top);
  const { id } = await addProduct(shop, productInput(shelf));
  return { top, shelf, productId: id as string };
}

describe('a category that moves', () => {
  test('takes its products along: their paths at once, lists of what stands above once the job was there', async () => {
    const { top, shelf, productId } = await department();
    const other = await addCategory(shop);
    await listed(other);
    const outcome = await move({ id: shelf, parentId: other });
    expect(outcome.category).toMatchObject({ version: 2, path: [{ id: other }, { id: shelf }] });
    expect([await listed(top), await listed(shelf)]).toEqual([[productId], [productId]]);
    await settle();
    expect([await listed(top), await listed(other), await listed(shelf)]).toEqual([
      [],
      [productId],
      [productId],
    ]);
    expect([await children(top), await children(other)]).toEqual([[], [shelf]]);
    const { data } = await shop.ask(
      customer,
      'query ($id: ID!) { product(id: $id) { version category { path { id } } } }',
      { id: productId },
    );
    expect(data.product).toEqual({ version: 1, category: { path: [{ id: other }, { id: shelf }] } });
    expect((await move({ id: shelf, expectedVersion: 2 })).category.path).toEqual([{ id: shelf }]);
    await settle();
    expect(await listed(other)).toEqual([]);
  });

  test('takes any place among its siblings', async () => {
    const top = await addCategory(shop);
    const [a, b, c] = [
      await addCategory(shop, top),
      await addCategory(shop, top),
      await addCategory(shop, top),
    ];
    await move({ id: c, parentId: top, position: 0 });
    expect(await children(top)).toEqual([c, a, b]);
    await move({ id: a, parentId: top, position: 2 });
    expect(await children(top)).toEqual([c, b, a]);
    expect(await move({ id: b, parentId: top, position: -1 })).toMatchObject({ field: 'position' });
  });

  test('takes along what filters find its products by', async () => {
    const [top, other] = [await addCategory(shop), await addCategory(shop)];
    const shelf = await addCategory(shop, top);
    const { id } = await addProduct(shop, productInput(shelf));
    await move({ id: shelf, parentId: other });
    const query = `query ($filter: ProductFilter) { products(filter: $filter) { nodes { id } } }`;
    const found = async (categoryId: string) => {
      const filter = { categoryIds: [categoryId], options: [{ name: 'サイズ', values: ['S'] }] };
      return (await shop.ask(anonymous, query, { filter })).data.products.nodes;
    };
    await settle();
    expect(await found(other)).toEqual([{ id }]);
    expect(await found(top)).toEqual([]);
  });

  test('never goes below itself, also when two moves together would make a circle', async () => {
    const { top, shelf } = await department();
    expect(await move({ id: top, parentId: shelf })).toEqual({
      ...{ __typename: 'CategoryCycle', id: top, parentId: shelf },
    });
    expect(await move({ id: top, parentId: 'cat_none' })).toMatchObject({ __typename: 'NotFound' });
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = [await addCategory(shop), await addCategory(shop)];
      const both = await Promise.all([move({ id: a, parentId: b }), move({ id: b, parentId: a })]);
      const kinds = both.map(({ __typename }) => __typename).sort();
      expect(kinds).toEqual(['CategoryCycle', 'MoveCategorySuccess']);
    }
  });

  test('meets products that are edited meanwhile, and every one stands where its category does', async () => {
    const { top, shelf } = await department();
    const other = await addCategory(shop);
    const products: { readonly id: string }[] = [];
    for (let made = 0; made < 4; made += 1) products.push(await addProduct(shop, productInput(shelf)));
    const edits = products.map(({ id }, index) =>
      shop.ask(staff, UPDATE_PRODUCT, { input: { id, expectedVersion: 1, nameJa: `羊羹${index}` } }),
    );
    await Promise.all([
      ...edits,
      move({ id: shelf, parentId: other }),
      ...Array.from({ length: 3 }, () => addProduct(shop, productInput(shelf))),
      settle(),
    ]);
    await settle();
    const wrong = await database.query(
      `SELECT p.id FROM catalog.products p WHERE p.category_id = $1 AND (
         SELECT array_agg(shelf ORDER BY shelf) FROM catalog.product_shelves s WHERE s.product_id = p.id)
         IS DISTINCT FROM (SELECT array_agg(shelf ORDER BY shelf) FROM unnest(ARRAY['', $1, $2]) AS x (shelf))`,
      [shelf, other],
    );
    expect(wrong).toEqual([]);
    expect(await listed(other)).toHaveLength(8);
    expect(await listed(top)).toEqual([]);
  });

  test('under a version that is not the latest is refused', async () => {
    const id = await addCategory(shop);
    const both = await Promise.all([move({ id }), move({ id })]);
    expect(both.map(({ __typename }) => __typename).sort()).toEqual([
      'MoveCategorySuccess',
      'VersionConflict',
    ]);
  });
});

describe('a category’s name', () => {
  test('is edited, and its products are found by it', async () => {
    const { top, productId } = await department();
    const name = `珍味${newId('cat').slice(-6)}`;
    expect(await found(name)).toEqual([]);
    expect((await update({ id: top, nameJa: name })).category).toMatchObject({ nameJa: name, version: 2 });
    await settle();
    expect(await found(name)).toEqual([productId]);
    const { data } = await shop.ask(
      staff,
      'query ($id: ID!) { category(id: $id) { changes { nodes { operation fields { field to } } } } }',
      { id: top },
    );
    expect(data.category.changes.nodes[0]).toEqual({
      operation: 'updateCategory',
      fields: [{ field: 'nameJa', to: name }],
    });
  });

  test('reaches searches product by product, goes on where somebody died, and holds no edit meanwhile', async () => {
    const { top, shelf } = await department();
    for (let n = 0; n < 3; n++) await addProduct(shop, productInput(shelf));
    const name = `佳味${newId('cat').slice(-6)}`;
    await update({ id: top, nameJa: name });
    // Its name alone: nothing is to be found by the address.
    expect(
      (await update({ id: top, expectedVersion: 2, slug: `s-${newId('cat').slice(-8)}` })).category,
    ).toMatchObject({
      version: 3,
    });
    // A process of the version before reads that table in a rolling upgrade, and would end what it does not know.
    expect(await database.query('SELECT FROM catalog.token_refreshes')).toEqual([]);
    expect(await refreshRenamed(shop.editing, 2)).toBe(2);
    expect(await found(name)).toHaveLength(2);
    const late = await addProduct(shop, productInput(shelf));
    const edits = shop.ask(staff, UPDATE_PRODUCT, {
      input: { id: late.id, expectedVersion: 1, nameJa: '新作' },
    });
    await Promise.all([settle(), edits]);
    expect(await found(name)).toHaveLength(5);
    expect(await refreshRenamed(shop.editing, 2)).toBeUndefined();
  });

  test('and its address are edited, of which the old one leads to it for ever', async () => {
    const [one, two] = [await addCategory(shop), await addCategory(shop)];
    const read = async (query: string, variables: Record<string, string>) =>
      (await shop.ask(customer, query, variables)).data.category;
    const { slug: old } = await read('query ($id: ID!) { category(id: $id) { slug } }', { id: one });
    const slug = `${old}-new`;
    await update({ id: one, slug });
    const bySlug = 'query ($slug: String!) { category(slug: $slug) { id slug } }';
    expect([await read(bySlug, { slug }), await read(bySlug, { slug: old })]).toEqual(
      Array(2).fill({ id: one, slug }),
    );
    expect(await update({ id: two, slug: old })).toEqual({ __typename: 'SlugTaken', slug: old });
    expect(await update({ id: two, slug: 'No Spaces' })).toMatchObject({ field: 'slug' });
  });

  test('is refused when it is none, and of no category', async () => {
    const id = await addCategory(shop);
    expect(await update({ id, nameEn: '' })).toMatchObject({ field: 'nameEn' });
    expect(await update({ id: 'cat_none', nameEn: 'A' })).toMatchObject({ __typename: 'NotFound' });
  });
});

describe('a category that retires', () => {
  test('is found by nobody but staff until it is restored', async () => {
    const top = await addCategory(shop);
    const id = await addCategory(shop, top);
    expect((await retire({ id })).category).toMatchObject({ retired: true, version: 2 });
    const read = async (caller: typeof staff) =>
      (await shop.ask(caller, 'query ($id: ID!) { category(id: $id) { id } }', { id })).data.category;
    expect([await read(customer), await read(staff)]).toEqual([null, { id }]);
    expect([
      await children(top),
      await children(top, customer, true),
      await children(top, staff, true),
    ]).toEqual([...[[], [], [id]]]);
    expect(await retire({ id, expectedVersion: 2 })).toMatchObject({ field: 'id' });
    expect((await restore({ id, expectedVersion: 2 })).category.retired).toBe(false);
    expect(await children(top)).toEqual([id]);
    expect(await restore({ id, expectedVersion: 3 })).toMatchObject({ field: 'id' });
  });

  test('has nothing on sale or planned below it, or its products go elsewhere', async () => {
    const { top, shelf, productId } = await department();
    expect(await retire({ id: top })).toEqual({ __typename: 'CategoryInUse', children: 1, products: 0 });
    expect(await retire({ id: shelf })).toEqual({ __typename: 'CategoryInUse', children: 0, products: 1 });
    expect(await retire({ id: shelf, moveProductsTo: shelf })).toMatchObject({ field: 'moveProductsTo' });
    expect(await retire({ id: shelf, moveProductsTo: 'cat_none' })).toMatchObject({ id: 'cat_none' });
    const other = await addCategory(shop);
    const read = async () =>
      (
        await shop.ask(customer, 'query ($id: ID!) { product(id: $id) { version category { id } } }', {
          id: productId,
        })
      ).data.product;
    await read();
    await retire({ id: shelf, moveProductsTo: other });
    expect(await read()).toEqual({ version: 2, category: { id: other } });
    expect(await listed(other)).toEqual([productId]);
    expect(await eventsAbout(database, productId)).toEqual(['ProductChanged', 'ProductChanged']);
    expect((await retire({ id: top })).category.retired).toBe(true);
  });

  test('takes no product and no category until it is restored', async () => {
    const retired = await addCategory(shop);
    const draft = await addProduct(shop, productInput(retired, { status: 'DRAFT' }));
    await retire({ id: retired });
    const created = await shop.ask(staff, CREATE_PRODUCT, { input: productInput(retired) });
    expect(created.data.createProduct).toMatchObject({ field: 'categoryId' });
    const published = { id: draft.id, expectedVersion: 1, status: 'ACTIVE' };
    const { data } = await shop.ask(staff, UPDATE_PRODUCT, { input: published });
    expect(data.updateProduct).toMatchObject({ field: 'categoryId' });
    expect(await move({ id: await addCategory(shop), parentId: retired })).toMatchObject({
      field: 'parentId',
    });
  });

  test('never retires while somebody puts a product on sale in it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await addCategory(shop);
      const [outcome, created] = await Promise.all([
        retire({ id }),
        shop.ask(staff, CREATE_PRODUCT, { input: productInput(id) }),
      ]);
      const isOnSale = created.data.createProduct.__typename === 'CreateProductSuccess';
      expect(outcome.__typename).toBe(isOnSale ? 'CategoryInUse' : 'RetireCategorySuccess');
    }
  });
});

test.each([
  ['updateCategory', UPDATE_CATEGORY],
  ['moveCategory', MOVE_CATEGORY],
  ['retireCategory', RETIRE_CATEGORY],
  ['restoreCategory', RESTORE_CATEGORY],
])('%s is refused to customers and strangers', async (_, query) => {
  const input = { id: 'cat_none', expectedVersion: 1 };
  expect((await shop.ask(customer, query, { input })).codes).toEqual(['FORBIDDEN']);
  expect((await shop.ask(anonymous, query, { input })).codes).toEqual(['UNAUTHENTICATED']);
});
