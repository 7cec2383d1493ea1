import { createHash } from 'node:crypto';
import type { UserRecord } from '../accounts/user.ts';

/** Lifetime of a refresh token. */
export const REFRESH_TOKEN_MS = 24 * 60 * 60_000;

/** A session's tokens, as its owner gets them once. */
export interface Session {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: Date;
  readonly user: UserRecord;
}

/** A refresh token before it is handed out; only `hash` is stored. */
export interface NewRefreshToken {
  readonly token: string;
  readonly hash: Buffer;
  readonly expiresAt: Date;
}

/** SHA-256 suffices: 256 random bits cannot be guessed, however fast the hash. */
export function refreshTokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
