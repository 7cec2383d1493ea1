import type { Database } from '@depachika/database/database.ts';
import { demoZones } from '@depachika/demo/zones.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  GINZA,
  OSAKA,
  openTestDelivery,
  orderEvent,
  PALACE,
  type TestDelivery,
  TOKYO_STATION,
} from './testing/test-delivery.ts';
import type { Point } from './zones/point.ts';
import { insertZones } from './zones/zone-store.ts';

let shop: TestDatabase;
let database: Database;
let delivery: TestDelivery;
let staff: string;

beforeAll(async () => {
  shop = await testDatabase({ domains: ['delivery'] });
  database = shop.database('delivery');
  await insertZones(database, demoZones);
  delivery = await openTestDelivery(database);
  await delivery.subgraph.start();
  staff = delivery.user('STAFF');
});
afterAll(async () => {
  await delivery.subgraph.close();
  await shop.close();
});

type Answer = Awaited<ReturnType<TestDelivery['ask']>>;
const codes = ({ errors }: Answer) => errors?.map(({ extensions }) => extensions.code);

const ADDRESSES = `query ($r: [_Any!]!, $all: Boolean, $days: Int) { _entities(representations: $r) { ... on Address {
  id deliveryZone { code } deliverySlots(days: $days, includeUnavailable: $all) {
    id status date startsAt cutOffAt placesLeft feeYen } } } }`;
const CODES = `query ($r: [_Any!]!, $days: Int) { _entities(representations: $r) {
  ... on Address { deliveryZone { code } deliverySlots(days: $days) { id status startsAt feeYen } }
  ... on PostalCode { deliveryZone { code } deliverySlots(days: $days) { id status startsAt feeYen } } } }`;
