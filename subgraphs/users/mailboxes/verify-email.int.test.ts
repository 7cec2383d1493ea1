import { anonymous } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDueJobs } from '../background-jobs.ts';
import { createSigningKeys } from '../keys/signing-keys.ts';
import { askedBy, askedByNotifications, linkTo, mailsTo, writtenMail } from '../testing/test-mails.ts';
import {
  atOnce,
  LOGIN,
  newCustomer,
  PASSWORD,
  REGISTER,
  someEmail,
  type UsersUnderTest,
  userCaller,
  usersUnderTest,
} from '../testing/test-users.ts';

const VERIFY = `mutation ($token: String!) { verifyEmail(input: { token: $token }) { __typename
  ... on VerifyEmailSuccess { email } ... on EmailTaken { email } } }`;
const CONFIRM = `mutation ($token: String!) { confirmEmailChange(input: { token: $token }) { __typename
  ... on ConfirmEmailChangeSuccess { email } ... on EmailTaken { email } } }`;
const CHANGE = `mutation ($newEmail: String!, $password: String!) {
  changeEmail(input: { newEmail: $newEmail, password: $password }) { __typename
    ... on ChangeEmailSuccess { newEmail } ... on InvalidInput { field } } }`;
const REQUEST = 'mutation { requestEmailVerification { __typename } }';
const ME = '{ me { email emailVerifiedAt language } }';
const MINUTE_MS = 60_000;

let shop: UsersUnderTest;
beforeAll(async () => {
  shop = await usersUnderTest();
});
afterAll(() => shop.close());

const verify = async (token: string, caller = anonymous) =>
  (await shop.ask(VERIFY, { token }, caller)).data.verifyEmail;
const confirm = async (token: string) => (await shop.ask(CONFIRM, { token })).data.confirmEmailChange;
const change = async (caller: ReturnType<typeof userCaller>, newEmail: string, password = PASSWORD) =>
  (await shop.ask(CHANGE, { newEmail, password }, caller)).data.changeEmail;
const register = async (email: string, password = PASSWORD) =>
  (await shop.ask(REGISTER, { input: { email, password, name: '花子' } })).data.register;
const login = async (email: string, password: string) =>
  (await shop.ask(LOGIN, { email, password })).data.login;

async function verified(email = someEmail()) {
  const customer = await newCustomer(shop, email);
  expect(await verify(await linkTo(shop, email, 'VERIFY_EMAIL'))).toMatchObject({ email });
  return customer;
}

describe('a mailbox', () => {
  it('is proved by the mail that a registration asks for', async () => {
    const { email, caller, userId } = await newCustomer(shop);
    expect((await shop.ask(ME, {}, caller)).data.me.emailVerifiedAt).toBeNull();
    expect(await mailsTo(shop, email)).toMatchObject([{ kind: 'VERIFY_EMAIL', userId }]);
    const mail = await writtenMail(shop, { email, kind: 'VERIFY_EMAIL' });
    expect(mail).toMatchObject({ email, name: '日本橋 花子', language: 'ja', kind: 'VERIFY_EMAIL' });
    expect(await verify(mail!.token)).toEqual({ __typename: 'VerifyEmailSuccess', email });
    expect((await shop.ask(ME, {}, caller)).data.me.emailVerifiedAt).toEqual(expect.any(String));
    const [stored] = await shop.database.query(
      'SELECT event::text AS event FROM users.outbox_events WHERE event::text LIKE $1',
      [`%${email}%`],
    );
    expect(stored).toBeUndefined();
  });

  it('is proved once by a link, also when it is opened ten times at once', async () => {
    const { email } = await newCustomer(shop);
    const token = await linkTo(shop, email, 'VERIFY_EMAIL');
    const answers = await atOnce(10, () => verify(token));
    const kinds = answers.map(({ __typename }) => __typename).sort();
    expect(kinds).toEqual([...Array(9).fill('InvalidLink'), 'VerifyEmailSuccess']);
  });

  it('is not proved after half an hour, by an earlier token of the mail, by a made up one, or by somebody else', async () => {
    const { email } = await newCustomer(shop);
    const { caller: stranger } = await newCustomer(shop);
    const first = await linkTo(shop, email, 'VERIFY_EMAIL');
    const second = await linkTo(shop, email, 'VERIFY_EMAIL');
    for (const token of [first, 'x'.repeat(43), '', '\u0000'.repeat(43), 'x'.repeat(100_000)])
      expect(await verify(token)).toEqual({ __typename: 'InvalidLink' });
    expect(await verify(second, stranger)).toEqual({ __typename: 'InvalidLink' });
    expect(await confirm(second)).toEqual({ __typename: 'InvalidLink' });
    shop.clock.advance(30 * MINUTE_MS);
    expect(await verify(second)).toEqual({ __typename: 'InvalidLink' });
    expect(await verify(await linkTo(shop, email, 'VERIFY_EMAIL'))).toMatchObject({ email });
  });

  it('gets a few mails in an hour, and none beyond, without anybody being told', async () => {
    const { email, caller } = await newCustomer(shop);
    const ask = async () => (await shop.ask(REQUEST, {}, caller)).data.requestEmailVerification.__typename;
    for (let time = 1; time <= 8; time += 1) expect(await ask()).toBe('RequestEmailVerificationSuccess');
    expect(await mailsTo(shop, email)).toHaveLength(5);
    shop.clock.advance(12 * MINUTE_MS);
    await ask();
    expect(await mailsTo(shop, email)).toHaveLength(6);
    await verify(await linkTo(shop, email, 'VERIFY_EMAIL'));
    expect(await ask()).toBe('EmailAlreadyVerified');
  });
});

