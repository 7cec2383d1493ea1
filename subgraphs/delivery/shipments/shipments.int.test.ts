import type { Database } from '@depachika/database/database.ts';
import { demoZones } from '@depachika/demo/zones.ts';
import { newId } from '@depachika/ids/ids.ts';
import { withLanguage } from '@depachika/messages/language.ts';
import { RpcError } from '@depachika/rpc/rpc.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { WALKED, walkBothWays, walkedOf } from '@depachika/testing/walk-both-ways.ts';
import type { ExecutionResult } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { GINZA, openTestDelivery, orderEvent, type TestDelivery } from '../testing/test-delivery.ts';
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

const RECORD = `mutation ($input: RecordShipmentProgressInput!) { recordShipmentProgress(input: $input) { __typename
  ... on RecordShipmentProgressSuccess { shipment { status version destination { latitude longitude } lastSeen { latitude longitude }
    events { status note point { latitude } } } }
  ... on InvalidInput { field } ... on VersionConflict { expectedVersion currentVersion }
  ... on IllegalShipmentTransition { from to allowed } ... on OrderNotShippable { orderStatus }
  ... on PaymentNotCertain { code } } }`;
const EDIT = `mutation ($input: UpdateDeliverySlotInput!) { updateDeliverySlot(input: $input) { __typename
  ... on UpdateDeliverySlotSuccess { slot { capacity placesLeft status version } }
  ... on InvalidInput { field allowed } ... on VersionConflict { currentVersion } } }`;

async function record(shipmentId: string, expectedVersion: number, status: string, more: object = {}) {
  const input = { shipmentId, expectedVersion, status, ...more };
  const { data, errors } = await delivery.ask(staff, RECORD, { input });
  expect(errors).toBeUndefined();
  return data.recordShipmentProgress;
}

const uncertain = (code: string) => ({ case: 'notCertain' as const, value: { code } });

async function fails(code: 'UNAVAILABLE' | 'DEADLINE_EXCEEDED'): Promise<never> {
  throw new RpcError(code, 'payments do not answer');
}

async function edit(input: object) {
  return (await delivery.ask(staff, EDIT, { input })).data.updateDeliverySlot;
}