const ORDERS = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Order { id deliverySlot { id status }
  shipments { id status version trackingNumber slot { id zone { code } } order { id } lastSeen { latitude }
    events { status } } } } }`;

const address = (point: Point | null) => ({ __typename: 'Address', id: newId('adr'), point });
const order = (id: string) => ({ __typename: 'Order', id });

async function statements(run: () => Promise<Answer>): Promise<number> {
  const before = database.statementCount();
  expect((await run()).errors).toBeUndefined();
  return database.statementCount() - before;
}

describe('addresses', () => {
  it('are served by the zone of lowest precedence, and by none in a hole, far away or without a point', async () => {
    const r = [GINZA, TOKYO_STATION, PALACE, OSAKA, null].map(address);
    const { data } = await delivery.ask(delivery.user(), ADDRESSES, { r });
    expect(data._entities.map((found: { deliveryZone: unknown }) => found.deliveryZone)).toEqual([
      { code: 'CHUO' },
      { code: 'NIHONBASHI' },
      null,
      null,
      null,
    ]);
    expect(data._entities[2].deliverySlots).toEqual([]);
  });

  it('that nobody has given yet are served as their postal code is', async () => {
    const { data } = await delivery.ask(delivery.user(), CODES, {
      r: [
        { __typename: 'PostalCode', code: '1040061', point: GINZA },
        { __typename: 'PostalCode', code: '5300001', point: OSAKA },
        address(GINZA),
      ],
    });
    const [ginza, osaka, there] = data._entities;
    expect(ginza.deliverySlots).not.toEqual([]);
    expect({ ...ginza, id: undefined }).toEqual({ ...there, id: undefined });
    expect(osaka).toMatchObject({ deliveryZone: null, deliverySlots: [] });
    const wrong = await delivery.ask(delivery.user(), CODES, {
      r: [{ __typename: 'PostalCode', code: '1040061', point: GINZA }],
      days: 8,
    });
    expect(codes(wrong)).toEqual(['BAD_USER_INPUT']);
  });

  it('offer slots by two statements, however many addresses ask', async () => {
    const as = delivery.user();
    for (const many of [1, 50]) {
      const r = Array.from({ length: many }, (_, n) => address({ ...GINZA, latitude: 35.67 + n / 1e5 }));
      expect(await statements(() => delivery.ask(as, ADDRESSES, { r }))).toBe(2);
    }
  });

  it('offer today until the cut-off where the zone delivers on the same day, otherwise tomorrow', async () => {
    const koto = { latitude: 35.68, longitude: 139.82 };
    const { data } = await delivery.ask(delivery.user(), ADDRESSES, {
      r: [GINZA, koto].map(address),
      days: 1,
    });
    const [chuo, far] = data._entities.map(({ deliverySlots }: { deliverySlots: object[] }) => deliverySlots);
    // Noon: the slot at 14:00 is cut off at this very moment.
    expect(chuo[0]).toMatchObject({ date: '2026-11-22', startsAt: '2026-11-22T07:00:00.000Z', feeYen: 440 });
    expect(far[0]).toMatchObject({ date: '2026-11-23', cutOffAt: '2026-11-22T13:00:00.000Z', feeYen: 880 });
  });

  it('show what cannot be booked only when asked to', async () => {
    const closed = await delivery.slot({ closed: true });
    const full = await delivery.slot({ capacity: 0 });
    const over = await delivery.slot({ cutOffAt: delivery.clock.now() });
    const statusOf = async (all: boolean) => {
      const { data } = await delivery.ask(staff, ADDRESSES, { r: [address(GINZA)], all });
      const slots: { id: string; status: string }[] = data._entities[0].deliverySlots;
      return [closed, full, over].map((id) => slots.find((slot) => slot.id === id)?.status);
    };
    expect(await statusOf(true)).toEqual(['CLOSED', 'FULL', 'PAST_CUT_OFF']);
    expect(await statusOf(false)).toEqual([undefined, undefined, undefined]);
  });

  it.each([0, 8])('refuse %i days', async (days) => {
    expect(codes(await delivery.ask(staff, ADDRESSES, { r: [address(GINZA)], days }))).toEqual([
      'BAD_USER_INPUT',
    ]);
  });
});

describe('zones', () => {
  it('are listed in order of precedence, with their holes', async () => {
    const { data } = await delivery.ask('anonymous', '{ deliveryZones { code precedence geoJson } }');
    expect(data.deliveryZones.map(({ code }: { code: string }) => code)).toEqual(
      demoZones.map(({ code }) => code),
    );
    const chiyoda = JSON.parse(data.deliveryZones[2].geoJson);
    expect(chiyoda.type).toBe('MultiPolygon');
    expect(chiyoda.coordinates[0]).toHaveLength(2);
  });

  it('are part of what the shop tells of itself', async () => {
    const { data } = await delivery.ask(
      'anonymous',
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Shop { deliveryZones { code feeYen } } } }',
      { r: [{ __typename: 'Shop', id: 'shop' }] },
    );
    expect(data._entities).toEqual([
      { deliveryZones: demoZones.map(({ code, feeYen }) => ({ code, feeYen })) },
    ]);
  });

  it('are found by a point, which must be on Earth', async () => {
    const at = (latitude: number) => `{ deliveryZoneAt(latitude: ${latitude}, longitude: 139.772) { code } }`;
    expect((await delivery.ask('anonymous', at(35.67))).data.deliveryZoneAt).toEqual({ code: 'CHUO' });
    expect((await delivery.ask('anonymous', at(10))).data.deliveryZoneAt).toBeNull();
    expect(codes(await delivery.ask('anonymous', at(91)))).toEqual(['BAD_USER_INPUT']);
  });
});

describe('the least order value of a zone', () => {
  const EDIT = `mutation ($input: UpdateDeliveryZoneInput!) { updateDeliveryZone(input: $input) { __typename
    ... on UpdateDeliveryZoneSuccess { zone { code minOrderYen version } }
    ... on InvalidInput { field } ... on NotFound { id } ... on VersionConflict { currentVersion } } }`;

  it('is set by staff under the version they saw, and told to those who take orders', async () => {
    const staff = delivery.user('STAFF');
    const { deliveryZones } = (await delivery.ask(staff, '{ deliveryZones { id code version } }')).data;
    const { id, version } = deliveryZones.find(({ code }: { code: string }) => code === 'CHUO');
    const edit = async (input: object) =>
      (await delivery.ask(staff, EDIT, { input: { id, expectedVersion: version, ...input } })).data
        .updateDeliveryZone;
    expect(await edit({ minOrderYen: -1 })).toEqual({ __typename: 'InvalidInput', field: 'minOrderYen' });
    expect(await edit({ minOrderYen: 1_000_001 })).toEqual({
      __typename: 'InvalidInput',
      field: 'minOrderYen',
    });
    expect(await edit({ minOrderYen: 3_000 })).toMatchObject({
      zone: { code: 'CHUO', minOrderYen: 3_000, version: version + 1 },
    });
    expect(await edit({ minOrderYen: 0 })).toEqual({
      __typename: 'VersionConflict',
      currentVersion: version + 1,
    });
    expect(await edit({ id: 'zon_none', minOrderYen: 0 })).toEqual({
      __typename: 'NotFound',
      id: 'zon_none',
    });
    const slotId = await delivery.slot();
    const { result } = await delivery.client.getSlot({ slotId, point: GINZA });
    expect(result).toMatchObject({ case: 'slot', value: { minOrderYen: 3_000 } });
    await edit({ expectedVersion: version + 1, minOrderYen: 0 });
  });

  it('is not for customers to set', async () => {
    const denied = await delivery.ask(delivery.user(), EDIT, {
      input: { id: 'zon_none', expectedVersion: 1, minOrderYen: 0 },
    });
    expect(denied.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

describe('orders', () => {
  it('show their slot from the hold on, their parcels once confirmed, and neither once cancelled', async () => {
    const slotId = await delivery.slot();
    const customerId = delivery.user();
    const { key: orderId } = await delivery.hold(slotId, { customerId });
    const look = async () =>
      (await delivery.ask(customerId, ORDERS, { r: [order(orderId)] })).data._entities[0];
    expect(await look()).toMatchObject({ deliverySlot: { id: slotId }, shipments: [] });
    const event = orderEvent({ orderId, customerId });
    await delivery.hear(['OrderConfirmed', event]);
    expect(await look()).toMatchObject({
      deliverySlot: { id: slotId },
      shipments: [
        {
          status: 'CREATED',
          version: 1,
          trackingNumber: `${event.orderNumber}-1`,
          slot: { id: slotId, zone: { code: 'CHUO' } },
          order: { id: orderId },
          lastSeen: null,
          events: [{ status: 'CREATED' }],
        },
      ],
    });
    await delivery.hear(['OrderCancelled', event]);
    expect(await look()).toMatchObject({
      deliverySlot: null,
      shipments: [{ status: 'CANCELLED', version: 2 }],
    });
  });

  it('are read by the same number of statements, however many', async () => {
    const customerId = delivery.user();
    const made = await Promise.all(Array.from({ length: 12 }, () => delivery.confirmed({ customerId })));
    const look = (n: number) => () =>
      delivery.ask(customerId, ORDERS, { r: made.slice(0, n).map(({ orderId }) => order(orderId)) });
    const one = await statements(look(1));
    expect(await statements(look(12))).toBe(one);
    expect(one).toBeLessThanOrEqual(5);
  });

  it('show nothing to others, by any way', async () => {
    const { orderId, shipmentId } = await delivery.confirmed();
    const stranger = delivery.user();
    const entity = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Shipment { id } } }`;
    const r = [{ __typename: 'Shipment', id: shipmentId }];
    const shipment = `{ shipment(id: "${shipmentId}") { id } }`;
    for (const as of [stranger, 'anonymous']) {
      const { data } = await delivery.ask(as, ORDERS, { r: [order(orderId)] });
      expect(data._entities[0]).toMatchObject({ deliverySlot: null, shipments: [] });
      expect((await delivery.ask(as, entity, { r })).data._entities).toEqual([null]);
    }
    expect((await delivery.ask(stranger, shipment)).data.shipment).toBeNull();
    expect(codes(await delivery.ask('anonymous', shipment))).toEqual(['UNAUTHENTICATED']);
    expect((await delivery.ask(staff, shipment)).data.shipment).toEqual({ id: shipmentId });
  });
});
