import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { normalisedPassword } from './account-input.ts';

/**
 * Argon2id (the library's default) with 19 MiB, 2 passes, 1 lane.
 * Source: OWASP Password Storage Cheat Sheet, Argon2id.
 */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** About 25 ms of CPU and 19 MiB: run it behind a limiter. @returns PHC form, with a salt of its own */
export function hashPassword(password: string): Promise<string> {
  return hash(normalisedPassword(password), PARAMETERS);
}

/** Costs the same whether there is a hash or not, so that time does not tell which login names exist. */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await nobodysHash()), normalisedPassword(password));
  return matches && passwordHash !== undefined;
}

let nobodys: Promise<string> | undefined;

function nobodysHash(): Promise<string> {
  nobodys ??= hashPassword(randomBytes(16).toString('hex'));
  return nobodys;
}
