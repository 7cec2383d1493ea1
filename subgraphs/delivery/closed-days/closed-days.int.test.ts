import { adjustableClock } from '@depachika/clock/clock.ts';
import { addDays, jstDate, jstInstant } from '@depachika/clock/jst.ts';
import type { Database } from '@depachika/database/database.ts';
import { demoZones } from '@depachika/demo/zones.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSlots } from '../slots/open-slots.ts';
import { NOON } from '../testing/delivery-rows.ts';
import { GINZA, openTestDelivery, type TestDelivery } from '../testing/test-delivery.ts';
import { insertZones } from '../zones/zone-store.ts';

const TODAY = '2026-11-22';
const DAYS_AHEAD = 14;

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
  await openSlots({ database, clock: adjustableClock({ frozenAt: NOON }), daysAhead: DAYS_AHEAD });
  const zones = await database.query<{ id: string; code: string }>('SELECT id, code FROM delivery.zones');
  const idOf = (code: string) => zones.find((zone) => zone.code === code)!.id;
  [chuo, minato] = [idOf('CHUO'), idOf('MINATO')];
});
afterAll(() => shop.close());
beforeEach(async () => {
  delivery = await openTestDelivery(database, { DELIVERY_DAYS_AHEAD: String(DAYS_AHEAD) });
  staff = delivery.user('STAFF');
  delivery.others.places.set('1040061', GINZA);
  await database.query('DELETE FROM delivery.closed_days');
  await database.query('UPDATE delivery.slots SET closed = false');
});
afterEach(() => delivery.subgraph.close());

const DAY = 'date reasonJa reasonEn zone { code }';
const PROBLEMS = '... on InvalidInput { fields { field } } ... on NotFound { id }';
const CLOSE = `mutation ($input: CloseDaysInput!) { closeDays(input: $input) { __typename ${PROBLEMS}
  ... on CloseDaysSuccess { bookedDeliveries closedDays { ${DAY} } } } }`;
const OPEN = `mutation ($input: OpenDaysInput!) { openDays(input: $input) { __typename ${PROBLEMS}
  ... on OpenDaysSuccess { openedDays { ${DAY} } } } }`;
const CALENDAR = `query ($from: Date!, $to: Date!, $zoneId: ID) { closedDays(from: $from, to: $to, zoneId: $zoneId) { ${DAY} } }`;
const PROMISE = `query ($ids: [ID!]!) { deliveryPromise(postalCode: "1040061", variantIds: $ids) {
  reason orderBy closedDays closures { ${DAY} } slots { id date startsAt } } }`;

const close = async (input: object, as = staff) => (await delivery.ask(as, CLOSE, { input })).data?.closeDays;
const open = async (input: object, as = staff) => (await delivery.ask(as, OPEN, { input })).data?.openDays;
const calendar = async (span: object) =>
  (await delivery.ask('anonymous', CALENDAR, { ...span })).data.closedDays;
const promise = async (leadTimeDays = 0) => {
  const { id } = delivery.others.sell({ leadTimeDays });
  return (await delivery.ask('anonymous', PROMISE, { ids: [id] })).data.deliveryPromise[0];
};
const day = (date: string, reasonJa = '棚卸し', reasonEn = 'Stocktaking') => ({ date, reasonJa, reasonEn });
const moveTo = (instant: Date) => delivery.clock.advance(instant.getTime() - delivery.clock.now().getTime());
const slotsOn = (date: string, zoneId = chuo) =>
  database.query<{ id: string }>(
    'SELECT id FROM delivery.slots WHERE date = $1 AND zone_id = $2 ORDER BY id',
    [date, zoneId],
  );

