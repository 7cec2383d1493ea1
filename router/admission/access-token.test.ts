import { systemClock } from '@depachika/clock/clock.ts';
import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { ACCESS_AUDIENCE, ACCESS_ISSUER } from '@depachika/schema/access-token.ts';
import { SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { accessTokenVerifier } from './access-token.ts';

let keys: Awaited<ReturnType<typeof createIdentityKeys>>;
beforeAll(async () => {
  keys = await createIdentityKeys();
});

async function verified(claims: Record<string, unknown>, revoked: readonly string[] = []) {
  const token = await new SignJWT({ sid: 'ses_1', roles: [], scopes: [], ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: keys.kid })
    .setSubject('usr_1')
    .setIssuer(ACCESS_ISSUER)
    .setAudience(ACCESS_AUDIENCE)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(keys.privateKey);
  const verifier = accessTokenVerifier({
    jwks: async () => keys.jwks,
    clock: systemClock,
    isSessionRevoked: (id) => revoked.includes(id),
  });
  return (await verifier.verify(`Bearer ${token}`)).caller;
}

describe('an access token', () => {
  it('of a guest names a person without a scope', async () => {
    expect(await verified({ roles: ['GUEST'] })).toEqual({
      kind: 'user',
      userId: 'usr_1',
      sessionId: 'ses_1',
      roles: ['GUEST'],
      scopes: [],
    });
  });

  it('that names an order is good for reading that order, and ends with its session', async () => {
    expect(await verified({ ord: 'ord_1' })).toEqual({
      kind: 'orderReader',
      userId: 'usr_1',
      sessionId: 'ses_1',
      orderId: 'ord_1',
    });
    await expect(verified({ ord: 'ord_1' }, ['ses_1'])).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it.each([
    ['a role', { ord: 'ord_1', roles: ['CUSTOMER'] }],
    ['a scope', { ord: 'ord_1', scopes: ['orders:manage'] }],
    ['an order that is no text', { ord: 1 }],
    ['a role that nobody knows', { roles: ['OWNER'] }],
  ])('is refused with %s', async (_, claims) => {
    await expect(verified(claims)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