describe('booking progress', () => {
  it('brings a parcel to its door, with its positions on the way', async () => {
    const { orderId, shipmentId } = await delivery.confirmed();
    await record(shipmentId, 1, 'PICKED_UP');
    await record(shipmentId, 2, 'OUT_FOR_DELIVERY', { note: '  on ｉｔｓ way ' });
    const here = { latitude: 35.68, longitude: 139.77 };
    const moved = await record(shipmentId, 3, 'OUT_FOR_DELIVERY', here);
    expect(moved.shipment).toMatchObject({ version: 4, lastSeen: here, destination: GINZA });
    const { shipment } = await record(shipmentId, 4, 'DELIVERED');
    expect(shipment).toMatchObject({ status: 'DELIVERED', version: 5, lastSeen: null });
    expect(shipment.events.map(({ status }: { status: string }) => status)).toEqual([
      'CREATED',
      'PICKED_UP',
      'OUT_FOR_DELIVERY',
      'OUT_FOR_DELIVERY',
      'DELIVERED',
    ]);
    expect(shipment.events[2]).toEqual({ status: 'OUT_FOR_DELIVERY', note: 'on its way', point: null });
    // A new position is no news for others.
    expect(await delivery.events(orderId)).toEqual([
      'ShipmentCreated',
      'ShipmentStatusChanged PICKED_UP',
      'ShipmentStatusChanged OUT_FOR_DELIVERY',
      'ShipmentStatusChanged DELIVERED',
    ]);
  });

  it('asks orders before a parcel leaves, and only then', async () => {
    const { shipmentId } = await delivery.confirmed();
    const asked = () => delivery.shipCalls.filter((id) => id === shipmentId).length;
    expect((await record(shipmentId, 1, 'DELIVERED')).__typename).toBe('IllegalShipmentTransition');
    expect(asked()).toBe(0);
    await record(shipmentId, 1, 'PICKED_UP');
    await record(shipmentId, 2, 'OUT_FOR_DELIVERY');
    expect(asked()).toBe(1);
  });

  it('keeps a parcel whose order may not be shipped', async () => {
    const { orderId, shipmentId } = await delivery.confirmed();
    const yes = delivery.orders.answer;
    onTestFinished(() => {
      delivery.orders.answer = yes;
    });
    delivery.orders.answer = { case: 'notShippable', value: { status: 'CANCELLED' } };
    expect(await record(shipmentId, 1, 'PICKED_UP')).toEqual({
      __typename: 'OrderNotShippable',
      orderStatus: 'CANCELLED',
    });
    expect(await delivery.shipmentOf(orderId)).toMatchObject({ status: 'CREATED', version: 1 });
    expect(await delivery.events(orderId)).toEqual(['ShipmentCreated']);
  });

  it.each([
    ['was refused', 'CAPTURE_REFUSED', async () => uncertain('CAPTURE_REFUSED')],
    ['goes back', 'REFUND_OPEN', async () => uncertain('REFUND_OPEN')],
    ['was never paid', 'NOT_PAID', async () => uncertain('NOT_PAID')],
    [
      'is not known, because the provider did not answer',
      'CAPTURE_UNKNOWN',
      async () => uncertain('CAPTURE_UNKNOWN'),
    ],
    ['is not known, because payments did not answer', 'CAPTURE_UNKNOWN', () => fails('DEADLINE_EXCEEDED')],
    ['is not known, because payments are away', 'CAPTURE_UNKNOWN', () => fails('UNAVAILABLE')],
  ] as const)('keeps a parcel whose money %s, without asking orders', async (_, code, answer) => {
    const { orderId, shipmentId } = await delivery.confirmed();
    const yes = delivery.payments.answer;
    onTestFinished(() => {
      delivery.payments.answer = yes;
    });
    delivery.payments.answer = answer;
    expect(await record(shipmentId, 1, 'PICKED_UP')).toEqual({ __typename: 'PaymentNotCertain', code });
    expect(delivery.shipCalls).not.toContain(shipmentId);
    expect(await delivery.shipmentOf(orderId)).toMatchObject({ status: 'CREATED', version: 1 });
    delivery.payments.answer = yes;
    expect(await record(shipmentId, 1, 'PICKED_UP')).toMatchObject({ shipment: { status: 'PICKED_UP' } });
  });

  it('asks for the money of a parcel once it leaves, and not for its further steps', async () => {
    const { orderId, shipmentId } = await delivery.confirmed();
    await record(shipmentId, 1, 'PICKED_UP');
    await record(shipmentId, 2, 'OUT_FOR_DELIVERY');
    expect(delivery.captureCalls.filter((id) => id === orderId)).toHaveLength(1);
  });

  it('looks at the version again after orders has answered', async () => {
    const { orderId, shipmentId, event } = await delivery.confirmed();
    onTestFinished(() => {
      delivery.orders.meanwhile = async () => {};
    });
    delivery.orders.meanwhile = () => delivery.hear(['OrderCancelled', event]);
    expect(await record(shipmentId, 1, 'PICKED_UP')).toEqual({
      __typename: 'VersionConflict',
      expectedVersion: 1,
      currentVersion: 2,
    });
    expect(await delivery.shipmentOf(orderId)).toMatchObject({ status: 'CANCELLED' });
  });

  it('books one of twenty who say the same at once', async () => {
    const { orderId, shipmentId } = await delivery.confirmed();
    const answers = await Promise.all(Array.from({ length: 20 }, () => record(shipmentId, 1, 'PICKED_UP')));
    const names = answers.map(({ __typename }) => __typename).sort();
    expect(names).toEqual(['RecordShipmentProgressSuccess', ...Array(19).fill('VersionConflict')]);
    expect(await delivery.events(orderId)).toEqual(['ShipmentCreated', 'ShipmentStatusChanged PICKED_UP']);
  });

  it.each([
    ['a long note', { note: 'あ'.repeat(201) }, 'note'],
    ['half a point', { latitude: 35 }, 'longitude'],
    ['a point off the Earth', { latitude: 35, longitude: 181 }, 'longitude'],
  ])('refuses %s', async (_, wrong, field) => {
    const { shipmentId } = await delivery.confirmed();
    expect(await record(shipmentId, 1, 'PICKED_UP', wrong)).toEqual({ __typename: 'InvalidInput', field });
  });

  it('knows no parcel that does not exist, and a cancelled one stays', async () => {
    expect(await record(newId('shp'), 1, 'PICKED_UP')).toEqual({ __typename: 'NotFound' });
    const { shipmentId, event } = await delivery.confirmed();
    await delivery.hear(['OrderCancelled', event]);
    expect(await record(shipmentId, 2, 'PICKED_UP')).toEqual({
      __typename: 'IllegalShipmentTransition',
      from: 'CANCELLED',
      to: 'PICKED_UP',
      allowed: [],
    });
  });

  it('never rewrites what happened', async () => {
    const { orderId } = await delivery.confirmed();
    const rewrite = database.query(`UPDATE delivery.tracking_events SET note = 'x' WHERE order_id = $1`, [
      orderId,
    ]);
    await expect(rewrite).rejects.toThrow();
    await expect(
      database.query('DELETE FROM delivery.tracking_events WHERE order_id = $1', [orderId]),
    ).rejects.toThrow();
  });
});

