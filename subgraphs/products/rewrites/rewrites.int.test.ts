import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runDueJobs } from '../background-jobs.ts';
import { updateBrand } from '../brands/edit-brands.ts';
import { findPaths } from '../catalogue/category-reader.ts';
import { findProducts } from '../catalogue/product-reader.ts';
import { clearCategory } from '../categories/clear-category.ts';
import { moveCategory } from '../categories/move-category.ts';
import { restoreCategory, retireCategory } from '../categories/retire-category.ts';
import { updateCategory } from '../categories/update-category.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import { insertVariants, saveProducts, toState } from '../editing/product-store.ts';
import { updateProduct } from '../editing/update-product.ts';
import { keepTokens } from '../listing/token-store.ts';
import { refreshDocuments } from '../search/search-document-store.ts';
import { killedAtEach } from '../testing/killed-work.ts';
import {
  addCategory,
  addProduct,
  customer,
  productInput,
  type TestShop,
  testShop,
} from '../testing/test-shop.ts';
import { type RewriteJob, refreshRenamed, renameBranded, shelveMoved } from './rewrite-products.ts';

let server: TestDatabase;
let database: Database;
let shop: TestShop;
let editing: EditDependencies;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  shop = await testShop(database);
  editing = shop.editing;
});
afterAll(() => server?.close());

const ACTOR = 'STAFF:usr_1';
const settle = async () => {
  while ((await runDueJobs(editing)) !== 'idle');
};
const versionOf = async (table: 'categories' | 'brands' | 'products', id: string): Promise<number> => {
  const [row] = await database.query<{ version: number }>(
    `SELECT version FROM catalog.${table} WHERE id = $1`,
    [id],
  );
  return row!.version;
};
const move = async (id: string, parentId: string) =>
  moveCategory(editing, { id, parentId, expectedVersion: await versionOf('categories', id) }, ACTOR);
const rename = async (id: string, nameJa: string) =>
  updateCategory(editing, { id, nameJa, expectedVersion: await versionOf('categories', id) }, ACTOR);
const renameBrand = async (id: string, nameJa: string, nameEn = '') =>
  updateBrand(editing, { id, nameJa, nameEn, expectedVersion: await versionOf('brands', id) }, ACTOR);
const retire = async (id: string, moveProductsTo?: string) =>
  retireCategory(
    editing,
    { id, moveProductsTo: moveProductsTo ?? null, expectedVersion: await versionOf('categories', id) },
    ACTOR,
  );
const restore = async (id: string) =>
  restoreCategory(editing, { id, expectedVersion: await versionOf('categories', id) }, ACTOR);
const edit = async (id: string, changes: { categoryId?: string; nameJa?: string }) =>
  updateProduct(editing, { id, ...changes, expectedVersion: await versionOf('products', id) }, ACTOR);

const listed = async (categoryId: string): Promise<string[]> => {
  const query = 'query ($c: ID) { products(categoryId: $c, first: 100, sort: NEWEST) { nodes { id } } }';
  const { data } = await shop.ask(customer, query, { c: categoryId });
  return data.products.nodes.map(({ id }: { id: string }) => id).sort();
};
const found = async (query: string): Promise<string[]> => {
  const ask = 'query ($q: String!) { searchProducts(query: $q) { nodes { id } } }';
  const { data } = await shop.ask(customer, ask, { q: query });
  return data.searchProducts.nodes.map(({ id }: { id: string }) => id).sort();
};
const shown = async (id: string) =>
  (await shop.ask(customer, 'query ($id: ID) { product(id: $id) { brand maker { id nameJa } } }', { id }))
    .data.product;
const isFound = async (id: string): Promise<boolean> =>
  (await shop.ask(customer, 'query ($id: ID!) { category(id: $id) { id } }', { id })).data.category !== null;
const unique = (word: string) => `${word}${newId('cat').slice(-6)}`;

/** Two departments; in the first a shelf, and one on that, with some products of one brand on both. */
async function departments(count: number) {
  const [from, to] = [await addCategory(shop), await addCategory(shop)];
  const shelf = await addCategory(shop, from);
  const inner = await addCategory(shop, shelf);
  const brand = unique('銘');
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1)
    ids.push((await addProduct(shop, productInput(made % 2 ? inner : shelf, { brand }))).id);
  const { maker } = await shown(ids[0]!);
  return { from, to, shelf, inner, ids: ids.sort(), brand, brandId: maker.id as string };
}

