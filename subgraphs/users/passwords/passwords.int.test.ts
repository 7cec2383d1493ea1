import { anonymous, type Caller } from '@depachika/identity/caller.ts';
import { SESSION_REVOKED } from '@depachika/schema/channels.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkTo, mailsTo, writtenMail } from '../testing/test-mails.ts';
import {
  atOnce,
  LOGIN,
  newCustomer,
  PASSWORD,
  REFRESH,
  someEmail,
  type UsersUnderTest,
  usersUnderTest,
} from '../testing/test-users.ts';

const NEW_PASSWORD = 'どらやきを六個ください';
const REQUEST = `mutation ($email: String!) { requestPasswordReset(input: { email: $email }) { __typename
  ... on RequestPasswordResetSuccess { email } ... on InvalidInput { field } ... on TooManyAttempts { retryAt } } }`;
const RESET = `mutation ($token: String!, $newPassword: String!) {
  resetPassword(input: { token: $token, newPassword: $newPassword }) { __typename
    ... on ResetPasswordSuccess { email } ... on InvalidInput { field } } }`;
const CHANGE = `mutation ($currentPassword: String!, $newPassword: String!) {
  changePassword(input: { currentPassword: $currentPassword, newPassword: $newPassword }) { __typename
    ... on ChangePasswordSuccess { endedCount } ... on InvalidInput { field } ... on TooManyAttempts { retryAt } } }`;
const DISABLE = `UPDATE users.users SET disabled_at = now(), disabled_reason = 'x', disabled_by = 'usr_x' WHERE id = $1`;

let shop: UsersUnderTest;
beforeAll(async () => {
  shop = await usersUnderTest({ USERS_MAILS_PER_NETWORK: '10' });
});
afterAll(() => shop.close());

const request = async (email: string, caller: Caller = anonymous) =>
  (await shop.ask(REQUEST, { email }, caller)).data.requestPasswordReset;
const reset = async (token: string, newPassword = NEW_PASSWORD, caller: Caller = anonymous) =>
  (await shop.ask(RESET, { token, newPassword }, caller)).data.resetPassword;
const change = async (caller: Caller, currentPassword = PASSWORD, newPassword = NEW_PASSWORD) =>
  (await shop.ask(CHANGE, { currentPassword, newPassword }, caller)).data.changePassword;
const login = async (email: string, password: string) =>
  (await shop.ask(LOGIN, { email, password })).data.login;

async function resetLink(email: string): Promise<string> {
  await request(email);
  return linkTo(shop, email, 'RESET_PASSWORD');
}

describe('a forgotten password', () => {
  it('is replaced by the link, which ends all sessions, proves the mailbox, and is told', async () => {
    const { email, userId, sessionId, refreshToken } = await newCustomer(shop);
    const other = await login(email, PASSWORD);
    const told: string[] = [];
    const stop = shop.pubSub.subscribe(SESSION_REVOKED, (id) => told.push(id));
    expect(await reset(await resetLink(email))).toEqual({ __typename: 'ResetPasswordSuccess', email });
    stop();
    expect(told).toHaveLength(2);
    expect(await shop.users.isSessionActive(sessionId)).toBe(false);
    for (const token of [refreshToken, other.session.refreshToken])
      expect((await shop.ask(REFRESH, { token })).data.refreshSession.__typename).toBe('SessionEnded');
    expect((await login(email, PASSWORD)).__typename).toBe('InvalidCredentials');
    expect((await login(email, NEW_PASSWORD)).session.user.id).toBe(userId);
    expect((await mailsTo(shop, email))[0]).toMatchObject({ kind: 'PASSWORD_CHANGED', userId });
    expect(
      await shop.database.query('SELECT 1 FROM users.users WHERE id = $1 AND email_verified_at IS NOT NULL', [
        userId,
      ]),
    ).toHaveLength(1);
  });

  it('is replaced once by a link, also when it is shown five times at once', async () => {
    const { email } = await newCustomer(shop);
    const token = await resetLink(email);
    const answers = await atOnce(5, (index) => reset(token, `${NEW_PASSWORD}${index}`));
    expect(answers.filter(({ __typename }) => __typename === 'ResetPasswordSuccess')).toHaveLength(1);
    expect(answers.filter(({ __typename }) => __typename === 'InvalidLink')).toHaveLength(4);
  });

  it('is not replaced after half an hour, by an older link, or by somebody who is signed in as another', async () => {
    const { email } = await newCustomer(shop);
    const { caller: stranger } = await newCustomer(shop);
    const late = await resetLink(email);
    shop.clock.advance(30 * 60_000);
    expect(await reset(late)).toEqual({ __typename: 'InvalidLink' });
    const [first, second] = [await resetLink(email), await resetLink(email)];
    expect(await reset(second, NEW_PASSWORD, stranger)).toEqual({ __typename: 'InvalidLink' });
    expect((await reset(second)).__typename).toBe('ResetPasswordSuccess');
    expect(await reset(first)).toEqual({ __typename: 'InvalidLink' });
  });

  it('is not replaced by one that is not allowed, and the link stays good', async () => {
    const { email } = await newCustomer(shop);
    const token = await resetLink(email);
    for (const password of ['short', 'password123', 'ニホンバシハナコ日本橋花子'])
      expect(await reset(token, password)).toEqual({ __typename: 'InvalidInput', field: 'newPassword' });
    expect((await reset(token)).__typename).toBe('ResetPasswordSuccess');
  });

  it('of an account that is disabled gets no mail', async () => {
    const { email, userId } = await newCustomer(shop);
    await shop.database.query(DISABLE, [userId]);
    await request(email);
    expect(await writtenMail(shop, { email, kind: 'RESET_PASSWORD' })).toBeUndefined();
  });

  it('is asked for with the same answer and the same statements for every address', async () => {
    const { email } = await newCustomer(shop);
    const asked = async (address: string) => {
      const before = shop.database.statementCount();
      const answer = JSON.stringify(await request(address)).replace(address, '');
      return { answer, statements: shop.database.statementCount() - before };
    };
    const unknown = someEmail();
    expect(await asked(unknown)).toEqual(await asked(email));
    expect(await mailsTo(shop, unknown)).toMatchObject([{ kind: 'RESET_PASSWORD', userId: null }]);
    expect(await writtenMail(shop, { email: unknown, kind: 'RESET_PASSWORD' })).toBeUndefined();
    expect(await mailsTo(shop, unknown)).toEqual([]);
    expect((await request('nobody')).__typename).toBe('InvalidInput');
  });

  it('is asked for so often by one network, and so often for one address', async () => {
    const caller = { kind: 'anonymous', network: '203.0.113.7' } as const;
    const answers = [];
    for (let time = 1; time <= 11; time += 1) answers.push((await request(someEmail(), caller)).__typename);
    expect(answers).toEqual([...Array(10).fill('RequestPasswordResetSuccess'), 'TooManyAttempts']);
    const email = someEmail();
    for (let time = 1; time <= 8; time += 1)
      expect((await request(email)).__typename).toBe('RequestPasswordResetSuccess');
    expect(await mailsTo(shop, email)).toHaveLength(5);
  });
});

