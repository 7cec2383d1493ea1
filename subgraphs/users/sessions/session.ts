import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@depachika/clock/clock.ts';
import { SCOPES } from '@depachika/identity/caller.ts';
import { SignJWT } from 'jose';
import type { UserRecord } from '../accounts/user.ts';
import { ACCESS_TOKEN_MS } from '../keys/signing-key.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';

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

/** 256 random bits. */
export function newRefreshToken(now: Date): NewRefreshToken {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: refreshTokenHash(token), expiresAt: new Date(now.getTime() + REFRESH_TOKEN_MS) };
}

/** SHA-256 suffices: 256 random bits cannot be guessed, however fast the hash. */
export function refreshTokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** A stored session with its tokens, ready for its owner. */
export async function openedSession(
  { keys, clock }: { readonly keys: SigningKeys; readonly clock: Clock },
  {
    user,
    sessionId,
    refresh,
  }: { readonly user: UserRecord; readonly sessionId: string; readonly refresh: NewRefreshToken },
): Promise<Session> {
  const key = await keys.current();
  const issuedAtSeconds = Math.floor(clock.now().getTime() / 1000);
  const expiresAtSeconds = issuedAtSeconds + ACCESS_TOKEN_MS / 1000;
  const accessToken = await new SignJWT({ sid: sessionId, roles: [user.role], scopes: SCOPES[user.role] })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'JWT' })
    .setSubject(user.id)
    .setIssuer(ACCESS_ISSUER)
    .setAudience(ACCESS_AUDIENCE)
    .setIssuedAt(issuedAtSeconds)
    .setExpirationTime(expiresAtSeconds)
    .sign(key.privateKey);
  return {
    accessToken,
    accessTokenExpiresAt: new Date(expiresAtSeconds * 1000),
    refreshToken: refresh.token,
    refreshTokenExpiresAt: refresh.expiresAt,
    user,
  };
}

/** What the router expects in an access token. */
const ACCESS_ISSUER = 'depachika';
const ACCESS_AUDIENCE = 'depachika-api';
