import { createHash, createHmac } from 'node:crypto';
import type { UserRecord } from '../accounts/user.ts';

/** Lifetime of a refresh token, and that of one whose owner wants to stay signed in. */
export const REFRESH_TOKEN_MS = 24 * 60 * 60_000;
export const STAYING_TOKEN_MS = 30 * REFRESH_TOKEN_MS;

export function refreshTokenMs(staysSignedIn: boolean): number {
  return staysSignedIn ? STAYING_TOKEN_MS : REFRESH_TOKEN_MS;
}

/**
 * For this long after its use a refresh token may come again: two tabs refresh at once, an answer gets lost. Whoever
 * presents it gets the same successor; afterwards, or once the successor was used, it comes from a thief or was stolen.
 */
const REPEAT_MS = 10_000;

/** A session's tokens, as its owner gets them once. */
export interface Session {
  readonly id: string;
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

/** A session that begins now. */
export interface NewSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly refresh: NewRefreshToken;
  readonly staysSignedIn: boolean;
  /** What its owner may know it by: `Safari, iPhone`; empty where nobody knows. */
  readonly device: string;
  readonly now: Date;
}

/** SHA-256 suffices: 256 random bits cannot be guessed, however fast the hash. */
export function refreshTokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/**
 * The token that follows another one. Only hashes are kept, so that a successor cannot be read and given again: it follows
 * from the token before it, which its owner presents, and from 256 random bits of this one exchange. With either alone
 * nothing can be computed. A secret for all exchanges, like the signing key, would let an old token lead to every later one.
 */
export function successorOf(token: string, salt: Buffer): { readonly token: string; readonly hash: Buffer } {
  const successor = createHmac('sha256', salt).update(token).digest('base64url');
  return { token: successor, hash: refreshTokenHash(successor) };
}

/** Whether a token that was used comes again soon enough. @param isLast nothing has followed its successor */
export function isRepeat({
  usedAt,
  isLast,
  now,
}: {
  readonly usedAt: Date;
  readonly isLast: boolean;
  readonly now: Date;
}): boolean {
  return isLast && now.getTime() - usedAt.getTime() <= REPEAT_MS;
}

/** When a refresh token ends that is given now. @returns undefined when its whole session has come to its end */
export function refreshTokenEnd({
  startedAt,
  sessionMs,
  tokenMs,
  now,
}: {
  readonly startedAt: Date;
  /** Longest life of a session. */
  readonly sessionMs: number;
  /** That of one of its refresh tokens. */
  readonly tokenMs: number;
  readonly now: Date;
}): Date | undefined {
  const endMs = Math.min(now.getTime() + tokenMs, startedAt.getTime() + sessionMs);
  return endMs > now.getTime() ? new Date(endMs) : undefined;
}
