import type { Database } from '@depachika/database/database.ts';
import { demoZones } from '@depachika/demo/zones.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDelivery, type TestDelivery } from '../testing/test-delivery.ts';
import { insertZones } from '../zones/zone-store.ts';

let shop: TestDatabase;
let database: Database;
let delivery: TestDelivery;
let staff: string;

beforeAll(async () => {
  shop = await testDatabase({ domains: ['delivery'] });
  database = shop.database('delivery');
  await insertZones(database, demoZones);
  delivery = await openTestDelivery(database);
  staff = delivery.user('STAFF');
});
afterAll(async () => {
  await delivery.subgraph.close();
  await shop.close();
});

const RESCHEDULE = `mutation ($input: RescheduleDeliveryInput!) { rescheduleDelivery(input: $input) { __typename
  ... on RescheduleDeliverySuccess { shipment { status version reschedulable slot { id } order { deliverySlot { id } } } }
  ... on VersionConflict { currentVersion } ... on NotReschedulable { status }
  ... on DeliverySlotRefused { deliverySlotId reason } ... on NotFound { id } } }`;
const RECORD = `mutation ($input: RecordShipmentProgressInput!) { recordShipmentProgress(input: $input) { __typename
  ... on RecordShipmentProgressSuccess { shipment { status version } } ... on TooEarlyForSlot { to possibleFrom } } }`;

async function reschedule(as: string, shipmentId: string, expectedVersion: number, deliverySlotId: string) {
  const input = { shipmentId, expectedVersion, deliverySlotId };
  const { data, errors } = await delivery.ask(as, RESCHEDULE, { input });
  return data?.rescheduleDelivery ?? errors?.[0]?.extensions.code;
}

async function record(shipmentId: string, expectedVersion: number, status: string, more: object = {}) {
  const input = { shipmentId, expectedVersion, status, ...more };
  return (await delivery.ask(staff, RECORD, { input })).data.recordShipmentProgress;
}

/** A parcel that was brought to a door where nobody was. */
async function missed(options: { daysAhead?: number; capacity?: number } = {}) {
  const customerId = delivery.user();
  const slotId = await delivery.slot(options);
  const order = await delivery.confirmed({ customerId, slotId });
  await record(order.shipmentId, 1, 'PICKED_UP');
  await record(order.shipmentId, 2, 'OUT_FOR_DELIVERY');
  await record(order.shipmentId, 3, 'DELIVERY_FAILED');
  return order;
}

async function lastEventOf(orderId: string) {
  const rows = await database.query<{ data: Record<string, unknown> }>(
    `SELECT event->'data' AS data FROM delivery.outbox_events WHERE key = $1 ORDER BY position DESC LIMIT 1`,
    [orderId],
  );
  return rows[0]!.data;
}

