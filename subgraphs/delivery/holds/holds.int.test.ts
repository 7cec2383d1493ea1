import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { Database } from '@depachika/database/database.ts';
import { demoZones } from '@depachika/demo/zones.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { anonymous } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import {
  DeliveryService,
  SlotUnavailable_Reason as Reason,
} from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createShipmentReader } from '../shipments/shipment-reader.ts';
import { NOON } from '../testing/delivery-rows.ts';
import {
  GINZA,
  OSAKA,
  openTestDelivery,
  orderEvent,
  PALACE,
  type TestDelivery,
  TOKYO_STATION,
} from '../testing/test-delivery.ts';
import { insertZones } from '../zones/zone-store.ts';
import { createHoldReader } from './hold-reader.ts';
import { holdSlot } from './hold-slot.ts';

let shop: TestDatabase;
let database: Database;
let delivery: TestDelivery;

beforeAll(async () => {
  shop = await testDatabase({ domains: ['delivery'] });
  // Flash sales wait as long as it takes on a busy machine.
  database = shop.database('delivery', { maxWaitMs: 30_000, maxWaiting: 500 });
  await insertZones(database, demoZones);
  delivery = await openTestDelivery(database);
  await delivery.subgraph.ready();
});
afterAll(async () => {
  await delivery.subgraph.close();
  await shop.close();
});

const refused = (reason: number) => ({ case: 'unavailable', value: expect.objectContaining({ reason }) });
const held = (placesLeft: number) => ({ case: 'held', value: expect.objectContaining({ placesLeft }) });
const inMs = (ms: number) => timestampFromDate(new Date(delivery.clock.now().getTime() + ms));

/** Jobs of which something is due: how much, and since how many seconds. */
async function due() {
  const [counts, ages] = await Promise.all(delivery.subgraph.gauges!.map((gauge) => gauge.read()));
  return counts!.flatMap(({ labels, value }, index) =>
    value > 0 ? [[labels.job, value, Math.round(ages![index]!.value)]] : [],
  );
}

describe('holding a slot', () => {
  it('takes one place, and answers the same key again with the same slot', async () => {
    const slotId = await delivery.slot({ capacity: 3 });
    const { key, result } = await delivery.hold(slotId);
    expect(result).toEqual(held(2));
    expect((await delivery.hold(slotId, { key })).result).toEqual(held(2));
    const other = await delivery.slot();
    expect((await delivery.hold(other, { key })).result.value).toMatchObject({ id: slotId });
    expect(await delivery.taken(slotId)).toBe(1);
    expect(await delivery.taken(other)).toBe(0);
  });

  it('takes two statements when nothing is in the way', async () => {
    const slotId = await delivery.slot();
    const before = database.statementCount();
    await delivery.hold(slotId);
    expect(database.statementCount() - before).toBe(2);
  });

  it('gives exactly 20 places to 200 who ask at once', async () => {
    const slotId = await delivery.slot({ capacity: 20 });
    const answers = await Promise.all(Array.from({ length: 200 }, () => delivery.hold(slotId)));
    expect(answers.filter(({ result }) => result.case === 'held')).toHaveLength(20);
    expect(answers.filter(({ result }) => result.case !== 'held').map(({ result }) => result)).toEqual(
      Array.from({ length: 180 }, () => refused(Reason.FULL)),
    );
    expect(await delivery.taken(slotId)).toBe(20);
  });

  it('takes one place for one key that is sent twenty times at once, though it is the last', async () => {
    const slotId = await delivery.slot({ capacity: 1 });
    const key = newId('ord');
    const answers = await Promise.all(Array.from({ length: 20 }, () => delivery.hold(slotId, { key })));
    expect(answers.map(({ result }) => result)).toEqual(Array.from({ length: 20 }, () => held(0)));
    expect(await delivery.taken(slotId)).toBe(1);
  });

  it('is refused with the reason', async () => {
    const slotId = await delivery.slot();
    expect((await delivery.hold(newId('slt'))).result).toEqual(refused(Reason.UNKNOWN_SLOT));
    for (const point of [PALACE, TOKYO_STATION, OSAKA]) {
      expect((await delivery.hold(slotId, { point })).result).toEqual(refused(Reason.OUTSIDE_ZONE));
    }
    expect((await delivery.hold(await delivery.slot({ closed: true }))).result).toEqual(
      refused(Reason.CLOSED),
    );
    expect((await delivery.hold(await delivery.slot({ capacity: 0 }))).result).toEqual(refused(Reason.FULL));
  });

  it('is possible until just before the cut-off, and not at it', async () => {
    const open = await delivery.slot({ cutOffAt: new Date(delivery.clock.now().getTime() + 1) });
    const over = await delivery.slot({ cutOffAt: delivery.clock.now() });
    expect((await delivery.hold(open)).result.case).toBe('held');
    expect((await delivery.hold(over)).result).toEqual(refused(Reason.CLOSED));
  });

  it('is not made for a caller who has gone', async () => {
    const slotId = await delivery.slot();
    const [key, orderId] = [newId('hld'), newId('ord')];
    const wanted = { key, orderId, slotId, customerId: newId('usr'), point: GINZA, expiresAt: NOON };
    const deps = { database, clock: delivery.clock, crashPoints: noCrashPoints };
    const hold = holdSlot(deps, wanted, AbortSignal.abort());
    await expect(hold).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(await delivery.taken(slotId)).toBe(0);
  });

  it('looks at a slot without holding it', async () => {
    const slotId = await delivery.slot({ capacity: 2 });
    const { result } = await delivery.client.getSlot({
      slotId,
      point: { latitude: 35.67, longitude: 139.772 },
    });
    expect(result).toEqual({ case: 'slot', value: expect.objectContaining({ feeYen: 440, placesLeft: 2 }) });
    const outside = await delivery.client.getSlot({ slotId, point: PALACE });
    expect(outside.result).toEqual(refused(Reason.OUTSIDE_ZONE));
    expect(await delivery.taken(slotId)).toBe(0);
  });
});

