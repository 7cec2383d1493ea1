import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { Language } from '../accounts/user.ts';
import type { Allowance } from '../allowances/allowance-rules.ts';
import { networkRefusedUntil } from '../allowances/network-allowance-store.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import { beginSession, issueTokens } from '../sessions/issue-tokens.ts';
import type { Session } from '../sessions/session.ts';
import { insertSession } from '../sessions/session-store.ts';
import { insertGuest } from './guest-store.ts';

export interface StartGuestSessionDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly keys: SigningKeys;
  readonly guestsPerNetwork: Allowance;
  /** After this long a session ends, however often it is refreshed. */
  readonly sessionMs: number;
}

export type StartGuestSessionResult =
  | { readonly kind: 'started'; readonly session: Session }
  | { readonly kind: 'tooManyAttempts'; readonly retryAt: Date };

/**
 * Lets somebody buy without an account: an account that nobody can log in to, and a session of it that lasts for 30 days after each
 * refresh.
 * @param network absent where nobody knows it
 */
export async function startGuestSession(
  deps: StartGuestSessionDependencies,
  input: { readonly language?: Language | null; readonly userAgent?: string | null },
  network: string | undefined,
): Promise<StartGuestSessionResult> {
  const now = deps.clock.now();
  const asked = { counted: 'guests of a network', network, given: deps.guestsPerNetwork, now };
  const retryAt = await networkRefusedUntil(deps.database, asked);
  if (retryAt) return { kind: 'tooManyAttempts', retryAt };
  const id = newId('usr');
  const { userAgent, language } = input;
  const session = beginSession({
    userId: id,
    userAgent: userAgent ?? null,
    staySignedIn: true,
    sessionMs: deps.sessionMs,
    now,
  });
  const guest = { id, language: language ?? 'ja', lookAt: session.refresh.expiresAt, now } as const;
  const user = await deps.database.transaction({ name: 'users.startGuestSession' }, async (tx) => {
    const added = await insertGuest(tx, guest);
    await insertSession(tx, session);
    return added;
  });
  return { kind: 'started', session: await issueTokens(deps, { user, ...session }) };
}
