import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accessClaims,
  atOnce,
  newCustomer,
  type UsersUnderTest,
  usersUnderTest,
} from '../testing/test-users.ts';
import { createSigningKeys } from './signing-keys.ts';

const MINUTE_MS = 60_000;
let shop: UsersUnderTest;
beforeAll(async () => {
  shop = await usersUnderTest();
});
afterAll(() => shop.close());

const kids = async () => (await shop.users.jwks()).keys.map(({ kid }) => kid);
const keys = () => createSigningKeys({ database: shop.database, clock: shop.clock });

describe('signing keys', () => {
  it('begin with one, however many processes start at once', async () => {
    await atOnce(8, () => keys().current());
    expect(await shop.database.query('SELECT kid FROM users.signing_keys')).toHaveLength(1);
    expect(await kids()).toHaveLength(1);
  });

  it('rotate without a moment in which a good token is refused', async () => {
    const before = await newCustomer(shop);
    const [first] = await kids();
    const rotated = await keys().rotate();
    shop.clock.advance(MINUTE_MS);
    expect(await kids()).toEqual([first, rotated.kid]);
    const meanwhile = await newCustomer(shop);
    shop.clock.advance(MINUTE_MS);
    const after = await newCustomer(shop);
    const signers = [before, meanwhile, after].map(({ accessToken }) => headerOf(accessToken).kid);
    expect(signers).toEqual([first, first, rotated.kid]);
    for (const { accessToken, userId } of [before, meanwhile, after]) {
      expect((await accessClaims(shop.users, accessToken, shop.clock.now())).sub).toBe(userId);
    }
  });

  it('stay published until their last token has ended, and are deleted by the next rotation', async () => {
    const [old, current] = await kids();
    shop.clock.advance(64 * MINUTE_MS);
    expect(await kids()).toEqual([old, current]);
    shop.clock.advance(2 * MINUTE_MS);
    expect(await kids()).toEqual([current]);
    await keys().rotate();
    const stored = await shop.database.query<{ kid: string }>('SELECT kid FROM users.signing_keys');
    expect(stored.map(({ kid }) => kid)).not.toContain(old);
  });

  it('are not made twice while one waits for its activation', async () => {
    const next = await atOnce(5, () => keys().rotate());
    expect(new Set(next.map(({ kid }) => kid)).size).toBe(1);
  });

  it('rotate by themselves when they are old enough', async () => {
    shop.clock.advance(10 * MINUTE_MS);
    const own = keys();
    expect(await own.rotateWhenDue(60 * MINUTE_MS)).toBe(false);
    expect(await own.rotateWhenDue(MINUTE_MS)).toBe(true);
    expect(await own.rotateWhenDue(MINUTE_MS)).toBe(false);
  });
});

function headerOf(token: string): { kid: string } {
  return JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString());
}