/** Products that stand elsewhere than in the whole shop, their own category and some whole path above it. */
function strays(): Promise<unknown[]> {
  return database.query(
    `SELECT p.id, shelves FROM catalog.products p CROSS JOIN LATERAL (
       SELECT COALESCE(array_agg(shelf), '{}') AS shelves FROM catalog.product_shelves s WHERE s.product_id = p.id) stands
     WHERE NOT shelves @> ARRAY['', p.category_id]`,
  );
}

/** What products repeat, and is not so: nothing once every job is done. */
async function unsettled(): Promise<unknown[]> {
  const misplaced = await database.query(
    `WITH RECURSIVE path AS (
       SELECT p.id AS product_id, c.id AS shelf, c.parent_id FROM catalog.products p JOIN catalog.categories c ON c.id = p.category_id
       UNION ALL SELECT path.product_id, c.id, c.parent_id FROM path JOIN catalog.categories c ON c.id = path.parent_id),
     wanted AS (SELECT product_id, shelf FROM path UNION ALL SELECT id, '' FROM catalog.products)
     SELECT product_id, shelf FROM wanted FULL JOIN catalog.product_shelves s USING (product_id, shelf)
     WHERE wanted.shelf IS NULL OR s.status IS NULL
       OR (wanted.shelf <> '' AND NOT s.tokens @> ARRAY['category:' || wanted.shelf])`,
  );
  const misnamed = await database.query(
    `SELECT p.id, p.brand, b.name_ja FROM catalog.products p JOIN catalog.brands b ON b.id = p.brand_id WHERE p.brand <> b.name_ja`,
  );
  const documents = () =>
    database.query<{ product_id: string }>(
      'SELECT product_id, category, above, brand FROM catalog.search_documents ORDER BY product_id',
    );
  const before = await documents();
  await refreshDocuments(
    database,
    before.map(({ product_id }) => product_id),
  );
  const after = await documents();
  const stale = before.filter((document, index) => JSON.stringify(document) !== JSON.stringify(after[index]));
  return [...misplaced, ...misnamed, ...stale];
}

const killAtEach = (work: (deps: EditDependencies) => Promise<unknown>, look: () => Promise<void>) =>
  killedAtEach(editing, work, look);

describe('a category that moves', () => {
  test('has all of its products all the while; each goes from the one department to the other at one moment', async () => {
    const { from, to, shelf, inner, ids } = await departments(5);
    expect(await listed(to)).toEqual([]);
    await move(shelf, to);
    const seen: number[] = [];
    do {
      const [there, here] = [await listed(from), await listed(to)];
      expect([...there, ...here].sort()).toEqual(ids);
      expect(await listed(shelf)).toEqual(ids);
      expect(await listed(inner)).toHaveLength(2);
      expect(await strays()).toEqual([]);
      seen.push(here.length);
    } while ((await shelveMoved(editing, 2)) !== undefined);
    expect(seen.at(0)).toBe(0);
    expect(seen.at(-1)).toBe(5);
    expect(seen.length).toBeGreaterThan(3);
    expect(await unsettled()).toEqual([]);
  });

  test('goes on where somebody died, at whichever statement, and the edit with its job is done or is not', async () => {
    const { from, to, shelf, ids } = await departments(3);
    const expectedVersion = await versionOf('categories', shelf);
    const waits = 'SELECT FROM catalog.category_moves';
    await killAtEach(
      (deps) => moveCategory(deps, { id: shelf, parentId: to, expectedVersion }, ACTOR),
      async () => {
        const isMoved = (await versionOf('categories', shelf)) > expectedVersion;
        expect(await database.query(waits)).toHaveLength(isMoved ? 2 : 0);
      },
    );
    await killAtEach(
      (deps) => shelveMoved(deps, 1),
      async () => {
        const stands = await database.query<{ product_id: string }>(
          'SELECT product_id FROM catalog.product_shelves WHERE shelf = ANY($1::text[]) ORDER BY product_id',
          [[from, to]],
        );
        expect(stands.map(({ product_id }) => product_id)).toEqual(ids);
        expect(await strays()).toEqual([]);
        expect(await database.query(waits)).toHaveLength(2);
      },
    );
    const deaf = { ...editing, cache: { ...editing.cache, drop: () => Promise.reject(new Error('died')) } };
    await expect(shelveMoved(deaf, 1)).rejects.toThrow('died');
    await settle();
    expect(await listed(to)).toEqual(ids);
    expect(await unsettled()).toEqual([]);
  });

  test('may move again before the job is done, or lose a shelf: every product ends where its category is', async () => {
    const { from, to, shelf, inner, ids } = await departments(4);
    await move(shelf, to);
    await shelveMoved(editing, 1);
    await move(inner, from);
    await shelveMoved(editing, 1);
    await edit(ids[0]!, { categoryId: inner });
    await move(shelf, inner);
    await settle();
    expect(await listed(from)).toEqual(ids);
    expect(await unsettled()).toEqual([]);
  });
});

