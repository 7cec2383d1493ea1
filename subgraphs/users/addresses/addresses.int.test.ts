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
