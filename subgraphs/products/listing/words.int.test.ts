import { adjustableClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runDueJobs } from '../background-jobs.ts';
import { type LabelRecord, labelsOn } from '../labels/label.ts';
import { findLabels } from '../labels/label-reader.ts';
import { refreshTokens } from '../rewrites/rewrite-products.ts';
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

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const clock = adjustableClock({ frozenAt: new Date('2026-12-01T00:00:00Z') });

let server: TestDatabase;
let database: Database;
let shop: TestShop;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  shop = await testShop(database, clock);
});
afterAll(() => server?.close());

/** What staff do with one input, by the name of the mutation; `wanted` is read of its success. */
async function act(mutation: string, input: object, wanted = '__typename'): Promise<Record<string, unknown>> {
  const name = mutation[0]!.toUpperCase() + mutation.slice(1);
  const query = `mutation ($input: ${name}Input!) { ${mutation}(input: $input) { __typename
    ... on ${name}Success { ${wanted} } ... on InvalidInput { field } ${'expectedVersion' in input ? '... on VersionConflict { currentVersion }' : ''} } }`;
  const { data, codes } = await shop.ask(staff, query, { input });
  expect(codes).toEqual([]);
  return data[mutation];
}
const settle = async () => {
  while ((await runDueJobs(shop.editing)) !== 'idle');
};
const add = async (categoryId: string, details: object = {}): Promise<string> => {
  const { id } = await addProduct(shop, productInput(categoryId));
  if (Object.keys(details).length > 0)
    await act('updateProductDetails', { id, expectedVersion: 1, ...details });
  return id;
};
const FACETS = `query ($categoryId: ID, $filter: ProductFilter) { products(categoryId: $categoryId, filter: $filter) {
  totalCount facets { code nameEn values { value labelJa labelEn count } } } }`;
/** A facet of a category's list; undefined where the list has none. */
const facetOf = async (categoryId: string, code: string) => {
  const { data } = await shop.ask(anonymous, FACETS, { categoryId });
  return data.products.facets.find((facet: { code: string }) => facet.code === code);
};
const found = async (categoryId: string, filter: object): Promise<number> =>
  (await shop.ask(anonymous, FACETS, { categoryId, filter })).data.products.totalCount;
const said = async (id: string, caller = anonymous) =>
  (
    await shop.ask(
      caller,
      'query ($id: ID) { product(id: $id) { labels { code } attributes { code valueEn } } }',
      {
        id,
      },
    )
  ).data.product;
const names = async (field: string, caller: typeof staff, retired: boolean): Promise<string[]> =>
  (await shop.ask(caller, `{ ${field}(retired: ${retired}) { code } }`)).data[field].map(
    ({ code }: { code: string }) => code,
  );

const LIMITED = { labels: ['LIMITED'] };

describe('a word with a new name', () => {
  test('is read in all lists at once, without an edit of any product', async () => {
    const categoryId = await addCategory(shop);
    await add(categoryId, {
      labels: ['STORE_ONLY'],
      attributes: [{ code: 'origin', choices: ['hokkaido'] }],
    });
    expect((await facetOf(categoryId, 'label')).values).toContainEqual(
      expect.objectContaining({ value: 'STORE_ONLY', labelEn: 'In store only' }),
    );
    expect(await facetOf(categoryId, 'attribute:origin')).toMatchObject({
      nameEn: 'Origin',
      values: [{ labelJa: '北海道' }],
    });
    await act('updateLabel', { code: 'STORE_ONLY', expectedVersion: 1, nameJa: '店頭', nameEn: 'Counter' });
    const { data } = await shop.ask(
      anonymous,
      '{ attributeDefinitions { code choices { code nameJa nameEn } } }',
    );
    const origin = data.attributeDefinitions.find(({ code }: { code: string }) => code === 'origin');
    const choices = origin.choices.map((choice: { code: string }) =>
      choice.code === 'hokkaido' ? { ...choice, nameJa: '道産' } : choice,
    );
    await act('updateAttributeDefinition', {
      code: 'origin',
      expectedVersion: 1,
      nameEn: 'Grown in',
      choices,
    });
    expect((await facetOf(categoryId, 'label')).values).toContainEqual(
      expect.objectContaining({ value: 'STORE_ONLY', labelJa: '店頭', labelEn: 'Counter' }),
    );
    expect(await facetOf(categoryId, 'attribute:origin')).toMatchObject({
      nameEn: 'Grown in',
      values: [{ labelJa: '道産' }],
    });
  });

  test('keeps it when a product is saved that was read before', async () => {
    const categoryId = await addCategory(shop);
    const id = await add(categoryId, LIMITED);
    await act('updateLabel', { code: 'LIMITED', expectedVersion: 1, nameEn: 'Few' });
    await act('updateProductDetails', { id, expectedVersion: 2, leadTimeDays: 1 });
    expect((await facetOf(categoryId, 'label')).values).toContainEqual(
      expect.objectContaining({ value: 'LIMITED', labelEn: 'Few' }),
    );
  });
});

