import { adjustableClock } from '@depachika/clock/clock.ts';
import { addDays } from '@depachika/clock/jst.ts';
import type { Database } from '@depachika/database/database.ts';
import { demoZones } from '@depachika/demo/zones.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOON } from '../testing/delivery-rows.ts';
import { openTestDelivery, type TestDelivery } from '../testing/test-delivery.ts';
import { insertZones } from '../zones/zone-store.ts';
import { openSlots } from './open-slots.ts';

let shop: TestDatabase;
let database: Database;
let delivery: TestDelivery;
let staff: string;
let chuo: string;
let minato: string;

beforeAll(async () => {
  shop = await testDatabase({ domains: ['delivery'] });
  database = shop.database('delivery');
  await insertZones(database, demoZones);
  await openSlots({ database, clock: adjustableClock({ frozenAt: NOON }) });
  delivery = await openTestDelivery(database);
  staff = delivery.user('STAFF');
  const zones = await database.query<{ id: string; code: string }>('SELECT id, code FROM delivery.zones');
  const idOf = (code: string) => zones.find((zone) => zone.code === code)!.id;
  [chuo, minato] = [idOf('CHUO'), idOf('MINATO')];
});
afterAll(async () => {
  await delivery.subgraph.close();
  await shop.close();
});

const UPDATE = `mutation ($input: UpdateDeliverySlotsInput!) { updateDeliverySlots(input: $input) { __typename
  ... on UpdateDeliverySlotsSuccess { slots { id startsAt capacity closed version }
    userErrors { path code message slot { id capacity } } }
  ... on InvalidInput { fields { field } } ... on NotFound { id } } }`;
const SLOTS = `query ($r: [_Any!]!, $from: Date!, $to: Date!) { _entities(representations: $r) { ... on DeliveryZone {
  slots(from: $from, to: $to) { id date startsAt capacity taken held placesLeft closed status } } } }`;

async function update(input: Record<string, unknown>, as = staff) {
  const { data, errors } = await delivery.ask(as, UPDATE, { input });
  return data?.updateDeliverySlots ?? errors!.map(({ extensions }) => extensions.code);
}

async function slotsOf(zoneId: string, from: string, to = from, as = staff) {
  const r = [{ __typename: 'DeliveryZone', id: zoneId }];
  const { data, errors } = await delivery.ask(as, SLOTS, { r, from, to });
  return errors ? errors.map(({ extensions }) => extensions.code) : data._entities[0].slots;
}

describe('the slots of a zone', () => {
  it('are read by staff: all of these dates, past ones too, with what is taken and held of each', async () => {
    const slots = await slotsOf(chuo, '2026-11-22', '2026-11-23');
    expect(slots).toHaveLength(10);
    expect(slots[0]).toMatchObject({ date: '2026-11-22', status: 'PAST_CUT_OFF', taken: 0, held: 0 });
    const { id } = slots[4];
    await delivery.hold(id);
    await delivery.confirmed({ slotId: id });
    const after = await slotsOf(chuo, '2026-11-22');
    expect(after[4]).toMatchObject({ id, taken: 2, held: 1, placesLeft: after[4].capacity - 2 });
  });

  it('are read by three statements, however many they are', async () => {
    for (const to of ['2026-11-23', '2026-11-29']) {
      const before = database.statementCount();
      await slotsOf(chuo, '2026-11-23', to);
      // Of the zone, of its slots, and of what is held in them.
      expect(database.statementCount() - before).toBe(3);
    }
  });

  it('are nobody else’s, and asked for 62 dates at most', async () => {
    expect(await slotsOf(chuo, '2026-11-22', '2026-11-22', delivery.user())).toEqual(['FORBIDDEN']);
    expect(await slotsOf(chuo, '2026-11-22', '2026-11-22', 'anonymous')).toEqual(['UNAUTHENTICATED']);
    expect(await slotsOf(chuo, '2026-11-22', '2027-01-23')).toEqual(['BAD_USER_INPUT']);
    expect(await slotsOf(chuo, '2026-11-23', '2026-11-22')).toEqual(['BAD_USER_INPUT']);
  });
});

