import { adjustableClock } from '@depachika/clock/clock.ts';
import { jstInstant } from '@depachika/clock/jst.ts';
import type { Database } from '@depachika/database/database.ts';
import { demoZones } from '@depachika/demo/zones.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { DeliveryService } from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import { Temperature } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSlots } from '../slots/open-slots.ts';
import { NOON } from '../testing/delivery-rows.ts';
import {
  GINZA,
  OSAKA,
  openTestDelivery,
  type TestDelivery,
  TOKYO_STATION,
} from '../testing/test-delivery.ts';
import { insertZones } from '../zones/zone-store.ts';

let shop: TestDatabase;
let database: Database;
let delivery: TestDelivery;

beforeAll(async () => {
  shop = await testDatabase({ domains: ['delivery'] });
  database = shop.database('delivery');
  await insertZones(database, demoZones);
  await openSlots({ database, clock: adjustableClock({ frozenAt: NOON }) });
});
afterAll(() => shop.close());
beforeEach(async () => {
  // Its jobs are not started: they would send statements of their own.
  delivery = await openTestDelivery(database);
  const { places } = delivery.others;
  places.set('1040061', GINZA);
  places.set('1030028', TOKYO_STATION);
  places.set('5300001', OSAKA);
  await database.query(`UPDATE delivery.slots SET closed = false, taken = 0, capacity = 10`);
  await database.query(`UPDATE delivery.zones SET location_ids = '{}'`);
});
afterEach(() => delivery.subgraph.close());

const FIELDS = `offered reason explanation zone { code nameEn } slots { id startsAt status } orderBy minutesLeft feeYen
  leadTimeDays temperature closedDays promisedAt validUntil variant { id }`;
const PROMISE = `query ($code: String, $lat: Float, $lng: Float, $ids: [ID!]!) {
  deliveryPromise(postalCode: $code, latitude: $lat, longitude: $lng, variantIds: $ids) { ${FIELDS} } }`;
const LISTED = `query ($r: [_Any!]!, $code: String!) { _entities(representations: $r) {
  ... on ProductVariant { id deliveryPromise(postalCode: $code) { ${FIELDS} } } } }`;

const SLOTS_THERE = `query ($r: [_Any!]!, $variantIds: [ID!], $all: Boolean) { _entities(representations: $r) {
  ... on PostalCode { deliverySlots(variantIds: $variantIds, includeUnavailable: $all) { id startsAt status } } } }`;

type Answer = Awaited<ReturnType<TestDelivery['ask']>>;
const codes = ({ errors }: Answer) => errors?.map(({ extensions }) => extensions.code);

/** Asks as somebody who has not signed in. */
async function promise(variables: Record<string, unknown>) {
  const { data, errors } = await delivery.ask('anonymous', PROMISE, { code: '1040061', ...variables });
  expect(errors).toBeUndefined();
  return data.deliveryPromise[0];
}

/** To a later moment, or the same. */
function moveTo(instant: Date) {
  delivery.clock.advance(instant.getTime() - delivery.clock.now().getTime());
}

async function closeSlots(where: string) {
  await database.query(
    `UPDATE delivery.slots s SET closed = true FROM delivery.zones z WHERE z.id = s.zone_id AND z.code = 'CHUO' AND ${where}`,
  );
}

