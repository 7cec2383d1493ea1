import type { Caller } from '@depachika/identity/caller.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashPassword } from '../accounts/passwords.ts';
import {
  atOnce,
  newCustomer,
  PASSWORD,
  someEmail,
  type UsersUnderTest,
  userCaller,
  usersUnderTest,
} from '../testing/test-users.ts';

const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { __typename
  ... on LoginSuccess { deviceToken deviceTokenExpiresAt session { user { id } } } ... on TooManyAttempts { retryAt } } }`;
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { __typename
  ... on RegisterSuccess { deviceToken session { user { id } } } ... on TooManyAttempts { retryAt } } }`;
const DAY_MS = 24 * 60 * 60_000;

let shop: UsersUnderTest;
let networks = 0;
beforeAll(async () => {
  shop = await usersUnderTest({ USERS_LOGIN_FAILURES_PER_ACCOUNT: '40' });
});
afterAll(() => shop.close());

/** One that no test has seen. */
function someNetwork(): string {
  networks += 1;
  return `203.0.${networks >> 8}.${networks & 255}`;
}

const from = (network: string): Caller => ({ kind: 'anonymous', network });
const wrong = 'wrong password';

async function login(
  network: string,
  email: string,
  { password = PASSWORD, deviceToken }: { password?: string; deviceToken?: string } = {},
) {
  return (await shop.ask(LOGIN, { input: { email, password, deviceToken } }, from(network))).data.login;
}

async function register(network: string, email = someEmail()) {
  const input = { email, password: PASSWORD, name: '花子' };
  return (await shop.ask(REGISTER, { input }, from(network))).data.register;
}

/** A customer who logged in on a device of theirs. */
async function customerWithDevice() {
  const { email, userId } = await newCustomer(shop);
  const { deviceToken } = await login(someNetwork(), email);
  return { email, userId, deviceToken: deviceToken as string };
}

function count(answers: readonly { __typename: string }[], kind: string): number {
  return answers.filter(({ __typename }) => __typename === kind).length;
}

const passed = (retryAt: string) => shop.clock.advance(Date.parse(retryAt) - shop.clock.now().getTime());

describe('one password at many names from one network', () => {
  it('is looked at for twenty of them, however many come at once, and others come in meanwhile', async () => {
    const { email } = await newCustomer(shop);
    const network = someNetwork();
    const answers = await atOnce(60, () => login(network, someEmail()));
    // Twenty, and whoever was being checked beside the twentieth.
    expect(count(answers, 'InvalidCredentials')).toBeGreaterThanOrEqual(20);
    expect(count(answers, 'InvalidCredentials')).toBeLessThanOrEqual(21);
    expect(count(answers, 'TooManyAttempts')).toBe(60 - count(answers, 'InvalidCredentials'));
    expect((await login(network, email)).__typename).toBe('TooManyAttempts');
    expect((await login(someNetwork(), email)).__typename).toBe('LoginSuccess');
  });

  it('goes on at one in 45 seconds, so that a network that many share is not shut out', async () => {
    const { email } = await newCustomer(shop);
    const network = someNetwork();
    for (let guess = 0; guess < 20; guess += 1) await login(network, someEmail());
    const { retryAt } = await login(network, email);
    expect(Date.parse(retryAt) - shop.clock.now().getTime()).toBeLessThanOrEqual(45_000);
    passed(retryAt);
    expect((await login(network, email)).__typename).toBe('LoginSuccess');
  });

  it('is not forgiven for an account that the network has itself', async () => {
    const { email } = await newCustomer(shop);
    const network = someNetwork();
    for (let guess = 0; guess < 10; guess += 1) await login(network, someEmail());
    expect((await login(network, email)).__typename).toBe('LoginSuccess');
    for (let guess = 0; guess < 10; guess += 1) await login(network, someEmail());
    expect((await login(network, someEmail())).__typename).toBe('TooManyAttempts');
  });
});