describe('ending a hold', () => {
  it('gives the place back once and closes the key', async () => {
    const slotId = await delivery.slot();
    const { key } = await delivery.hold(slotId);
    expect(await delivery.client.releaseHold({ key })).toMatchObject({ released: true });
    expect(await delivery.client.releaseHold({ key })).toMatchObject({ released: false });
    expect(await delivery.taken(slotId)).toBe(0);
    expect((await delivery.hold(slotId, { key })).result).toEqual(refused(Reason.HOLD_CLOSED));
  });

  it('leaves a tombstone on a key that comes later', async () => {
    const key = newId('ord');
    expect(await delivery.client.releaseHold({ key })).toMatchObject({ released: false });
    expect((await delivery.hold(await delivery.slot(), { key })).result).toEqual(refused(Reason.HOLD_CLOSED));
  });

  it('never keeps or frees a place twice when a release races its hold', async () => {
    const slotId = await delivery.slot({ capacity: 60 });
    const keys = Array.from({ length: 40 }, () => newId('ord'));
    await Promise.all(
      keys.flatMap((key) => [
        delivery.hold(slotId, { key }),
        delivery.client.releaseHold({ key }, { timeoutMs: 30_000 }),
      ]),
    );
    expect(await delivery.taken(slotId)).toBe(0);
  });

  it('frees what nobody released in time, and extends only what is live', async () => {
    const slotId = await delivery.slot();
    const { key } = await delivery.hold(slotId);
    const { key: extended } = await delivery.hold(slotId);
    expect(await delivery.client.extendHold({ key: extended, expiresAt: inMs(7_200_000) })).toMatchObject({
      extended: true,
    });
    expect(await delivery.client.extendHold({ key: extended, expiresAt: inMs(60_000) })).toMatchObject({
      extended: true,
    });
    delivery.clock.advance(1_800_000);
    expect(await delivery.client.extendHold({ key, expiresAt: inMs(60_000) })).toMatchObject({
      extended: false,
    });
    delivery.clock.advance(30_000);
    expect(await due()).toEqual([['expire_hold', expect.any(Number), 30]]);
    await delivery.settle();
    expect(await due()).toEqual([]);
    expect(await delivery.taken(slotId)).toBe(1);
    expect((await delivery.hold(slotId, { key })).result).toEqual(refused(Reason.HOLD_CLOSED));
    expect(await delivery.client.extendHold({ key: newId('ord'), expiresAt: inMs(1000) })).toMatchObject({
      extended: false,
    });
  });
});

