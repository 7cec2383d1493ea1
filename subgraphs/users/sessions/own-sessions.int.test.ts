import { SESSION_REVOKED } from '@depachika/schema/channels.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedPostalCodes } from '../postal-codes/postal-code-store.ts';
import {
  newAddress,
  newCustomer,
  PASSWORD,
  REFRESH,
  REMOVE_ADDRESS,
  SESSION,
  type UsersUnderTest,
  usersUnderTest,
} from '../testing/test-users.ts';

const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { ${SESSION} } } }`;
const SESSIONS = '{ me { sessions { id startedAt lastUsedAt expiresAt staysSignedIn device isCurrent } } }';
const END = `mutation ($id: ID!) { endSession(input: { id: $id }) { __typename ... on EndSessionSuccess { id } } }`;
const END_OTHERS =
  'mutation { endOtherSessions { __typename ... on EndOtherSessionsSuccess { endedCount } } }';
const SET_DEFAULT = `mutation ($id: ID!) { setDefaultAddress(input: { id: $id }) { __typename
  ... on SetDefaultAddressSuccess { user { defaultAddress { id } } } } }`;
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Safari/604.1';
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

let shop: UsersUnderTest;
beforeAll(async () => {
  shop = await usersUnderTest();
  await seedPostalCodes(shop);
});
afterAll(() => shop.close());

const login = async (email: string, more: object = {}) =>
  (await shop.ask(LOGIN, { input: { email, password: PASSWORD, ...more } })).data.login.session;
const refresh = async (token: string) => (await shop.ask(REFRESH, { token })).data.refreshSession;

describe('the sessions of somebody', () => {
  it('are listed with when, last used, and on what, this one marked', async () => {
    const { email, caller, sessionId } = await newCustomer(shop);
    shop.clock.advance(HOUR_MS);
    const phone = await login(email, { userAgent: IPHONE, staySignedIn: true });
    shop.clock.advance(HOUR_MS);
    await refresh(phone.refreshToken);
    const { sessions } = (await shop.ask(SESSIONS, {}, caller)).data.me;
    expect(sessions).toMatchObject([
      {
        staysSignedIn: true,
        device: 'Safari, iPhone',
        isCurrent: false,
      },
      { id: sessionId, staysSignedIn: false, device: '', isCurrent: true },
    ]);
    const [other, own] = sessions;
    expect(Date.parse(other.lastUsedAt) - Date.parse(other.startedAt)).toBeGreaterThanOrEqual(HOUR_MS);
    expect(Date.parse(other.startedAt) - Date.parse(own.startedAt)).toBeGreaterThanOrEqual(HOUR_MS);
    expect(own.lastUsedAt).toBe(own.startedAt);
  });

  it('are those that are open', async () => {
    const { email, caller, userId } = await newCustomer(shop);
    await login(email);
    shop.clock.advance(DAY_MS);
    await login(email);
    const { sessions } = (await shop.ask(SESSIONS, {}, caller)).data.me;
    expect(sessions).toHaveLength(1);
    const all = await shop.database.query('SELECT 1 FROM users.sessions WHERE user_id = $1', [userId]);
    expect(all).toHaveLength(3);
  });

  it('are ended one by one, everywhere, and only the own ones', async () => {
    const { email, caller, sessionId } = await newCustomer(shop);
    const stranger = await newCustomer(shop);
    const other = await login(email);
    const [first, second] = (await shop.ask(SESSIONS, {}, caller)).data.me.sessions;
    const id = first.isCurrent ? second.id : first.id;
    expect(await shop.users.isSessionActive(id)).toBe(true);
    const told: string[] = [];
    const stop = shop.pubSub.subscribe(SESSION_REVOKED, (one) => told.push(one));
    const end = async (one: string, by = caller) => (await shop.ask(END, { id: one }, by)).data.endSession;
    expect(await end(id, stranger.caller)).toEqual({ __typename: 'NotFound' });
    expect(await end(id)).toEqual({ __typename: 'EndSessionSuccess', id });
    stop();
    expect(told).toEqual([id]);
    expect(await shop.users.isSessionActive(id)).toBe(false);
    expect((await refresh(other.refreshToken)).__typename).toBe('SessionEnded');
    for (const one of [id, stranger.sessionId, '', '\u0000'])
      expect(await end(one)).toEqual({ __typename: 'NotFound' });
    expect(await end(sessionId)).toEqual({ __typename: 'EndSessionSuccess', id: sessionId });
    expect((await shop.ask(END, { id })).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('are ended all but this one', async () => {
    const { email, caller, sessionId } = await newCustomer(shop);
    const stranger = await newCustomer(shop);
    await Promise.all([login(email), login(email)]);
    expect((await shop.ask(END_OTHERS, {}, caller)).data.endOtherSessions.endedCount).toBe(2);
    expect((await shop.ask(END_OTHERS, {}, caller)).data.endOtherSessions.endedCount).toBe(0);
    expect(await shop.users.isSessionActive(sessionId)).toBe(true);
    expect(await shop.users.isSessionActive(stranger.sessionId)).toBe(true);
  });
});

describe('staying signed in', () => {
  it('keeps a session for thirty days after each refresh when asked, and for one day otherwise', async () => {
    const { email } = await newCustomer(shop);
    const staying = await login(email, { staySignedIn: true });
    const passing = await login(email);
    shop.clock.advance(29 * DAY_MS);
    const again = await refresh(staying.refreshToken);
    expect(again.__typename).toBe('RefreshSessionSuccess');
    expect((await refresh(passing.refreshToken)).__typename).toBe('SessionEnded');
    const lifeMs = Date.parse(again.session.refreshTokenExpiresAt) - shop.clock.now().getTime();
    expect(lifeMs).toBeLessThanOrEqual(30 * DAY_MS);
    expect(lifeMs).toBeGreaterThan(29 * DAY_MS);
    shop.clock.advance(30 * DAY_MS);
    expect((await refresh(again.session.refreshToken)).__typename).toBe('SessionEnded');
  });

  it('ends with the longest time of the shop', async () => {
    const short = await usersUnderTest({ USERS_SESSION_DAYS: '7' });
    const { email } = await newCustomer(short);
    const input = { email, password: PASSWORD, staySignedIn: true };
    const { session } = (await short.ask(LOGIN, { input })).data.login;
    const lifeMs = Date.parse(session.refreshTokenExpiresAt) - short.clock.now().getTime();
    expect(lifeMs).toBeLessThanOrEqual(7 * DAY_MS);
    expect(lifeMs).toBeGreaterThan(6 * DAY_MS);
    await short.close();
  });
});

describe('the default address', () => {
  const set = async (id: string, caller: Parameters<UsersUnderTest['ask']>[2]) =>
    (await shop.ask(SET_DEFAULT, { id }, caller)).data.setDefaultAddress;

  it('is none until one of the own ones is chosen, and none when it was removed', async () => {
    const { caller } = await newCustomer(shop);
    const ask = async () =>
      (await shop.ask('{ me { defaultAddress { id } } }', {}, caller)).data.me.defaultAddress;
    const [first, second] = [await newAddress(shop, { caller }), await newAddress(shop, { caller })];
    expect(await ask()).toBeNull();
    expect((await set(first.id, caller)).user.defaultAddress).toEqual({ id: first.id });
    await set(second.id, caller);
    expect(await ask()).toEqual({ id: second.id });
    await shop.ask(REMOVE_ADDRESS, { id: second.id }, caller);
    expect(await ask()).toBeNull();
  });

  it('is no address of somebody else', async () => {
    const [owner, stranger] = [await newCustomer(shop), await newCustomer(shop)];
    const { id } = await newAddress(shop, owner);
    for (const one of [id, '', '\u0000'])
      expect(await set(one, stranger.caller)).toEqual({ __typename: 'NotFound' });
    expect((await shop.ask(SET_DEFAULT, { id })).codes).toEqual(['UNAUTHENTICATED']);
  });
});