describe('a promise', () => {
  it('is told to everybody: zone, earliest slots, until when to order, and the fee', async () => {
    const { id } = delivery.others.sell({ temperature: Temperature.CHILLED });
    const told = await promise({ ids: [id] });
    expect(told).toMatchObject({
      offered: true,
      reason: null,
      explanation: null,
      zone: { code: 'CHUO' },
      orderBy: '2026-11-22T05:00:00.000Z',
      minutesLeft: 120,
      feeYen: 440,
      leadTimeDays: 0,
      temperature: 'CHILLED',
      closedDays: [],
      promisedAt: '2026-11-22T03:00:00.000Z',
      validUntil: '2026-11-22T03:00:10.000Z',
      variant: { id },
    });
    expect(told.slots).toMatchObject([
      { startsAt: '2026-11-22T07:00:00.000Z', status: 'OPEN' },
      { startsAt: '2026-11-22T09:00:00.000Z' },
      { startsAt: '2026-11-23T01:00:00.000Z' },
    ]);
    const point = { code: null, lat: GINZA.latitude, lng: GINZA.longitude };
    expect(await promise({ ids: [id], ...point })).toEqual(told);
  });

  it('changes at the cut-off to the second', async () => {
    const { id } = delivery.others.sell();
    moveTo(new Date('2026-11-22T04:59:59Z'));
    const before = await promise({ ids: [id] });
    expect(before).toMatchObject({ orderBy: '2026-11-22T05:00:00.000Z', minutesLeft: 0 });
    expect(before.validUntil).toBe('2026-11-22T05:00:00.000Z');
    delivery.clock.advance(1000);
    const after = await promise({ ids: [id] });
    expect(after).toMatchObject({ orderBy: '2026-11-22T07:00:00.000Z', minutesLeft: 120 });
    expect(after.slots[0]).toEqual(before.slots[1]);
  });

  it('leaves out days on which the shop is closed, and says so when all are', async () => {
    const { id } = delivery.others.sell();
    await closeSlots(`s.date <= '2026-11-23'`);
    expect(await promise({ ids: [id] })).toMatchObject({
      slots: [{ startsAt: '2026-11-24T01:00:00.000Z' }, {}, {}],
      closedDays: ['2026-11-22', '2026-11-23'],
    });
    await closeSlots('true');
    expect(await promise({ ids: [id] })).toMatchObject({ offered: false, reason: 'CLOSED', slots: [] });
  });

  it('sees only the stock of the places that deliver there', async () => {
    const [nihonbashi, ariake] = [newId('loc'), newId('loc')];
    const { id } = delivery.others.sell({ at: { [nihonbashi]: 3, [ariake]: 0 } });
    const reason = async () => (await promise({ ids: [id] })).reason;
    expect(await reason()).toBeNull();
    const staff = delivery.user('STAFF');
    expect(await serveFrom(staff, [ariake])).toMatchObject({ __typename: 'UpdateDeliveryZoneSuccess' });
    expect(await reason()).toBe('OUT_OF_STOCK');
    expect((await promise({ ids: [id], code: '1030028' })).reason).toBeNull();
    expect(await serveFrom(staff, [ariake, nihonbashi])).toMatchObject({
      zone: { locations: [{ id: ariake }, { id: nihonbashi }] },
    });
    expect(await reason()).toBeNull();
    const unknown = newId('loc');
    expect(await serveFrom(staff, [unknown])).toMatchObject({ __typename: 'NotFound', id: unknown });
    expect(await serveFrom(staff, ['', nihonbashi])).toMatchObject({ __typename: 'NotFound' });
    expect(await serveFrom(staff, [ariake, ariake])).toMatchObject({ field: 'locationIds' });
  });

  it('of goods that take days begins so many dates later, as their order does', async () => {
    const { id } = delivery.others.sell({ leadTimeDays: 2 });
    expect(await promise({ ids: [id] })).toMatchObject({
      leadTimeDays: 2,
      slots: [{ startsAt: '2026-11-24T01:00:00.000Z' }, {}, {}],
      orderBy: jstInstant('2026-11-23').toISOString(),
    });
  });

  it('is refused with a reason in both languages', async () => {
    const { sell } = delivery.others;
    const refusedAs = async (ids: string[], code: string) => {
      const { reason, offered, explanation } = await promise({ ids, code });
      expect(offered).toBe(false);
      expect(explanation).toBeTruthy();
      return reason;
    };
    expect(await refusedAs([sell().id], '9999999')).toBe('UNKNOWN_POSTAL_CODE');
    expect(await refusedAs([sell().id], '530-0001')).toBe('OUTSIDE_ZONES');
    expect(await refusedAs([sell({ sellable: false }).id], '1040061')).toBe('NOT_SOLD');
    expect(await refusedAs([newId('var')], '1040061')).toBe('NOT_SOLD');
    expect(await refusedAs(['anything'], '1040061')).toBe('NOT_SOLD');
    expect(await refusedAs([sell({ at: {} }).id], '1040061')).toBe('OUT_OF_STOCK');
    expect(await refusedAs([sell({ leadTimeDays: 20 }).id], '1040061')).toBe('NO_SLOT');
  });

  it('is asked of one place, for 1 to 200 variants', async () => {
    const wrong = async (variables: Record<string, unknown>) =>
      codes(await delivery.ask('anonymous', PROMISE, { ids: [newId('var')], ...variables }));
    const bad = ['BAD_USER_INPUT'];
    expect(await wrong({})).toEqual(bad);
    expect(await wrong({ code: '1040061', lat: 35, lng: 139 })).toEqual(bad);
    expect(await wrong({ lat: 35 })).toEqual(bad);
    expect(await wrong({ code: '104', lat: null })).toEqual(bad);
    expect(await wrong({ lat: 91, lng: 139 })).toEqual(bad);
    expect(await wrong({ code: '1040061', ids: [] })).toEqual(bad);
    expect(await wrong({ code: '1040061', ids: Array.from({ length: 201 }, () => newId('var')) })).toEqual(
      bad,
    );
  });
});

