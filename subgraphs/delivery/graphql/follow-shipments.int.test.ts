import type { Database } from '@depachika/database/database.ts';
import { demoZones } from '@depachika/demo/zones.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import type { ExecutionResult } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createShipments } from '../shipments/shipment-store.ts';
import { GINZA, openTestDelivery, type TestDelivery } from '../testing/test-delivery.ts';
import { insertZones } from '../zones/zone-store.ts';

let store: TestDatabase;
let database: Database;
let delivery: TestDelivery;
let staff: string;

beforeAll(async () => {
  store = await testDatabase({ domains: ['delivery'] });
  database = store.database('delivery');
  await insertZones(database, demoZones);
  delivery = await openTestDelivery(database);
  staff = delivery.user('STAFF');
});
afterAll(async () => {
  await delivery.subgraph.close();
  await store.close();
});

type Events = AsyncGenerator<ExecutionResult, void, void>;

async function follow(orderId: string, since: number): Promise<Events> {
  const result = await delivery.subscribe(staff, orderId, since);
  if (!(Symbol.asyncIterator in result)) throw new Error(JSON.stringify(result));
  return result;
}

async function steps(events: Events): Promise<string[]> {
  const seen: string[] = [];
  for await (const { data } of events) {
    const { version, to } = (data as { shipmentStatusChanged: { version: number; to: string } })
      .shipmentStatusChanged;
    seen.push(`${version} ${to}`);
  }
  return seen;
}

const RECORD = `mutation ($input: RecordShipmentProgressInput!) { recordShipmentProgress(input: $input) { __typename } }`;

async function record(shipmentId: string, statuses: readonly string[]) {
  for (const [index, status] of statuses.entries()) {
    const input = { shipmentId, expectedVersion: index + 1, status };
    const { data } = await delivery.ask(staff, RECORD, { input });
    expect(data.recordShipmentProgress.__typename).toBe('RecordShipmentProgressSuccess');
  }
}

describe('following parcels to their end', () => {
  it('completes when the parcel has come to its door', async () => {
    const { orderId, shipmentId } = await delivery.confirmed();
    const all = steps(await follow(orderId, 0));
    await record(shipmentId, ['PICKED_UP', 'OUT_FOR_DELIVERY', 'DELIVERED']);
    expect(await all).toEqual(['1 CREATED', '2 PICKED_UP', '3 OUT_FOR_DELIVERY', '4 DELIVERED']);
    expect(await steps(await follow(orderId, 4))).toEqual([]);
    expect(await steps(await follow(orderId, 3))).toEqual(['4 DELIVERED']);
  });

  it('completes when the order was cancelled before its parcel left', async () => {
    const { orderId, event } = await delivery.confirmed();
    const all = steps(await follow(orderId, 1));
    await delivery.hear(['OrderCancelled', event]);
    expect(await all).toEqual(['2 CANCELLED']);
  });

  it('goes on while another parcel of the order is on its way', async () => {
    const { orderId, shipmentId, slotId, customerId } = await delivery.confirmed();
    const more = { orderId, orderNumber: 'DP-2', customerId, slotId, destination: GINZA };
    const [second] = await database.transaction({ name: 'test.parcel' }, (tx) =>
      createShipments(tx, [more], { actor: 'SERVICE:orders', now: delivery.clock.now() }),
    );
    const events = await follow(orderId, 2);
    await record(shipmentId, ['PICKED_UP', 'LOST']);
    const seen = [await events.next(), await events.next()];
    expect(seen.map(({ value }) => value?.data)).toMatchObject([
      { shipmentStatusChanged: { version: 3, to: 'PICKED_UP' } },
      { shipmentStatusChanged: { version: 4, to: 'LOST' } },
    ]);
    const rest = steps(events);
    await record(second!, ['PICKED_UP', 'OUT_FOR_DELIVERY', 'DELIVERED']);
    expect(await rest).toEqual(['5 PICKED_UP', '6 OUT_FOR_DELIVERY', '7 DELIVERED']);
  });
});

describe('many who follow parcels', () => {
  it('are one statement for two hundred', async () => {
    const { orderId, shipmentId } = await delivery.confirmed();
    const followed = await Promise.all(Array.from({ length: 200 }, () => follow(orderId, 0)));
    await Promise.all(followed.map((events) => events.next()));
    const waiting = followed.map((events) => events.next());
    await expect.poll(quiet(), { interval: 50 }).toBe(true);
    await record(shipmentId, ['PICKED_UP']);
    expect(new Set((await Promise.all(waiting)).map(({ value }) => JSON.stringify(value?.data))).size).toBe(
      1,
    );
    const ends = followed.map((events) => events.next());
    await expect.poll(quiet(), { interval: 50 }).toBe(true);
    const before = database.statementCount();
    for (let seconds = 0; seconds < 18 && database.statementCount() === before; seconds += 1) {
      delivery.clock.advance(1_000);
      await expect.poll(quiet(), { interval: 50 }).toBe(true);
    }
    expect(database.statementCount() - before).toBe(1);
    for (const events of followed) await events.return();
    expect((await Promise.all(ends)).every(({ done }) => done)).toBe(true);
  });
});

/** True as soon as no statement was sent between two calls. */
function quiet(): () => boolean {
  let seen = -1;
  return () => {
    const before = seen;
    seen = database.statementCount();
    return seen === before;
  };
}

describe('whoever opened the link of an order', () => {
  it('sees and follows the parcels of that order alone, and chooses nothing', async () => {
    const { orderId, shipmentId, event } = await delivery.confirmed();
    const other = await delivery.confirmed();
    const reader = delivery.callAs({
      kind: 'orderReader',
      sessionId: newId('ses'),
      userId: event.customerId,
      orderId,
    });
    const ORDERS = `query ($r: [_Any!]!) { _entities(representations: $r) {
      ... on Order { shipments { id reschedulable } } } }`;
    const r = [orderId, other.orderId].map((id) => ({ __typename: 'Order', id }));
    const { data } = await delivery.ask(reader, ORDERS, { r });
    expect(data._entities).toEqual([
      { shipments: [{ id: shipmentId, reschedulable: false }] },
      { shipments: [] },
    ]);
    const events = await delivery.subscribe(reader, orderId, 0);
    expect(Symbol.asyncIterator in events).toBe(true);
    if (Symbol.asyncIterator in events) await events.return();
    const refused = await delivery.subscribe(reader, other.orderId, 0);
    expect(JSON.parse(JSON.stringify(refused)).errors[0].extensions.code).toBe('FORBIDDEN');
    const MOVE = `mutation ($input: RescheduleDeliveryInput!) { rescheduleDelivery(input: $input) { __typename } }`;
    const input = { shipmentId, deliverySlotId: newId('slt'), expectedVersion: 1 };
    const moved = await delivery.ask(reader, MOVE, { input });
    expect(moved.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  });
});