describe('a retired word', () => {
  test('stays on products, and nobody is shown it until it is restored', async () => {
    const categoryId = await addCategory(shop);
    await act('createLabel', { code: 'GIFT', nameJa: '贈答', nameEn: 'Gift' });
    await act('createAttributeDefinition', {
      ...{ code: 'taste', nameJa: '味', nameEn: 'Taste', kind: 'CHOICE', filterable: true },
      choices: [{ code: 'sweet', nameJa: '甘い', nameEn: 'Sweet' }],
    });
    const tastes = [{ code: 'taste', choices: ['sweet'] }];
    const id = await add(categoryId, { labels: ['GIFT'], attributes: tastes });
    const shown = { labels: [{ code: 'NEW' }, { code: 'GIFT' }], attributes: [{ code: 'taste' }] };
    expect(await said(id)).toMatchObject(shown);

    const retired = await act(
      'retireLabel',
      { code: 'GIFT', expectedVersion: 1 },
      'label { retired version changes(first: 1) { nodes { operation fields { field to } } } }',
    );
    expect(retired.label).toEqual({
      ...{ retired: true, version: 2 },
      changes: { nodes: [{ operation: 'retireLabel', fields: [{ field: 'retired', to: 'true' }] }] },
    });
    await act('retireAttributeDefinition', { code: 'taste', expectedVersion: 1 });
    for (const caller of [anonymous, staff])
      expect(await said(id, caller)).toEqual({ labels: [{ code: 'NEW' }], attributes: [] });
    expect(await facetOf(categoryId, 'attribute:taste')).toBeUndefined();
    expect((await facetOf(categoryId, 'label')).values).toHaveLength(1);
    // An address that somebody kept still finds what it found.
    expect(await found(categoryId, { labels: ['GIFT'] })).toBe(1);

    await act('updateProductDetails', { id, expectedVersion: 2, labels: ['LIMITED'], attributes: [] });
    await act('restoreLabel', { code: 'GIFT', expectedVersion: 2 });
    await act('restoreAttributeDefinition', { code: 'taste', expectedVersion: 2 });
    const codes = (await said(id)).labels.map(({ code }: { code: string }) => code);
    expect(codes.sort()).toEqual(['GIFT', 'LIMITED', 'NEW']);
    expect((await said(id)).attributes).toEqual([{ code: 'taste', valueEn: 'Sweet' }]);
    expect(await facetOf(categoryId, 'attribute:taste')).toMatchObject({ values: [{ count: 1 }] });
  });

  test('may be one choice: products that say it show it, lists offer it no more, and no other product gets it', async () => {
    const categoryId = await addCategory(shop);
    const [sweet, sour] = [
      { code: 'sweet', nameJa: '甘い', nameEn: 'Sweet' },
      { code: 'sour', nameJa: '酸っぱい', nameEn: 'Sour' },
    ];
    await act('createAttributeDefinition', {
      ...{ code: 'flavour', nameJa: '風味', nameEn: 'Flavour', kind: 'CHOICE', filterable: true },
      choices: [sweet, sour],
    });
    const says = (choices: string[]) => ({ attributes: [{ code: 'flavour', choices }] });
    const id = await add(categoryId, says(['sweet', 'sour']));
    const edit = (expectedVersion: number, choices: object[]) =>
      act('updateAttributeDefinition', { code: 'flavour', expectedVersion, choices });
    expect(await edit(1, [sour])).toMatchObject({ field: 'choices' });
    await edit(1, [{ ...sweet, retired: true }, sour]);

    expect((await said(id)).attributes).toEqual([{ code: 'flavour', valueEn: 'Sweet, Sour' }]);
    expect(await facetOf(categoryId, 'attribute:flavour')).toMatchObject({ values: [{ value: 'sour' }] });
    expect(await found(categoryId, { attributes: [{ code: 'flavour', values: ['sweet'] }] })).toBe(1);
    const other = await add(categoryId);
    expect(
      await act('updateProductDetails', { id: other, expectedVersion: 1, ...says(['sweet']) }),
    ).toMatchObject({ field: 'attributes.0.choices' });
    await act('updateProductDetails', { id, expectedVersion: 2, ...says(['sweet']) });
    expect((await said(id)).attributes).toEqual([{ code: 'flavour', valueEn: 'Sweet' }]);

    const choices = async (caller: typeof staff, retired: boolean) => {
      const query = `{ attributeDefinitions { code choices(retired: ${retired}) { code retired } } }`;
      const { data } = await shop.ask(caller, query);
      return data.attributeDefinitions.find(({ code }: { code: string }) => code === 'flavour').choices;
    };
    const inUse = [{ code: 'sour', retired: false }];
    expect(await choices(staff, true)).toEqual([{ code: 'sweet', retired: true }, ...inUse]);
    expect(await choices(staff, false)).toEqual(inUse);
    expect(await choices(customer, true)).toEqual(inUse);
    // Who edits the list as people see it leaves out what is retired, and loses nothing.
    await edit(2, [{ ...sour, nameEn: 'Tart' }]);
    expect(await choices(staff, true)).toHaveLength(2);
    await edit(3, [{ ...sweet, retired: false }, sour]);
    const values = [{ value: 'sweet' }];
    expect(await facetOf(categoryId, 'attribute:flavour')).toMatchObject({ values });
  });

  test('is not given to another product, and is in lists of staff alone who ask for it', async () => {
    await act('createLabel', { code: 'OLD', nameJa: '旧', nameEn: 'Old' });
    await act('createAttributeDefinition', { code: 'old', nameJa: '旧', nameEn: 'Old', kind: 'BOOLEAN' });
    await act('retireLabel', { code: 'OLD', expectedVersion: 1 });
    await act('retireAttributeDefinition', { code: 'old', expectedVersion: 1 });
    const { id } = await addProduct(shop, productInput(await addCategory(shop)));
    const edit = { id, expectedVersion: 1 };
    expect(await act('updateProductDetails', { ...edit, labels: ['OLD'] })).toMatchObject({
      field: 'labels.0',
    });
    const values = [{ code: 'old', boolean: true }];
    expect(await act('updateProductDetails', { ...edit, attributes: values })).toMatchObject({
      field: 'attributes.0.code',
    });
    for (const [field, code] of [
      ['labels', 'OLD'],
      ['attributeDefinitions', 'old'],
    ] as const) {
      expect(await names(field, staff, true)).toContain(code);
      expect(await names(field, staff, false)).not.toContain(code);
      expect(await names(field, customer, true)).not.toContain(code);
    }
  });

  test.each([
    ['Label', { code: 'NEW' }, { code: 'NONE' }],
    ['AttributeDefinition', { code: 'manufacturer' }, { code: 'none' }],
  ])(
    'is one of the %ss of the shop, as it was seen, and not retired before',
    async (kind, known, unknown) => {
      const retire = (input: object) => act(`retire${kind}`, input);
      const restore = (input: object) => act(`restore${kind}`, input);
      expect(await restore({ ...known, expectedVersion: 1 })).toMatchObject({ field: 'code' });
      expect(await retire({ ...known, expectedVersion: 7 })).toMatchObject({ currentVersion: 1 });
      expect(await retire({ ...unknown, expectedVersion: 1 })).toMatchObject({ __typename: 'NotFound' });
      await retire({ ...known, expectedVersion: 1 });
      expect(await retire({ ...known, expectedVersion: 2 })).toMatchObject({ field: 'code' });
      await restore({ ...known, expectedVersion: 2 });
      for (const operation of [`retire${kind}`, `restore${kind}`]) {
        const query = `mutation { ${operation}(input: { code: "${known.code}", expectedVersion: 3 }) { __typename } }`;
        expect((await shop.ask(customer, query)).codes).toEqual(['FORBIDDEN']);
        expect((await shop.ask(anonymous, query)).codes).toEqual(['UNAUTHENTICATED']);
      }
    },
  );
});

