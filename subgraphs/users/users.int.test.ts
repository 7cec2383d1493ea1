import { demoAccounts, demoPeople } from '@depachika/demo/people.ts';
import { seedUsersDemo } from '@depachika/demo/seeds/users-seed.ts';
import { anonymous, serviceCaller } from '@depachika/identity/caller.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { WALKED, walkBothWays } from '@depachika/testing/walk-both-ways.ts';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ADD_ADDRESS,
  ADDRESS_INPUT,
  LOGIN,
  newAddress,
  newCustomer,
  REMOVE_ADDRESS,
  UPDATE_ADDRESS,
  type UsersUnderTest,
  userCaller,
  usersUnderTest,
} from './testing/test-users.ts';

let shop: UsersUnderTest;
beforeAll(async () => {
  shop = await usersUnderTest();
  await seedUsersDemo(shop);
});
afterAll(() => shop.close());

const PROFILE = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { __typename
  ... on UpdateProfileSuccess { user { name nameKana phone version } } ... on InvalidInput { field }
  ... on VersionConflict { currentVersion } } }`;
const ENTITIES = `query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on User { id email addresses { id } } ... on Address { id street } } }`;

const staff = userCaller(demoAccounts.staff.id, undefined, 'STAFF');
const admin = userCaller(demoAccounts.admin.id, undefined, 'ADMIN');
describe('profile', () => {
  it('changes only the fields given', async () => {
    const { caller } = await newCustomer(shop);
    const input = { expectedVersion: 1, phone: '03-1234-5678' };
    expect((await shop.ask(PROFILE, { input }, caller)).data.updateProfile.user).toEqual({
      name: '日本橋 花子',
      nameKana: 'ニホンバシ ハナコ',
      phone: '0312345678',
      version: 2,
    });
    expect((await shop.ask(PROFILE, { input }, caller)).data.updateProfile).toEqual({
      __typename: 'VersionConflict',
      currentVersion: 2,
    });
    const invalid = { expectedVersion: 2, nameKana: 'Hanako' };
    expect((await shop.ask(PROFILE, { input: invalid }, caller)).data.updateProfile).toEqual({
      __typename: 'InvalidInput',
      field: 'nameKana',
    });
  });
});

describe('who may read whom', () => {
  const referenceTo = (userId: string, addressId: string) => ({
    of: [
      { __typename: 'User', id: userId },
      { __typename: 'Address', id: addressId },
    ],
  });

  it('lets a customer see their own, staff anybody, and others nothing, other domains included', async () => {
    const owner = await newCustomer(shop);
    const { caller: stranger } = await newCustomer(shop);
    const { id } = await newAddress(shop, owner);
    const variables = referenceTo(owner.userId, id);
    const all = [
      { id: owner.userId, email: owner.email, addresses: [{ id }] },
      { id, street: '1-4-1' },
    ];
    for (const caller of [owner.caller, staff, admin]) {
      expect((await shop.ask(ENTITIES, variables, caller)).data._entities).toEqual(all);
    }
    for (const caller of [stranger, anonymous, serviceCaller('orders')]) {
      expect((await shop.ask(ENTITIES, variables, caller)).data._entities).toEqual([null, null]);
    }
  });

  it('answers nobody about me when nobody is logged in', async () => {
    expect((await shop.ask('{ me { id } }')).data.me).toBeNull();
  });

  it.each([
    ['{ users { nodes { id } } }'],
    [`{ user(id: "${demoAccounts.admin.id}") { id } }`],
    [
      `mutation { setUserRole(input: { userId: "${demoAccounts.staff.id}", role: ADMIN, expectedVersion: 1 }) { __typename } }`,
    ],
  ])('keeps %s for administrators', async (query) => {
    const { caller } = await newCustomer(shop);
    expect((await shop.ask(query, {}, anonymous)).codes).toEqual(['UNAUTHENTICATED']);
    expect((await shop.ask(query, {}, caller)).codes).toEqual(['FORBIDDEN']);
    expect((await shop.ask(query, {}, staff)).codes).toEqual(['FORBIDDEN']);
    expect((await shop.ask(query, {}, serviceCaller('analytics'))).codes).toEqual(['UNAUTHENTICATED']);
  });

  it.each([
    [ADD_ADDRESS, { input: ADDRESS_INPUT }],
    [UPDATE_ADDRESS, { input: { id: 'adr_1', expectedVersion: 1 } }],
    [REMOVE_ADDRESS, { id: 'adr_1' }],
    [PROFILE, { input: { expectedVersion: 1 } }],
  ])('edits nothing for nobody', async (query, variables) => {
    expect((await shop.ask(query, variables)).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('never hands out a password hash', () => {
    expect(JSON.stringify(shop.users.schema.getTypeMap().User?.toConfig())).not.toMatch(/password/i);
  });
});

describe('administrators', () => {
  const PAGE = `query ($first: Int, $after: String) { users(first: $first, after: $after) {
    nodes { id addresses { id } } pageInfo { hasNextPage endCursor } } }`;

  it('walk through all users from either end, each once, latest first', async () => {
    const page = async (args: string) =>
      (await shop.ask(`{ users(${args}) { ${WALKED} } }`, {}, admin)).data.users;
    const { forwards: seen, backwards } = await walkBothWays(page, 20);
    expect(backwards).toEqual(seen);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
    const [{ count }] = (await shop.database.query('SELECT count(*)::int AS count FROM users.users')) as [
      { count: number },
    ];
    expect(seen).toHaveLength(count);
  });

  it('cost the same statements for a page of any size', async () => {
    const counts: number[] = [];
    for (const first of [1, 40]) {
      const before = shop.database.statementCount();
      await shop.ask(PAGE, { first }, admin);
      counts.push(shop.database.statementCount() - before);
    }
    expect(counts).toEqual([2, 2]);
  });

  it.each([{ first: 0 }, { first: 101 }, { after: 'made up' }])('refuse a page of %j', async (variables) => {
    expect((await shop.ask(PAGE, variables, admin)).codes).toEqual(['BAD_USER_INPUT']);
  });
});

describe('references', () => {
  it('cost one statement for each type, however many there are', async () => {
    const of = demoPeople.flatMap(({ id, addresses }) => [
      { __typename: 'User', id },
      ...addresses.map((address) => ({ __typename: 'Address', id: address.id })),
    ]);
    const before = shop.database.statementCount();
    const { data } = await shop.ask(ENTITIES, { of }, staff);
    expect(data._entities).not.toContain(null);
    expect(shop.database.statementCount() - before).toBe(3);
  });
});

describe('postal codes', () => {
  const QUERY = `query ($code: String!) { postalCode(code: $code) { code prefecture municipality town point { latitude } } }`;

  it('tell anybody where they are', async () => {
    expect((await shop.ask(QUERY, { code: '１０３－００２２' })).data.postalCode).toMatchObject({
      code: '1030022',
      municipality: '中央区',
      town: '日本橋室町',
      point: { latitude: 35.6869 },
    });
    expect((await shop.ask(QUERY, { code: '0000000' })).data.postalCode).toBeNull();
    expect((await shop.ask(QUERY, { code: '12' })).codes).toEqual(['BAD_USER_INPUT']);
  });
});

describe('GetAddress', () => {
  const logger = createLogger({ service: 'users', level: 'silent' });
  const client = (caller: Parameters<ReturnType<typeof directRpc>['connector']>[0]) => {
    const rpc = directRpc();
    rpc.serve(shop.users.rpc, logger);
    return rpc.connector(caller).client(UserService);
  };

  it('gives a domain the address of this owner only', async () => {
    const owner = await newCustomer(shop);
    const { id } = await newAddress(shop, owner);
    const { getAddress } = client(serviceCaller('orders'));
    expect((await getAddress({ ownerId: owner.userId, addressId: id })).address).toMatchObject({
      id,
      postalCode: '1030022',
      point: { latitude: 35.6869, longitude: 139.774 },
    });
    expect((await getAddress({ ownerId: demoAccounts.staff.id, addressId: id })).address).toBeUndefined();
    expect((await getAddress({ ownerId: '\u0000', addressId: '\u0000' })).address).toBeUndefined();
  });

  it('tells delivery where postal codes are, and leaves out those that nobody knows', async () => {
    const { getPostalCodes } = client(serviceCaller('delivery'));
    const { postalCodes } = await getPostalCodes({ codes: ['1030022', '0000000'] });
    expect(postalCodes).toMatchObject([
      { code: '1030022', point: { latitude: 35.6869, longitude: 139.774 } },
    ]);
    await expect(getPostalCodes({ codes: [] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    const codes = ['1030022'];
    for (const other of [admin, serviceCaller('orders')])
      await expect(client(other).getPostalCodes({ codes })).rejects.toMatchObject({
        code: 'PERMISSION_DENIED',
      });
  });

  it('refuses people', async () => {
    await expect(client(admin).getAddress({ ownerId: '', addressId: '' })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });
});

describe('demo', () => {
  it('is loaded once, and its accounts can log in', async () => {
    await seedUsersDemo(shop);
    for (const { id, email, password } of Object.values(demoAccounts)) {
      const { login } = (await shop.ask(LOGIN, { email, password })).data;
      expect(login.session.user.id).toBe(id);
    }
  });
});

describe('key set', () => {
  it('is served without an identity', async () => {
    const http = Fastify();
    shop.users.routes(http);
    const answer = await http.inject('/.well-known/jwks.json');
    expect(answer.json()).toEqual(await shop.users.jwks());
    await http.close();
  });
});
