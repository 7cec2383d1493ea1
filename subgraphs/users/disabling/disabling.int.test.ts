import { anonymous, type Caller, serviceCaller } from '@depachika/identity/caller.ts';
import { SESSION_REVOKED } from '@depachika/schema/channels.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  atOnce,
  newCustomer,
  PASSWORD,
  REFRESH,
  type UsersUnderTest,
  userCaller,
  usersUnderTest,
} from '../testing/test-users.ts';

const REASON = '盗難カードの疑い';
const change = (name: string) => `mutation ($input: ${name}Input!) {
  change: ${name[0]!.toLowerCase()}${name.slice(1)}(input: $input) { __typename
    ... on ${name}Success { user { id version disabled { at reason by { id } } } } ... on VersionConflict { currentVersion }
    ... on InvalidInput { field } ... on LastAdministrator { userId } } }`;
const DISABLE = change('DisableUser');
const ENABLE = change('EnableUser').replace(' ... on LastAdministrator { userId }', '');
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { __typename
  ... on LoginSuccess { deviceToken session { refreshToken user { id version } } } } }`;
const SET_ROLE = `mutation ($input: SetUserRoleInput!) { setUserRole(input: $input) { __typename } }`;

let shop: UsersUnderTest;
let admin: Awaited<ReturnType<typeof newAdmin>>;
beforeAll(async () => {
  shop = await usersUnderTest();
  admin = await newAdmin();
});
afterAll(() => shop.close());

async function newAdmin() {
  const { userId, sessionId, email } = await newCustomer(shop);
  await shop.database.query(`UPDATE users.users SET role = 'ADMIN' WHERE id = $1`, [userId]);
  return { userId, sessionId, email, caller: userCaller(userId, sessionId, 'ADMIN') };
}

interface Asked {
  readonly by?: Caller;
  readonly reason?: string;
  readonly expectedVersion?: number;
}

async function changed(mutation: string, userId: string, asked: Asked) {
  const { by = admin.caller, reason = REASON, expectedVersion = 1 } = asked;
  return (await shop.ask(mutation, { input: { userId, reason, expectedVersion } }, by)).data.change;
}

const disable = (userId: string, asked: Asked = {}) => changed(DISABLE, userId, asked);
const enable = (userId: string, asked: Asked = {}) =>
  changed(ENABLE, userId, { expectedVersion: 2, ...asked });

async function login(email: string, { password = PASSWORD, deviceToken = '' } = {}) {
  return (await shop.ask(LOGIN, { input: { email, password, deviceToken } })).data.login;
}

describe('an account that is disabled', () => {
  it('has all its sessions ended at once, and none refreshed', async () => {
    const { email, userId, sessionId, refreshToken } = await newCustomer(shop);
    const { session } = await login(email);
    expect(await shop.users.isSessionActive(sessionId)).toBe(true);
    const told: string[] = [];
    const stop = shop.pubSub.subscribe(SESSION_REVOKED, (id) => told.push(id));
    expect((await disable(userId)).__typename).toBe('DisableUserSuccess');
    stop();
    expect(told).toHaveLength(2);
    expect(told).toContain(sessionId);
    expect(await shop.users.isSessionActive(sessionId)).toBe(false);
    for (const token of [refreshToken, session.refreshToken])
      expect((await shop.ask(REFRESH, { token })).data.refreshSession.__typename).toBe('SessionEnded');
  });

  it('tells so to those alone who know its password', async () => {
    const { email, userId } = await newCustomer(shop);
    await disable(userId);
    expect(await login(email, { password: 'wrong password' })).toEqual({ __typename: 'InvalidCredentials' });
    expect(await login(email)).toEqual({ __typename: 'AccountDisabled' });
  });

  it('knows no device any more, and is logged in to as before when it is open again', async () => {
    const { email, userId } = await newCustomer(shop);
    const { deviceToken } = await login(email);
    await disable(userId);
    expect(await login(email, { deviceToken })).toEqual({ __typename: 'AccountDisabled' });
    expect(await shop.database.query('SELECT 1 FROM users.devices WHERE user_id = $1', [userId])).toEqual([]);
    const { user } = await enable(userId);
    expect(user).toEqual({ id: userId, version: 3, disabled: null });
    const again = await login(email, { deviceToken });
    expect(again).toMatchObject({
      __typename: 'LoginSuccess',
      session: { user: { id: userId, version: 3 } },
    });
    expect(again.deviceToken).not.toBe(deviceToken);
  });

  it('leaves no open session behind when logins race it', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { email, userId } = await newCustomer(shop);
      const [, ...answers] = await Promise.all([
        disable(userId),
        ...Array.from({ length: 6 }, () => login(email)),
      ]);
      for (const { __typename } of answers) expect(['LoginSuccess', 'AccountDisabled']).toContain(__typename);
      const open = 'SELECT 1 FROM users.sessions WHERE user_id = $1 AND ended_at IS NULL';
      expect(await shop.database.query(open, [userId])).toEqual([]);
    }
  });

  it('keeps for good who did what, and why', async () => {
    const { userId } = await newCustomer(shop);
    const other = await newAdmin();
    await disable(userId);
    await enable(userId, { by: other.caller, reason: '本人確認済み' });
    const changes = await shop.database.query(
      'SELECT version, change, reason, actor_id FROM users.account_changes WHERE user_id = $1 ORDER BY version',
      [userId],
    );
    expect(changes).toEqual([
      { version: 2, change: 'DISABLED', reason: REASON, actor_id: admin.userId },
      { version: 3, change: 'ENABLED', reason: '本人確認済み', actor_id: other.userId },
    ]);
  });

  it('shows to staff why and by whom, and to nobody else', async () => {
    const customer = await newCustomer(shop);
    const { user } = await disable(customer.userId);
    const by = { id: admin.userId };
    expect(user).toEqual({
      id: customer.userId,
      version: 2,
      disabled: { at: expect.any(String), reason: REASON, by },
    });
    const ENTITY = `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) {
      ... on User { id disabled { reason by { id } } } } }`;
    const staff = userCaller((await newCustomer(shop)).userId, undefined, 'STAFF');
    const { data } = await shop.ask(ENTITY, { id: customer.userId }, staff);
    expect(data._entities).toEqual([{ id: customer.userId, disabled: { reason: REASON, by } }]);
    expect((await shop.ask(ENTITY, { id: customer.userId }, customer.caller)).codes).toEqual(['FORBIDDEN']);
  });
});

describe('disabling', () => {
  it.each<[string, Caller, string]>([
    ['nobody', anonymous, 'UNAUTHENTICATED'],
    ['a customer', userCaller('usr_01h455vb4pex5vsknk084sn02q'), 'FORBIDDEN'],
    ['staff', userCaller('usr_01h455vb4pex5vsknk084sn02q', undefined, 'STAFF'), 'FORBIDDEN'],
    ['another domain', serviceCaller('analytics'), 'UNAUTHENTICATED'],
  ])('is not for %s', async (_, by, code) => {
    const { userId, email } = await newCustomer(shop);
    const input = { userId, reason: REASON, expectedVersion: 1 };
    for (const mutation of [DISABLE, ENABLE])
      expect((await shop.ask(mutation, { input }, by)).codes).toEqual([code]);
    expect((await login(email)).__typename).toBe('LoginSuccess');
  });

  it('needs a reason, an account, and the version that it has', async () => {
    const { userId } = await newCustomer(shop);
    for (const reason of [' ', '理'.repeat(501)])
      expect(await disable(userId, { reason })).toEqual({ __typename: 'InvalidInput', field: 'reason' });
    expect((await disable('usr_01h455vb4pex5vsknk084sn02q')).__typename).toBe('NotFound');
    expect((await disable('\u0000')).__typename).toBe('NotFound');
    expect(await disable(userId, { expectedVersion: 2 })).toMatchObject({ currentVersion: 1 });
    expect((await enable(userId, { expectedVersion: 1 })).__typename).toBe('AccountEnabled');
    await disable(userId);
    expect((await disable(userId, { expectedVersion: 2 })).__typename).toBe('AccountDisabled');
    expect((await enable(userId, { expectedVersion: 1 })).__typename).toBe('VersionConflict');
    expect((await enable(userId, { reason: '' })).__typename).toBe('InvalidInput');
  });

  it('happens once of many times at once', async () => {
    const { userId } = await newCustomer(shop);
    const answers = await atOnce(5, () => disable(userId));
    expect(answers.filter(({ __typename }) => __typename === 'DisableUserSuccess')).toHaveLength(1);
    expect(answers.filter(({ __typename }) => __typename === 'VersionConflict')).toHaveLength(4);
  });

  it('is refused for the own account', async () => {
    expect((await disable(admin.userId)).__typename).toBe('OwnAccount');
    expect(await shop.users.isSessionActive(admin.sessionId)).toBe(true);
  });
});

describe('the last administrator who is not disabled', () => {
  it('stays one, also when all disable each other at once', async () => {
    for (let round = 0; round < 3; round += 1) {
      await shop.database.query(`UPDATE users.users SET role = 'CUSTOMER' WHERE role = 'ADMIN'`);
      const admins = await atOnce(3, newAdmin);
      await atOnce(3, (index) => disable(admins[(index + 1) % 3]!.userId, { by: admins[index]!.caller }));
      const active = await shop.database.query(
        `SELECT id FROM users.users WHERE role = 'ADMIN' AND disabled_at IS NULL`,
      );
      expect(active).toHaveLength(1);
    }
  });

  it('keeps the role, though there is another one who is disabled', async () => {
    await shop.database.query(`UPDATE users.users SET role = 'CUSTOMER' WHERE role = 'ADMIN'`);
    const [first, second] = [await newAdmin(), await newAdmin()];
    await disable(second.userId, { by: first.caller });
    const input = { userId: first.userId, role: 'STAFF', expectedVersion: 1 };
    const { data } = await shop.ask(SET_ROLE, { input }, first.caller);
    expect(data.setUserRole.__typename).toBe('LastAdministrator');
  });
});
