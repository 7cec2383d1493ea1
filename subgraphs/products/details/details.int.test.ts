import type { Database } from '@depachika/database/database.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import {
  ProductService,
  Temperature,
} from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addCategory,
  addProduct,
  anonymous,
  customer,
  eventsAbout,
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

const DETAILS = `allergens { code nameJa nameEn mandatory } temperature shelfLifeDays leadTimeDays ageRestricted
  attributes { code nameJa nameEn valueJa valueEn choices } labels { code nameJa nameEn }`;
const UPDATE = `mutation ($input: UpdateProductDetailsInput!) { updateProductDetails(input: $input) {
  __typename ... on UpdateProductDetailsSuccess { product { version ${DETAILS} changes(first: 1) { nodes { fields { field from to } } } } }
  ... on InvalidInput { fields { field } } ... on NotFound { id } ... on VersionConflict { currentVersion } } }`;
const CREATE_ATTRIBUTE = `mutation ($input: CreateAttributeDefinitionInput!) { createAttributeDefinition(input: $input) {
  __typename ... on CreateAttributeDefinitionSuccess { definition { code version choices { code } } }
  ... on CodeTaken { code } ... on InvalidInput { field } } }`;
const UPDATE_ATTRIBUTE = `mutation ($input: UpdateAttributeDefinitionInput!) { updateAttributeDefinition(input: $input) {
  __typename ... on UpdateAttributeDefinitionSuccess { definition { nameJa version changes { nodes { operation } } } }
  ... on InvalidInput { field } ... on NotFound { id } ... on VersionConflict { currentVersion } } }`;
const CREATE_LABEL = `mutation ($input: CreateLabelInput!) { createLabel(input: $input) {
  __typename ... on CreateLabelSuccess { label { code newForDays } } ... on CodeTaken { code } ... on InvalidInput { field } } }`;
const UPDATE_LABEL = `mutation ($input: UpdateLabelInput!) { updateLabel(input: $input) {
  __typename ... on UpdateLabelSuccess { label { nameJa newForDays version } }
  ... on InvalidInput { field } ... on NotFound { id } ... on VersionConflict { currentVersion } } }`;

const act = async (mutation: string, input: object) =>
  Object.values((await shop.ask(staff, mutation, { input })).data as object)[0];
const details = async (id: string) =>
  (await shop.ask(anonymous, `query ($id: ID) { product(id: $id) { ${DETAILS} } }`, { id })).data.product;

