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

const TEXTS = 'pageTexts { titleJa titleEn descriptionJa descriptionEn version }';
const UPDATE = `mutation ($input: UpdatePageTextsInput!) { updatePageTexts(input: $input) {
  __typename ... on UpdatePageTextsSuccess { ${TEXTS} } ... on NotFound { id }
  ... on InvalidInput { fields { field } } ... on VersionConflict { currentVersion } } }`;
const update = async (input: object) => (await shop.ask(staff, UPDATE, { input })).data.updatePageTexts;

describe('the texts of a page', () => {
  test('are empty until staff write them, for a product, its category and its brand', async () => {
    const { id } = await addProduct(shop, productInput(categoryId));
    const ask = `query ($id: ID) { product(id: $id) { ${TEXTS} category { id ${TEXTS} } maker { id ${TEXTS} } } }`;
    const { product } = (await shop.ask(anonymous, ask, { id })).data;
    const empty = { ...{ titleJa: '', titleEn: '', descriptionJa: '', descriptionEn: '' }, version: 0 };
    expect([product.pageTexts, product.category.pageTexts, product.maker.pageTexts]).toEqual(
      Array(3).fill(empty),
    );
    for (const subject of [id, product.category.id, product.maker.id]) {
      const { pageTexts } = await update({ id: subject, expectedVersion: 0, titleEn: `Title of ${subject}` });
      expect(pageTexts).toEqual({ ...empty, titleEn: `Title of ${subject}`, version: 1 });
    }
    const { product: after } = (await shop.ask(anonymous, ask, { id })).data;
    expect(after.category.pageTexts.titleEn).toBe(`Title of ${product.category.id}`);
  });

  test('are kept with who wrote them, and written by one of two at once', async () => {
    const { id } = await addProduct(shop, productInput(categoryId));
    const outcomes = await Promise.all(
      ['甲', '乙'].map((titleJa) => update({ id, expectedVersion: 0, titleJa })),
    );
    expect(outcomes.map((outcome) => outcome.__typename).sort()).toEqual([
      ...['UpdatePageTextsSuccess', 'VersionConflict'],
    ]);
    const ask =
      'query ($id: ID) { product(id: $id) { changes(first: 1) { nodes { operation fields { field } } } } }';
    expect((await shop.ask(staff, ask, { id })).data.product.changes.nodes).toEqual([
      { operation: 'updatePageTexts', fields: [{ field: 'pageTexts.titleJa' }] },
    ]);
  });

  test('are refused of nothing, with line breaks, or too long', async () => {
    const { id } = await addProduct(shop, productInput(categoryId));
    const wrong = { titleJa: '題\n名', descriptionEn: 'x'.repeat(321) };
    const { fields } = await update({ id, expectedVersion: 0, ...wrong });
    expect(fields).toEqual([{ field: 'titleJa' }, { field: 'descriptionEn' }]);
    expect(await update({ id: 'prd_none', expectedVersion: 0 })).toMatchObject({ __typename: 'NotFound' });
    const input = { id, expectedVersion: 0, titleJa: '偽' };
    expect((await shop.ask(customer, UPDATE, { input })).codes).toEqual(['FORBIDDEN']);
    expect((await shop.ask(anonymous, UPDATE, { input })).codes).toEqual(['UNAUTHENTICATED']);
  });
});

test('a description in Markdown is HTML for pages, without what somebody typed as HTML', async () => {
  const texts = { descriptionJa: '**甘い**\n<script>x</script>', descriptionEn: '- [site](javascript:x)' };
  const { id } = await addProduct(shop, productInput(categoryId, texts));
  const ask = 'query ($id: ID) { product(id: $id) { descriptionJa descriptionHtmlJa descriptionHtmlEn } }';
  expect((await shop.ask(anonymous, ask, { id })).data.product).toEqual({
    descriptionJa: texts.descriptionJa,
    descriptionHtmlJa: '<p><strong>甘い</strong><br>\n&lt;script&gt;x&lt;/script&gt;</p>',
    descriptionHtmlEn: '<ul>\n<li>[site](javascript:x)</li>\n</ul>',
  });
});
