import { adjustableClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { StoredEvent } from '@depachika/events/event-log.ts';
import { newId } from '@depachika/ids/ids.ts';
import { RpcError } from '@depachika/rpc/rpc.ts';
import { EVENT_TYPES } from '@depachika/schema/generated/events.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  addCategory,
  addProduct,
  anonymous,
  productInput,
  staff,
  type TestShop,
  testShop,
} from '../testing/test-shop.ts';

const clock = adjustableClock({ frozenAt: new Date('2026-11-26T03:00:00Z') });
const [here, there] = [newId('loc'), newId('loc')];
const served = { zoneId: newId('zon'), locationIds: [here], slotLeft: true, maxLeadTimeDays: 2 };
const WANTED = { postalCode: '104-0061', date: '2026-11-28' };
let server: TestDatabase;
let database: Database;
let shop: TestShop;
let category: string;
let answer: () => Promise<Record<string, unknown>>;
let asked: unknown[];

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  const getDeliverability = async (request: unknown) => {
    asked.push(request);
    return (await answer()) as never;
  };
  shop = await testShop(database, clock, { delivery: { getDeliverability } });
});
afterAll(() => server?.close());

beforeEach(async () => {
  category = await addCategory(shop);
  answer = async () => served;
  asked = [];
});

type Told = readonly [variantId: string, locationId: string, available: boolean, levelVersion: number];

/** Hands over what inventory told, as the consumer does. */
async function hear(...told: readonly Told[]): Promise<void> {
  const consumer = shop.subgraph.consumers.find(({ group }) => group === 'products.availability')!;
  const events = told.map(([variantId, locationId, available, levelVersion]) => ({
    event: { data: { variantId, locationId, available, levelVersion } },
  })) as unknown as StoredEvent[];
  await database.transaction({ name: 'test.consume' }, (tx) =>
    consumer.batchHandlers![EVENT_TYPES.StockAvailabilityChangedV1]!(tx, events),
  );
}

const LIST = `query ($categoryId: ID, $deliverable: DeliverableFilter!) {
  products(categoryId: $categoryId, filter: { deliverable: $deliverable }) {
    nodes { id } totalCount facets { code values { count } } } }`;

async function deliverable(wanted: object = WANTED) {
  const { data, codes, fields } = await shop.ask(anonymous, LIST, {
    categoryId: category,
    deliverable: wanted,
  });
  if (codes.length > 0) return { data, codes, fields };
  const { nodes, totalCount, facets } = data.products;
  const counts = facets.map(({ values }: { values: { count: number }[] }) => values[0]!.count);
  expect(counts.every((count: number) => count === totalCount)).toBe(true);
  expect(nodes).toHaveLength(totalCount);
  return nodes.map(({ id }: { id: string }) => id);
}

async function productIn(locationId: string) {
  const product = await addProduct(shop, productInput(category));
  const [small, large] = product.variants.map(({ id }: { id: string }) => id) as [string, string];
  await hear([small, locationId, true, 1]);
  return { id: product.id as string, small, large };
}

describe('a list of what can be delivered', () => {
  test('has what lies where the place is served from, or anywhere when every location serves it', async () => {
    const [near, far] = [await productIn(here), await productIn(there)];
    expect(await deliverable()).toEqual([near.id]);
    expect(asked).toEqual([{ postalCode: '1040061', date: '2026-11-28' }]);
    answer = async () => ({ ...served, locationIds: [] });
    expect(await deliverable()).toEqual([far.id, near.id]);
    answer = async () => ({ ...served, locationIds: [there, here] });
    expect(await deliverable()).toEqual([far.id, near.id]);
  });

  test('follows stock that moves elsewhere, and slots that are taken, at once', async () => {
    const { id, small, large } = await productIn(here);
    expect(await deliverable()).toEqual([id]);
    await hear([small, here, false, 2], [small, there, true, 1]);
    expect(await deliverable()).toEqual([]);
    await hear([large, here, true, 1]);
    expect(await deliverable()).toEqual([id]);
    answer = async () => ({ ...served, slotLeft: false, maxLeadTimeDays: 0 });
    expect(await deliverable()).toEqual([]);
  });

  test('leaves out what takes longer, from the edit on that says so', async () => {
    const { id } = await productIn(here);
    const edit = (leadTimeDays: number, expectedVersion: number) =>
      shop.ask(staff, DETAILS, { input: { id, expectedVersion, leadTimeDays } });
    await edit(3, 1);
    expect(await deliverable()).toEqual([]);
    await edit(2, 2);
    expect(await deliverable()).toEqual([id]);
  });

  test('is empty where nobody delivers', async () => {
    await productIn(here);
    answer = async () => ({ ...served, zoneId: '', slotLeft: false });
    expect(await deliverable()).toEqual([]);
  });
});

describe('what is asked', () => {
  test('costs one question to delivery for each place and date, and no statement more than a list', async () => {
    await productIn(here);
    const query = `query ($id: ID) { ${[1, 2, 3]
      .map(
        (n) => `l${n}: products(categoryId: $id, first: ${n},
      filter: { deliverable: { postalCode: "1040061", date: "2026-11-28" } }) { nodes { id } }`,
      )
      .join(' ')} }`;
    const before = database.statementCount();
    expect((await shop.ask(anonymous, query, { id: category })).codes).toEqual([]);
    expect(asked).toHaveLength(1);
    expect(database.statementCount() - before).toBe(3);
  });

  test.each([
    ['a text that is no postal code', { ...WANTED, postalCode: '104-00' }, 'filter.deliverable.postalCode'],
    ['yesterday', { ...WANTED, date: '2026-11-25' }, 'filter.deliverable.date'],
    [
      'a date further than any shop shows slots',
      { ...WANTED, date: '2027-01-26' },
      'filter.deliverable.date',
    ],
  ])('is refused with %s, naming the field, without a question', async (_, wanted, field) => {
    expect(await deliverable(wanted)).toMatchObject({ codes: ['BAD_USER_INPUT'], fields: [field] });
    expect(asked).toEqual([]);
  });

  test('may be as many days ahead as delivery shows slots, seven if it does not say', async () => {
    await productIn(here);
    const onDay = (date: string) => deliverable({ ...WANTED, date });
    const refused = { codes: ['BAD_USER_INPUT'], fields: ['filter.deliverable.date'] };
    expect(await onDay('2026-12-03')).toHaveLength(1);
    expect(await onDay('2026-12-04')).toMatchObject(refused);
    answer = async () => ({ ...served, daysAhead: 30 });
    expect(await onDay('2026-12-26')).toHaveLength(1);
    expect(await onDay('2026-12-27')).toMatchObject(refused);
  });

  test('is refused for a postal code that nobody knows', async () => {
    answer = async () => ({ unknownPostalCode: true, zoneId: '' });
    expect(await deliverable()).toMatchObject({
      codes: ['BAD_USER_INPUT'],
      fields: ['filter.deliverable.postalCode'],
    });
  });

  test('has no answer while delivery is away, and lists without it have theirs', async () => {
    answer = async () => Promise.reject(new RpcError('UNAVAILABLE', 'away'));
    expect(await deliverable()).toMatchObject({ data: { products: null }, codes: ['SERVICE_UNAVAILABLE'] });
    expect((await shop.ask(anonymous, '{ products { nodes { id } } }')).codes).toEqual([]);
  });
});

const DETAILS = `mutation ($input: UpdateProductDetailsInput!) { updateProductDetails(input: $input) { __typename } }`;