describe('registering an address that has an account', () => {
  const masked = (answer: object) =>
    JSON.stringify(answer)
      .replaceAll(/usr_\w{26}(?!@)/g, 'ID')
      .replaceAll(/"(accessToken|refreshToken|email|\w+ExpiresAt)":"[^"]+"/g, '"$1":""');

  it('is answered as for a new one, by the same statements, and told to its owner by mail', async () => {
    const { email } = await verified();
    const fresh = someEmail();
    const asked = async (address: string) => {
      const before = shop.database.statementCount();
      const answer = await register(address, 'another password of mine');
      return { answer: masked(answer), statements: shop.database.statementCount() - before };
    };
    expect(await asked(email)).toEqual(await asked(fresh));
    expect(await mailsTo(shop, email)).toMatchObject([{ kind: 'ALREADY_REGISTERED', userId: null }]);
    const mail = await writtenMail(shop, { email, kind: 'ALREADY_REGISTERED' });
    expect(mail).toMatchObject({ email, name: '日本橋 花子', token: '' });
  });

  it('opens an account that is logged in to like any other, and leaves the first alone', async () => {
    const owner = await verified();
    const second = await register(owner.email, 'another password of mine');
    const { session } = await login(owner.email, 'another password of mine');
    expect(session.user.id).toBe(second.session.user.id);
    expect((await login(owner.email, PASSWORD)).session.user.id).toBe(owner.userId);
    expect((await login(owner.email, 'wrong password')).__typename).toBe('InvalidCredentials');
    const caller = userCaller(session.user.id);
    expect((await shop.ask(REQUEST, {}, caller)).data.requestEmailVerification.__typename).toBe(
      'RequestEmailVerificationSuccess',
    );
    expect((await mailsTo(shop, owner.email))[0]!.kind).toBe('ALREADY_REGISTERED');
  });

  it('costs a login one hash, however many claim the address', async () => {
    const { email } = await newCustomer(shop);
    for (const password of ['another password of mine', 'and one more of them'])
      await register(email, password);
    const salts = await shop.database.query(
      `SELECT DISTINCT split_part(password_hash, '$', 5) AS salt FROM users.users WHERE email = $1`,
      [email],
    );
    expect(salts).toHaveLength(1);
    const statementsOf = async (address: string) => {
      const before = shop.database.statementCount();
      await login(address, 'wrong password');
      return shop.database.statementCount() - before;
    };
    expect(await statementsOf(email)).toBe(await statementsOf(someEmail()));
  });

  it('gives nobody a device on which to guess at the first account', async () => {
    const owner = await verified();
    const claim = `mutation ($input: RegisterInput!) { register(input: $input) { ... on RegisterSuccess { deviceToken } } }`;
    const input = { email: owner.email, password: 'another password of mine', name: '花子' };
    const { deviceToken } = (await shop.ask(claim, { input })).data.register;
    const withDevice = `mutation ($input: LoginInput!) { login(input: $input) { __typename } }`;
    const enter = async (password: string) =>
      (await shop.ask(withDevice, { input: { email: owner.email, password, deviceToken } })).data.login
        .__typename;
    expect(await enter(PASSWORD)).toBe('InvalidCredentials');
    expect(await enter('another password of mine')).toBe('LoginSuccess');
    expect((await login(owner.email, PASSWORD)).session.user.id).toBe(owner.userId);
  });

  it('leaves it to one of those who claim it, also when all prove it at once', async () => {
    const email = someEmail();
    await atOnce(3, () => register(email));
    const mails = await mailsTo(shop, email);
    const { prepareAccountMail } = askedByNotifications(shop);
    const tokens = await Promise.all(
      mails.map(async ({ id }) => (await prepareAccountMail({ mailId: id })).mail!.token),
    );
    const answers = await Promise.all(tokens.map((token) => verify(token)));
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      'EmailTaken',
      'EmailTaken',
      'VerifyEmailSuccess',
    ]);
    const owners = 'SELECT id FROM users.users WHERE email = $1 AND email_verified_at IS NOT NULL';
    expect(await shop.database.query(owners, [email])).toHaveLength(1);
  });
});