describe('a brand with a new name', () => {
  test('has it at once wherever a product is read or edited, also before the job was there', async () => {
    const { ids, brand, brandId } = await departments(3);
    const name = unique('新銘');
    for (const id of ids) expect((await shown(id)).brand).toBe(brand);
    await renameBrand(brandId, name, 'New');
    for (const id of ids)
      expect(await shown(id)).toEqual({ brand: name, maker: { id: brandId, nameJa: name } });
    expect(await renameBranded(editing, 1)).toBe(1);
    // Whoever saves a product finds its brand by the name that was read.
    for (const id of ids) expect(await edit(id, { nameJa: '羊羹' })).toMatchObject({ kind: 'updated' });
    expect(await database.query('SELECT FROM catalog.brands WHERE name_ja = $1', [brand])).toEqual([]);
    await settle();
    expect([await found(name), await found(brand)]).toEqual([ids, []]);
    expect(await unsettled()).toEqual([]);
  });

  test('keeps it through any death of the edit or of its job', async () => {
    const { ids, brand, brandId } = await departments(3);
    const nameJa = unique('続銘');
    const expectedVersion = await versionOf('brands', brandId);
    const statements = await killAtEach(
      (deps) => updateBrand(deps, { id: brandId, nameJa, expectedVersion }, ACTOR),
      async () => {
        const name = (await versionOf('brands', brandId)) > expectedVersion ? nameJa : brand;
        for (const id of ids) expect(await shown(id)).toMatchObject({ brand: name, maker: { nameJa: name } });
      },
    );
    expect(statements).toBeLessThan(12);
    await killAtEach(
      (deps) => renameBranded(deps, 2),
      async () => {
        for (const id of ids) expect((await shown(id)).brand).toBe(nameJa);
      },
    );
    await settle();
    expect(await found(nameJa)).toEqual(ids);
  });
});