describe('what orders tell', () => {
  it('confirms a hold with a parcel, once, however often it is told', async () => {
    const { orderId, slotId, event } = await delivery.confirmed();
    await delivery.hear(['OrderConfirmed', event], ['OrderConfirmed', event]);
    expect(await delivery.events(orderId)).toEqual(['ShipmentCreated']);
    expect(await delivery.shipmentOf(orderId)).toMatchObject({ status: 'CREATED', version: 1 });
    expect(await delivery.taken(slotId)).toBe(1);
    expect(await delivery.client.releaseHold({ key: orderId })).toMatchObject({ released: false });
    expect(await delivery.client.extendHold({ key: orderId, expiresAt: inMs(1000) })).toMatchObject({
      extended: false,
    });
  });

  it('confirms a hold that is past its expiry but was not given away', async () => {
    const slotId = await delivery.slot({ cutOffAt: new Date(NOON.getTime() + 86_400_000) });
    const { key: orderId } = await delivery.hold(slotId);
    delivery.clock.advance(1_800_001);
    await delivery.hear(['OrderConfirmed', orderEvent({ orderId })]);
    expect(await delivery.events(orderId)).toEqual(['ShipmentCreated']);
    await delivery.settle();
    expect(await delivery.taken(slotId)).toBe(1);
  });

  it('tells that a slot could not be confirmed when its hold expired, was released or never was', async () => {
    const slotId = await delivery.slot();
    const { key: expired } = await delivery.hold(slotId);
    delivery.clock.advance(1_800_000);
    await delivery.settle();
    const { key: released } = await delivery.hold(slotId);
    await delivery.client.releaseHold({ key: released });
    for (const orderId of [expired, released, newId('ord')]) {
      await delivery.hear(['OrderConfirmed', orderEvent({ orderId })]);
      expect(await delivery.events(orderId)).toEqual(['SlotConfirmationFailed']);
      expect(await delivery.shipmentOf(orderId)).toBeUndefined();
      expect((await delivery.hold(slotId, { key: orderId })).result).toEqual(refused(Reason.HOLD_CLOSED));
    }
  });

  it('frees the place and cancels the parcel of a cancelled order, once', async () => {
    const { orderId, slotId, event } = await delivery.confirmed();
    await delivery.hear(['OrderCancelled', event], ['OrderCancelled', event]);
    await delivery.settle();
    await delivery.hear(['OrderCancelled', event], ['OrderConfirmed', event]);
    await delivery.settle();
    expect(await delivery.taken(slotId)).toBe(0);
    expect(await delivery.events(orderId)).toEqual(['ShipmentCreated', 'ShipmentStatusChanged CANCELLED']);
  });

  it('frees what an expired order held, and closes the key of one that held nothing', async () => {
    const slotId = await delivery.slot();
    const { key: orderId } = await delivery.hold(slotId);
    const unknown = newId('ord');
    await delivery.hear(
      ['OrderExpired', orderEvent({ orderId })],
      ['OrderExpired', orderEvent({ orderId: unknown })],
    );
    await delivery.settle();
    expect(await delivery.taken(slotId)).toBe(0);
    expect((await delivery.hold(slotId, { key: unknown })).result).toEqual(refused(Reason.HOLD_CLOSED));
  });

  it('keeps an order that holds again under its second key', async () => {
    const slotId = await delivery.slot();
    const { key: orderId, customerId } = await delivery.hold(slotId);
    const holdKey = newId('hld');
    await delivery.hear(['OrderExpired', orderEvent({ orderId })]);
    await delivery.settle();
    await delivery.hold(slotId, { key: holdKey, orderId, customerId });
    await delivery.hear(['OrderConfirmed', orderEvent({ orderId, customerId, holdKey })]);
    expect(await delivery.events(orderId)).toEqual(['ShipmentCreated']);
    expect(await delivery.taken(slotId)).toBe(1);
  });

  it('knows whose order it is from the hold, whatever its key looks like', async () => {
    const slotId = await delivery.slot();
    const customerId = newId('usr');
    const [orderId, other] = [newId('ord'), newId('ord')];
    await delivery.hold(slotId, { key: `${other}:2`, orderId, customerId });
    const reader = createHoldReader(database);
    const standings = await createShipmentReader(database).trackingStandings([orderId, other]);
    expect(standings.get(orderId)?.ownerId).toBe(customerId);
    expect(standings.get(other)).toBeUndefined();
    expect((await reader.slotsOfOrders([orderId, other])).get(orderId)).toMatchObject({ slotId, customerId });
  });

  it('never deadlocks: holds, releases and events of many orders and few slots at once', async () => {
    const slotIds = await Promise.all([1, 2, 3].map(() => delivery.slot({ capacity: 200 })));
    const orders = await Promise.all(
      Array.from({ length: 30 }, (_, n) => delivery.confirmed({ slotId: slotIds[n % 3]! })),
    );
    await Promise.all([
      delivery.hear(
        ...orders.slice(0, 15).map(({ event }) => ['OrderCancelled', event] as [string, typeof event]),
      ),
      delivery.hear(
        ...orders
          .slice(15)
          .reverse()
          .map(({ event }) => ['OrderCancelled', event] as [string, typeof event]),
      ),
      ...Array.from({ length: 30 }, async (_, n) => {
        const { key } = await delivery.hold(slotIds[(n * 2) % 3]!);
        await delivery.client.releaseHold({ key });
      }),
      delivery.settle(),
      delivery.settle(),
    ]);
    await delivery.settle();
    expect(await Promise.all(slotIds.map(delivery.taken))).toEqual([0, 0, 0]);
  });
});

describe('who may ask', () => {
  it('is the shop itself alone', async () => {
    const stranger = delivery.rpc.connector(anonymous).client(DeliveryService);
    await expect(stranger.releaseHold({ key: 'k' })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  it.each([
    ['no point', { point: undefined }],
    ['a point off the Earth', { point: { latitude: 91, longitude: 0 } }],
    ['a point that is no number', { point: { latitude: Number.NaN, longitude: 0 } }],
    ['no key', { key: '' }],
    ['a key with a NUL', { key: 'a\0' }],
    ['nobody', { customerId: '' }],
    ['the past', { expiresAt: timestampFromDate(new Date(0)) }],
  ])('refuses %s', async (_, wrong) => {
    const good = {
      key: newId('ord'),
      slotId: newId('slt'),
      customerId: newId('usr'),
      point: PALACE,
      expiresAt: inMs(60_000),
    };
    await expect(delivery.client.holdSlot({ ...good, ...wrong })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});