describe('a label that products have by their age', () => {
  test('is over for filters and counts as soon as it is over, whatever time passes between looks', async () => {
    const categoryId = await addCategory(shop);
    await act('createLabel', { code: 'FRESH', nameJa: '出来立て', nameEn: 'Fresh', newForDays: 2 });
    await settle();
    const born = new Map<string, string>();
    const step = fc.record({
      hours: fc.integer({ min: 0, max: 40 }),
      adds: fc.boolean(),
      limited: fc.boolean(),
    });
    const run = fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 4 }),
      async (steps: { hours: number; adds: boolean; limited: boolean }[]) => {
        for (const { hours, adds, limited } of steps) {
          clock.advance(hours * HOUR_MS);
          if (adds) {
            const createdAt = clock.now().toISOString();
            born.set(await add(categoryId, limited ? LIMITED : {}), createdAt);
          }
          await settle();
          await expectCounted(categoryId, born);
        }
      },
    );
    await fc.assert(run, { numRuns: 12, endOnFailure: true });
  });

  test('reaches all products of another age in batches, and goes on where somebody died', async () => {
    const categoryId = await addCategory(shop);
    await act('createLabel', { code: 'RECENT', nameJa: '最近', nameEn: 'Recent', newForDays: 1 });
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push(await add(categoryId));
    clock.advance(3 * DAY_MS);
    await settle();
    expect(await found(categoryId, { labels: ['RECENT'] })).toBe(0);
    await act('updateLabel', { code: 'RECENT', expectedVersion: 1, newForDays: 9 });
    const [{ count } = { count: 0 }] = await database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM catalog.products',
    );
    const batch = count - 3;
    expect(await refreshTokens(shop.editing, batch)).toBe(batch);
    expect(await found(categoryId, { labels: ['RECENT'] })).toBe(2);
    const now = () => {
      throw new Error('died');
    };
    const dying = { ...shop.editing, clock: { ...clock, now } };
    await expect(refreshTokens(dying, 2)).rejects.toThrow('died');
    expect(await refreshTokens(shop.editing, 2)).toBe(2);
    expect(await found(categoryId, { labels: ['RECENT'] })).toBe(4);
    await settle();
    expect(await found(categoryId, { labels: ['RECENT'] })).toBe(5);
    expect(await refreshTokens(shop.editing, 2)).toBeUndefined();
    await act('updateLabel', { code: 'RECENT', expectedVersion: 2, newForDays: 0 });
    await settle();
    expect(await found(categoryId, { labels: ['RECENT'] })).toBe(0);
  });

  test('costs one statement while nothing is due', async () => {
    await settle();
    const before = database.statementCount();
    await runDueJobs(shop.editing);
    expect(database.statementCount() - before).toBe(1);
  });
});