describe('a category that retires for another one', () => {
  const COPIES = 230;
  /** Drafts like this product, in the same category. */
  const copy = async (id: string, categoryId: string) => {
    const product = (await findProducts(database, [id])).get(id)!;
    const path = (await findPaths(database, [categoryId])).get(categoryId)!;
    const ids = Array.from({ length: COPIES }, () => newId('prd'));
    const states = ids.map((own) => ({
      ...toState(product, path),
      id: own,
      slug: own.replace('_', '-'),
      status: 'DRAFT' as const,
    }));
    const [variant] = product.variants;
    const optionValues = variant!.selectedOptions.map(({ value }) => value);
    await database.transaction({ name: 'test.copy', timeoutMs: 60_000 }, async (tx) => {
      await saveProducts(tx, states);
      const variants = ids.map((productId) => {
        const [own, sku] = [newId('var'), productId.slice(4).toUpperCase()];
        return { ...variant!, id: own, sku, productId, optionValues, position: 0, maxPerOrder: 9 };
      });
      await insertVariants(tx, variants, { actor: ACTOR, since: new Date() });
      await keepTokens(tx, ids, new Date());
    });
  };
  const left = async (categoryId: string): Promise<number> =>
    (await database.query('SELECT FROM catalog.products WHERE category_id = $1', [categoryId])).length;

  test('is found with the products that are left until the last has gone, and takes no category meanwhile', async () => {
    const [id, to, other] = [await addCategory(shop), await addCategory(shop), await addCategory(shop)];
    const first = await addProduct(shop, productInput(id));
    await copy(first.id, id);
    expect(await retire(id, to)).toMatchObject({ kind: 'saved' });
    expect([await isFound(id), await left(id), await left(to)]).toEqual([true, 31, 200]);
    expect([await listed(id), await listed(to)]).toEqual([[], [first.id]]);
    expect(await retire(id)).toMatchObject({ kind: 'invalidInput', field: 'id' });
    expect(await move(other, id)).toMatchObject({ kind: 'invalidInput', field: 'parentId' });
    expect(await retire(to, id)).toMatchObject({ kind: 'invalidInput', field: 'moveProductsTo' });
    await rename(id, '名前');
    expect(await isFound(id)).toBe(true);

    // Where they go retires as well: the rest goes where its own products go, wherever somebody dies.
    expect(await retire(to, other)).toMatchObject({ kind: 'saved' });
    await killAtEach(
      (deps) => clearCategory(deps, 20),
      async () => expect((await left(id)) + (await left(to)) + (await left(other))).toBe(COPIES + 1),
    );
    await settle();
    expect([await isFound(id), await isFound(to), await left(other)]).toEqual([false, false, COPIES + 1]);
    expect(await listed(other)).toEqual([first.id]);
    expect(await unsettled()).toEqual([]);
  });

  test('can be brought back with what it still has; where the others went is in use until then', async () => {
    const [id, to] = [await addCategory(shop), await addCategory(shop)];
    const draft = await addProduct(shop, productInput(id, { status: 'DRAFT' }));
    await copy(draft.id, id);
    await retire(id, to);
    expect(await retire(to)).toMatchObject({ kind: 'categoryInUse', products: 31 });
    await restore(id);
    await settle();
    expect([await isFound(id), await left(id)]).toEqual([true, 31]);
    expect(await retire(to)).toMatchObject({ kind: 'saved' });
  });
});

describe('edits and jobs in any order', () => {
  const JOBS: readonly RewriteJob[] = [shelveMoved, renameBranded, refreshRenamed, clearCategory];

  test('leave every product on its shelves at each step, and right once all is done', async () => {
    const { from, to, shelf, inner, ids, brandId } = await departments(4);
    const places = [from, to, shelf, inner];
    const place = fc.constantFrom(...places);
    const step = fc.oneof(
      fc.record({ move: fc.constantFrom(shelf, inner), to: place }),
      fc.record({ rename: place }),
      fc.record({ renameBrand: fc.constant(true) }),
      fc.record({ edit: fc.constantFrom(...ids), to: place }),
      fc.record({ piece: fc.constantFrom(0, 1, 2), limit: fc.integer({ min: 1, max: 3 }) }),
    );
    const take = (one: Record<string, unknown>) => {
      if ('move' in one) return move(one.move as string, one.to as string);
      if ('rename' in one) return rename(one.rename as string, unique('棚'));
      if ('renameBrand' in one) return renameBrand(brandId, unique('銘'));
      if ('edit' in one) return edit(one.edit as string, { categoryId: one.to as string });
      return JOBS[one.piece as number]!(editing, one.limit as number);
    };
    const run = fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
      for (const one of steps) {
        await take(one);
        expect(await strays()).toEqual([]);
      }
      await settle();
      expect(await unsettled()).toEqual([]);
    });
    await fc.assert(run, { numRuns: 8, endOnFailure: true });
  });

  test('at the same moment, by two processes, end right', async () => {
    const { from, to, shelf, inner, ids, brandId, brand } = await departments(6);
    const names = [unique('一'), unique('二')];
    await Promise.all([
      move(shelf, to),
      rename(inner, unique('棚')),
      renameBrand(brandId, names[0]!),
      ...ids.map((id, index) => edit(id, { nameJa: `羊羹${index}` })),
      settle(),
      settle(),
    ]);
    await Promise.all([
      move(inner, from),
      renameBrand(brandId, names[1]!),
      ...JOBS.flatMap((job) => [job(editing, 2), job(editing, 2)]),
      edit(ids[0]!, { categoryId: inner }),
    ]);
    await Promise.all([settle(), settle()]);
    expect(await unsettled()).toEqual([]);
    expect(await listed(inner)).toHaveLength(4);
    expect(await found(names[1]!)).toEqual(ids);
    const brands = await database.query('SELECT FROM catalog.brands WHERE name_ja = ANY($1::text[])', [
      [brand, ...names],
    ]);
    expect(brands).toHaveLength(1);
  });
});
