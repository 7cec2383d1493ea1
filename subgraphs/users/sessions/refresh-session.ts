import { randomBytes } from 'node:crypto';
import type { Cache } from '@depachika/cache/cache.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import type { UserRecord } from '../accounts/user.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import { type ActiveSessions, droppedAfterRefresh } from './active-sessions.ts';
import { issueTokens } from './issue-tokens.ts';
import {
  isRepeat,
  type NewRefreshToken,
  refreshTokenEnd,
  refreshTokenHash,
  refreshTokenMs,
  type Session,
  successorOf,
} from './session.ts';
import { continueSession, endSession, lastExchange, useRefreshToken } from './session-store.ts';

export interface RefreshSessionDependencies {
  readonly database: Database;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly keys: SigningKeys;
  readonly sessions: ActiveSessions;
  /** After this long a session ends, however often it is refreshed. */
  readonly sessionMs: number;
}

export type RefreshSessionResult =
  | { readonly kind: 'continued'; readonly session: Session }
  | { readonly kind: 'sessionEnded' };

/**
 * Exchanges a refresh token. Presented again within seconds, it brings the same successor: two tabs of one person refresh at
 * once. A later use ends the session with all its tokens, those of the first use included: the two users cannot be told
 * apart, and one of them may be a thief.
 */
export async function refreshSession(
  deps: RefreshSessionDependencies,
  token: string,
): Promise<RefreshSessionResult> {
  const now = deps.clock.now();
  const salt = randomBytes(32);
  const outcome = await deps.database.transaction({ name: 'users.refreshSession' }, async (tx) => {
    const use = await useRefreshToken(tx, refreshTokenHash(token), now);
    switch (use.kind) {
      case 'first':
        return exchanged(tx, { ...use, token, salt, now, sessionMs: deps.sessionMs });
      case 'again':
        return repeated(tx, { ...use, token, now });
      case 'unknown':
        return REFUSED;
    }
  });
  if (outcome.kind === 'revoked') await deps.sessions.forget([outcome.sessionId]);
  if (outcome.kind !== 'continued') return { kind: 'sessionEnded' };
  await droppedAfterRefresh(deps.cache, outcome.sessionId);
  return { kind: 'continued', session: await issueTokens(deps, outcome) };
}

type Outcome =
  | { readonly kind: 'refused' }
  | { readonly kind: 'revoked'; readonly sessionId: string }
  | {
      readonly kind: 'continued';
      readonly sessionId: string;
      readonly refresh: Pick<NewRefreshToken, 'token' | 'expiresAt'>;
      readonly user: UserRecord;
    };

const REFUSED = { kind: 'refused' } as const;

interface Presented {
  readonly token: string;
  readonly sessionId: string;
  readonly now: Date;
}

async function exchanged(
  tx: Transaction,
  {
    token,
    sessionId,
    now,
    salt,
    staysSignedIn,
    ...life
  }: Presented & {
    readonly startedAt: Date;
    readonly staysSignedIn: boolean;
    readonly sessionMs: number;
    readonly salt: Buffer;
  },
): Promise<Outcome> {
  const expiresAt = refreshTokenEnd({ ...life, tokenMs: refreshTokenMs(staysSignedIn), now });
  if (!expiresAt) return REFUSED;
  const refresh = { ...successorOf(token, salt), expiresAt };
  const replacedHash = refreshTokenHash(token);
  const user = await continueSession(tx, { sessionId, replacedHash, salt, refresh, now });
  return user ? { kind: 'continued', sessionId, refresh, user } : REFUSED;
}

async function repeated(
  tx: Transaction,
  { token, sessionId, usedAt, now }: Presented & { readonly usedAt: Date },
): Promise<Outcome> {
  const last = await lastExchange(tx, { sessionId, now });
  if (last && isRepeat({ usedAt, isLast: last.replacedHash.equals(refreshTokenHash(token)), now })) {
    const refresh = { ...successorOf(token, last.salt), expiresAt: last.expiresAt };
    return { kind: 'continued', sessionId, refresh, user: last.user };
  }
  await endSession(tx, { sessionId, reason: 'REUSED', now });
  return { kind: 'revoked', sessionId };
}
