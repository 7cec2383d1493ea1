import type { Limiter } from '@depachika/background/limiter.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { InvalidInput } from '@depachika/domain/problems.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import { newId } from '@depachika/ids/ids.ts';
import { checkRegistration, MAX_PASSWORD_LENGTH, type RegisterInput } from '../accounts/account-input.ts';
import { hashPassword, isPassword } from '../accounts/passwords.ts';
import { credentialsOf, insertUser } from '../accounts/user-store.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import { emailAddress } from '../text/japanese-input.ts';
import { loginRefusedUntil, recordFailedLogin } from './failed-login-store.ts';
import { accountKey } from './failed-logins.ts';
import { issueTokens } from './issue-tokens.ts';
import { newRefreshToken, type Session } from './session.ts';
import { insertLoginSession, insertSession } from './session-store.ts';

export interface SignInDependencies {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly keys: SigningKeys;
  /** Bounds how many passwords are hashed at once. */
  readonly hashing: Limiter;
}

export type RegisterResult =
  | { readonly kind: 'opened'; readonly session: Session }
  | { readonly kind: 'emailTaken'; readonly email: string }
  | InvalidInput;

/** Opens a customer's account and its first session. Of several at once with one address, one succeeds. */
export async function register(deps: SignInDependencies, input: RegisterInput): Promise<RegisterResult> {
  const checked = checkRegistration(input);
  if (checked.kind === 'invalidInput') return checked;
  const { password, ...account } = checked.values;
  const passwordHash = await deps.hashing.run(() => hashPassword(password));
  const now = deps.clock.now();
  const sessionId = newId('ses');
  const refresh = newRefreshToken(now);
  const user = await deps.database.transaction({ name: 'users.register' }, async (tx) => {
    const added = await insertUser(tx, { ...account, id: newId('usr'), role: 'CUSTOMER', passwordHash, now });
    if (!added) return undefined;
    await insertSession(tx, { sessionId, userId: added.id, refresh, now });
    await deps.outbox.append(tx, [userRegistered(added.id, now)]);
    return added;
  });
  if (!user) return { kind: 'emailTaken', email: account.email };
  return { kind: 'opened', session: await issueTokens(deps, { user, sessionId, refresh }) };
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
  deps: SignInDependencies,
  input: { readonly email: string; readonly password: string },
): Promise<LoginResult> {
  const email = emailAddress(input.email);
  if (email === undefined || input.password.length > 2 * MAX_PASSWORD_LENGTH)
    return { kind: 'invalidCredentials' };
  const attempt = await deps.hashing.run(() => checkCredentials(deps, email, input.password));
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
  { database, clock }: SignInDependencies,
  email: string,
  password: string,
): Promise<Attempt> {
  const retryAt = await loginRefusedUntil(database, email, clock.now());
  if (retryAt) return { kind: 'tooManyAttempts', retryAt };
  const known = await credentialsOf(database, email);
  if (await isPassword(password, known?.passwordHash)) return { kind: 'verified', userId: known!.id };
  await recordFailedLogin(database, email, clock.now());
  return { kind: 'invalidCredentials' };
}

function userRegistered(userId: string, now: Date) {
  return {
    type: 'depachika.users.UserRegistered.v1',
    subject: userId,
    partitionKey: userId,
    aggregateVersion: 1,
    data: { userId, registeredAt: now.toISOString() },
  };
}
