import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock } from '@depachika/clock/clock.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { createIdentityKeys, type IdentityKeys } from '@depachika/identity/identity-keys.ts';
import { IdentityRefused, identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIdentityKey, trustedKeySet, trustedKeys } from './trusted-keys.ts';

let folder: string;
let orders: IdentityKeys;
let payments: IdentityKeys;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'depachika-keys-'));
  orders = await createIdentityKeys();
  payments = await createIdentityKeys();
  await writeFile(join(folder, 'trusted.json'), JSON.stringify(trustedKeySet({ orders, payments })));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function verify(signed: { keys: IdentityKeys; issuer: string; service: string }) {
  const { keys, issuer, service } = signed;
  const token = await identitySigner({ keys, clock, issuer }).sign(serviceCaller(service));
  const verifier = identityVerifier({ jwks: await trustedKeys(join(folder, 'trusted.json')), clock });
  return verifier.verify(token);
}

describe('trusted keys', () => {
  it('believe a service about itself', async () => {
    expect(await verify({ keys: orders, issuer: 'orders', service: 'orders' })).toEqual(
      serviceCaller('orders'),
    );
  });

  it('do not let one service sign as another', async () => {
    const forged = verify({ keys: orders, issuer: 'payments', service: 'payments' });
    await expect(forged).rejects.toThrow(IdentityRefused);
  });

  it('do not let a service sign for people', async () => {
    const admin = {
      kind: 'user',
      userId: 'usr_1',
      sessionId: 'ses_1',
      roles: ['ADMIN'],
      scopes: [],
    } as const;
    for (const issuer of ['orders', 'router']) {
      const token = await identitySigner({ keys: orders, clock, issuer }).sign(admin);
      const verifier = identityVerifier({ jwks: await trustedKeys(join(folder, 'trusted.json')), clock });
      await expect(verifier.verify(token), issuer).rejects.toThrow(IdentityRefused);
    }
  });

  it('do not believe a key that is not in the file', async () => {
    const unknown = verify({ keys: await createIdentityKeys(), issuer: 'orders', service: 'orders' });
    await expect(unknown).rejects.toThrow(IdentityRefused);
  });

  it('must have an issuer each', async () => {
    const file = join(folder, 'nobody.json');
    await writeFile(file, JSON.stringify(orders.jwks));
    await expect(trustedKeys(file)).rejects.toThrow(/TRUSTED_KEYS_FILE/);
  });

  it('name the variable when there is no private key', async () => {
    await expect(readIdentityKey(join(folder, 'absent.json'))).rejects.toThrow(/IDENTITY_KEY_FILE/);
  });
});
