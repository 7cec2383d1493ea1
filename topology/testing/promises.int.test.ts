import { insertAll } from '@depachika/database/insert-all.ts';
import { demoLocations } from '@depachika/demo/locations.ts';
import { seededRandom } from '@depachika/demo/random.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DrivenShop, openDrivenShop, SHOP_SCHEMAS } from './driven-shop.ts';
import { CART, PLACE } from './lives/actions/mutations.ts';
import { type Customer, newCustomer } from './lives/customers.ts';
import { type ShopStock, stockShop } from './lives/shop-stock.ts';

// Delivery promises, orders decides with delivery and inventory: they must be of one mind, whatever the day is like. What staff make
// of goods, carts follow and orders do not.

const ROUNDS = 16;
const NEAR = demoLocations[0]!;
const FAR = demoLocations[2]!;
const random = seededRandom('promises');

let test: TestDatabase;
let shop: DrivenShop;
let stock: ShopStock;

beforeAll(async () => {
  test = await testDatabase({ domains: SHOP_SCHEMAS });
  shop = await openDrivenShop(test, new Date('2026-11-22T00:00:00Z'));
  stock = await stockShop(shop);
  const [first, second] = stock.articles;
  await insertAll(shop.database('inventory'), { table: 'inventory.locations', rows: [FAR] });
  const levels = [first!, second!].map(({ variantId }) => ({
    id: newId('lvl'),
    variantId,
    locationId: FAR.id,
    onHand: 50,
  }));
  await insertAll(shop.database('inventory'), { table: 'inventory.levels', rows: levels });
  await insertAll(shop.database('inventory'), {
    table: 'inventory.movements',
    rows: levels.map(({ id: levelId }) => ({
      id: newId('mov'),
      levelId,
      kind: 'RECEIVED',
      quantity: 50,
      reference: '',
      actor: 'inventory',
      createdAt: shop.clock.now(),
    })),
  });
});

afterAll(async () => {
  await shop.close();
  await test.close();
});

interface Promised {
  readonly offered: boolean;
  readonly reason: string | null;
  readonly slots: readonly { readonly id: string; readonly startsAt: string }[];
}

it('what is promised is ordered, and nothing that could be ordered earlier was withheld', async () => {
  const seen = { placed: 0, refusedSlots: 0, reasons: new Set<string>() };
  for (let round = 0; round < ROUNDS; round += 1) {
    await anotherDay();
    const customer = await newCustomer(shop);
    const cart = random.shuffle(stock.articles).slice(0, random.integer(1, 3));
    const variantIds = cart.map(({ variantId }) => variantId);
    const promises = await promised(customer, variantIds);
    const refused = promises.filter(({ offered }) => !offered);
    for (const { reason } of refused) seen.reasons.add(reason!);
    const all = await slotsAhead();
    if (refused.length > 0) {
      for (const { id } of all)
        expect((await order(customer, variantIds, id)).__typename).not.toBe('PlaceOrderSuccess');
      continue;
    }
    // An order comes as a whole: when the last of its goods can.
    const first = promises.map(({ slots }) => slots[0]!).reduce((a, b) => (a.startsAt > b.startsAt ? a : b));
    for (const { id, startsAt } of all) {
      if (startsAt.getTime() >= Date.parse(first.startsAt)) break;
      expect((await order(customer, variantIds, id)).__typename).toBe('SlotNotAvailable');
      seen.refusedSlots += 1;
    }
    expect(await order(customer, variantIds, first.id)).toMatchObject({ __typename: 'PlaceOrderSuccess' });
    seen.placed += 1;
  }
  // The rounds are the same on every machine: they met what they are about.
  expect(seen.placed).toBeGreaterThan(3);
  expect(seen.refusedSlots).toBeGreaterThan(3);
  expect(seen.reasons).toContain('OUT_OF_STOCK');
});

