import { anonymous, type Caller, serviceCaller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { withLanguage } from '@depachika/messages/language.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { SessionService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { ROUTER_SERVICE } from '@depachika/schema/services.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDueJobs } from '../background-jobs.ts';
import { createSigningKeys } from '../keys/signing-keys.ts';
import {
  accessClaims,
  atOnce,
  LOGIN,
  newCustomer,
  PASSWORD,
  REFRESH,
  REGISTER,
  someEmail,
  type UsersUnderTest,
  userCaller,
  usersUnderTest,
} from '../testing/test-users.ts';
import { accountKey } from './failed-logins.ts';

const HOUR_MS = 60 * 60_000;
let shop: UsersUnderTest;
beforeAll(async () => {
  shop = await usersUnderTest();
});
afterAll(() => shop.close());

const login = async (email: string, password: string) =>
  (await shop.ask(LOGIN, { email, password })).data.login;
const refresh = async (token: string) => (await shop.ask(REFRESH, { token })).data.refreshSession;
const kinds = (answers: readonly { __typename: string }[]) =>
  answers.map(({ __typename }) => __typename).sort();

async function endOf(sessionId: string) {
  const [session] = await shop.database.query('SELECT end_reason FROM users.sessions WHERE id = $1', [
    sessionId,
  ]);
  return session?.end_reason;
}