describe('registrations from one network', () => {
  it('are thirty in an hour, of any number at once, and one more every two minutes', async () => {
    const network = someNetwork();
    const answers = await atOnce(60, () => register(network));
    expect(count(answers, 'RegisterSuccess')).toBe(30);
    expect(count(answers, 'TooManyAttempts')).toBe(30);
    expect((await register(someNetwork())).__typename).toBe('RegisterSuccess');
    passed((await register(network)).retryAt);
    expect((await register(network)).__typename).toBe('RegisterSuccess');
    expect((await register(network)).__typename).toBe('TooManyAttempts');
  });

  it('count also where somebody only asks who is a customer', async () => {
    const { email } = await newCustomer(shop);
    const network = someNetwork();
    const answers = await atOnce(31, () => register(network, email));
    expect(count(answers, 'RegisterSuccess')).toBe(30);
    expect(count(answers, 'TooManyAttempts')).toBe(1);
  });
});

describe('wrong guesses of strangers', () => {
  it('never keep out a device that logged in lately, from the same network neither', async () => {
    const { email, deviceToken } = await customerWithDevice();
    const network = someNetwork();
    for (let guess = 0; guess < 30; guess += 1) await login(network, email, { password: wrong });
    for (let round = 0; round < 3; round += 1) {
      shop.clock.advance(15 * 60_000);
      await login(network, email, { password: wrong });
      const answer = await login(network, email, { deviceToken });
      expect(answer).toMatchObject({ __typename: 'LoginSuccess', deviceToken });
    }
    expect((await login(network, email)).__typename).toBe('TooManyAttempts');
  });

  it('keep out nobody of another network while they are few', async () => {
    const { email } = await newCustomer(shop);
    const network = someNetwork();
    for (let guess = 0; guess < 30; guess += 1) await login(network, email, { password: wrong });
    expect((await login(network, email)).__typename).toBe('TooManyAttempts');
    expect((await login(someNetwork(), email)).__typename).toBe('LoginSuccess');
  });

  it('by a crowd make each network wait once before it is looked at, the owner on a new device too', async () => {
    const { email, deviceToken } = await customerWithDevice();
    await atOnce(40, () => login(someNetwork(), email, { password: wrong }));
    const home = someNetwork();
    const refused = await login(home, email);
    expect(refused.__typename).toBe('TooManyAttempts');
    const waitMs = Date.parse(refused.retryAt) - shop.clock.now().getTime();
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(60_000);
    expect((await login(home, email)).retryAt).toBe(refused.retryAt);
    expect((await login(someNetwork(), email, { deviceToken })).__typename).toBe('LoginSuccess');
    passed(refused.retryAt);
    // The crowd goes on and waits longer: whoever has waited is looked at all the same.
    await atOnce(20, () => login(someNetwork(), email, { password: wrong }));
    expect((await login(home, email)).__typename).toBe('LoginSuccess');
    expect((await login(someNetwork(), email, { password: wrong })).__typename).toBe('TooManyAttempts');
  });

  it('by a crowd are looked at once for each wait', async () => {
    const { email } = await newCustomer(shop);
    await atOnce(40, () => login(someNetwork(), email, { password: wrong }));
    const network = someNetwork();
    for (let round = 0; round < 3; round += 1) {
      passed((await login(network, email, { password: wrong })).retryAt);
      const answers = await atOnce(10, () => login(network, email, { password: wrong }));
      // One, whoever was being checked beside it, and what the account's allowance has regained while that one waited.
      expect(count(answers, 'InvalidCredentials')).toBeLessThan(5);
      expect(count(answers, 'InvalidCredentials')).toBeGreaterThanOrEqual(1);
    }
  });
});