describe('editing a slot', () => {
  it('changes its capacity and closes it, for whoever saw its last version', async () => {
    const id = await delivery.slot({ capacity: 5 });
    await delivery.hold(id);
    expect(await edit({ id, expectedVersion: 1, capacity: 1 })).toEqual({
      __typename: 'UpdateDeliverySlotSuccess',
      slot: { capacity: 1, placesLeft: 0, status: 'FULL', version: 2 },
    });
    expect(await edit({ id, expectedVersion: 1, closed: true })).toEqual({
      __typename: 'VersionConflict',
      currentVersion: 2,
    });
    expect((await edit({ id, expectedVersion: 2, closed: true })).slot).toMatchObject({ status: 'CLOSED' });
  });

  it.each([0, 1001, -1])('refuses a capacity of %i where one place is taken', async (capacity) => {
    const id = await delivery.slot({ capacity: 5 });
    await delivery.hold(id);
    const wrong = { __typename: 'InvalidInput', field: 'capacity' };
    const refused = () => edit({ id, expectedVersion: 1, capacity });
    expect(await withLanguage('en', refused)).toEqual({ ...wrong, allowed: 'from 1 to 1000' });
    expect(await refused()).toEqual({ ...wrong, allowed: '1から1000まで' });
  });

  it('knows no slot that does not exist', async () => {
    expect(await edit({ id: newId('slt'), expectedVersion: 1 })).toEqual({ __typename: 'NotFound' });
  });
});

describe('the list for staff', () => {
  const LIST = `query ($first: Int, $after: String, $status: ShipmentStatus, $date: Date) {
    shipments(first: $first, after: $after, status: $status, date: $date) {
      nodes { id slot { startsAt } events { status } } pageInfo { hasNextPage endCursor } } }`;

  it('goes through every parcel once from either end, earliest slot first, while more come', async () => {
    const add = () => delivery.confirmed();
    await Promise.all([add(), add(), add(), add(), add(), add(), add()]);
    const page = async (args: string) =>
      (await delivery.ask(staff, `{ shipments(${args}) { ${WALKED} } }`)).data.shipments;
    const { nodes } = (await delivery.ask(staff, LIST, { first: 100 })).data.shipments;
    const starts: string[] = nodes.map(({ slot }: { slot: { startsAt: string } }) => slot.startsAt);
    expect(starts).toEqual(starts.toSorted());
    const ids: string[] = nodes.map(({ id }: { id: string }) => id);
    const later = [add, add];
    const walked = await walkBothWays(page, 3, async () => void (await later.pop()?.()));
    expect(walkedOf(walked, ids)).toEqual([ids, ids]);
    const counts = [];
    for (const first of [1, 7]) {
      const before = database.statementCount();
      await delivery.ask(staff, LIST, { first });
      counts.push(database.statementCount() - before);
    }
    expect(counts).toEqual([3, 3]);
  });

  it('filters by the date of the slot', async () => {
    await delivery.confirmed();
    const on = async (date: string) =>
      (await delivery.ask(staff, LIST, { date })).data.shipments.nodes.length;
    expect(await on('2026-11-23')).toBeGreaterThan(0);
    expect(await on('2026-11-25')).toBe(0);
  });

  it.each([{ first: 0 }, { first: 101 }, { after: 'made up' }, { date: 'tomorrow' }])(
    'refuses %o',
    async (wrong) => {
      const { errors } = await delivery.ask(staff, LIST, wrong);
      expect(errors?.[0]?.extensions.code).toMatch(/BAD_(USER_INPUT|REQUEST)/);
    },
  );
});

describe('what only staff may do', () => {
  it.each([
    ['shipments', '{ shipments { nodes { id } } }'],
    [
      'recordShipmentProgress',
      `mutation { recordShipmentProgress(input: { shipmentId: "x", expectedVersion: 1, status: PICKED_UP }) { __typename } }`,
    ],
    [
      'updateDeliverySlot',
      `mutation { updateDeliverySlot(input: { id: "x", expectedVersion: 1 }) { __typename } }`,
    ],
  ])('refuses %s to customers and strangers', async (_, query) => {
    const codeFor = async (as: string) => (await delivery.ask(as, query)).errors?.[0]?.extensions.code;
    expect(await codeFor(delivery.user())).toBe('FORBIDDEN');
    expect(await codeFor('anonymous')).toBe('UNAUTHENTICATED');
  });
});