describe('register', () => {
  it('opens an account with a session and tells it to the log', async () => {
    const { userId, sessionId, email } = await newCustomer(shop);
    const [event] = await shop.database.query('SELECT topic, event FROM users.outbox_events WHERE key = $1', [
      userId,
    ]);
    expect(event).toMatchObject({ topic: 'depachika.users.v1', event: { data: { userId } } });
    expect(await shop.users.isSessionActive(sessionId)).toBe(true);
    const [{ password_hash: hash }] = (await shop.database.query(
      'SELECT password_hash FROM users.users WHERE email = $1',
      [email],
    )) as [{ password_hash: string }];
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('answers all who ask at once for one address, however they write it, with an account of their own', async () => {
    const email = someEmail();
    const answers = await atOnce(10, async (index) => {
      const input = {
        email: index % 2 ? email.toUpperCase() : ` ${email}`,
        password: PASSWORD,
        name: `人${index}`,
      };
      return (await shop.ask(REGISTER, { input })).data.register;
    });
    expect(kinds(answers)).toEqual(Array(10).fill('RegisterSuccess'));
    expect(new Set(answers.map(({ session }) => session.user.id)).size).toBe(10);
  });

  it('names the field that is not allowed', async () => {
    const input = { email: someEmail(), password: 'short', name: '花子' };
    const wrong = { __typename: 'InvalidInput', field: 'password' };
    const ask = async () => (await shop.ask(REGISTER, { input })).data.register;
    expect(await withLanguage('en', ask)).toEqual({ ...wrong, allowed: '10 to 200 characters' });
    expect(await ask()).toEqual({ ...wrong, allowed: '10から200文字' });
  });
});

describe('access token', () => {
  it('says who, in which session, with which rights, for one hour', async () => {
    const { accessToken, userId, accessTokenExpiresAt } = await newCustomer(shop);
    const claims = await accessClaims(shop.users, accessToken, shop.clock.now());
    expect(claims).toMatchObject({ sub: userId, roles: ['CUSTOMER'], scopes: [] });
    expect(claims.exp - claims.iat).toBe(3600);
    expect(new Date(accessTokenExpiresAt).getTime()).toBe(claims.exp * 1000);
    const later = new Date(shop.clock.now().getTime() + HOUR_MS + 1000);
    await expect(accessClaims(shop.users, accessToken, later)).rejects.toMatchObject({
      code: 'ERR_JWT_EXPIRED',
    });
  });

  it('is verified by a public set without private parts', async () => {
    for (const key of (await shop.users.jwks()).keys) {
      expect(key).toMatchObject({
        kty: 'OKP',
        crv: 'Ed25519',
        alg: 'EdDSA',
        use: 'sig',
        kid: expect.any(String),
      });
      expect(key).not.toHaveProperty('d');
    }
  });
});

describe('login', () => {
  it('starts a session of its own each time, also many at once', async () => {
    const { email, userId } = await newCustomer(shop);
    const answers = await atOnce(20, () => login(email.toUpperCase(), PASSWORD));
    expect(kinds(answers)).toEqual(Array(20).fill('LoginSuccess'));
    expect(new Set(answers.map(({ session }) => session.refreshToken)).size).toBe(20);
    expect(answers[0].session.user.id).toBe(userId);
  });

  it('says the same for a wrong password, an unknown name and a name that cannot be', async () => {
    const { email } = await newCustomer(shop);
    const answers = [
      await login(email, 'wrong password'),
      await login(someEmail(), PASSWORD),
      await login('\u0000', PASSWORD),
      await login(email, 'x'.repeat(100_000)),
    ];
    expect(answers).toEqual(Array(4).fill({ __typename: 'InvalidCredentials' }));
  });

  it('counts twenty wrong ones at once as twenty, and then makes even the right one wait', async () => {
    const { email } = await newCustomer(shop);
    const answers = await atOnce(20, () => login(email, 'wrong password'));
    const wrong = answers.filter(({ __typename }) => __typename === 'InvalidCredentials').length;
    // Five, and whoever was being checked beside the fifth.
    expect(wrong).toBeGreaterThanOrEqual(5);
    expect(wrong).toBeLessThanOrEqual(6);
    const [attempt] = await shop.database.query(
      'SELECT failures FROM users.login_attempts WHERE account = $1',
      [accountKey(email)],
    );
    expect(attempt).toEqual({ failures: 20 });
    const refused = await login(email, PASSWORD);
    expect(refused.__typename).toBe('TooManyAttempts');
    expect(new Date(refused.retryAt).getTime()).toBeGreaterThan(shop.clock.now().getTime());
  });

  it('lets the right password in when the delay is over, and forgets the failures', async () => {
    const { email } = await newCustomer(shop);
    for (let failure = 1; failure <= 5; failure += 1) await login(email, 'wrong password');
    const { retryAt } = await login(email, PASSWORD);
    expect(new Date(retryAt).getTime() - shop.clock.now().getTime()).toBeLessThanOrEqual(30_000);
    shop.clock.advance(30_001);
    expect((await login(email, PASSWORD)).__typename).toBe('LoginSuccess');
    for (let failure = 1; failure <= 4; failure += 1) await login(email, 'wrong password');
    expect((await login(email, PASSWORD)).__typename).toBe('LoginSuccess');
  });

  it('delays names without an account alike', async () => {
    const email = someEmail();
    for (let failure = 1; failure <= 5; failure += 1) await login(email, PASSWORD);
    expect((await login(email, PASSWORD)).__typename).toBe('TooManyAttempts');
  });
});

describe('logout', () => {
  const LOGOUT = 'mutation { logout { ... on LogoutSuccess { endedAt } } }';

  it('ends the session with its tokens at once, and again to no effect', async () => {
    const { caller, sessionId, refreshToken } = await newCustomer(shop);
    expect(await shop.users.isSessionActive(sessionId)).toBe(true);
    const first = (await shop.ask(LOGOUT, {}, caller)).data.logout.endedAt;
    expect(await shop.users.isSessionActive(sessionId)).toBe(false);
    shop.clock.advance(1000);
    expect((await shop.ask(LOGOUT, {}, caller)).data.logout.endedAt).toBe(first);
    expect(await refresh(refreshToken)).toEqual({ __typename: 'SessionEnded' });
    expect(await endOf(sessionId)).toBe('LOGOUT');
  });

  it('needs somebody who is logged in', async () => {
    expect((await shop.ask(LOGOUT)).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('leaves no open session behind when it races a refresh', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { caller, sessionId, refreshToken } = await newCustomer(shop);
      await Promise.all([refresh(refreshToken), shop.ask(LOGOUT, {}, caller)]);
      expect(await shop.users.isSessionActive(sessionId)).toBe(false);
    }
  });
});

describe('session state', () => {
  it('costs no statement once it is known', async () => {
    const { sessionId } = await newCustomer(shop);
    await shop.users.isSessionActive(sessionId);
    const before = shop.database.statementCount();
    await atOnce(100, () => shop.users.isSessionActive(sessionId));
    expect(shop.database.statementCount()).toBe(before);
  });

  it('is over for ids that never were', async () => {
    expect(await shop.users.isSessionActive('ses_01h455vb4pex5vsknk084sn02q')).toBe(false);
    expect(await shop.users.isSessionActive('\u0000')).toBe(false);
  });
});

describe('CheckSession', () => {
  const client = (caller: Caller) => {
    const rpc = directRpc();
    rpc.serve(shop.users.rpc, createLogger({ service: 'users', level: 'silent' }));
    return rpc.connector(caller).client(SessionService);
  };

  it('tells the router whether a session is still open', async () => {
    const { sessionId, caller } = await newCustomer(shop);
    const { checkSession } = client(serviceCaller(ROUTER_SERVICE));
    expect((await checkSession({ sessionId })).active).toBe(true);
    await shop.ask('mutation { logout { __typename } }', {}, caller);
    expect((await checkSession({ sessionId })).active).toBe(false);
    expect((await checkSession({ sessionId: '\u0000' })).active).toBe(false);
  });

  it.each([
    ['another service', serviceCaller('orders')],
    ['an administrator', userCaller(newId('usr'), newId('ses'), 'ADMIN')],
    ['nobody', anonymous],
  ])('refuses %s', async (_, caller) => {
    await expect(client(caller).checkSession({ sessionId: '' })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    await expect(client(caller).checkSessions({ sessionIds: [] })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });

  it('tells the router which of many are still open, by one statement', async () => {
    const [open, left] = [await newCustomer(shop), await newCustomer(shop)];
    await shop.ask('mutation { logout { __typename } }', {}, left.caller);
    const { checkSessions } = client(serviceCaller(ROUTER_SERVICE));
    const before = shop.database.statementCount();
    const sessionIds = [open.sessionId, left.sessionId, newId('ses'), '\u0000'];
    expect((await checkSessions({ sessionIds })).openSessionIds).toEqual([open.sessionId]);
    expect(shop.database.statementCount() - before).toBe(1);
  });

  it('finds an end that the cache was not told of, and tells the cache', async () => {
    const { sessionId } = await newCustomer(shop);
    expect(await shop.users.isSessionActive(sessionId)).toBe(true);
    await shop.database.query(
      `UPDATE users.sessions SET ended_at = created_at, end_reason = 'LOGOUT' WHERE id = $1`,
      [sessionId],
    );
    const { checkSessions } = client(serviceCaller(ROUTER_SERVICE));
    expect((await checkSessions({ sessionIds: [sessionId] })).openSessionIds).toEqual([]);
    expect(await shop.users.isSessionActive(sessionId)).toBe(false);
  });

  it('finds that a session has ended by itself', async () => {
    const { sessionId } = await newCustomer(shop);
    expect(await shop.users.openSessions([sessionId])).toEqual(new Set([sessionId]));
    shop.clock.advance(25 * HOUR_MS);
    expect(await shop.users.openSessions([sessionId])).toEqual(new Set());
  });

  it('looks at a thousand at once and refuses more', async () => {
    const { checkSessions } = client(serviceCaller(ROUTER_SERVICE));
    const sessionIds = (count: number) => Array.from({ length: count }, () => newId('ses'));
    expect((await checkSessions({ sessionIds: sessionIds(1_000) })).openSessionIds).toEqual([]);
    await expect(checkSessions({ sessionIds: sessionIds(1_001) })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});

describe('jobs', () => {
  it('deletes what ended more than a day ago, and nothing else', async () => {
    const keys = createSigningKeys({ database: shop.database, clock: shop.clock });
    const old = await newCustomer(shop);
    await login(someEmail(), 'wrong password');
    shop.clock.advance(49 * HOUR_MS);
    const young = await newCustomer(shop);
    while (
      (await runDueJobs({ database: shop.database, clock: shop.clock, keys }, { signingKeyDays: 90 })) !==
      'idle'
    );
    const sessions = await shop.database.query<{ id: string }>('SELECT id FROM users.sessions');
    expect(sessions.map(({ id }) => id)).toContain(young.sessionId);
    expect(sessions.map(({ id }) => id)).not.toContain(old.sessionId);
    expect(await shop.database.query('SELECT 1 FROM users.login_attempts')).toEqual([]);
    expect((await refresh(young.refreshToken)).__typename).toBe('RefreshSessionSuccess');
  });

  it('refuses a refresh token after 24 hours', async () => {
    const { refreshToken, sessionId } = await newCustomer(shop);
    shop.clock.advance(24 * HOUR_MS + 1);
    expect(await refresh(refreshToken)).toEqual({ __typename: 'SessionEnded' });
    expect(await shop.users.isSessionActive(sessionId)).toBe(false);
  });
});
