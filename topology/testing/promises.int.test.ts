import { insertAll } from '@depachika/database/insert-all.ts';
import { demoLocations } from '@depachika/demo/locations.ts';
import { seededRandom } from '@depachika/demo/random.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DrivenShop, openDrivenShop, SHOP_SCHEMAS } from './driven-shop.ts';
import { PLACE } from './lives/actions/mutations.ts';
import { type Customer, newCustomer } from './lives/customers.ts';
import { type ShopStock, stockShop } from './lives/shop-stock.ts';

// Delivery promises, orders decides with delivery and inventory: they must be of one mind, whatever the day is like.

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