test('an attribute by which lists are filtered from now on finds products that said it before', async () => {
  const categoryId = await addCategory(shop);
  const attribute = { code: 'vegan', nameJa: 'ヴィーガン', nameEn: 'Vegan', kind: 'BOOLEAN' };
  await act('createAttributeDefinition', attribute);
  await add(categoryId, { attributes: [{ code: 'vegan', boolean: true }] });
  expect(await facetOf(categoryId, 'attribute:vegan')).toBeUndefined();
  await act('updateAttributeDefinition', { code: 'vegan', expectedVersion: 1, filterable: true });
  await settle();
  const values = [{ value: 'true', labelJa: 'はい', labelEn: 'Yes', count: 1 }];
  expect(await facetOf(categoryId, 'attribute:vegan')).toMatchObject({ values });
  await act('updateAttributeDefinition', { code: 'vegan', expectedVersion: 2, filterable: false });
  expect(await facetOf(categoryId, 'attribute:vegan')).toBeUndefined();
  await settle();
  expect(await found(categoryId, { attributes: [{ code: 'vegan', values: ['true'] }] })).toBe(0);
});

/** Counts, filters and what products show are those of the rule. @param born when each product was added */
async function expectCounted(categoryId: string, born: ReadonlyMap<string, string>): Promise<void> {
  const details = await database.query<{ id: string; labels: string[] }>(
    'SELECT product_id AS id, labels FROM catalog.product_details WHERE product_id = ANY($1)',
    [[...born.keys()]],
  );
  const byHand = new Map(details.map(({ id, labels }) => [id, labels]));
  const labels: LabelRecord[] = await findLabels(database);
  const counts = new Map<string, number>();
  for (const [id, createdAt] of born)
    for (const { code } of labelsOn(labels, { createdAt, labels: byHand.get(id) ?? [] }, clock.now()))
      counts.set(code, (counts.get(code) ?? 0) + 1);
  const facet = await facetOf(categoryId, 'label');
  const shown = (facet?.values ?? []).map((each: { value: string; count: number }) => [
    each.value,
    each.count,
  ]);
  expect(new Map(shown)).toEqual(counts);
  expect(await found(categoryId, { labels: ['FRESH'] })).toBe(counts.get('FRESH') ?? 0);
}