it('an open cart follows what staff make of its goods, and a placed order stays what it was', async () => {
  await shop.wait(0);
  await shop.database('delivery').query('UPDATE delivery.zones SET location_ids = $1', [[]]);
  await shop.database('delivery').query('UPDATE delivery.slots SET closed = false, capacity = taken + 5');
  await shop.database('products').query('UPDATE catalog.product_details SET lead_time_days = 0');
  const { variantId, productId, options } = await goodsOfTwoVariants();
  const customer = await newCustomer(shop);
  const slot = (await slotsAhead()).at(-1)!;
  expect(await order(customer, [variantId], slot.id)).toMatchObject({ __typename: 'PlaceOrderSuccess' });
  await shop.settle();
  const before = await orderedLine(customer);
  await shop.ask('orders', customer.token, CART, { variantId, quantity: 2 });
  const priced = await cartLine(customer);
  expect(priced).toMatchObject({ variant: { id: variantId }, quantity: 2 });

  // The article number, the tax and the options are what the next order has.
  await staff('updateVariant', { id: variantId, sku: 'EDITED-1', priceYen: priced.unitPriceYen + 10 });
  await staff('updateProduct', { id: productId, taxClass: 'STANDARD' });
  const values = options[0]!.values.map((was) => ({ was, value: `${was}入` }));
  await staff('updateProductOptions', {
    productId,
    options: [{ was: 0, nameJa: '大きさ', nameEn: 'Size', values }],
  });
  expect((await cartLine(customer)).unitPriceYen).toBe(priced.unitPriceYen + 10);
  expect(await order(customer, [variantId], slot.id)).toMatchObject({ __typename: 'PlaceOrderSuccess' });
  await shop.settle();
  const [later, first] = await orderedLines(customer);
  expect(first).toEqual(before);
  expect(later).toMatchObject({
    sku: 'EDITED-1',
    taxRatePercent: 10,
    unitPriceYen: priced.unitPriceYen + 10,
  });

  // What is not sold any more has no price in a cart, and no order takes it; a restored variant has both again.
  const isGone = async () => {
    expect(await cartLine(customer)).toMatchObject({ variant: { id: variantId }, unitPriceYen: null });
    expect((await order(customer, [variantId], slot.id)).__typename).toBe('VariantNotSold');
    expect((await orderedLines(customer)).at(-1)).toEqual(before);
  };
  await staff('withdrawVariant', { id: variantId });
  await isGone();
  await staff('restoreVariant', { id: variantId });
  expect((await cartLine(customer)).unitPriceYen).toBe(priced.unitPriceYen + 10);
  await staff('updateProduct', { id: productId, status: 'WITHDRAWN' });
  await isGone();
  await staff('deleteProduct', { id: productId });
  await isGone();
  expect(shop.faults).toEqual([]);
});

/** Later by up to ten hours, with other locations, other lead times, and other slots closed or full. */
async function anotherDay(): Promise<void> {
  await shop.wait(random.integer(0, 600) * 60_000);
  await shop.openSlots();
  const delivery = shop.database('delivery');
  const locationIds = random.pick([[], [NEAR.id], [FAR.id], [NEAR.id, FAR.id]]);
  await delivery.query('UPDATE delivery.zones SET location_ids = $1', [locationIds]);
  const slots = await delivery.query<{ id: string }>('SELECT id FROM delivery.slots ORDER BY starts_at, id');
  await delivery.query(
    `UPDATE delivery.slots s SET closed = chance.closed, capacity = s.taken + chance.places
     FROM unnest($1::text[], $2::boolean[], $3::int[]) AS chance (id, closed, places) WHERE s.id = chance.id`,
    [slots.map(({ id }) => id), slots.map(() => random.chance(0.3)), slots.map(() => random.pick([0, 5]))],
  );
  for (const { variantId } of stock.articles)
    await shop.database('products').query(
      `INSERT INTO catalog.product_details (product_id, lead_time_days)
       SELECT product_id, $2 FROM catalog.product_variants WHERE id = $1
       ON CONFLICT (product_id) DO UPDATE SET lead_time_days = excluded.lead_time_days`,
      [variantId, random.pick([0, 0, 1, 2, 8])],
    );
}

async function slotsAhead(): Promise<{ id: string; startsAt: Date }[]> {
  return await shop
    .database('delivery')
    .query<{ id: string; startsAt: Date }>(
      'SELECT id, starts_at AS "startsAt" FROM delivery.slots WHERE starts_at > $1 ORDER BY starts_at LIMIT 35',
      [shop.clock.now()],
    );
}