describe('a change of many slots', () => {
  it('closes a day, as whose doing is kept of each slot, and again changes nothing', async () => {
    const day = { zoneId: minato, from: '2026-11-24', to: '2026-11-24', closed: true };
    const { slots, userErrors } = await update(day);
    expect(slots).toHaveLength(5);
    expect(slots[0]).toMatchObject({ startsAt: '2026-11-24T01:00:00.000Z', closed: true, version: 2 });
    expect(userErrors).toEqual([]);
    const kept = await database.query(
      `SELECT actor FROM delivery.changes WHERE operation = 'updateDeliverySlots' AND subject = ANY($1::text[])`,
      [slots.map(({ id }: { id: string }) => id)],
    );
    expect(kept).toEqual(Array.from({ length: 5 }, () => ({ actor: `STAFF:${staff}` })));
    expect((await update(day)).slots).toEqual([]);
    expect((await slotsOf(minato, '2026-11-25'))[0]).toMatchObject({ closed: false });
  });

  it('reaches only the times that are named, and days long before customers see them', async () => {
    const newYear = { zoneId: minato, from: '2027-01-01', to: '2027-01-03' };
    expect(await slotsOf(minato, newYear.from, newYear.to)).toEqual([]);
    const { slots } = await update({ ...newYear, startTimes: ['10:00', '18:00'], capacity: 3 });
    expect(slots).toHaveLength(6);
    const opened = await slotsOf(minato, newYear.from, newYear.to);
    expect(opened).toHaveLength(15);
    expect(opened.filter(({ capacity }: { capacity: number }) => capacity === 3)).toHaveLength(6);
    expect(opened[0]).toMatchObject({ startsAt: '2027-01-01T01:00:00.000Z', capacity: 3 });
  });

  it('leaves slots of which more is taken as they are, and says which', async () => {
    const day = { zoneId: minato, from: '2026-11-26', to: '2026-11-26' };
    const [first, second] = await slotsOf(minato, day.from);
    await database.query('UPDATE delivery.slots SET taken = 3 WHERE id = $1', [second.id]);
    const { slots, userErrors } = await update({ ...day, capacity: 2 });
    expect(slots.map(({ id }: { id: string }) => id)).toContain(first.id);
    expect(slots).toHaveLength(4);
    expect(userErrors).toEqual([
      {
        path: [second.id, 'capacity'],
        code: 'BELOW_TAKEN',
        message: expect.stringContaining('3'),
        slot: { id: second.id, capacity: second.capacity },
      },
    ]);
  });

  it('leaves what has started as it was', async () => {
    const { slots } = await update({ zoneId: minato, from: '2026-11-22', to: '2026-11-22', closed: true });
    expect(slots.map(({ startsAt }: { startsAt: string }) => startsAt)).toEqual([
      '2026-11-22T05:00:00.000Z',
      '2026-11-22T07:00:00.000Z',
      '2026-11-22T09:00:00.000Z',
    ]);
  });

  it.each([
    ['dates of the past', { from: '2026-11-21' }, 'from'],
    ['dates the wrong way round', { from: '2026-11-24', to: '2026-11-23' }, 'to'],
    ['too many dates', { to: '2027-01-25' }, 'to'],
    ['dates too far ahead', { from: '2027-12-01', to: '2027-12-01' }, 'to'],
    ['a time at which nothing starts', { startTimes: ['11:00'] }, 'startTimes'],
    ['a time twice', { startTimes: ['10:00', '10:00'] }, 'startTimes'],
    ['no time', { startTimes: [] }, 'startTimes'],
    ['a capacity below zero', { capacity: -1 }, 'capacity'],
    ['a capacity above 1,000', { capacity: 1001 }, 'capacity'],
    ['nothing to change', { closed: null }, 'closed'],
  ])('is refused for %s', async (_, changes, field) => {
    const input = { zoneId: chuo, from: '2026-11-24', to: '2026-11-24', closed: true, ...changes };
    expect(await update(input)).toMatchObject({ __typename: 'InvalidInput', fields: [{ field }] });
  });

  it('is the staff’s alone, of zones that there are', async () => {
    const input = { zoneId: chuo, from: '2026-11-24', to: '2026-11-24', closed: true };
    expect(await update(input, delivery.user())).toEqual(['FORBIDDEN']);
    expect(await update(input, 'anonymous')).toEqual(['UNAUTHENTICATED']);
    expect(await update({ ...input, zoneId: newId('zon') })).toMatchObject({ __typename: 'NotFound' });
  });

  it('and holds that come at the same time never leave a slot with fewer places than are taken', async () => {
    const from = '2026-11-28';
    const slots: { id: string }[] = await slotsOf(chuo, from);
    for (let round = 0; round < 5; round += 1) {
      const capacity = round + 1;
      await Promise.all([
        ...slots.flatMap(({ id }) => [delivery.hold(id), delivery.hold(id)]),
        update({ zoneId: chuo, from, to: addDays(from, 1), capacity }),
      ]);
    }
    const after = await slotsOf(chuo, from);
    for (const { taken, capacity, held } of after) {
      expect(taken).toBeLessThanOrEqual(capacity);
      expect(held).toBe(taken);
      expect(taken).toBeGreaterThan(0);
    }
  });
});
