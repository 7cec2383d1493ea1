import type { Limiter } from '@depachika/background/limiter.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { mailAddress, typedMailAddress } from '@depachika/text/mail-address.ts';
import { MAX_PASSWORD_LENGTH } from '../accounts/account-input.ts';
import { isPassword } from '../accounts/passwords.ts';
import { credentialsOf } from '../accounts/user-store.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import { loginRefusedUntil, recordFailedLogin } from './failed-login-store.ts';
import { accountKey } from './failed-logins.ts';
import { issueTokens, newRefreshToken } from './issue-tokens.ts';
import type { Session } from './session.ts';
import { insertLoginSession } from './session-store.ts';

export interface LoginDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly keys: SigningKeys;
  /** Bounds how many passwords are hashed at once. */
  readonly hashing: Limiter;
}

export type LoginResult =
  | { readonly kind: 'opened'; readonly session: Session }
  | { readonly kind: 'invalidCredentials' }
  | { readonly kind: 'tooManyAttempts'; readonly retryAt: Date };

/**
 * Starts a session. Whether the account exists shows neither in the answer nor in the time it takes.
 * The delay is looked at inside the limiter: of many guesses at once no more than the limiter admits pass beyond it.
 */
export async function login(
  deps: LoginDependencies,
  input: { readonly email: string; readonly password: string },
): Promise<LoginResult> {
  const typed = typedMailAddress(input.email);
  const email = mailAddress(input.email) ?? typed;
  if (email === undefined || input.password.length > 2 * MAX_PASSWORD_LENGTH)
    return { kind: 'invalidCredentials' };
  const attempt = await deps.hashing.run(() =>
    checkCredentials(deps, { email, typed: typed ?? email }, input.password),
  );
  if (attempt.kind !== 'verified') return attempt;
  const now = deps.clock.now();
  const sessionId = newId('ses');
  const refresh = newRefreshToken(now);
  const opening = { sessionId, userId: attempt.userId, refresh, now, account: accountKey(email) };
  const user = await insertLoginSession(deps.database, opening);
  if (!user) return { kind: 'invalidCredentials' };
  return { kind: 'opened', session: await issueTokens(deps, { user, sessionId, refresh }) };
}

type Attempt =
  | { readonly kind: 'verified'; readonly userId: string }
  | Exclude<LoginResult, { readonly kind: 'opened' }>;

async function checkCredentials(
  { database, clock }: LoginDependencies,
  { email, typed }: { readonly email: string; readonly typed: string },
  password: string,
): Promise<Attempt> {
  const retryAt = await loginRefusedUntil(database, email, clock.now());
  if (retryAt) return { kind: 'tooManyAttempts', retryAt };
  const known = await credentialsOf(database, [typed, email]);
  if (await isPassword(password, known?.passwordHash)) return { kind: 'verified', userId: known!.id };
  await recordFailedLogin(database, email, clock.now());
  return { kind: 'invalidCredentials' };
}
