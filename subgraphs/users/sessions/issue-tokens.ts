import { randomBytes } from 'node:crypto';
import type { Clock } from '@depachika/clock/clock.ts';
import { type Role, SCOPES } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { ACCESS_AUDIENCE, ACCESS_ISSUER } from '@depachika/schema/access-token.ts';
import { SignJWT } from 'jose';
import type { UserRecord } from '../accounts/user.ts';
import { deviceName } from '../devices/device-name-rules.ts';
import { ACCESS_TOKEN_MS } from '../keys/signing-key.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import {
  type NewRefreshToken,
  type NewSession,
  refreshTokenEnd,
  refreshTokenHash,
  refreshTokenMs,
  type Session,
} from './session.ts';

/** A session with its first refresh token, as it is to be stored. */
export function beginSession({
  userId,
  staySignedIn,
  userAgent,
  sessionMs,
  now,
}: {
  readonly userId: string;
  readonly staySignedIn?: boolean | null;
  readonly userAgent?: string | null;
  readonly sessionMs: number;
  readonly now: Date;
}): NewSession {
  const token = randomToken();
  const staysSignedIn = staySignedIn === true;
  const expiresAt = refreshTokenEnd({
    startedAt: now,
    sessionMs,
    tokenMs: refreshTokenMs(staysSignedIn),
    now,
  })!;
  return {
    sessionId: newId('ses'),
    userId,
    refresh: { token, hash: refreshTokenHash(token), expiresAt },
    staysSignedIn,
    device: userAgent ? deviceName(userAgent) : '',
    now,
  };
}

/** 256 random bits. */
export function newDeviceToken(): string {
  return randomToken();
}

/** The tokens of a session that is stored, for its owner. An access token does not outlive its session. */
export async function issueTokens(
  { keys, clock }: { readonly keys: SigningKeys; readonly clock: Clock },
  {
    user,
    sessionId,
    refresh,
  }: {
    readonly user: UserRecord;
    readonly sessionId: string;
    readonly refresh: Pick<NewRefreshToken, 'token' | 'expiresAt'>;
  },
): Promise<Session> {
  const claims = { sub: user.id, sid: sessionId, roles: [user.role], scopes: SCOPES[user.role] };
  const issued = await accessToken({ keys, clock }, claims, refresh.expiresAt);
  return {
    id: sessionId,
    accessToken: issued.token,
    accessTokenExpiresAt: issued.expiresAt,
    refreshToken: refresh.token,
    refreshTokenExpiresAt: refresh.expiresAt,
    user,
  };
}

/** Signs an access token for an hour at most. @param sessionEnd it does not outlive its session */
export async function accessToken(
  { keys, clock }: { readonly keys: SigningKeys; readonly clock: Clock },
  { sub, ...claims }: AccessClaims,
  sessionEnd: Date,
): Promise<{ readonly token: string; readonly expiresAt: Date }> {
  const key = await keys.current();
  const issuedAtSeconds = Math.floor(clock.now().getTime() / 1000);
  const sessionEndSeconds = Math.ceil(sessionEnd.getTime() / 1000);
  const expiresAtSeconds = Math.min(issuedAtSeconds + ACCESS_TOKEN_MS / 1000, sessionEndSeconds);
  const token = await new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'JWT' })
    .setSubject(sub)
    .setIssuer(ACCESS_ISSUER)
    .setAudience(ACCESS_AUDIENCE)
    .setIssuedAt(issuedAtSeconds)
    .setExpirationTime(expiresAtSeconds)
    .sign(key.privateKey);
  return { token, expiresAt: new Date(expiresAtSeconds * 1000) };
}

/** What an access token says beside its times. */
export interface AccessClaims {
  /** Whose session it is. */
  readonly sub: string;
  readonly sid: string;
  readonly roles: readonly Role[];
  readonly scopes: readonly string[];
  /** The one order that it reads. */
  readonly ord?: string;
}

function randomToken(): string {
  return randomBytes(32).toString('base64url');
}
