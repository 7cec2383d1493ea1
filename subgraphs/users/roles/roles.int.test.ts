import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accessClaims,
  atOnce,
  LOGIN,
  newCustomer,
  PASSWORD,
  type UsersUnderTest,
  userCaller,
  usersUnderTest,
} from '../testing/test-users.ts';

let shop: UsersUnderTest;
beforeAll(async () => {
  shop = await usersUnderTest();
});
afterAll(() => shop.close());

const login = async (email: string, password: string) =>
  (await shop.ask(LOGIN, { email, password })).data.login;
const kinds = (answers: readonly { __typename: string }[]) =>
  answers.map(({ __typename }) => __typename).sort();

describe('role change', () => {
  const SET = `mutation ($input: SetUserRoleInput!) { setUserRole(input: $input) { __typename
    ... on SetUserRoleSuccess { user { role version } } ... on VersionConflict { currentVersion }
    ... on LastAdministrator { userId } } }`;
  const admin = userCaller('usr_01h455vb4pex5vsknk084sn02q', undefined, 'ADMIN');
  const setRole = async (userId: string, role: string, expectedVersion = 1) =>
    (await shop.ask(SET, { input: { userId, role, expectedVersion } }, admin)).data.setUserRole;
  const newAdmin = async () => {
    const { userId, sessionId } = await newCustomer(shop);
    await shop.database.query(`UPDATE users.users SET role = 'ADMIN' WHERE id = $1`, [userId]);
    return { userId, sessionId };
  };
  const administrators = async () =>
    (await shop.database.query<{ id: string }>(`SELECT id FROM users.users WHERE role = 'ADMIN'`)).map(
      ({ id }) => id,
    );

  it('ends every session of the user, whose tokens carry the old rights', async () => {
    const customer = await newCustomer(shop);
    await shop.users.isSessionActive(customer.sessionId);
    const answers = await atOnce(5, () => setRole(customer.userId, 'STAFF'));
    expect(kinds(answers)).toEqual(['SetUserRoleSuccess', ...Array(4).fill('VersionConflict')]);
    expect(await shop.users.isSessionActive(customer.sessionId)).toBe(false);
    const { session } = await login(customer.email, PASSWORD);
    expect(await accessClaims(shop.users, session.accessToken, shop.clock.now())).toMatchObject({
      roles: ['STAFF'],
      scopes: expect.arrayContaining(['orders:manage']),
    });
  });

  it('is refused to the last administrator, whose sessions go on', async () => {
    const { userId, sessionId } = await newAdmin();
    for (const role of ['STAFF', 'CUSTOMER'])
      expect(await setRole(userId, role)).toEqual({ __typename: 'LastAdministrator', userId });
    expect(await setRole(userId, 'STAFF', 2)).toEqual({ __typename: 'VersionConflict', currentVersion: 1 });
    expect(await shop.users.isSessionActive(sessionId)).toBe(true);
    expect(await setRole(userId, 'ADMIN')).toMatchObject({ user: { role: 'ADMIN', version: 2 } });

    const other = await newCustomer(shop);
    expect(await setRole(other.userId, 'ADMIN')).toMatchObject({ user: { role: 'ADMIN' } });
    expect(await setRole(userId, 'STAFF', 2)).toMatchObject({ user: { role: 'STAFF' } });
    expect(await setRole(other.userId, 'CUSTOMER', 2)).toMatchObject({ __typename: 'LastAdministrator' });
    expect(await administrators()).toEqual([other.userId]);
  });

  it('leaves one administrator when all are demoted at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      await shop.database.query(`UPDATE users.users SET role = 'CUSTOMER' WHERE role = 'ADMIN'`);
      const admins = await atOnce(4, newAdmin);
      const answers = await atOnce(4, (index) => setRole(admins[index]!.userId, 'STAFF'));
      expect(kinds(answers)).toEqual(['LastAdministrator', ...Array(3).fill('SetUserRoleSuccess')]);
      expect(await administrators()).toHaveLength(1);
    }
  });
});
