import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { normalisedPassword } from './account-input.ts';

/**
 * Argon2id (the library's default) with 19 MiB, 2 passes, 1 lane.
 * Source: OWASP Password Storage Cheat Sheet, Argon2id.
 */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * About 25 ms of CPU and 19 MiB: run it behind a limiter.
 * @param salt in the form of PHC; default: 16 random bytes @returns PHC form
 */
export function hashPassword(password: string, salt?: string): Promise<string> {
  const options = salt === undefined ? PARAMETERS : { ...PARAMETERS, salt: Buffer.from(salt, 'base64') };
  return hash(normalisedPassword(password), options);
}

/**
 * The salt of the first account of an address. All accounts that claim one address share a salt, so that a login computes one
 * hash however many they are. Two who register at once need no turns for the same one. In the form of PHC.
 */
export function firstSaltOf(email: string): string {
  return createHash('sha256')
    .update(`salt of passwords\n${email}`)
    .digest()
    .subarray(0, SALT_BYTES)
    .toString('base64')
    .replaceAll('=', '');
}

/** The salt of a hash, in the form of PHC. */
export function saltOf(passwordHash: string): string {
  return passwordHash.split('$')[4] ?? '';
}

/**
 * Costs the same whether there is a hash or not, so that time does not tell which login names exist.
 * @param passwordHash undefined or empty where nobody has a password: none is right
 */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  const matches = await verify(passwordHash || (await nobodysHash()), normalisedPassword(password));
  return matches && Boolean(passwordHash);
}

/**
 * Those of many hashes that are this password's. Computes one hash for all with the same salt and parameters, and one for none.
 */
export async function hashesOf(
  password: string,
  passwordHashes: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const groups = Map.groupBy(new Set(passwordHashes), parametersOf);
  if (groups.size === 0) await isPassword(password, undefined);
  for (const [first = '', ...others] of groups.values()) {
    if (others.length === 0) {
      if (await isPassword(password, first)) found.add(first);
      continue;
    }
    const computed = await hashLike(first, password);
    for (const one of [first, ...others]) if (isSame(one, computed)) found.add(one);
  }
  return found;
}

const SALT_BYTES = 16;

/** Everything before the hash itself: algorithm, version, costs, salt. */
function parametersOf(passwordHash: string): string {
  return passwordHash.slice(0, passwordHash.lastIndexOf('$'));
}

function hashLike(passwordHash: string, password: string): Promise<string> {
  const { memoryCost, timeCost, parallelism, outputLen, algorithm, version } = parseOptions(passwordHash);
  const salt = Buffer.from(saltOf(passwordHash), 'base64');
  const options = { memoryCost, timeCost, parallelism, outputLen, algorithm, version, salt };
  return hash(normalisedPassword(password), options);
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

let nobodys: Promise<string> | undefined;

function nobodysHash(): Promise<string> {
  nobodys ??= hashPassword(randomBytes(16).toString('hex'));
  return nobodys;
}
