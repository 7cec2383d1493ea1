import type { FairLimiter } from '@depachika/background/fair-limiter.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { MAX_PASSWORD_LENGTH } from '../accounts/account-input.ts';
import { isPassword } from '../accounts/passwords.ts';
import type { UserRecord } from '../accounts/user.ts';
import { credentialsOfUser } from '../accounts/user-store.ts';
import { allowance } from '../allowances/allowance-rules.ts';
import { networkRefusedUntil } from '../allowances/network-allowance-store.ts';

export interface OwnPasswordDependencies {
  readonly database: Database;
  readonly clock: Clock;
  /** Bounds how many passwords are hashed at once, fairly between networks. */
  readonly hashing: FairLimiter;
}

/** Somebody who is signed in, and from where. */
export interface SignedIn {
  readonly userId: string;
  readonly sessionId: string;
  readonly network: string | undefined;
}

export type OwnPasswordCheck =
  | { readonly kind: 'right'; readonly user: UserRecord; readonly passwordHash: string }
  | { readonly kind: 'wrongPassword' }
  | { readonly kind: 'tooManyAttempts'; readonly retryAt: Date };

/**
 * Asks somebody who is signed in for the password, before what a thief of the session must not do. An account is asked so
 * often and no more: a session is no place to guess.
 */
export async function checkOwnPassword(
  { database, clock, hashing }: OwnPasswordDependencies,
  { userId, network }: SignedIn,
  password: string,
): Promise<OwnPasswordCheck> {
  if (password.length > 2 * MAX_PASSWORD_LENGTH) return { kind: 'wrongPassword' };
  const counted = { counted: 'own password of', network: userId, given: PER_ACCOUNT, now: clock.now() };
  const retryAt = await networkRefusedUntil(database, counted);
  if (retryAt) return { kind: 'tooManyAttempts', retryAt };
  return hashing.run(network ?? '', async () => {
    const known = await credentialsOfUser(database, userId);
    const isRight = await isPassword(password, known?.passwordHash);
    if (!known || !isRight) return { kind: 'wrongPassword' };
    const { passwordHash, ...user } = known;
    return { kind: 'right', user, passwordHash };
  });
}

const PER_ACCOUNT = allowance(10, { ms: 15 * 60_000 });
