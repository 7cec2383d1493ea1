import { readFile } from 'node:fs/promises';
import { type IdentityKeys, loadIdentityKeys } from '@depachika/identity/identity-keys.ts';
import {
  type CryptoKey,
  decodeJwt,
  errors,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTVerifyGetKey,
} from 'jose';

/** How often who shows an unknown key can make us read the file again. */
const REREAD_AFTER_MS = 5_000;

interface TrustedKey {
  readonly issuer: string;
  readonly key: CryptoKey;
}

/**
 * Keys from a JWKS file, each good for one issuer only: a service whose key is stolen cannot speak as another. The
 * file is read again when a token names a key that it did not hold, so that keys rotate without a restart.
 * Throws when the file cannot be read, or a key in it has no `kid` or `iss`.
 */
export async function trustedKeys(file: string): Promise<JWTVerifyGetKey> {
  let known = await readKeys(file);
  let readAtMs = performance.now();

  return async (header, token) => {
    const trusted = await find(header.kid ?? '');
    const { iss } = decodeJwt(`${token.protected}.${token.payload}.${token.signature}`);
    if (!trusted || trusted.issuer !== iss) throw new errors.JWKSNoMatchingKey();
    return trusted.key;
  };

  async function find(kid: string): Promise<TrustedKey | undefined> {
    if (!known.has(kid) && performance.now() - readAtMs > REREAD_AFTER_MS) {
      readAtMs = performance.now();
      known = await readKeys(file);
    }
    return known.get(kid);
  }
}

/** The set that {@link trustedKeys} reads. @param keys by who signs with them */
export function trustedKeySet(keys: Readonly<Record<string, IdentityKeys>>): JSONWebKeySet {
  return { keys: Object.entries(keys).map(([iss, { publicJwk }]) => ({ ...publicJwk, iss })) };
}

/** The private key in this file. Throws, naming `IDENTITY_KEY_FILE`, when there is none. */
export async function readIdentityKey(file: string): Promise<IdentityKeys> {
  try {
    return await loadIdentityKeys(JSON.parse(await readFile(file, 'utf8')) as JWK);
  } catch (cause) {
    const message = `IDENTITY_KEY_FILE must hold the file of a private Ed25519 key as a JWK, not ${file}`;
    throw new Error(message, { cause });
  }
}

async function readKeys(file: string): Promise<ReadonlyMap<string, TrustedKey>> {
  try {
    const { keys } = JSON.parse(await readFile(file, 'utf8')) as JSONWebKeySet;
    return new Map(await Promise.all(keys.map(readKey)));
  } catch (cause) {
    const message = `TRUSTED_KEYS_FILE must hold the file of a JWKS whose keys have kid and iss, not ${file}`;
    throw new Error(message, { cause });
  }
}

async function readKey(jwk: JWK): Promise<[string, TrustedKey]> {
  const { kid, iss } = jwk as JWK & { iss?: unknown };
  if (typeof kid !== 'string' || typeof iss !== 'string') throw new Error('A key has no kid or no iss');
  return [kid, { issuer: iss, key: (await importJWK(jwk, 'EdDSA')) as CryptoKey }];
}
