import type { Cache } from '@depachika/cache/cache.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { UserRecord } from '../accounts/user.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import { type ActiveSessions, droppedAfterRefresh } from './active-sessions.ts';
import { issueTokens, newRefreshToken } from './issue-tokens.ts';
import { refreshTokenHash, type Session } from './session.ts';
import { continueSession, endSession, useRefreshToken } from './session-store.ts';

export interface RefreshSessionDependencies {
  readonly database: Database;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly keys: SigningKeys;
  readonly sessions: ActiveSessions;
}

export type RefreshSessionResult =
  | { readonly kind: 'continued'; readonly session: Session }
  | { readonly kind: 'sessionEnded' };

/**
 * Exchanges a refresh token. A second use, however soon after the first, ends the session with all its tokens, those
 * of the first use included: the two users cannot be told apart, and one of them may be a thief.
 */
export async function refreshSession(
  deps: RefreshSessionDependencies,
  token: string,
): Promise<RefreshSessionResult> {
  const now = deps.clock.now();
  const refresh = newRefreshToken(now);
  const outcome = await deps.database.transaction(
    { name: 'users.refreshSession' },
    async (tx): Promise<Outcome> => {
      const use = await useRefreshToken(tx, refreshTokenHash(token), now);
      if (use.kind === 'unknown') return { kind: 'refused' };
      const { sessionId } = use;
      if (use.kind === 'reused') {
        await endSession(tx, { sessionId, reason: 'REUSED', now });
        return { kind: 'revoked', sessionId };
      }
      const user = await continueSession(tx, { sessionId, refresh, now });
      return user ? { kind: 'continued', sessionId, user } : { kind: 'refused' };
    },
  );
  if (outcome.kind === 'revoked') await deps.sessions.forget([outcome.sessionId]);
  if (outcome.kind !== 'continued') return { kind: 'sessionEnded' };
  await droppedAfterRefresh(deps.cache, outcome.sessionId);
  return { kind: 'continued', session: await issueTokens(deps, { ...outcome, refresh }) };
}

type Outcome =
  | { readonly kind: 'refused' }
  | { readonly kind: 'revoked'; readonly sessionId: string }
  | { readonly kind: 'continued'; readonly sessionId: string; readonly user: UserRecord };