describe('a closed day', () => {
  it('takes nothing: no promise, no hold; everybody reads why', async () => {
    await close({ days: [day('2026-11-23'), day('2026-11-22', '臨時休業', 'Closed today')] });
    const told = await promise();
    expect(told.slots[0].date).toBe('2026-11-24');
    expect(told.orderBy).toBe(jstInstant('2026-11-24', '08:00').toISOString());
    expect(told.closedDays).toEqual([TODAY, '2026-11-23']);
    expect(told.closures).toEqual([
      { ...day(TODAY, '臨時休業', 'Closed today'), zone: null },
      { ...day('2026-11-23'), zone: null },
    ]);
    const [slot] = await slotsOn('2026-11-23');
    expect((await delivery.hold(slot!.id)).result).toMatchObject({ case: 'unavailable' });
    const seen = await delivery.ask(
      'anonymous',
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on DeliverySlot { status closed closedDay { reasonJa } } } }`,
      { r: [{ __typename: 'DeliverySlot', id: slot!.id }] },
    );
    expect(seen.data._entities[0]).toEqual({
      ...{ status: 'CLOSED', closed: false, closedDay: { reasonJa: '棚卸し' } },
    });
  });

  it('is one of its zone alone, or of all', async () => {
    await close({ zoneIds: [minato], days: [day('2026-11-24')] });
    expect((await promise()).closedDays).toEqual([]);
    await close({ zoneIds: [chuo], days: [day('2026-11-24', '祭', 'Festival')] });
    await close({ days: [day('2026-11-25')] });
    const span = { from: TODAY, to: '2026-12-31' };
    const dates = (days: { date: string }[]) => days.map(({ date }) => date);
    expect(dates(await calendar({ ...span, zoneId: chuo }))).toEqual(['2026-11-24', '2026-11-25']);
    expect(await calendar({ ...span, zoneId: minato })).toMatchObject([
      { date: '2026-11-24', reasonEn: 'Stocktaking', zone: { code: 'MINATO' } },
      { date: '2026-11-25', zone: null },
    ]);
    expect(await calendar(span)).toHaveLength(3);
    expect((await promise()).closedDays).toEqual(['2026-11-24', '2026-11-25']);
  });

  it('keeps what is booked, and says how much that is', async () => {
    const [slot] = await slotsOn('2026-11-26');
    const { orderId } = await delivery.confirmed({ slotId: slot!.id });
    const closed = await close({ days: [day('2026-11-26')] });
    expect(closed).toMatchObject({ bookedDeliveries: 1, closedDays: [{ date: '2026-11-26' }] });
    expect(await delivery.shipmentOf(orderId)).toMatchObject({ status: 'CREATED' });
    expect(await delivery.taken(slot!.id)).toBe(1);
  });

  it('is opened again, except for slots that were closed by themselves', async () => {
    const slots = await slotsOn('2026-11-25');
    await database.query('UPDATE delivery.slots SET closed = true WHERE id = $1', [slots[0]!.id]);
    await close({ days: [day('2026-11-25')] });
    expect(await open({ from: '2026-11-24', to: '2026-11-30' })).toMatchObject({
      openedDays: [{ date: '2026-11-25', reasonJa: '棚卸し' }],
    });
    expect((await promise()).closedDays).toEqual([]);
    expect((await delivery.hold(slots[0]!.id)).result).toMatchObject({ case: 'unavailable' });
    expect((await delivery.hold(slots[1]!.id)).result).toMatchObject({ case: 'held' });
    expect(await open({ from: '2026-11-24', to: '2026-11-30' })).toMatchObject({ openedDays: [] });
  });

  it('keeps who closed it, explained it anew and opened it', async () => {
    await close({ days: [day('2026-11-29')] });
    await close({ days: [day('2026-11-29'), day('2026-11-30')] });
    await close({ days: [day('2026-11-29', '改装', 'Works')] });
    const { data } = await delivery.ask(
      staff,
      `{ closedDays(from: "2026-11-29", to: "2026-11-29") { changes { nodes { operation actor { id } fields { field from to } } } } }`,
    );
    expect(data.closedDays[0].changes.nodes).toMatchObject([
      {
        operation: 'closeDays',
        fields: [{ field: 'reasonJa', from: '棚卸し', to: '改装' }, { to: 'Works' }],
      },
      { operation: 'closeDays', actor: { id: staff }, fields: [{ field: 'closed', to: 'true' }, {}, {}] },
    ]);
    await open({ from: '2026-11-29', to: '2026-11-29' });
    const rows = await database.query(
      `SELECT FROM delivery.changes WHERE operation = 'openDays' AND actor = $1`,
      [`STAFF:${staff}`],
    );
    expect(rows).toHaveLength(1);
  });
});

describe('public holidays', () => {
  it('are closed at once under their own names, where staff say no other', async () => {
    const closed = await close({
      days: [day('2027-01-01', '元日休業', 'Closed on New Year’s Day')],
      publicHolidays: { from: '2026-12-30', to: '2027-02-15' },
    });
    expect(closed.closedDays).toMatchObject([
      { date: '2027-01-01', reasonJa: '元日休業' },
      { date: '2027-01-11', reasonJa: '成人の日', reasonEn: 'Coming of Age Day' },
      { date: '2027-02-11', reasonEn: 'National Foundation Day' },
    ]);
    const named = await delivery.ask(
      'anonymous',
      '{ publicHolidays(from: "2026-11-22", to: "2026-11-24") { date nameJa nameEn } }',
    );
    const labour = { date: '2026-11-23', nameJa: '勤労感謝の日', nameEn: 'Labor Thanksgiving Day' };
    expect(named.data.publicHolidays).toEqual([labour]);
    expect((await promise()).closedDays).toEqual([]);
  });
});

describe('a promise over closed days', () => {
  it('moves on at the cut-off to the second, over the day that is closed', async () => {
    await close({ days: [day('2026-11-23'), day('2026-11-24')] });
    const lastToday = jstInstant(TODAY, '16:00');
    moveTo(new Date(lastToday.getTime() - 1000));
    expect((await promise()).slots[0].date).toBe(TODAY);
    delivery.clock.advance(1000);
    const { slots, orderBy } = await promise();
    expect(slots[0].date).toBe('2026-11-25');
    expect(orderBy).toBe(jstInstant('2026-11-25', '08:00').toISOString());
  });

  it('of goods that take days counts closed days as days, and never delivers on one', async () => {
    await close({ days: [day('2026-11-24'), day('2026-11-25')] });
    const { slots, orderBy } = await promise(2);
    expect(slots[0].date).toBe('2026-11-26');
    expect(orderBy).toBe(jstInstant('2026-11-25').toISOString());
  });

  it('says that the shop is closed where every day ahead is', async () => {
    const days = Array.from({ length: DAYS_AHEAD + 1 }, (_, ahead) => day(addDays(TODAY, ahead)));
    await close({ days });
    expect(await promise()).toMatchObject({ reason: 'CLOSED', slots: [] });
  });

  it('reaches as many days ahead as the shop opens, and goods that take longer than a week', async () => {
    const { slots } = await promise(10);
    expect(slots[0].date).toBe(addDays(TODAY, 10));
    const r = [{ __typename: 'PostalCode', code: '1040061', point: GINZA }];
    const ask = `query ($r: [_Any!]!, $days: Int!) { _entities(representations: $r) { ... on PostalCode { deliverySlots(days: $days) { date } } } }`;
    const far = await delivery.ask('anonymous', ask, { r, days: DAYS_AHEAD });
    expect(far.data._entities[0].deliverySlots.at(-1).date).toBe(
      jstDate(new Date(NOON.getTime() + DAYS_AHEAD * 86_400_000)),
    );
    const beyond = await delivery.ask('anonymous', ask, { r, days: DAYS_AHEAD + 1 });
    expect(beyond.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('staff', () => {
  it.each([
    ['no day', {}, ['days']],
    ['yesterday', { days: [day('2026-11-21')] }, ['days.0.date']],
    [
      'a day in two years without a reason',
      { days: [day('2028-12-01', '', 'x'.repeat(101))] },
      ['days.0.date', 'days.0.reasonJa', 'days.0.reasonEn'],
    ],
    ['one zone twice', { zoneIds: ['a', 'a'], days: [day('2026-11-23')] }, ['zoneIds']],
    [
      'holidays backwards',
      { publicHolidays: { from: '2026-12-02', to: '2026-12-01' } },
      ['publicHolidays.to'],
    ],
    [
      'more than two months',
      { days: Array.from({ length: 63 }, (_, n) => day(addDays(TODAY, n))) },
      ['days'],
    ],
  ])('are refused %s', async (_, input, wrong) => {
    const { fields } = await close(input);
    expect(fields.map(({ field }: { field: string }) => field)).toEqual(wrong);
  });

  it('are told of zones that are none, and of dates that cannot be opened', async () => {
    expect(await close({ zoneIds: ['zon_none'], days: [day('2026-11-23')] })).toMatchObject({
      id: 'zon_none',
    });
    const span = { from: '2026-11-23', to: '2026-11-23' };
    expect(await open({ zoneIds: ['zon_none'], ...span })).toMatchObject({ id: 'zon_none' });
    expect(await open({ ...span, from: '2026-11-24' })).toMatchObject({ fields: [{ field: 'to' }] });
    const { errors } = await delivery.ask('anonymous', CALENDAR, { from: '2026-01-01', to: '2027-12-31' });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('alone close and open days', async () => {
    for (const query of [CLOSE, OPEN]) {
      const input = query === CLOSE ? { days: [] } : { from: TODAY, to: TODAY };
      for (const [as, code] of [
        ['anonymous', 'UNAUTHENTICATED'],
        [delivery.user(), 'FORBIDDEN'],
      ] as const)
        expect((await delivery.ask(as, query, { input })).errors?.[0]?.extensions.code).toBe(code);
    }
  });
});