describe('following parcels', () => {
  type Source = AsyncGenerator<ExecutionResult, void, void>;

  async function follow(as: string, orderId: string, since: number): Promise<Source> {
    const source = (await delivery.subscribe(as, orderId, since)) as Source;
    expect(Symbol.asyncIterator in source).toBe(true);
    onTestFinished(async () => void (await source.return()));
    return source;
  }

  async function take(source: Source, count: number) {
    const seen = [];
    for (let n = 0; n < count; n += 1) {
      const { value } = await source.next();
      // biome-ignore lint/suspicious/noExplicitAny: tests read what they asked for
      seen.push((value as any).data.shipmentStatusChanged);
    }
    return seen;
  }

  it('gives everything since 0, the rest since a version, and what happens next', async () => {
    const customerId = delivery.user();
    const { orderId, shipmentId } = await delivery.confirmed({ customerId });
    await record(shipmentId, 1, 'PICKED_UP');
    const all = await follow(customerId, orderId, 0);
    expect(await take(all, 2)).toEqual([
      {
        version: 1,
        from: null,
        to: 'CREATED',
        note: '',
        shipment: { status: 'PICKED_UP' },
        order: { id: orderId },
      },
      {
        version: 2,
        from: 'CREATED',
        to: 'PICKED_UP',
        note: '',
        shipment: { status: 'PICKED_UP' },
        order: { id: orderId },
      },
    ]);
    const live = take(all, 1);
    const rest = await follow(staff, orderId, 1);
    expect(await take(rest, 1)).toMatchObject([{ version: 2 }]);
    await record(shipmentId, 2, 'OUT_FOR_DELIVERY');
    expect(await live).toMatchObject([
      { version: 3, to: 'OUT_FOR_DELIVERY', shipment: { status: 'OUT_FOR_DELIVERY' } },
    ]);
    expect(await take(rest, 1)).toMatchObject([{ version: 3 }]);
  });

  it('goes on where a client that lost its connection stopped', async () => {
    const customerId = delivery.user();
    const { orderId, shipmentId, event } = await delivery.confirmed({ customerId });
    const first = await follow(customerId, orderId, 0);
    const [{ version }] = await take(first, 1);
    await first.return();
    await delivery.hear(['OrderCancelled', event]);
    expect(await take(await follow(customerId, orderId, version), 1)).toMatchObject([
      { version: 2, to: 'CANCELLED' },
    ]);
    expect(await delivery.shipmentOf(orderId)).toMatchObject({ id: shipmentId });
  });

  it('waits for the parcel of an order that has a slot only', async () => {
    const customerId = delivery.user();
    const slotId = await delivery.slot();
    const { key: orderId } = await delivery.hold(slotId, { customerId });
    const source = await follow(customerId, orderId, 0);
    const live = take(source, 1);
    await delivery.hear(['OrderConfirmed', orderEvent({ orderId, customerId })]);
    expect(await live).toMatchObject([{ version: 1, to: 'CREATED', order: { id: orderId } }]);
  });

  it('finds what it was never woken about', async () => {
    const customerId = delivery.user();
    const { orderId, shipmentId } = await delivery.confirmed({ customerId });
    const source = await follow(customerId, orderId, 1);
    const live = take(source, 1);
    await database.query(
      `WITH counted AS (UPDATE delivery.order_trackings SET version = version + 1 WHERE order_id = $3 RETURNING version)
       INSERT INTO delivery.tracking_events (id, shipment_id, order_id, order_version, from_status, status, note, actor, occurred_at)
       SELECT $1, $2, $3, version, 'CREATED', 'PICKED_UP', '', 'SYSTEM:test', $4 FROM counted`,
      [newId('trk'), shipmentId, orderId, delivery.clock.now()],
    );
    let found = false;
    live.then(() => {
      found = true;
    });
    await expect
      .poll(
        () => {
          delivery.clock.advance(1_000);
          return found;
        },
        { timeout: 10_000 },
      )
      .toBe(true);
    expect(await live).toMatchObject([{ version: 2, to: 'PICKED_UP' }]);
  });

  it('is refused to others, for unknown orders and for versions below 0', async () => {
    const { orderId } = await delivery.confirmed();
    const codeFor = async (as: string, order: string, since = 0) =>
      ((await delivery.subscribe(as, order, since)) as ExecutionResult).errors?.[0]?.extensions.code;
    expect(await codeFor(delivery.user(), orderId)).toBe('FORBIDDEN');
    expect(await codeFor(delivery.user(), newId('ord'))).toBe('FORBIDDEN');
    expect(await codeFor(staff, 'nonsense')).toBe('FORBIDDEN');
    expect(await codeFor('anonymous', orderId)).toBe('UNAUTHENTICATED');
    expect(await codeFor(staff, orderId, -1)).toBe('BAD_USER_INPUT');
  });
});