describe('a product', () => {
  test('of which nobody has said anything does not say that it is free of allergens', async () => {
    const { id } = await addProduct(shop, productInput(categoryId));
    expect(await details(id)).toEqual({
      ...{ allergens: null, temperature: 'AMBIENT', shelfLifeDays: null, leadTimeDays: 0 },
      ...{ ageRestricted: false, attributes: [] },
      labels: [{ code: 'NEW', nameJa: '新着', nameEn: 'New' }],
    });
  });

  test('says in both languages what staff told of it, and who told it is kept', async () => {
    const { id } = await addProduct(shop, productInput(categoryId));
    const input = {
      ...{
        id,
        expectedVersion: 1,
        allergens: ['soy', 'egg', 'soy'],
        temperature: 'CHILLED',
        shelfLifeDays: 3,
      },
      ...{ leadTimeDays: 2, ageRestricted: true, labels: ['STORE_ONLY'] },
      attributes: [
        { code: 'manufacturer', textJa: '花月庵', textEn: 'Kagetsuan' },
        { code: 'origin', choices: ['hokkaido', 'kyoto'] },
      ],
    };
    const { product } = await act(UPDATE, input);
    expect(product).toMatchObject({
      version: 2,
      allergens: [
        { code: 'egg', nameJa: '卵', nameEn: 'Egg', mandatory: true },
        { code: 'soy', nameJa: '大豆', nameEn: 'Soy', mandatory: false },
      ],
      ...{ temperature: 'CHILLED', shelfLifeDays: 3, leadTimeDays: 2, ageRestricted: true },
      attributes: [
        { code: 'origin', nameJa: '産地', valueJa: '北海道、京都府', valueEn: 'Hokkaido, Kyoto' },
        {
          code: 'manufacturer',
          nameEn: 'Manufacturer',
          valueJa: '花月庵',
          valueEn: 'Kagetsuan',
          choices: [],
        },
      ],
      labels: [{ code: 'NEW' }, { code: 'STORE_ONLY', nameJa: '店頭限定' }],
    });
    expect(product.changes.nodes[0].fields).toContainEqual({ field: 'leadTimeDays', from: '0', to: '2' });
    expect(await eventsAbout(database, id)).toEqual(['ProductChanged', 'ProductChanged']);

    const { product: after } = await act(UPDATE, { id, expectedVersion: 2, allergens: [], shelfLifeDays: 0 });
    expect(after).toMatchObject({
      allergens: [],
      shelfLifeDays: null,
      leadTimeDays: 2,
      temperature: 'CHILLED',
    });
  });

  test('is told to other domains with its temperature, its lead time and whom it is sold to', async () => {
    const made = await addProduct(shop, productInput(categoryId));
    const plain = await addProduct(shop, productInput(categoryId));
    const told = { temperature: 'FROZEN', leadTimeDays: 3, ageRestricted: true };
    await act(UPDATE, { id: made.id, expectedVersion: 1, ...told });
    const rpc = directRpc();
    rpc.serve(shop.subgraph.rpc, silent);
    const client = rpc.connector(serviceCaller('orders')).client(ProductService);
    const variantIds = [made.variants[0].id, plain.variants[0].id];
    const { variants } = await client.getVariants({ variantIds });
    const byId = new Map(variants.map((variant) => [variant.id, variant]));
    expect(byId.get(variantIds[0]!)).toMatchObject({ ...told, temperature: Temperature.FROZEN });
    expect(byId.get(variantIds[1]!)).toMatchObject({
      ...{ temperature: Temperature.AMBIENT, leadTimeDays: 0, ageRestricted: false },
    });
  });

  test('is read with all of this in one statement more, whatever the size of the list', async () => {
    const count = async (fields: string, sort: string) => {
      const before = database.statementCount();
      await shop.ask(anonymous, `{ products(first: 50, sort: ${sort}) { nodes { ${fields} } } }`);
      return database.statementCount() - before;
    };
    await shop.ask(anonymous, '{ labels { code } }');
    const plain = await count('id', 'NAME');
    expect((await count(`id ${DETAILS}`, 'PRICE_ASC')) - plain).toBe(1);
  });

  test('cannot say what nobody knows', async () => {
    const { id } = await addProduct(shop, productInput(categoryId));
    const wrong = {
      ...{ allergens: ['milk', 'glue'], shelfLifeDays: -1, leadTimeDays: 366, labels: ['NEW'] },
      attributes: [
        { code: 'origin', choices: ['atlantis'] },
        { code: 'manufacturer', textEn: 'no Japanese' },
        { code: 'constructor', textJa: 'x' },
        { code: 'origin', choices: [] },
      ],
    };
    const { fields } = await act(UPDATE, { id, expectedVersion: 1, ...wrong });
    expect(fields.map(({ field }: { field: string }) => field)).toEqual([
      ...['allergens.1', 'shelfLifeDays', 'leadTimeDays', 'attributes.0.choices', 'attributes.1.textJa'],
      ...['attributes.2.code', 'attributes.3.choices', 'labels.0'],
    ]);
    expect(await act(UPDATE, { id: 'prd_none', expectedVersion: 1 })).toMatchObject({
      __typename: 'NotFound',
    });
    expect(await act(UPDATE, { id, expectedVersion: 9 })).toMatchObject({ currentVersion: 1 });
  });
});