const PROMISE = `query ($latitude: Float, $longitude: Float, $variantIds: [ID!]!) {
  deliveryPromise(latitude: $latitude, longitude: $longitude, variantIds: $variantIds) {
    offered reason slots { id startsAt } } }`;

async function promised({ addressId }: Customer, variantIds: readonly string[]): Promise<Promised[]> {
  const [point] = await shop
    .database('users')
    .query<{ latitude: number; longitude: number }>(
      'SELECT latitude, longitude FROM users.addresses WHERE id = $1',
      [addressId],
    );
  const variables = { ...point, variantIds: [...variantIds] };
  const { data, errors } = (await shop.domains.delivery.execute({ query: PROMISE, variables }, '')) as {
    data?: { deliveryPromise: Promised[] };
    errors?: unknown;
  };
  expect(errors).toBeUndefined();
  return data!.deliveryPromise;
}

async function order(
  { addressId, token }: Customer,
  variantIds: readonly string[],
  deliverySlotId: string,
): Promise<{ readonly __typename: string }> {
  const lines = variantIds.map((variantId) => ({ variantId, quantity: 1 }));
  const input = { idempotencyKey: newId('req'), lines, addressId, deliverySlotId };
  return shop.ask('orders', token, PLACE, { ...input, payment: { method: 'CASH_ON_DELIVERY' } });
}

/** A product that is in stock, with two variants and one option. */
async function goodsOfTwoVariants() {
  const [row] = await shop.database('products').query<{
    variantId: string;
    productId: string;
    options: { values: string[] }[];
  }>(
    `SELECT v.id AS "variantId", v.product_id AS "productId", p.options
     FROM catalog.product_variants v JOIN catalog.products p ON p.id = v.product_id
     WHERE p.status = 'ACTIVE' AND jsonb_array_length(p.options) = 1 AND v.price_yen BETWEEN 500 AND 3000
       AND (SELECT count(*) FROM catalog.product_variants o WHERE o.product_id = p.id) = 2
     ORDER BY v.id LIMIT 1`,
  );
  const now = shop.clock.now();
  const level = { id: newId('lvl'), variantId: row!.variantId, locationId: NEAR.id, onHand: 50 };
  await insertAll(shop.database('inventory'), { table: 'inventory.levels', rows: [level] });
  const movement = { id: newId('mov'), levelId: level.id, kind: 'RECEIVED', quantity: 50 };
  await insertAll(shop.database('inventory'), {
    table: 'inventory.movements',
    rows: [{ ...movement, reference: '', actor: 'inventory', createdAt: now }],
  });
  return row!;
}

/** What staff do, with the version that the thing has now. */
async function staff(mutation: string, input: Record<string, unknown>): Promise<void> {
  const name = mutation[0]!.toUpperCase() + mutation.slice(1);
  const table = /Variant/.test(mutation) ? 'product_variants' : 'products';
  const [row] = await shop
    .database('products')
    .query<{ version: number }>(`SELECT version FROM catalog.${table} WHERE id = $1`, [
      input.id ?? input.productId,
    ]);
  const query = `mutation ($input: ${name}Input!) { outcome: ${mutation}(input: $input) { __typename ... on Problem { message } } }`;
  const outcome = await shop.ask('products', 'STAFF usr_1', query, {
    expectedVersion: row!.version,
    ...input,
  });
  expect(outcome).toMatchObject({ __typename: `${name}Success` });
  await shop.settle();
}

const CART_LINES = '{ outcome: cart { lines { variant { id } quantity unitPriceYen } } }';

async function cartLine({ token }: Customer) {
  const { lines } = await shop.ask('orders', token, CART_LINES);
  expect(lines).toHaveLength(1);
  return lines[0];
}

const LINES = 'lines { sku nameJa nameEn quantity unitPriceYen lineTotalYen taxRatePercent }';

/** The line of each order, the last one first. */
async function orderedLines({ token, userId }: Customer) {
  const [user] = await shop.ask(
    'orders',
    token,
    `{ outcome: _entities(representations: [{ __typename: "User", id: "${userId}" }]) {
      ... on User { orders(first: 10) { nodes { ${LINES} } } } } }`,
  );
  return user.orders.nodes.map(({ lines }: { lines: object[] }) => lines[0]);
}

async function orderedLine(customer: Customer) {
  return (await orderedLines(customer))[0];
}
