import { demoAccounts } from '@depachika/demo/people.ts';
import { seedUsersDemo } from '@depachika/demo/seeds/users-seed.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ADD_ADDRESS,
  ADDRESS_INPUT,
  atOnce,
  newAddress,
  newCustomer,
  REMOVE_ADDRESS,
  UPDATE_ADDRESS,
  type UsersUnderTest,
  userCaller,
  usersUnderTest,
} from '../testing/test-users.ts';

let shop: UsersUnderTest;
beforeAll(async () => {
  shop = await usersUnderTest();
  await seedUsersDemo(shop);
});
afterAll(() => shop.close());

const staff = userCaller(demoAccounts.staff.id, undefined, 'STAFF');
const admin = userCaller(demoAccounts.admin.id, undefined, 'ADMIN');

describe('addresses', () => {
  it('are stored in one form, with prefecture, ward and point from the postal code', async () => {
    const customer = await newCustomer(shop);
    expect(await newAddress(shop, customer)).toMatchObject({
      recipientKana: 'ハナコ',
      phone: '09012345678',
      postalCode: '1030022',
      prefecture: '東京都',
      municipality: '中央区',
      street: '1-4-1',
      building: '',
      version: 1,
      point: { latitude: 35.6869, longitude: 139.774 },
    });
  });

  it('have no point where the postal code is not known, and then need a prefecture', async () => {
    const { caller } = await newCustomer(shop);
    const input = { ...ADDRESS_INPUT, postalCode: '9999999' };
    expect((await shop.ask(ADD_ADDRESS, { input }, caller)).data.addAddress).toEqual({
      __typename: 'InvalidInput',
      field: 'prefecture',
    });
    const given = { ...input, prefecture: '沖縄県', municipality: '那覇市' };
    expect((await shop.ask(ADD_ADDRESS, { input: given }, caller)).data.addAddress.address.point).toBeNull();
  });

  it('move their point with their postal code', async () => {
    const customer = await newCustomer(shop);
    const { id } = await newAddress(shop, customer);
    const input = { id, expectedVersion: 1, postalCode: '1600022' };
    expect(
      (await shop.ask(UPDATE_ADDRESS, { input }, customer.caller)).data.updateAddress.address,
    ).toMatchObject({
      municipality: '新宿区',
      street: '1-4-1',
      version: 2,
      point: { latitude: 35.6917, longitude: 139.7094 },
    });
  });

  it('are changed by one of many who saw the same version', async () => {
    const customer = await newCustomer(shop);
    const { id } = await newAddress(shop, customer);
    const answers = await atOnce(6, async (index) => {
      const input = { id, expectedVersion: 1, street: `${index}` };
      return (await shop.ask(UPDATE_ADDRESS, { input }, customer.caller)).data.updateAddress;
    });
    const conflicts = answers.filter(({ __typename }) => __typename === 'VersionConflict');
    expect(conflicts).toEqual(
      Array(5).fill({ __typename: 'VersionConflict', expectedVersion: 1, currentVersion: 2 }),
    );
  });

  it('are at most fifty, also when many are added at once', async () => {
    const { caller } = await newCustomer(shop);
    const answers = await atOnce(
      55,
      async () => (await shop.ask(ADD_ADDRESS, { input: ADDRESS_INPUT }, caller)).data.addAddress,
    );
    const refused = answers.filter(({ __typename }) => __typename === 'TooManyAddresses');
    expect(refused).toEqual(Array(5).fill({ __typename: 'TooManyAddresses', limit: 50 }));
    const { data } = await shop.ask('{ me { addresses { id } } }', {}, caller);
    expect(data.me.addresses).toHaveLength(50);
    const ids = data.me.addresses.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(ids.toSorted().reverse());
  });

  it('of others do not exist for a customer, nor for staff to edit', async () => {
    const owner = await newCustomer(shop);
    const { caller: stranger } = await newCustomer(shop);
    const { id } = await newAddress(shop, owner);
    for (const caller of [stranger, staff, admin]) {
      const input = { id, expectedVersion: 1, street: 'x' };
      expect((await shop.ask(UPDATE_ADDRESS, { input }, caller)).data.updateAddress).toEqual({
        __typename: 'NotFound',
        id,
      });
      expect((await shop.ask(REMOVE_ADDRESS, { id }, caller)).data.removeAddress).toEqual({
        __typename: 'NotFound',
      });
    }
    const { data } = await shop.ask(`query ($id: ID!) { me { address(id: $id) { id } } }`, { id }, stranger);
    expect(data.me.address).toBeNull();
    expect((await shop.ask(REMOVE_ADDRESS, { id }, owner.caller)).data.removeAddress).toEqual({
      __typename: 'RemoveAddressSuccess',
    });
    expect((await shop.ask(REMOVE_ADDRESS, { id: '\u0000' }, owner.caller)).data.removeAddress).toEqual({
      __typename: 'NotFound',
    });
  });
});

