import type { Database } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { WALKED, walkBothWays, walkedOf } from '@depachika/testing/walk-both-ways.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addSearchCounts } from '../search-log/search-log-store.ts';
import {
  addCategory,
  addProduct,
  productInput,
  staff,
  type TestShop,
  testShop,
} from '../testing/test-shop.ts';

const BRAND = '両道屋';

let server: TestDatabase;
let database: Database;
let shop: TestShop;
let categoryId: string;
let brandId: string;
const collections = { byHand: '', byRule: '' };

const add = async (): Promise<string> =>
  (await addProduct(shop, productInput(categoryId, { brand: BRAND }))).id;
const act = async (mutation: string, input: object, wanted: string) => {
  const name = mutation[0]!.toUpperCase() + mutation.slice(1);
  const query = `mutation ($input: ${name}Input!) { ${mutation}(input: $input) { ... on ${name}Success { ${wanted} } } }`;
  return (await shop.ask(staff, query, { input })).data[mutation];
};
let version = 1;
const renameLabel = async () => {
  await act(
    'updateLabel',
    { code: 'LIMITED', expectedVersion: version, nameEn: `Limited ${version}` },
    '__typename',
  );
  version += 1;
};
const addBrand = async (number: number) => {
  await act(
    'createBrand',
    { nameJa: `店${number}`, nameEn: `Shop ${number}`, nameKana: `ミセ${number % 3}` },
    '__typename',
  );
};

const priced = { variantId: '', version: 1 };
const changePrice = async () => {
  const { variantId: id, version: expectedVersion } = priced;
  await act('updateVariant', { id, expectedVersion, priceYen: 1_000 + expectedVersion }, '__typename');
  priced.version += 1;
};
let words = 0;
const addSynonym = async () => {
  words += 1;
  await act('createSynonym', { terms: [`語${words}`, `word${words}`] }, '__typename');
};
/** As often as others, so that their phrases decide. */
const countSearch = () =>
  addSearchCounts(
    database,
    Array.from({ length: 2 }, (_, index) => {
      words += 1;
      const phrase = `phrase ${words}`;
      return { date: '2020-02-01', phrase, typed: phrase, searches: 1 + index, withoutResults: 0, chosen: 0 };
    }),
  );

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  shop = await testShop(database);
  categoryId = await addCategory(shop);
  const productIds: string[] = [];
  for (let n = 0; n < 7; n += 1) productIds.push(await add());
  for (let n = 0; n < 7; n += 1) await renameLabel();
  for (let n = 0; n < 7; n += 1) await addBrand(n);
  const { data } = await shop.ask(
    staff,
    'query ($id: ID) { product(id: $id) { maker { id } variants { id } } }',
    {
      id: productIds[0],
    },
  );
  brandId = data.product.maker.id;
  priced.variantId = data.product.variants[0].id;
  for (let n = 0; n < 7; n += 1) await changePrice();
  for (let n = 0; n < 7; n += 1) await addSynonym();
  for (let n = 0; n < 4; n += 1) await countSearch();
  const create = async (nameEn: string, contents: object) =>
    (await act('createCollection', { nameJa: '棚', nameEn, ...contents }, 'collection { id }')).collection.id;
  collections.byHand = await create('Hand', { productIds: productIds.toReversed() });
  collections.byRule = await create('Rule', { rule: { brandId } });
});
afterAll(() => server?.close());

let brandsAdded = 0;
/** Of each list: how to ask for it, and what puts another row into it. */
const LISTS: Readonly<
  Record<string, { readonly field: () => [string, string]; readonly more: () => Promise<unknown> }>
> = {
  'products of a category': {
    field: () => [`category(id: "${categoryId}") { list: products(`, ') { WALKED } }'],
    more: add,
  },
  'products of a brand': {
    field: () => [`brand(id: "${brandId}") { list: products(`, ') { WALKED } }'],
    more: add,
  },
  'products that a rule finds': {
    field: () => [`collection(id: "${collections.byRule}") { list: products(`, ') { WALKED } }'],
    more: add,
  },
  'products that were chosen': {
    field: () => [`collection(id: "${collections.byHand}") { list: products(`, ') { WALKED } }'],
    more: add,
  },
  brands: {
    field: () => ['list: brands(', ') { WALKED }'],
    more: () => addBrand(100 + brandsAdded++),
  },
  'prices of a variant': {
    field: () => [
      `_entities(representations: [{ __typename: "ProductVariant", id: "${priced.variantId}" }]) { ... on ProductVariant { list: prices(`,
      `) { ${WALKED.replace('{ id }', '{ id: version }')} } } }`,
    ],
    more: changePrice,
  },
  synonyms: {
    field: () => ['list: synonyms(', ') { WALKED }'],
    more: addSynonym,
  },
  'searches of some days': {
    field: () => [
      'list: searchReport(from: "2020-01-01", to: "2020-03-01", ',
      `) { ${WALKED.replace('{ id }', '{ id: query }')} }`,
    ],
    more: countSearch,
  },
  'changes of a label': {
    field: () => ['labels { code list: changes(', ') { WALKED } }'],
    more: renameLabel,
  },
};

/** One page of a list. */
async function page(name: string, args: string) {
  const [before, after] = LISTS[name]!.field();
  const query = `{ ${before}${args}${after.replace('WALKED', WALKED)} }`;
  const { data, codes } = await shop.ask(staff, query);
  expect(codes).toEqual([]);
  const found = data.list ?? Object.values(data)[0];
  const one = Array.isArray(found) ? (found.find(({ code }) => code === 'LIMITED') ?? found[0]) : found;
  return one.list ?? one;
}

describe('a list', () => {
  test.each(Object.keys(LISTS))('of %s reads the same from either end, at any size', async (name) => {
    const { nodes } = await page(name, 'first: 100');
    const all = nodes.map(({ id }: { id: string }) => id);
    expect(all.length).toBeGreaterThanOrEqual(7);
    const run = fc.asyncProperty(fc.integer({ min: 1, max: 9 }), async (size) => {
      const walked = await walkBothWays((args) => page(name, args), size);
      expect(walked).toEqual({ forwards: all, backwards: all });
    });
    await fc.assert(run, { numRuns: 5, endOnFailure: true });
  });

  test.each(Object.keys(LISTS))(
    'of %s shows nothing twice and skips nothing while it grows',
    async (name) => {
      const { nodes } = await page(name, 'first: 100');
      const before: string[] = nodes.map(({ id }: { id: string }) => id);
      let growth = 2;
      const walked = await walkBothWays(
        (args) => page(name, args),
        3,
        async () => {
          if (growth > 0) await LISTS[name]!.more();
          growth -= 1;
        },
      );
      expect(walkedOf(walked, before)).toEqual([before, before]);
    },
  );

  test.each(Object.keys(LISTS))(
    'of %s is refused first beside last, and more than a hundred',
    async (name) => {
      const [before, after] = LISTS[name]!.field();
      for (const args of ['first: 1, last: 1', 'last: 101', 'last: 0', 'last: 1, before: "x"']) {
        const { codes } = await shop.ask(staff, `{ ${before}${args}${after.replace('WALKED', WALKED)} }`);
        expect(new Set(codes)).toEqual(new Set(['BAD_USER_INPUT']));
      }
    },
  );
});