describe('another slot for a parcel that nobody took', () => {
  it('takes a place there, gives the old one back, and tells orders', async () => {
    const { orderId, shipmentId, customerId, slotId } = await missed();
    const next = await delivery.slot({ daysAhead: 3 });
    expect(await reschedule(customerId, shipmentId, 4, next)).toEqual({
      __typename: 'RescheduleDeliverySuccess',
      shipment: {
        status: 'RESCHEDULED',
        version: 5,
        reschedulable: true,
        slot: { id: next },
        order: { deliverySlot: { id: next } },
      },
    });
    expect([await delivery.taken(slotId), await delivery.taken(next)]).toEqual([0, 1]);
    expect(await lastEventOf(orderId)).toMatchObject({
      from: 'DELIVERY_FAILED',
      to: 'RESCHEDULED',
      slot: { slotId: next, date: '2026-11-23' },
    });
    // Choosing anew gives the second place back as well.
    const third = await delivery.slot({ daysAhead: 2 });
    expect(await reschedule(staff, shipmentId, 5, third)).toMatchObject({ shipment: { version: 6 } });
    expect([await delivery.taken(next), await delivery.taken(third)]).toEqual([0, 1]);
  });

  it('brings it to the door in its new slot, not in its old one', async () => {
    const { shipmentId, customerId } = await missed();
    const next = await delivery.slot({ daysAhead: 6 });
    await reschedule(customerId, shipmentId, 4, next);
    expect(await record(shipmentId, 5, 'OUT_FOR_DELIVERY')).toMatchObject({
      __typename: 'TooEarlyForSlot',
      to: 'OUT_FOR_DELIVERY',
    });
  });

  it('is refused when it is full, past its cut-off, in another zone, unknown, or the same', async () => {
    const { shipmentId, customerId, slotId } = await missed();
    const full = await delivery.slot({ capacity: 1 });
    await delivery.hold(full);
    const past = await delivery.slot({ cutOffAt: new Date(delivery.clock.now()) });
    const closed = await delivery.slot({ closed: true });
    const elsewhere = await delivery.slot({ zone: 'CHIYODA' });
    const unknown = newId('slt');
    const expected = [
      [full, 'FULL'],
      [past, 'CLOSED'],
      [closed, 'CLOSED'],
      [elsewhere, 'OUTSIDE_ZONE'],
      [unknown, 'UNKNOWN_SLOT'],
      [slotId, 'ALREADY_BOOKED'],
    ];
    for (const [id, reason] of expected) {
      expect(await reschedule(customerId, shipmentId, 4, id!)).toEqual({
        __typename: 'DeliverySlotRefused',
        deliverySlotId: id,
        reason,
      });
    }
    expect([await delivery.taken(full), await delivery.taken(slotId)]).toEqual([1, 1]);
  });

  it('is the customer’s and staff’s to choose, nobody else’s', async () => {
    const { shipmentId } = await missed();
    const next = await delivery.slot();
    expect(await reschedule(delivery.user(), shipmentId, 4, next)).toEqual({
      __typename: 'NotFound',
      id: shipmentId,
    });
    expect(await reschedule('anonymous', shipmentId, 4, next)).toBe('UNAUTHENTICATED');
    expect(await delivery.taken(next)).toBe(0);
  });

  it('is refused for a parcel that was not missed, or that somebody moved meanwhile', async () => {
    const customerId = delivery.user();
    const { shipmentId } = await delivery.confirmed({ customerId });
    const next = await delivery.slot();
    expect(await reschedule(customerId, shipmentId, 1, next)).toEqual({
      __typename: 'NotReschedulable',
      status: 'CREATED',
    });
    const other = await missed();
    await record(other.shipmentId, 4, 'RETURNED');
    expect(await reschedule(other.customerId, other.shipmentId, 4, next)).toMatchObject({
      currentVersion: 5,
    });
    expect(await reschedule(other.customerId, other.shipmentId, 5, next)).toMatchObject({
      status: 'RETURNED',
    });
  });

  it('has one place for one of ten who want the last, each parcel in one slot', async () => {
    const parcels = await Promise.all(Array.from({ length: 10 }, () => missed()));
    const last = await delivery.slot({ capacity: 1 });
    const answers = await Promise.all(
      parcels.map(({ customerId, shipmentId }) => reschedule(customerId, shipmentId, 4, last)),
    );
    const names = answers.map(({ __typename, reason }) => reason ?? __typename).sort();
    expect(names).toEqual([...Array(9).fill('FULL'), 'RescheduleDeliverySuccess']);
    expect(await delivery.taken(last)).toBe(1);
    const places = await Promise.all(parcels.map(({ slotId }) => delivery.taken(slotId)));
    expect(places.reduce((sum, taken) => sum + taken)).toBe(9);
  });

  it('moves a parcel once when two tabs choose at once, also in opposite directions', async () => {
    const [one, other] = [await missed(), await missed()];
    const swap = await Promise.all([
      reschedule(one.customerId, one.shipmentId, 4, other.slotId),
      reschedule(one.customerId, one.shipmentId, 4, other.slotId),
      reschedule(other.customerId, other.shipmentId, 4, one.slotId),
      reschedule(other.customerId, other.shipmentId, 4, one.slotId),
    ]);
    const names = swap.map(({ __typename }) => __typename).sort();
    expect(names).toEqual([
      'RescheduleDeliverySuccess',
      'RescheduleDeliverySuccess',
      'VersionConflict',
      'VersionConflict',
    ]);
    expect([await delivery.taken(one.slotId), await delivery.taken(other.slotId)]).toEqual([1, 1]);
  });
});

describe('a parcel that will never come', () => {
  it.each(['RETURNED', 'LOST', 'DAMAGED'])('gives its place back when it is %s', async (status) => {
    const { orderId, shipmentId, customerId } = await missed();
    const next = await delivery.slot({ daysAhead: 3 });
    await reschedule(customerId, shipmentId, 4, next);
    expect(await record(shipmentId, 5, status)).toMatchObject({ shipment: { status, version: 6 } });
    await delivery.settle();
    expect(await delivery.taken(next)).toBe(0);
    expect((await delivery.events(orderId)).at(-1)).toBe(`ShipmentStatusChanged ${status}`);
    const again = await delivery.ask(staff, RECORD, {
      input: { shipmentId, expectedVersion: 6, status: 'OUT_FOR_DELIVERY' },
    });
    expect(again.data.recordShipmentProgress.__typename).toBe('IllegalShipmentTransition');
  });
});

describe('a step long before the slot', () => {
  it('is refused with the moment from which it can be booked, and orders is not asked', async () => {
    const slotId = await delivery.slot({ daysAhead: 6 });
    const { orderId, shipmentId } = await delivery.confirmed({ slotId });
    const answer = await record(shipmentId, 1, 'PICKED_UP');
    expect(answer).toMatchObject({ __typename: 'TooEarlyForSlot', to: 'PICKED_UP' });
    const daysLeft = (new Date(answer.possibleFrom).getTime() - delivery.clock.now().getTime()) / 86_400_000;
    expect(Math.round(daysLeft)).toBe(4);
    expect(delivery.shipCalls).not.toContain(shipmentId);
    expect(await delivery.shipmentOf(orderId)).toMatchObject({ status: 'CREATED', version: 1 });
  });

  it('is booked when the customer agreed to it', async () => {
    const slotId = await delivery.slot({ daysAhead: 6 });
    const { shipmentId } = await delivery.confirmed({ slotId });
    const agreed = { agreedEarlier: true };
    await record(shipmentId, 1, 'PICKED_UP', agreed);
    expect(await record(shipmentId, 2, 'OUT_FOR_DELIVERY')).toMatchObject({ __typename: 'TooEarlyForSlot' });
    await record(shipmentId, 2, 'OUT_FOR_DELIVERY', agreed);
    expect(await record(shipmentId, 3, 'DELIVERED')).toMatchObject({ __typename: 'TooEarlyForSlot' });
    expect(await record(shipmentId, 3, 'DELIVERED', agreed)).toMatchObject({ shipment: { version: 4 } });
  });
});
