import { createHmac } from 'node:crypto';
import { type AdjustableClock, adjustableClock } from '@depachika/clock/clock.ts';
import { SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anonymous, type Caller, serviceCaller } from './caller.ts';
import { createIdentityKeys, type IdentityKeys, loadIdentityKeys } from './identity-keys.ts';
import { IdentityRefused, identitySigner, identityVerifier } from './identity-token.ts';

const customer: Caller = {
  kind: 'user',
  userId: 'usr_1',
  sessionId: 'ses_1',
  roles: ['CUSTOMER'],
  scopes: [],
};
let keys: IdentityKeys;
let clock: AdjustableClock;

beforeAll(async () => {
  keys = await createIdentityKeys();
});

beforeEach(() => {
  clock = adjustableClock({ frozenAt: new Date('2026-04-01T00:00:00.900Z') });
});

describe('an identity token', () => {
  it.each([
    ['nobody', 'router', anonymous],
    ['nobody with their network', 'router', { kind: 'anonymous', network: '203.0.113.7' } as Caller],
    ['a user', 'router', { ...customer, roles: ['CUSTOMER', 'STAFF'], scopes: ['orders:manage'] } as Caller],
    ['a user with their network', 'router', { ...customer, network: '203.0.113.7' } as Caller],
    ['a service', 'orders', serviceCaller('orders')],
    ['the router', 'router', serviceCaller('router')],
  ])('carries %s', async (_, issuer, caller) => {
    const token = await signer(issuer).sign(caller);
    expect(await verifier().verify(token)).toEqual(caller);
  });

  it('is reused while it has 30 s to live, per caller', async () => {
    const sign = signer().sign;
    const first = await sign(customer);
    clock.advance(29_000);
    expect(await sign({ ...customer })).toBe(first);
    expect(await sign({ ...customer, roles: ['ADMIN'] } as Caller)).not.toBe(first);
    clock.advance(1_100);
    expect(await sign(customer)).not.toBe(first);
  });

  it('is signed once for callers who come at the same time', async () => {
    const { sign } = signer();
    const tokens = await Promise.all([sign(customer), sign(customer), sign(customer)]);
    expect(new Set(tokens).size).toBe(1);
  });

  it('is refused once it has expired, though it was verified before', async () => {
    const token = await signer().sign(customer);
    const { verify } = verifier();
    clock.advance(59_000);
    expect(await verify(token)).toEqual(customer);
    clock.advance(10_000);
    await expect(verify(token)).rejects.toThrow(IdentityRefused);
    await expect(verifier().verify(token)).rejects.toThrow(IdentityRefused);
  });

  it('is refused before it begins', async () => {
    const ahead = adjustableClock({ frozenAt: new Date('2026-04-01T00:10:00Z') });
    const token = await identitySigner({ keys, clock: ahead, issuer: 'router' }).sign(customer);
    await expect(verifier().verify(token)).rejects.toThrow(IdentityRefused);
  });

  it('is accepted from an old and a new key while keys rotate', async () => {
    const next = await createIdentityKeys();
    const both = identityVerifier({ jwks: { keys: [keys.publicJwk, next.publicJwk] }, clock });
    const tokens = [
      await signer().sign(customer),
      await identitySigner({ keys: next, clock, issuer: 'router' }).sign(customer),
    ];
    for (const token of tokens) expect(await both.verify(token)).toEqual(customer);
  });

  it('is signed by a key that was saved and loaded again', async () => {
    const loaded = await loadIdentityKeys(JSON.parse(JSON.stringify(keys.privateJwk)));
    const token = await identitySigner({ keys: loaded, clock, issuer: 'router' }).sign(customer);
    expect(await verifier().verify(token)).toEqual(customer);
  });
});

describe('a verifier refuses', () => {
  it.each<[string, () => Promise<string | undefined> | string]>([
    ['no token', () => ''],
    ['rubbish', () => 'rubbish'],
    ['a token that another key signed', async () => forge({ signWith: await createIdentityKeys() })],
    [
      'a forged token that names our key',
      async () => forge({ signWith: { ...(await createIdentityKeys()), kid: keys.kid } }),
    ],
    ['alg none', () => new UnsecuredJWT(claims()).encode()],
    ['alg none with the header of ours', () => `${header({ alg: 'none' })}.${body(claims())}.`],
    ['a public key used as a shared secret', () => hmacToken()],
    ['an access token of a customer', () => forge({ audience: 'depachika-api' })],
    ['a token without an expiry', () => forge({ exp: undefined })],
    ['a token that lives for years', () => forge({ iat: now() - 90_000, exp: now() + 1e9 })],
    ['an unknown kind of caller', () => forge({ kind: 'owner' })],
    ['an unknown role', () => forge({ roles: ['CUSTOMER', 'OWNER'] })],
    ['a user without a session', () => forge({ sid: undefined })],
    ['a user without an id', () => forge({ sub: '' })],
    ['a service that somebody else signed for', () => signer('orders').sign(serviceCaller('payments'))],
    ['a user that a service signed for', () => signer('orders').sign(customer)],
    [
      'an administrator that a service signed for',
      () => signer('analytics').sign({ ...customer, roles: ['ADMIN'] } as Caller),
    ],
    ['nobody that a service signed for', () => signer('orders').sign(anonymous)],
    ['a service that the router signed for', () => signer().sign(serviceCaller('orders'))],
    ['a changed token', async () => changed(await signer().sign(customer))],
  ])('%s', async (_, token) => {
    await expect(verifier().verify(await token())).rejects.toThrow(IdentityRefused);
  });
});

function signer(issuer = 'router') {
  return identitySigner({ keys, clock, issuer });
}

function verifier() {
  return identityVerifier({ jwks: keys.jwks, clock });
}

function now(): number {
  return Math.floor(clock.now().getTime() / 1000);
}

function claims(): Record<string, unknown> {
  const registered = { iss: 'router', aud: 'depachika-subgraph', iat: now(), exp: now() + 60 };
  return { ...registered, kind: 'user', sub: 'usr_1', sid: 'ses_1', roles: ['ADMIN'], scopes: [] };
}

/** A token that is right but for what is named. */
function forge({
  signWith = keys,
  audience,
  ...changes
}: Record<string, unknown> & { signWith?: IdentityKeys; audience?: string }) {
  const payload = { ...claims(), ...(audience ? { aud: audience } : {}), ...changes };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'EdDSA', kid: signWith.kid, typ: 'JWT' })
    .sign(signWith.privateKey);
}

function hmacToken(): string {
  const text = `${header({ alg: 'HS256' })}.${body(claims())}`;
  return `${text}.${createHmac('sha256', keys.publicJwk.x!).update(text).digest('base64url')}`;
}

function changed(token: string): string {
  const [head, , signature] = token.split('.');
  return `${head}.${body({ ...claims(), sub: 'usr_2' })}.${signature}`;
}

function header(changes: object): string {
  return body({ kid: keys.kid, typ: 'JWT', ...changes });
}

function body(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