describe('an address that contradicts itself', () => {
  const WRONG = '__typename ... on InvalidInput { field allowed fields { field allowed } }';
  const KEPT = '{ address { id version ownPoint postalCode municipality point { latitude longitude } } }';
  const ADD = `mutation ($input: AddAddressInput!) {
    addAddress(input: $input) { ${WRONG} ... on AddAddressSuccess ${KEPT} } }`;
  const UPDATE = `mutation ($input: UpdateAddressInput!) {
    updateAddress(input: $input) { ${WRONG} ... on UpdateAddressSuccess ${KEPT} } }`;
  const fieldsOf = ({ fields }: { fields: { field: string }[] }) => fields.map(({ field }) => field);
  /** Degrees of latitude for so many metres. */
  const degrees = (metres: number) => metres / 111_195;
  const ROOM = { latitude: 35.6869, longitude: 139.774 };

  async function add(input: object, customer?: Awaited<ReturnType<typeof newCustomer>>) {
    const { caller } = customer ?? (await newCustomer(shop));
    return (await shop.ask(ADD, { input: { ...ADDRESS_INPUT, ...input } }, caller)).data.addAddress;
  }

  it('is refused by the name of its municipality', async () => {
    expect(await add({ prefecture: '東京都', municipality: '新宿区' })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'municipality',
      allowed: expect.stringContaining('中央区'),
    });
  });

  it('is refused by every field that is wrong, the unreadable ones too', async () => {
    const refused = await add({ prefecture: '北海道', municipality: '札幌市', phone: '1', street: '' });
    expect(refused.field).toBe('phone');
    expect(fieldsOf(refused)).toEqual(['phone', 'street', 'prefecture', 'municipality']);
    const unknown = await add({ postalCode: '9999999' });
    expect(fieldsOf(unknown)).toEqual(['prefecture', 'municipality']);
  });

  it('is refused 2.1 km from its postal code, and kept 1.9 km from it', async () => {
    const far = { ...ROOM, latitude: ROOM.latitude + degrees(2_100) };
    expect(fieldsOf(await add(far))).toEqual(['latitude', 'longitude']);
    const near = { ...ROOM, latitude: ROOM.latitude + degrees(1_900) };
    expect((await add(near)).address).toMatchObject({ ownPoint: true, point: near });
  });

  it('is refused with half a point or one off the Earth', async () => {
    expect(fieldsOf(await add({ latitude: 35.6869 }))).toEqual(['longitude']);
    expect(fieldsOf(await add({ latitude: 91, longitude: -181 }))).toEqual(['latitude', 'longitude']);
  });

  it("gives a building with a postal code of its own its place, which is not another city's", async () => {
    const building = { postalCode: '103-6190', prefecture: '東京都', municipality: '中央区' };
    expect((await add(building)).address).toMatchObject({ ownPoint: false, point: null });
    expect((await add({ ...building, ...ROOM })).address).toMatchObject({ ownPoint: true, point: ROOM });
    const elsewhere = { ...building, ...ROOM, prefecture: '北海道', municipality: '札幌市' };
    expect(fieldsOf(await add(elsewhere))).toEqual(['prefecture', 'municipality']);
  });

  it('does not come from an edit: what is kept must agree with what is new', async () => {
    const customer = await newCustomer(shop);
    const { id } = (await add(ROOM, customer)).address;
    const edit = async (input: object, expectedVersion = 1) =>
      (await shop.ask(UPDATE, { input: { id, expectedVersion, ...input } }, customer.caller)).data
        .updateAddress;
    expect(fieldsOf(await edit({ municipality: '港区' }))).toEqual(['municipality']);
    expect(fieldsOf(await edit({ postalCode: '1600022' }))).toEqual(['latitude', 'longitude']);
    expect((await edit({ street: '2-1' })).address).toMatchObject({
      version: 2,
      ownPoint: true,
      point: ROOM,
    });
    expect((await edit({ postalCode: '1600022', dropOwnPoint: true }, 2)).address).toMatchObject({
      municipality: '新宿区',
      ownPoint: false,
      point: { latitude: 35.6917, longitude: 139.7094 },
    });
  });

  it('is read as it is when it is older than the rule, and an edit asks that it agrees', async () => {
    const customer = await newCustomer(shop);
    const { id } = (await add({}, customer)).address;
    await shop.database.query(
      "UPDATE users.addresses SET prefecture = '北海道', municipality = '札幌市' WHERE id = $1",
      [id],
    );
    const { data } = await shop.ask('{ me { addresses { id municipality } } }', {}, customer.caller);
    expect(data.me.addresses).toEqual([{ id, municipality: '札幌市' }]);
    const edit = async (input: object) =>
      (await shop.ask(UPDATE, { input: { id, expectedVersion: 1, ...input } }, customer.caller)).data
        .updateAddress;
    expect(fieldsOf(await edit({ street: '2-1' }))).toEqual(['prefecture', 'municipality']);
    const right = { street: '2-1', prefecture: '東京都', municipality: '中央区' };
    expect((await edit(right)).address).toMatchObject({ version: 2, municipality: '中央区', point: ROOM });
  });

  it.each([
    ['half a point', 'latitude = 35.7, longitude = NULL'],
    ['a point off the Earth', 'latitude = 35.7, longitude = 181'],
    ['an own point that is none', 'latitude = NULL, longitude = NULL, own_point = true'],
  ])('cannot be written with %s', async (_, change) => {
    const { id } = (await add({})).address;
    const written = shop.database.query(`UPDATE users.addresses SET ${change} WHERE id = $1`, [id]);
    await expect(written).rejects.toThrow(/check/);
  });

  it('finds its point among the towns of a postal code that has several', async () => {
    await shop.database.query(
      `INSERT INTO users.postal_codes (code, prefecture, municipality, town, latitude, longitude)
       VALUES ('4980000', '三重県', '木曽岬町', '見入', 35.06, 136.73), ('4980000', '愛知県', '弥富市', '前ケ須', 35.11, 136.73)`,
    );
    const there = { postalCode: '4980000', prefecture: '愛知県' };
    expect((await add({ ...there, municipality: '弥富市' })).address.point).toEqual({
      latitude: 35.11,
      longitude: 136.73,
    });
    expect(fieldsOf(await add({ ...there, municipality: '木曽岬町' }))).toEqual(['municipality']);
  });
});