describe('what can be said', () => {
  const SWEETNESS = { code: 'sweetness', nameJa: '甘さ', nameEn: 'Sweetness', kind: 'CHOICE' };
  const low = { code: 'low', nameJa: '控えめ', nameEn: 'Low' };

  test('is added and edited by staff; a choice that products may have said stays', async () => {
    const created = await act(CREATE_ATTRIBUTE, { ...SWEETNESS, choices: [low] });
    expect(created.definition).toEqual({ code: 'sweetness', version: 1, choices: [{ code: 'low' }] });
    expect(await act(CREATE_ATTRIBUTE, { ...SWEETNESS, choices: [low] })).toMatchObject({
      __typename: 'CodeTaken',
    });
    const high = { code: 'high', nameJa: '強め', nameEn: 'High' };
    const edit = { code: 'sweetness', expectedVersion: 1 };
    expect(await act(UPDATE_ATTRIBUTE, { ...edit, choices: [high] })).toMatchObject({ field: 'choices' });
    const edited = await act(UPDATE_ATTRIBUTE, { ...edit, nameJa: '甘味', choices: [low, high] });
    expect(edited.definition).toMatchObject({
      ...{ nameJa: '甘味', version: 2 },
      changes: {
        nodes: [{ operation: 'updateAttributeDefinition' }, { operation: 'createAttributeDefinition' }],
      },
    });
    expect(await act(UPDATE_ATTRIBUTE, edit)).toMatchObject({ currentVersion: 2 });
    expect(await act(UPDATE_ATTRIBUTE, { ...edit, code: 'none' })).toMatchObject({ __typename: 'NotFound' });
  });

  test.each([
    [{ code: 'Bad Code' }, 'code'],
    [{ choices: [] }, 'choices'],
    [{ choices: [low, low] }, 'choices'],
    [{ kind: 'TEXT', choices: [low] }, 'choices'],
    [{ nameEn: '' }, 'nameEn'],
  ])('is refused as %j', async (changes, field) => {
    const input = { ...SWEETNESS, code: 'other', choices: [low], ...changes };
    expect(await act(CREATE_ATTRIBUTE, input)).toMatchObject({ __typename: 'InvalidInput', field });
  });

  test('is a number, yes or no, or a day as well', async () => {
    await act(CREATE_ATTRIBUTE, {
      code: 'percent',
      nameJa: '度数',
      nameEn: 'Percent',
      kind: 'NUMBER',
      unitEn: '%',
    });
    await act(CREATE_ATTRIBUTE, { code: 'organic', nameJa: '有機', nameEn: 'Organic', kind: 'BOOLEAN' });
    await act(CREATE_ATTRIBUTE, { code: 'harvest', nameJa: '収穫日', nameEn: 'Harvest', kind: 'DATE' });
    const { id } = await addProduct(shop, productInput(categoryId));
    const attributes = [
      { code: 'percent', number: 12.5 },
      { code: 'organic', boolean: false },
      { code: 'harvest', date: '2026-10-01' },
    ];
    const { product } = await act(UPDATE, { id, expectedVersion: 1, attributes });
    const shown = product.attributes.map(({ valueEn }: { valueEn: string }) => valueEn);
    expect(shown).toEqual(['12.5%', 'No', '2026-10-01']);
    const wrong = [{ code: 'percent', number: 1e12 }, { code: 'organic' }, { code: 'harvest', textJa: 'x' }];
    expect((await act(UPDATE, { id, expectedVersion: 2, attributes: wrong })).fields).toHaveLength(3);
  });
});

describe('labels', () => {
  test('are added and edited by staff, for products that get them by their age as well', async () => {
    const input = { code: 'SEASONAL', nameJa: '季節限定', nameEn: 'Seasonal' };
    expect((await act(CREATE_LABEL, input)).label).toEqual({ code: 'SEASONAL', newForDays: null });
    expect(await act(CREATE_LABEL, input)).toMatchObject({ __typename: 'CodeTaken', code: 'SEASONAL' });
    expect(await act(CREATE_LABEL, { ...input, code: 'x' })).toMatchObject({ field: 'code' });
    expect(await act(CREATE_LABEL, { ...input, code: 'X', newForDays: 400 })).toMatchObject({
      field: 'newForDays',
    });
    const edited = await act(UPDATE_LABEL, { code: 'SEASONAL', expectedVersion: 1, newForDays: 5 });
    expect(edited.label).toEqual({ nameJa: '季節限定', newForDays: 5, version: 2 });
    expect(await act(UPDATE_LABEL, { code: 'SEASONAL', expectedVersion: 1 })).toMatchObject({
      currentVersion: 2,
    });
    expect(await act(UPDATE_LABEL, { code: 'NONE', expectedVersion: 1 })).toMatchObject({
      __typename: 'NotFound',
    });
  });
});

test('the allergens of the law are read for any day', async () => {
  const ask = 'query ($on: Date) { allergens(on: $on) { code mandatory since graceUntil } }';
  const on = async (day: string) => (await shop.ask(anonymous, ask, { on: day })).data.allergens;
  const cashew = { code: 'cashew', mandatory: true, since: '2026-04-01', graceUntil: '2028-03-31' };
  expect(await on('2026-04-01')).toContainEqual(cashew);
  expect(await on('2026-03-31')).toContainEqual({
    ...{ code: 'cashew', mandatory: false, since: '2013-09-20', graceUntil: null },
  });
});

test('only staff say what products are', async () => {
  const mutations: [string, object][] = [
    [UPDATE, { id: 'prd_1', expectedVersion: 1 }],
    [CREATE_ATTRIBUTE, { code: 'x', nameJa: 'x', nameEn: 'x', kind: 'TEXT' }],
    [UPDATE_ATTRIBUTE, { code: 'x', expectedVersion: 1 }],
    [CREATE_LABEL, { code: 'X', nameJa: 'x', nameEn: 'x' }],
    [UPDATE_LABEL, { code: 'X', expectedVersion: 1 }],
  ];
  for (const [mutation, input] of mutations) {
    expect((await shop.ask(anonymous, mutation, { input })).codes).toEqual(['UNAUTHENTICATED']);
    expect((await shop.ask(customer, mutation, { input })).codes).toEqual(['FORBIDDEN']);
  }
  const history = '{ labels { changes { nodes { id } } } attributeDefinitions { changes { nodes { id } } } }';
  expect(new Set((await shop.ask(customer, history)).codes)).toEqual(new Set(['FORBIDDEN']));
});
