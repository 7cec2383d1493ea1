import type { Database } from '@depachika/database/database.ts';
import { demoZones } from '@depachika/demo/zones.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GINZA, openTestDelivery, orderEvent, type TestDelivery } from '../testing/test-delivery.ts';
import { insertZones } from '../zones/zone-store.ts';
import { eraseEnded } from './erase-store.ts';
import { locateParcels } from './locate-parcels.ts';

let shop: TestDatabase;
let database: Database;
let delivery: TestDelivery;
let slotId: string;

beforeAll(async () => {
  shop = await testDatabase({ domains: ['delivery'] });
  database = shop.database('delivery');
  await insertZones(database, demoZones);
  delivery = await openTestDelivery(database);
  slotId = await delivery.slot();
});
afterAll(async () => {
  await delivery.subgraph.close();
  await shop.close();
});

/** Near Ginza, and not where events of an older shop say. */
const HERE = { latitude: 35.671, longitude: 139.771 };

/** As orders tell it now: without an address. */
async function confirm(options: { holdKnows?: boolean; address?: object } = {}): Promise<string> {
  const { key: orderId, customerId } = await delivery.hold(slotId, { point: HERE });
  if (options.holdKnows === false)
    await database.query('UPDATE delivery.holds SET latitude = NULL, longitude = NULL WHERE key = $1', [
      orderId,
    ]);
  const { address, ...event } = orderEvent({ orderId, customerId });
  await delivery.hear(['OrderConfirmed', options.address ? { ...event, address: options.address } : event]);
  return orderId;
}

async function placeOf(orderId: string) {
  const [parcel] = await database.query<{ latitude: number | null; longitude: number | null }>(
    'SELECT latitude, longitude FROM delivery.shipments WHERE order_id = $1',
    [orderId],
  );
  return parcel;
}

const pointsOfHolds = () =>
  database.query('SELECT key FROM delivery.holds WHERE latitude IS NOT NULL OR longitude IS NOT NULL');

it('the hold of a slot knows, and forgets it when the parcel knows', async () => {
  expect(await placeOf(await confirm())).toEqual(HERE);
  expect(await pointsOfHolds()).toEqual([]);
});

it('a hold that ends without an order forgets it too', async () => {
  const { key } = await delivery.hold(slotId);
  expect(await pointsOfHolds()).toHaveLength(1);
  await delivery.client.releaseHold({ key });
  await delivery.hold(slotId);
  delivery.clock.advance(2 * 3_600_000);
  await delivery.settle();
  expect(await pointsOfHolds()).toEqual([]);
});

it('an event of an older shop tells, when its hold does not', async () => {
  expect(await placeOf(await confirm({ holdKnows: false, address: GINZA }))).toEqual(GINZA);
});

it('orders are asked, when neither tells', async () => {
  const orderId = await confirm({ holdKnows: false });
  expect(await placeOf(orderId)).toEqual({ latitude: null, longitude: null });
  const asked: string[] = [];
  const orders = {
    getShippingPoint: async (request: { orderId?: string }) => {
      asked.push(request.orderId!);
      return { point: GINZA };
    },
  } as unknown as Parameters<typeof locateParcels>[0]['orders'];
  expect(await locateParcels({ database, orders })).toBe(1);
  expect(await locateParcels({ database, orders })).toBe(0);
  expect(asked).toEqual([orderId]);
  expect(await placeOf(orderId)).toEqual(GINZA);
});

it('what happened to a parcel cannot be rewritten, but for what is erased', async () => {
  const orderId = await confirm();
  const change = (set: string) =>
    database.query(`UPDATE delivery.tracking_events SET ${set} WHERE order_id = $1`, [orderId]);
  await expect(change(`note = 'other'`)).rejects.toThrow();
  await expect(change(`note = '', status = 'LOST'`)).rejects.toThrow();
  await change(`note = '', latitude = NULL, longitude = NULL`);
  await expect(
    database.query('DELETE FROM delivery.tracking_events WHERE order_id = $1', [orderId]),
  ).rejects.toThrow();
});

it('what was erased is not asked for again', async () => {
  const orderId = await confirm();
  const { clock } = delivery;
  const [parcel] = await database.query<{ customerId: string }>(
    `UPDATE delivery.shipments SET status = 'DELIVERED' WHERE order_id = $1 RETURNING customer_id AS "customerId"`,
    [orderId],
  );
  await database.query('INSERT INTO delivery.erasures (customer_id, asked_at) VALUES ($1, $2)', [
    parcel!.customerId,
    clock.now(),
  ]);
  await eraseEnded(database, clock.now());
  expect(await placeOf(orderId)).toEqual({ latitude: null, longitude: null });
  const orders = { getShippingPoint: async () => ({ point: GINZA }) } as unknown as Parameters<
    typeof locateParcels
  >[0]['orders'];
  expect(await locateParcels({ database, orders })).toBe(0);
});
