import { anonymous, type Caller, type Role } from '@depachika/identity/caller.ts';
import { SESSION_REVOKED } from '@depachika/schema/channels.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedPostalCodes } from '../postal-codes/postal-code-store.ts';
import { askedByNotifications, linkTo, mailsTo, writtenMail } from '../testing/test-mails.ts';
import {
  ADD_ADDRESS,
  ADDRESS_INPUT,
  atOnce,
  LOGIN,
  newAddress,
  newCustomer,
  PASSWORD,
  REFRESH,
  REGISTER,
  type UsersUnderTest,
  userCaller,
  usersUnderTest,
} from '../testing/test-users.ts';

const DELETE = `mutation ($password: String!) { deleteAccount(input: { password: $password }) { __typename
  ... on DeleteAccountSuccess { deletedAt } ... on StaffAccount { role } } }`;
const EXPORT = '{ me { dataExport } }';
const ENTITY = `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) {
  ... on User { id email name phone deletedAt addresses { id } defaultAddress { id } } } }`;
const PROFILE = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { __typename } }`;

let shop: UsersUnderTest;
beforeAll(async () => {
  shop = await usersUnderTest();
  await seedPostalCodes(shop);
});
afterAll(() => shop.close());

const remove = async (caller: Caller, password = PASSWORD) =>
  (await shop.ask(DELETE, { password }, caller)).data.deleteAccount;

/** Everything that any table of the domain, its outbox included, holds of a word. */
async function rowsWith(word: string): Promise<string[]> {
  const tables = await shop.database.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'users' AND table_type = 'BASE TABLE'`,
  );
  const found = await Promise.all(
    tables.map(({ name }) =>
      shop.database.query<{ row: string }>(
        `SELECT '${name}: ' || t::text AS row FROM users."${name}" t WHERE position($1 in t::text) > 0`,
        [word],
      ),
    ),
  );
  return found.flat().map(({ row }) => row);
}

describe('an account that its owner deletes', () => {
  it('leaves nothing personal in any table, and its id', async () => {
    const owner = await newCustomer(shop);
    await newAddress(shop, owner);
    const { email, userId, caller } = owner;
    expect((await rowsWith('09012345678')).length).toBeGreaterThan(0);
    expect((await remove(caller)).__typename).toBe('DeleteAccountSuccess');
    expect((await rowsWith(email)).map((row) => row.split(':')[0])).toEqual(['account_mails']);
    expect(await writtenMail(shop, { email, kind: 'ACCOUNT_DELETED_TOLD' })).toMatchObject({
      email,
      name: '',
      token: '',
    });
    shop.clock.advance(25 * 60 * 60_000);
    await shop.database.query('DELETE FROM users.account_mails WHERE expires_at < $1', [shop.clock.now()]);
    for (const word of [email, '日本橋 花子', 'ニホンバシ ハナコ', '09012345678'])
      expect(await rowsWith(word)).toEqual([]);
    const admin = userCaller((await newCustomer(shop)).userId, undefined, 'ADMIN');
    expect((await shop.ask(ENTITY, { id: userId }, admin)).data._entities).toEqual([
      {
        id: userId,
        email: '',
        name: '',
        phone: '',
        deletedAt: expect.any(String),
        addresses: [],
        defaultAddress: null,
      },
    ]);
  });

  it('tells the other domains by its id alone', async () => {
    const { userId, caller } = await newCustomer(shop);
    await remove(caller);
    const events = await shop.database.query<{ event: { type: string; data: object } }>(
      'SELECT event FROM users.outbox_events WHERE key = $1 ORDER BY position',
      [userId],
    );
    expect(events.at(-1)!.event).toMatchObject({ type: 'depachika.users.UserDeleted.v1', data: { userId } });
    expect((await askedByNotifications(shop).getContact({ userId })).contact).toBeUndefined();
  });

  it('is logged in to by nobody, with any session, link or device of before', async () => {
    const { email, caller, sessionId, refreshToken } = await newCustomer(shop);
    const link = await linkTo(shop, email, 'VERIFY_EMAIL');
    const told: string[] = [];
    expect(await shop.users.isSessionActive(sessionId)).toBe(true);
    const stop = shop.pubSub.subscribe(SESSION_REVOKED, (id) => told.push(id));
    await remove(caller);
    stop();
    expect(told).toEqual([sessionId]);
    expect(await shop.users.isSessionActive(sessionId)).toBe(false);
    expect((await shop.ask(REFRESH, { token: refreshToken })).data.refreshSession.__typename).toBe(
      'SessionEnded',
    );
    for (const name of [email, ''])
      expect((await shop.ask(LOGIN, { email: name, password: PASSWORD })).data.login.__typename).toBe(
        'InvalidCredentials',
      );
    const verify = `mutation ($token: String!) { verifyEmail(input: { token: $token }) { __typename } }`;
    expect((await shop.ask(verify, { token: link })).data.verifyEmail.__typename).toBe('InvalidLink');
    expect((await remove(caller)).__typename).toBe('WrongPassword');
    expect((await shop.ask(ADD_ADDRESS, { input: ADDRESS_INPUT }, caller)).data.addAddress.__typename).toBe(
      'TooManyAddresses',
    );
    expect((await shop.ask(PROFILE, { input: { expectedVersion: 2, name: '花子' } }, caller)).codes).toEqual([
      'UNAUTHENTICATED',
    ]);
  });

  it('leaves its address to whoever registers it next', async () => {
    const { email, caller, userId } = await newCustomer(shop);
    await remove(caller);
    const input = { email, password: PASSWORD, name: '花子' };
    const { session } = (await shop.ask(REGISTER, { input })).data.register;
    expect(session.user.id).not.toBe(userId);
    expect((await mailsTo(shop, email))[0]!.kind).toBe('VERIFY_EMAIL');
  });

  it('is deleted once of many times at once, and leaves no session behind when logins race it', async () => {
    const { email, userId, caller } = await newCustomer(shop);
    const [answers] = await Promise.all([
      atOnce(3, () => remove(caller)),
      atOnce(3, () => shop.ask(LOGIN, { email, password: PASSWORD })),
    ]);
    expect(answers.filter(({ __typename }) => __typename === 'DeleteAccountSuccess')).toHaveLength(1);
    expect(await shop.database.query('SELECT 1 FROM users.sessions WHERE user_id = $1', [userId])).toEqual(
      [],
    );
  });
});