describe('another address', () => {
  it('belongs to the account when its link was opened; the present one is told before', async () => {
    const { email, caller, userId } = await verified();
    const newEmail = someEmail();
    expect(await change(caller, newEmail)).toEqual({ __typename: 'ChangeEmailSuccess', newEmail });
    expect((await mailsTo(shop, email))[0]).toMatchObject({ kind: 'EMAIL_CHANGE_TOLD', userId });
    expect((await shop.ask(ME, {}, caller)).data.me.email).toBe(email);
    const token = await linkTo(shop, newEmail, 'CONFIRM_EMAIL_CHANGE');
    expect(await confirm(token)).toEqual({ __typename: 'ConfirmEmailChangeSuccess', email: newEmail });
    expect(await confirm(token)).toEqual({ __typename: 'InvalidLink' });
    expect((await login(newEmail, PASSWORD)).session.user.id).toBe(userId);
    expect((await login(email, PASSWORD)).__typename).toBe('InvalidCredentials');
  });

  it('needs the password, and is another one', async () => {
    const { email, caller } = await newCustomer(shop);
    expect((await change(caller, someEmail(), 'wrong password')).__typename).toBe('WrongPassword');
    expect(await change(caller, email)).toEqual({ __typename: 'InvalidInput', field: 'newEmail' });
    expect(await change(caller, 'nobody')).toEqual({ __typename: 'InvalidInput', field: 'newEmail' });
    expect((await shop.ask(CHANGE, { newEmail: email, password: PASSWORD })).codes).toEqual([
      'UNAUTHENTICATED',
    ]);
  });

  it('is the one that was wished last', async () => {
    const { caller } = await newCustomer(shop);
    const [first, second] = [someEmail(), someEmail()];
    await change(caller, first);
    const token = await linkTo(shop, first, 'CONFIRM_EMAIL_CHANGE');
    await change(caller, second);
    expect(await confirm(token)).toEqual({ __typename: 'InvalidLink' });
    expect((await confirm(await linkTo(shop, second, 'CONFIRM_EMAIL_CHANGE'))).email).toBe(second);
  });

  it('of another account is told to those alone who read mail there', async () => {
    const { email: taken } = await verified();
    const { caller } = await newCustomer(shop);
    expect(await change(caller, taken)).toEqual({ __typename: 'ChangeEmailSuccess', newEmail: taken });
    const token = await linkTo(shop, taken, 'CONFIRM_EMAIL_CHANGE');
    expect(await confirm(token)).toEqual({ __typename: 'EmailTaken', email: taken });
  });
});

describe('a mail that is written', () => {
  it('has the language that its reader chose', async () => {
    const email = someEmail();
    const input = { email, password: PASSWORD, name: 'Hanako', language: 'EN' };
    await shop.ask(REGISTER, { input });
    expect(await writtenMail(shop, { email, kind: 'VERIFY_EMAIL' })).toMatchObject({ language: 'en' });
    const later = await newCustomer(shop);
    const profile = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) {
      ... on UpdateProfileSuccess { user { language name } } } }`;
    const change = { expectedVersion: 1, language: 'EN' };
    const { data } = await shop.ask(profile, { input: change }, later.caller);
    expect(data.updateProfile.user).toEqual({ language: 'EN', name: '日本橋 花子' });
    const mail = await writtenMail(shop, { email: later.email, kind: 'VERIFY_EMAIL' });
    expect(mail).toMatchObject({ language: 'en' });
  });

  it('is none when there is no such mail, or its purpose is done', async () => {
    const { prepareAccountMail, getContact } = askedByNotifications(shop);
    for (const mailId of ['', '\u0000', newId('mai')])
      expect((await prepareAccountMail({ mailId })).mail).toBeUndefined();
    for (const userId of ['', '\u0000', newId('usr')])
      expect((await getContact({ userId })).contact).toBeUndefined();
    const { email, userId } = await verified();
    expect(await writtenMail(shop, { email, kind: 'VERIFY_EMAIL' }).catch(() => undefined)).toBeUndefined();
    expect((await getContact({ userId })).contact).toMatchObject({
      email,
      name: '日本橋 花子',
      language: 'ja',
    });
  });

  it('is asked for by services alone', async () => {
    for (const caller of [anonymous, userCaller(newId('usr'), undefined, 'ADMIN')]) {
      const { prepareAccountMail, getContact } = askedBy(shop, caller);
      await expect(prepareAccountMail({ mailId: newId('mai') })).rejects.toMatchObject({
        code: 'PERMISSION_DENIED',
      });
      await expect(getContact({ userId: newId('usr') })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    }
  });

  it('leaves no token in the clear', async () => {
    const { email } = await newCustomer(shop);
    const token = await linkTo(shop, email, 'VERIFY_EMAIL');
    for (const table of ['account_mails', 'outbox_events']) {
      const rows = await shop.database.query<{ row: string }>(`SELECT t::text AS row FROM users.${table} t`);
      expect(rows.filter(({ row }) => row.includes(token))).toEqual([]);
    }
  });

  it('is forgotten with its address after a day', async () => {
    const { email } = await newCustomer(shop);
    shop.clock.advance(24 * 60 * MINUTE_MS + 1);
    const keys = createSigningKeys({ database: shop.database, clock: shop.clock });
    await runDueJobs({ database: shop.database, clock: shop.clock, keys }, { signingKeyDays: 90 });
    expect(await mailsTo(shop, email)).toEqual([]);
  });
});
