import { createHash } from 'node:crypto';

/** A device on which somebody logged in. Its token proves nothing by itself: it says which failed logins are counted together. */
export interface Device {
  /** For the device alone; only `hash` is stored. */
  readonly token: string;
  readonly hash: Buffer;
  readonly expiresAt: Date;
}

/** Of one account, the latest are known. */
export const MOST_DEVICES = 20;

/** What a token is known by. SHA-256 suffices for 256 random bits. @returns undefined for what can be no token of ours */
export function deviceHash(token: string | null | undefined): Buffer | undefined {
  return token?.length === TOKEN_LENGTH ? hashOf(token) : undefined;
}

/** The device that logs in now, known for a while from now on. @param token its own where it is known, and otherwise a new one */
export function deviceOf(
  token: string,
  { now, deviceMs }: { readonly now: Date; readonly deviceMs: number },
): Device {
  return { token, hash: hashOf(token), expiresAt: new Date(now.getTime() + deviceMs) };
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** 32 bytes in base64url. */
const TOKEN_LENGTH = 43;
