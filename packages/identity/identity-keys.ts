import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
} from 'jose';

/** An Ed25519 key pair that signs identities, and what others need to verify them. */
export interface IdentityKeys {
  readonly privateKey: CryptoKey;
  /** Secret: for a file with mode 0600 or a secret store, never for a log. */
  readonly privateJwk: JWK;
  readonly publicJwk: JWK;
  /** The key's thumbprint (RFC 7638). */
  readonly kid: string;
  /** `publicJwk` alone in a set, as verifiers take it. */
  readonly jwks: JSONWebKeySet;
}

export async function createIdentityKeys(): Promise<IdentityKeys> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return loadIdentityKeys(await exportJWK(privateKey));
}

/** Throws when `jwk` is not a private Ed25519 key. */
export async function loadIdentityKeys(jwk: JWK): Promise<IdentityKeys> {
  if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519' || !jwk.d || !jwk.x) {
    throw new Error('An identity key is a private Ed25519 key in JWK form (kty OKP, crv Ed25519, x, d)');
  }
  const privateKey = (await importJWK(jwk, 'EdDSA')) as CryptoKey;
  const kid = await calculateJwkThumbprint(jwk);
  const publicJwk: JWK = { kty: jwk.kty, crv: jwk.crv, x: jwk.x, kid, alg: 'EdDSA', use: 'sig' };
  return { privateKey, privateJwk: { ...publicJwk, d: jwk.d }, publicJwk, kid, jwks: { keys: [publicJwk] } };
}

/**
 * The development key in `<folder>/identity.json` (mode 0600), made at the first call. Two starters agree on one key.
 * Throws when the file is there and holds something else.
 */
export async function devIdentityKeys(folder: string): Promise<IdentityKeys> {
  const known = await savedIdentityKeys(folder);
  if (known) return known;
  const keys = await createIdentityKeys();
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `identity.${keys.kid}.new`);
  await writeFile(draft, JSON.stringify(keys.privateJwk), { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, identityFile(folder));
    return keys;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await savedIdentityKeys(folder)) ?? keys;
  } finally {
    await rm(draft, { force: true });
  }
}

/** @returns undefined when the folder has no key yet. */
export async function savedIdentityKeys(folder: string): Promise<IdentityKeys | undefined> {
  const file = identityFile(folder);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return await loadIdentityKeys(JSON.parse(text) as JWK);
  } catch (cause) {
    throw new Error(`${file} does not hold an identity key: delete it to get a new one`, { cause });
  }
}

function identityFile(folder: string): string {
  return join(folder, 'identity.json');
}
