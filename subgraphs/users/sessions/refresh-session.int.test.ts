import { SESSION_REVOKED } from '@depachika/schema/channels.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accessClaims,
  atOnce,
  LOGIN,
  newCustomer,
  PASSWORD,
  REFRESH,
  type UsersUnderTest,
  usersUnderTest,
} from '../testing/test-users.ts';

const HOUR_MS = 60 * 60_000;
let shop: UsersUnderTest;
beforeAll(async () => {
  shop = await usersUnderTest();
});
afterAll(() => shop.close());

const login = async (email: string, password: string) =>
  (await shop.ask(LOGIN, { email, password })).data.login;
const refresh = async (token: string) => (await shop.ask(REFRESH, { token })).data.refreshSession;
const kinds = (answers: readonly { __typename: string }[]) => answers.map(({ __typename }) => __typename);

async function endOf(sessionId: string) {
  const [session] = await shop.database.query('SELECT end_reason FROM users.sessions WHERE id = $1', [
    sessionId,
  ]);
  return session?.end_reason;
}

describe('refresh', () => {
  it('gives a new token for each old one, in the same session', async () => {
    const customer = await newCustomer(shop);
    const first = await refresh(customer.refreshToken);
    const second = await refresh(first.session.refreshToken);
    expect(
      new Set([customer, first.session, second.session].map(({ refreshToken }) => refreshToken)).size,
    ).toBe(3);
    const { sid } = await accessClaims(shop.users, second.session.accessToken, shop.clock.now());
    expect(sid).toBe(customer.sessionId);
    expect(await shop.users.isSessionActive(customer.sessionId)).toBe(true);
  });

  it('stores no token in the clear', async () => {
    const { refreshToken, sessionId } = await newCustomer(shop);
    expect(Buffer.from(refreshToken, 'base64url')).toHaveLength(32);
    const [row] = await shop.database.query(
      `SELECT encode(hash, 'hex') AS hash, t::text AS everything FROM users.refresh_tokens t WHERE session_id = $1`,
      [sessionId],
    );
    expect(row?.hash).toHaveLength(64);
    expect(row?.everything).not.toContain(refreshToken);
  });

  it.each([2, 10])('gives %i who present one token at once the same successor', async (count) => {
    for (let round = 0; round < 5; round += 1) {
      const { refreshToken, sessionId } = await newCustomer(shop);
      const answers = await atOnce(count, () => refresh(refreshToken));
      expect(kinds(answers)).toEqual(Array(count).fill('RefreshSessionSuccess'));
      const ends = answers.map(({ session }) => session.refreshTokenExpiresAt);
      expect([...new Set(answers.map(({ session }) => session.refreshToken))]).toHaveLength(1);
      expect([...new Set(ends)]).toHaveLength(1);
      for (const { session } of answers) {
        const { sid } = await accessClaims(shop.users, session.accessToken, shop.clock.now());
        expect(sid).toBe(sessionId);
      }
      expect(await shop.users.isSessionActive(sessionId)).toBe(true);
      expect((await refresh(answers[0].session.refreshToken)).__typename).toBe('RefreshSessionSuccess');
    }
  });

  it('gives the same successor seconds later', async () => {
    const customer = await newCustomer(shop);
    const first = await refresh(customer.refreshToken);
    shop.clock.advance(5_000);
    const again = await refresh(customer.refreshToken);
    expect(again.session.refreshToken).toBe(first.session.refreshToken);
    expect(again.session.refreshTokenExpiresAt).toBe(first.session.refreshTokenExpiresAt);
    expect(again.session.user).toEqual(first.session.user);
  });

  it('ends the whole session at a use more than ten seconds after the first', async () => {
    const customer = await newCustomer(shop);
    const { session } = await refresh(customer.refreshToken);
    shop.clock.advance(10_001);
    const revoked: string[] = [];
    const stop = shop.pubSub.subscribe(SESSION_REVOKED, (id) => revoked.push(id));
    expect(await refresh(customer.refreshToken)).toEqual({ __typename: 'SessionEnded' });
    expect(await refresh(session.refreshToken)).toEqual({ __typename: 'SessionEnded' });
    expect(await shop.users.isSessionActive(customer.sessionId)).toBe(false);
    expect(await endOf(customer.sessionId)).toBe('REUSED');
    await expect.poll(() => revoked).toContain(customer.sessionId);
    stop();
  });

  it('does not count ten seconds from a repeat, but from the first use', async () => {
    const customer = await newCustomer(shop);
    await refresh(customer.refreshToken);
    shop.clock.advance(6_000);
    expect((await refresh(customer.refreshToken)).__typename).toBe('RefreshSessionSuccess');
    shop.clock.advance(6_000);
    expect(await refresh(customer.refreshToken)).toEqual({ __typename: 'SessionEnded' });
  });

  it('ends the session at once for a token whose successor was used', async () => {
    const customer = await newCustomer(shop);
    const second = (await refresh(customer.refreshToken)).session;
    const third = (await refresh(second.refreshToken)).session;
    expect(await refresh(customer.refreshToken)).toEqual({ __typename: 'SessionEnded' });
    expect(await endOf(customer.sessionId)).toBe('REUSED');
    expect(await refresh(third.refreshToken)).toEqual({ __typename: 'SessionEnded' });
  });

  it('gives nothing for a repeat after logout', async () => {
    const customer = await newCustomer(shop);
    await refresh(customer.refreshToken);
    await shop.ask('mutation { logout { __typename } }', {}, customer.caller);
    expect(await refresh(customer.refreshToken)).toEqual({ __typename: 'SessionEnded' });
    expect(await endOf(customer.sessionId)).toBe('LOGOUT');
  });

  it('keeps one good token in a session, which the database holds too', async () => {
    const { refreshToken, sessionId } = await newCustomer(shop);
    await atOnce(10, () => refresh(refreshToken));
    const good = await shop.database.query(
      'SELECT hash FROM users.refresh_tokens WHERE session_id = $1 AND used_at IS NULL',
      [sessionId],
    );
    expect(good).toHaveLength(1);
    const another = shop.database.query(
      `INSERT INTO users.refresh_tokens (hash, session_id, issued_at, expires_at)
         SELECT sha256(hash), session_id, issued_at, expires_at FROM users.refresh_tokens
          WHERE session_id = $1 AND used_at IS NULL`,
      [sessionId],
    );
    await expect(another).rejects.toMatchObject({ code: '23505' });
  });

  it('goes on with a session that was begun and refreshed before repeats were known', async () => {
    const customer = await newCustomer(shop);
    const { session } = await refresh(customer.refreshToken);
    await shop.database.query(
      'UPDATE users.sessions SET replaced_hash = NULL, successor_salt = NULL WHERE id = $1',
      [customer.sessionId],
    );
    const answers = await atOnce(2, () => refresh(session.refreshToken));
    expect(kinds(answers)).toEqual(Array(2).fill('RefreshSessionSuccess'));
  });

  it("leaves the user's other sessions alone", async () => {
    const customer = await newCustomer(shop);
    const other = (await login(customer.email, PASSWORD)).session;
    await refresh(customer.refreshToken);
    shop.clock.advance(10_001);
    expect(await refresh(customer.refreshToken)).toEqual({ __typename: 'SessionEnded' });
    expect((await refresh(other.refreshToken)).__typename).toBe('RefreshSessionSuccess');
  });

  it.each(['', 'nonsense', '\u0000', 'x'.repeat(10_000)])('refuses what never was a token', async (token) => {
    expect(await refresh(token)).toEqual({ __typename: 'SessionEnded' });
  });
});