describe('promises for a list', () => {
  it('of 200 variants cost one statement, and one question to each other domain', async () => {
    const ids = Array.from({ length: 200 }, () => delivery.others.sell().id);
    for (const many of [1, 200]) {
      const before = { ...delivery.others.calls, statements: database.statementCount() };
      const r = ids.slice(0, many).map((id) => ({ __typename: 'ProductVariant', id }));
      const { data, errors } = await delivery.ask('anonymous', LISTED, { r, code: '1040061' });
      expect(errors).toBeUndefined();
      expect(data._entities).toHaveLength(many);
      expect(
        new Set(
          data._entities.map((one: { deliveryPromise: { offered: boolean } }) => one.deliveryPromise.offered),
        ),
      ).toEqual(new Set([true]));
      const { products, inventory, users } = delivery.others.calls;
      expect({
        products: products - before.products,
        inventory: inventory - before.inventory,
        users: users - before.users,
        statements: database.statementCount() - before.statements,
      }).toEqual({ products: 1, inventory: 1, users: 1, statements: 1 });
    }
    const { data } = await delivery.ask('anonymous', PROMISE, { code: '1040061', ids });
    expect(data.deliveryPromise.map(({ variant }: { variant: { id: string } }) => variant.id)).toEqual(ids);
  });
});