describe('deleting an account', () => {
  it('needs its password, and somebody who is signed in', async () => {
    const { caller, email } = await newCustomer(shop);
    expect(await remove(caller, 'wrong password')).toEqual({ __typename: 'WrongPassword' });
    expect((await shop.ask(DELETE, { password: PASSWORD })).codes).toEqual(['UNAUTHENTICATED']);
    expect((await shop.ask(LOGIN, { email, password: PASSWORD })).data.login.__typename).toBe('LoginSuccess');
  });

  it.each<Role>(['STAFF', 'ADMIN'])(
    'is refused to whoever is %s, the last administrator included',
    async (role) => {
      const { userId, sessionId } = await newCustomer(shop);
      await shop.database.query('UPDATE users.users SET role = $2 WHERE id = $1', [userId, role]);
      expect(await remove(userCaller(userId, sessionId, role))).toEqual({ __typename: 'StaffAccount', role });
      expect(await shop.users.isSessionActive(sessionId)).toBe(true);
    },
  );

  it('leaves nothing that administrators could change', async () => {
    const { userId, caller } = await newCustomer(shop);
    await remove(caller);
    const admin = userCaller((await newCustomer(shop)).userId, undefined, 'ADMIN');
    const input = { userId, expectedVersion: 2 };
    const role = `mutation ($input: SetUserRoleInput!) { setUserRole(input: $input) { __typename } }`;
    expect(
      (await shop.ask(role, { input: { ...input, role: 'STAFF' } }, admin)).data.setUserRole.__typename,
    ).toBe('NotFound');
    const disable = `mutation ($input: DisableUserInput!) { disableUser(input: $input) { __typename } }`;
    expect(
      (await shop.ask(disable, { input: { ...input, reason: '理由' } }, admin)).data.disableUser.__typename,
    ).toBe('NotFound');
  });
});

describe('what users holds of somebody', () => {
  it('is all there for its owner, and holds no secret', async () => {
    const owner = await newCustomer(shop);
    const { id } = await newAddress(shop, owner);
    const { email, userId, caller, sessionId } = owner;
    const text = (await shop.ask(EXPORT, {}, caller)).data.me.dataExport;
    expect(JSON.parse(text)).toMatchObject({
      account: { id: userId, email, name: '日本橋 花子', nameKana: 'ニホンバシ ハナコ', language: 'ja' },
      addresses: [{ id, recipientName: '花子', phone: '09012345678' }],
      sessions: [{ id: sessionId }],
    });
    expect(text).not.toMatch(/argon2|hash/i);
  });

  it('is for nobody else, staff neither', async () => {
    const { userId } = await newCustomer(shop);
    const query = `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) {
      ... on User { dataExport sessions { id } } } }`;
    const staff = userCaller((await newCustomer(shop)).userId, undefined, 'ADMIN');
    expect((await shop.ask(query, { id: userId }, staff)).codes[0]).toBe('FORBIDDEN');
    expect((await shop.ask(query, { id: userId }, anonymous)).data._entities).toEqual([null]);
  });
});