describe('the longest life of a session', () => {
  it('is reached by refreshing, and then nothing is given any more', async () => {
    const brief = await usersUnderTest({ USERS_SESSION_DAYS: '2' });
    const again = async (token: string) => (await brief.ask(REFRESH, { token })).data.refreshSession;
    try {
      const startedAtMs = brief.clock.now().getTime();
      const customer = await newCustomer(brief);
      brief.clock.advance(23 * HOUR_MS);
      const second = (await again(customer.refreshToken)).session;
      brief.clock.advance(23 * HOUR_MS);
      const third = (await again(second.refreshToken)).session;
      const endMs = new Date(third.refreshTokenExpiresAt).getTime();
      expect(endMs - startedAtMs).toBeGreaterThanOrEqual(48 * HOUR_MS);
      expect(endMs - startedAtMs).toBeLessThan(48 * HOUR_MS + 60_000);
      brief.clock.advance(1.5 * HOUR_MS);
      const fourth = (await again(third.refreshToken)).session;
      expect(fourth.refreshTokenExpiresAt).toBe(third.refreshTokenExpiresAt);
      const outlived = new Date(fourth.accessTokenExpiresAt).getTime() - endMs;
      expect(outlived).toBeLessThan(1000);
      brief.clock.advance(0.5 * HOUR_MS + 60_000);
      expect(await again(fourth.refreshToken)).toEqual({ __typename: 'SessionEnded' });
      expect(await brief.users.isSessionActive(customer.sessionId)).toBe(false);
    } finally {
      await brief.close();
    }
  });

  it('is no shorter than a quarter of daily visits, unless the shop says so', async () => {
    const customer = await newCustomer(shop);
    let token = customer.refreshToken;
    for (let day = 1; day <= 89; day += 1) {
      shop.clock.advance(24 * HOUR_MS - 60_000);
      token = (await refresh(token)).session.refreshToken;
    }
    expect(await shop.users.isSessionActive(customer.sessionId)).toBe(true);
  });
});