describe('a promise and checkout', () => {
  it('agree: the first slot can be held until the cut-off, and no earlier one before it', async () => {
    const { sell } = delivery.others;
    for (const [minutes, leadTimeDays] of [0, 45, 119, 120, 121, 300, 660, 719, 720, 1500].flatMap((at) =>
      [0, 1, 3].map((days) => [at, days] as const),
    )) {
      moveTo(new Date(NOON.getTime() + minutes * 60_000));
      const { slots } = await promise({ ids: [sell({ leadTimeDays }).id] });
      const all = await database.query<{ id: string }>(
        `SELECT s.id FROM delivery.slots s JOIN delivery.zones z ON z.id = s.zone_id
         WHERE z.code = 'CHUO' AND s.starts_at > $1 ORDER BY s.starts_at`,
        [delivery.clock.now()],
      );
      const first = all.findIndex(({ id }) => id === slots[0].id);
      for (const { id } of all.slice(0, first)) expect(await look(id, leadTimeDays)).toBe('unavailable');
      expect(await look(slots[0].id, leadTimeDays)).toBe('slot');
    }
  });

  it('agree in the slots of an address: those that come before its goods are ready are past their cut-off', async () => {
    const { sell } = delivery.others;
    const slow = sell({ leadTimeDays: 2 }).id;
    const { slots } = await promise({ ids: [slow] });
    const ask = async (variantIds: string[] | null, all = false) => {
      const r = [{ __typename: 'PostalCode', code: '1040061', point: GINZA }];
      const { data, errors } = await delivery.ask('anonymous', SLOTS_THERE, { r, variantIds, all });
      return errors ? errors.map(({ extensions }) => extensions.code) : data._entities[0].deliverySlots;
    };
    const offered = await ask([sell().id, slow]);
    expect(offered.slice(0, 3).map(({ id }: { id: string }) => id)).toEqual(
      slots.map(({ id }: { id: string }) => id),
    );
    expect((await ask(null))[0].startsAt).toBe('2026-11-22T07:00:00.000Z');
    expect((await ask([slow], true))[0]).toMatchObject({ status: 'PAST_CUT_OFF' });
    expect(await ask(Array.from({ length: 101 }, () => slow))).toEqual(['BAD_USER_INPUT']);
  });

  it('agree at the hold itself, to the millisecond of goods that take days', async () => {
    const { id } = delivery.others.sell({ leadTimeDays: 1 });
    const { slots, orderBy } = await promise({ ids: [id] });
    const hold = async () => {
      const wanted = { key: newId('ord'), slotId: slots[0].id, customerId: newId('usr'), point: GINZA };
      const expiresAt = { seconds: BigInt(Math.floor(NOON.getTime() / 1000) + 90_000), nanos: 0 };
      const { result } = await delivery.client.holdSlot({ ...wanted, leadTimeDays: 1, expiresAt });
      return result.case;
    };
    moveTo(new Date(Date.parse(orderBy) - 1));
    expect(await hold()).toBe('held');
    delivery.clock.advance(1);
    expect(await hold()).toBe('unavailable');
  });

  async function look(slotId: string, leadTimeDays: number) {
    return (await delivery.client.getSlot({ slotId, point: GINZA, leadTimeDays })).result.case;
  }
});

describe('what lists ask', () => {
  it('is which locations serve a postal code, and whether a date can be had, by one statement', async () => {
    const products = delivery.rpc.connector(serviceCaller('products')).client(DeliveryService);
    const ariake = newId('loc');
    await database.query(`UPDATE delivery.zones SET location_ids = ARRAY[$1] WHERE code = 'CHUO'`, [ariake]);
    const before = database.statementCount();
    const found = await products.getDeliverability({ postalCode: '1040061', date: '2026-11-24' });
    expect(database.statementCount() - before).toBe(1);
    expect(found).toMatchObject({ locationIds: [ariake], slotLeft: true, maxLeadTimeDays: 2 });
    await closeSlots(`s.date = '2026-11-24'`);
    const closed = await products.getDeliverability({ postalCode: '1040061', date: '2026-11-24' });
    expect(closed).toMatchObject({ slotLeft: false, maxLeadTimeDays: 0 });
    const nowhere = await products.getDeliverability({ postalCode: '5300001', date: '2026-11-24' });
    expect(nowhere).toMatchObject({ zoneId: '', slotLeft: false, unknownPostalCode: false });
    const unknown = await products.getDeliverability({ postalCode: '0000000', date: '2026-11-24' });
    expect(unknown).toMatchObject({ zoneId: '', slotLeft: false, unknownPostalCode: true });
    for (const wrong of [{ postalCode: '104-0061' }, { date: '2026-02-30' }])
      await expect(
        products.getDeliverability({ postalCode: '1040061', date: '2026-11-24', ...wrong }),
      ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

async function serveFrom(staff: string, locationIds: string[]) {
  const [zone] = await database.query<{ id: string; version: number }>(
    `SELECT id, version FROM delivery.zones WHERE code = 'CHUO'`,
  );
  const { data } = await delivery.ask(
    staff,
    `mutation ($input: UpdateDeliveryZoneInput!) { updateDeliveryZone(input: $input) { __typename
      ... on UpdateDeliveryZoneSuccess { zone { locations { id } } } ... on NotFound { id } ... on InvalidInput { field } } }`,
    { input: { id: zone!.id, expectedVersion: zone!.version, locationIds } },
  );
  return data.updateDeliveryZone;
}