describe('a password that is changed', () => {
  it('ends the other sessions, keeps this one, is told, and makes reset links void', async () => {
    const { email, caller, sessionId } = await newCustomer(shop);
    const link = await resetLink(email);
    const other = await login(email, PASSWORD);
    expect(await change(caller)).toEqual({ __typename: 'ChangePasswordSuccess', endedCount: 1 });
    expect(await shop.users.isSessionActive(sessionId)).toBe(true);
    const token = other.session.refreshToken;
    expect((await shop.ask(REFRESH, { token })).data.refreshSession.__typename).toBe('SessionEnded');
    expect((await login(email, PASSWORD)).__typename).toBe('InvalidCredentials');
    expect((await login(email, NEW_PASSWORD)).__typename).toBe('LoginSuccess');
    expect((await mailsTo(shop, email))[0]!.kind).toBe('PASSWORD_CHANGED');
    expect(await reset(link)).toEqual({ __typename: 'InvalidLink' });
  });

  it('leaves no session of the old one behind when logins race it', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { email, userId, caller, sessionId } = await newCustomer(shop);
      const [, ...answers] = await Promise.all([
        change(caller),
        ...Array.from({ length: 4 }, () => login(email, PASSWORD)),
      ]);
      for (const { __typename } of answers)
        expect(['LoginSuccess', 'InvalidCredentials']).toContain(__typename);
      const open = 'SELECT id FROM users.sessions WHERE user_id = $1 AND ended_at IS NULL';
      expect(await shop.database.query(open, [userId])).toEqual([{ id: sessionId }]);
    }
  });

  it('needs the old one, a good one, and somebody who is signed in', async () => {
    const { caller } = await newCustomer(shop);
    expect(await change(caller, 'wrong password')).toEqual({ __typename: 'WrongPassword' });
    expect(await change(caller, PASSWORD, 'short')).toEqual({
      __typename: 'InvalidInput',
      field: 'newPassword',
    });
    expect(await change(caller, PASSWORD, 'password123')).toMatchObject({ field: 'newPassword' });
    const input = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    expect((await shop.ask(CHANGE, input)).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('is guessed at ten times in a quarter of an hour at the most', async () => {
    const { caller } = await newCustomer(shop);
    for (let guess = 1; guess <= 10; guess += 1)
      expect((await change(caller, 'wrong password')).__typename).toBe('WrongPassword');
    const { __typename, retryAt } = await change(caller);
    expect(__typename).toBe('TooManyAttempts');
    shop.clock.advance(Date.parse(retryAt) - shop.clock.now().getTime());
    expect((await change(caller)).__typename).toBe('ChangePasswordSuccess');
  });

  it('is replaced by one of two who change it at once', async () => {
    const { caller } = await newCustomer(shop);
    const answers = await atOnce(2, (index) => change(caller, PASSWORD, `${NEW_PASSWORD}${index}`));
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      'ChangePasswordSuccess',
      'WrongPassword',
    ]);
  });
});