describe('a device', () => {
  it('waits for its own failures alone', async () => {
    const { email, deviceToken } = await customerWithDevice();
    const network = someNetwork();
    for (let guess = 0; guess < 5; guess += 1) {
      const answer = await login(network, email, { password: wrong, deviceToken });
      expect(answer.__typename).toBe('InvalidCredentials');
    }
    expect((await login(someNetwork(), email, { deviceToken })).__typename).toBe('TooManyAttempts');
    expect((await login(network, email)).__typename).toBe('LoginSuccess');
    shop.clock.advance(30_001);
    expect((await login(network, email, { deviceToken })).__typename).toBe('LoginSuccess');
  });

  it('is known from the registration on, for ninety days after its last login', async () => {
    const network = someNetwork();
    const email = someEmail();
    const { deviceToken } = await register(network, email);
    const again = async () => {
      for (let guess = 0; guess < 5; guess += 1) await login(network, email, { password: wrong });
      return (await login(network, email, { deviceToken })).__typename;
    };
    shop.clock.advance(89 * DAY_MS);
    expect(await again()).toBe('LoginSuccess');
    shop.clock.advance(89 * DAY_MS);
    expect(await again()).toBe('LoginSuccess');
    shop.clock.advance(90 * DAY_MS);
    expect(await again()).toBe('TooManyAttempts');
  });

  it.each<[string, (own: string) => Promise<string>]>([
    ['of another account', async () => (await customerWithDevice()).deviceToken],
    ['that was made up', async () => 'x'.repeat(43)],
    ['that is none', async () => 'x'.repeat(100_000)],
    ['that is nearly its own', async (own) => `${own.slice(0, -1)}${own.endsWith('A') ? 'E' : 'A'}`],
  ])('is a stranger with a token %s', async (_, tokenFor) => {
    const { email, deviceToken } = await customerWithDevice();
    const network = someNetwork();
    for (let guess = 0; guess < 5; guess += 1) await login(network, email, { password: wrong });
    const shown = await tokenFor(deviceToken);
    expect((await login(network, email, { deviceToken: shown })).__typename).toBe('TooManyAttempts');
  });

  it('is a stranger to another password', async () => {
    const { email, userId, deviceToken } = await customerWithDevice();
    const network = someNetwork();
    for (let guess = 0; guess < 5; guess += 1) await login(network, email, { password: wrong });
    await shop.database.query('UPDATE users.users SET password_hash = $2 WHERE id = $1', [
      userId,
      await hashPassword('a password that is new'),
    ]);
    const answer = await login(network, email, { password: 'a password that is new', deviceToken });
    expect(answer.__typename).toBe('TooManyAttempts');
  });

  it('is one of the latest twenty', async () => {
    const { email, userId, deviceToken } = await customerWithDevice();
    await atOnce(25, () => login(someNetwork(), email));
    const kept = await shop.database.query('SELECT 1 FROM users.devices WHERE user_id = $1', [userId]);
    expect(kept.length).toBeLessThanOrEqual(20);
    expect((await login(someNetwork(), email, { deviceToken })).deviceToken).not.toBe(deviceToken);
  });
});

it('keeps neither tokens nor networks nor unknown names in the clear', async () => {
  const { email, deviceToken } = await customerWithDevice();
  const network = someNetwork();
  const stranger = someEmail();
  await login(network, stranger);
  await login(network, email, { password: wrong, deviceToken });
  const tables = ['devices', 'login_attempts', 'allowances', 'sessions'];
  for (const table of tables) {
    const rows = await shop.database.query<{ row: string }>(`SELECT t::text AS row FROM users.${table} t`);
    for (const secret of [deviceToken, Buffer.from(deviceToken).toString('hex'), network, stranger])
      expect(rows.filter(({ row }) => row.includes(secret))).toEqual([]);
  }
});

it('does the same work for a name that has no account', async () => {
  const { email } = await newCustomer(shop);
  const statementsOf = async (name: string) => {
    const before = shop.database.statementCount();
    await login(someNetwork(), name, { password: wrong, deviceToken: 'x'.repeat(43) });
    return shop.database.statementCount() - before;
  };
  expect(await statementsOf(someEmail())).toBe(await statementsOf(email));
});

it('lets somebody from elsewhere in before most of a crowd that came first', async () => {
  const busy = await usersUnderTest({ USERS_HASHING_CONCURRENCY: '1' });
  const { email } = await newCustomer(busy);
  const order: string[] = [];
  const enter = (network: string) =>
    busy
      .ask(LOGIN, { input: { email, password: PASSWORD } }, from(network))
      .then(({ data }) => order.push(data.login.__typename === 'LoginSuccess' ? network : 'refused'));
  const crowd = atOnce(30, () => enter('crowd'));
  await Promise.all([crowd, enter('guest')]);
  expect(order).toHaveLength(31);
  expect(order).not.toContain('refused');
  expect(order.indexOf('guest')).toBeLessThan(15);
  await busy.close();
});

it('counts people who are logged in by their network as well', async () => {
  const network = someNetwork();
  const { userId } = await newCustomer(shop);
  const person = { ...userCaller(userId), network } as Caller;
  const guess = async () =>
    (await shop.ask(LOGIN, { input: { email: someEmail(), password: wrong } }, person)).data.login.__typename;
  for (let failure = 0; failure < 20; failure += 1) expect(await guess()).toBe('InvalidCredentials');
  expect(await guess()).toBe('TooManyAttempts');
});
