import { adjustableClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runDueJobs } from '../background-jobs.ts';
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
  UPDATE_PRODUCT,
} from '../testing/test-shop.ts';

const SCHEDULE = `mutation ($input: ScheduleProductInput!) { scheduleProduct(input: $input) { __typename
  ... on ScheduleProductSuccess { product { version status stage publishAt unpublishAt } }
  ... on InvalidInput { field } ... on VersionConflict { currentVersion } ... on NotFound { id } } }`;

const HOUR_MS = 3_600_000;
const clock = adjustableClock({ frozenAt: new Date('2026-12-01T00:00:00Z') });
const ahead = (hours: number) => new Date(clock.now().getTime() + hours * HOUR_MS).toISOString();

let server: TestDatabase;
let database: Database;
let shop: TestShop;
let categoryId: string;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  shop = await testShop(database, clock);
  categoryId = await addCategory(shop);
});
afterAll(() => server?.close());

const draft = () => addProduct(shop, productInput(categoryId, { status: 'DRAFT' }));
const schedule = async (input: object) => (await shop.ask(staff, SCHEDULE, { input })).data.scheduleProduct;
const stateOf = async (id: string) =>
  (
    await shop.ask(
      staff,
      `query ($id: ID!) { product(id: $id) { status stage version publishAt
         changes(first: 1) { nodes { operation actor { kind id } fields { field to } } } } }`,
      { id },
    )
  ).data.product;
const seenByCustomers = async (id: string) => {
  const { data } = await shop.ask(
    customer,
    `query ($id: ID!, $c: ID!) { product(id: $id) { id } products(categoryId: $c, first: 100) { nodes { id } }
       searchProducts(query: "羊羹", first: 100) { nodes { id } } }`,
    { id, c: categoryId },
  );
  const isAmong = (page: { nodes: { id: string }[] }) => page.nodes.some((node) => node.id === id);
  return [data.product !== null, isAmong(data.products), isAmong(data.searchProducts)];
};

describe('a product with a schedule', () => {
  test('is seen by staff alone until its moment, then by everybody, then by nobody', async () => {
    const { id } = await draft();
    const outcome = await schedule({ id, expectedVersion: 1, publishAt: ahead(1), unpublishAt: ahead(2) });
    expect(outcome.product).toMatchObject({ version: 2, status: 'DRAFT', stage: 'SCHEDULED' });
    expect(await runDueJobs(shop.editing)).toBe('idle');
    expect(await seenByCustomers(id)).toEqual([false, false, false]);

    clock.advance(HOUR_MS);
    expect(await runDueJobs(shop.editing)).toBe('found');
    expect(await seenByCustomers(id)).toEqual([true, true, true]);
    expect(await stateOf(id)).toMatchObject({
      stage: 'PUBLISHED',
      version: 3,
      publishAt: null,
      changes: {
        nodes: [
          {
            operation: 'publishDue',
            actor: { kind: 'SYSTEM', id: 'publication' },
            fields: [{ field: 'status', to: 'ACTIVE' }],
          },
        ],
      },
    });

    clock.advance(HOUR_MS);
    await runDueJobs(shop.editing);
    expect(await seenByCustomers(id)).toEqual([false, false, false]);
    expect((await stateOf(id)).stage).toBe('ARCHIVED');
    expect(await runDueJobs(shop.editing)).toBe('idle');
    expect(await eventsAbout(database, id)).toEqual(Array(4).fill('ProductChanged'));
  });

  test('is published once by five who look at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 3 }, async () => (await draft()).id as string));
    for (const id of ids) await schedule({ id, expectedVersion: 1, publishAt: ahead(1) });
    clock.advance(HOUR_MS);
    await Promise.all(Array.from({ length: 5 }, () => runDueJobs(shop.editing)));
    for (const id of ids) {
      expect(await stateOf(id)).toMatchObject({ stage: 'PUBLISHED', version: 3 });
      expect(await eventsAbout(database, id)).toHaveLength(3);
    }
  });

  test('that a process died with in hand is taken by another one after a minute', async () => {
    const { id } = await draft();
    await schedule({ id, expectedVersion: 1, publishAt: ahead(1) });
    clock.advance(HOUR_MS);
    await database.query('UPDATE catalog.product_schedules SET next_attempt_at = $1 WHERE product_id = $2', [
      new Date(clock.now().getTime() + 60_000),
      id,
    ]);
    expect(await runDueJobs(shop.editing)).toBe('idle');
    clock.advance(60_000);
    await runDueJobs(shop.editing);
    expect((await stateOf(id)).stage).toBe('PUBLISHED');
  });

  test('can be published before, and is not withdrawn later than planned', async () => {
    const { id } = await draft();
    await schedule({ id, expectedVersion: 1, publishAt: ahead(1), unpublishAt: ahead(2) });
    await shop.ask(staff, UPDATE_PRODUCT, { input: { id, expectedVersion: 2, status: 'ACTIVE' } });
    expect(await stateOf(id)).toMatchObject({ stage: 'PUBLISHED', publishAt: null });
    clock.advance(2 * HOUR_MS);
    await runDueJobs(shop.editing);
    expect((await stateOf(id)).stage).toBe('ARCHIVED');
    const again = await schedule({ id, expectedVersion: 4, publishAt: ahead(1) });
    expect(again.product).toMatchObject({ status: 'WITHDRAWN', stage: 'SCHEDULED' });
    const never = await schedule({ id, expectedVersion: 5 });
    expect(never.product).toMatchObject({ stage: 'ARCHIVED', publishAt: null });
  });

  test('is asked for by an index', async () => {
    const plan = await database.transaction({ name: 'test.plan' }, async (tx) => {
      await tx.query('SET LOCAL enable_seqscan = off');
      return tx.query<{ 'QUERY PLAN': string }>(
        'EXPLAIN SELECT FROM catalog.product_schedules WHERE next_attempt_at <= now()',
      );
    });
    expect(JSON.stringify(plan)).toContain('product_schedules_next_attempt_at_idx');
  });
});

describe('a schedule is refused', () => {
  test('of a moment that is over, of a version that is not the latest, and of no product', async () => {
    const { id } = await draft();
    expect(await schedule({ id, expectedVersion: 1, publishAt: ahead(-1) })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'publishAt',
    });
    expect(await schedule({ id, expectedVersion: 1, unpublishAt: ahead(1) })).toMatchObject({
      field: 'unpublishAt',
    });
    const both = await Promise.all(
      [1, 2].map((hours) => schedule({ id, expectedVersion: 1, publishAt: ahead(hours) })),
    );
    expect(both.map(({ __typename }) => __typename).sort()).toEqual([
      'ScheduleProductSuccess',
      'VersionConflict',
    ]);
    expect(await schedule({ id: 'prd_none', expectedVersion: 1 })).toMatchObject({ __typename: 'NotFound' });
  });

  test('to customers and strangers, who do not read one either', async () => {
    const input = { id: 'prd_none', expectedVersion: 1 };
    expect((await shop.ask(customer, SCHEDULE, { input })).codes).toEqual(['FORBIDDEN']);
    expect((await shop.ask(anonymous, SCHEDULE, { input })).codes).toEqual(['UNAUTHENTICATED']);
    const { id } = await addProduct(shop, productInput(categoryId));
    const read = await shop.ask(customer, 'query ($id: ID!) { product(id: $id) { publishAt } }', { id });
    expect(read.codes).toEqual(['FORBIDDEN']);
  });
});
