import type { FairLimiter } from '@depachika/background/fair-limiter.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { mailAddress, typedMailAddress } from '@depachika/text/mail-address.ts';
import { MAX_PASSWORD_LENGTH } from '../accounts/account-input.ts';
import { isPassword } from '../accounts/passwords.ts';
import { credentialsOf } from '../accounts/user-store.ts';
import { type Device, deviceHash, deviceOf, MOST_DEVICES } from '../devices/device.ts';
import { forgetOldestDevices } from '../devices/device-store.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import { loginRefusedUntil, recordFailedLogin } from './failed-login-store.ts';
import { type CountedLogin, countedLogin, type LoginAllowances } from './failed-logins.ts';
import { issueTokens, newDeviceToken, newRefreshToken } from './issue-tokens.ts';
import type { Session } from './session.ts';
import { insertLoginSession } from './session-store.ts';

export interface LoginDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly keys: SigningKeys;
  /** Bounds how many passwords are hashed at once, fairly between networks. */
  readonly hashing: FairLimiter;
  readonly allowances: LoginAllowances;
  /** How long a device is known after its last login. */
  readonly deviceMs: number;
}

export interface LoginInput {
  readonly email: string;
  readonly password: string;
  readonly deviceToken?: string | null;
}

export type LoginResult =
  | { readonly kind: 'opened'; readonly session: Session; readonly device: Device }
  | { readonly kind: 'invalidCredentials' }
  | { readonly kind: 'tooManyAttempts'; readonly retryAt: Date }
  | { readonly kind: 'accountDisabled' };

/**
 * Starts a session. Whether the account exists shows neither in the answer nor in the time it takes; that it is disabled shows to
 * those alone who know its password. The wait is looked at inside the limiter: of many guesses at once no more than the
 * limiter admits pass beyond it.
 * @param network absent where nobody knows it
 */
export async function login(
  deps: LoginDependencies,
  input: LoginInput,
  network: string | undefined,
): Promise<LoginResult> {
  const typed = typedMailAddress(input.email);
  const email = mailAddress(input.email) ?? typed;
  if (email === undefined || input.password.length > 2 * MAX_PASSWORD_LENGTH)
    return { kind: 'invalidCredentials' };
  const attempt = await deps.hashing.run(network ?? '', () =>
    checkCredentials(deps, { email, typed: typed ?? email, network, input }),
  );
  if (attempt.kind !== 'verified') return attempt;
  const now = deps.clock.now();
  const { userId, counted } = attempt;
  const device = deviceOf(attempt.deviceToken ?? newDeviceToken(), { now, deviceMs: deps.deviceMs });
  const sessionId = newId('ses');
  const refresh = newRefreshToken(now);
  const opened = await insertLoginSession(deps.database, {
    sessionId,
    userId,
    refresh,
    now,
    counted,
    device,
  });
  if (!opened) return { kind: 'accountDisabled' };
  const { user, devices } = opened;
  if (devices > MOST_DEVICES) await forgetOldestDevices(deps.database, userId);
  return { kind: 'opened', session: await issueTokens(deps, { user, sessionId, refresh }), device };
}

type Attempt =
  | {
      readonly kind: 'verified';
      readonly userId: string;
      readonly counted: CountedLogin;
      /** Of a device that the account knows. */
      readonly deviceToken: string | undefined;
    }
  | Exclude<LoginResult, { readonly kind: 'opened' }>;

async function checkCredentials(
  { database, clock, allowances }: LoginDependencies,
  {
    email,
    typed,
    network,
    input,
  }: {
    readonly email: string;
    readonly typed: string;
    readonly network: string | undefined;
    readonly input: LoginInput;
  },
): Promise<Attempt> {
  const device = deviceHash(input.deviceToken);
  const known = await credentialsOf(database, { names: [typed, email], device, now: clock.now() });
  const isKnownDevice = known?.knowsDevice === true;
  const counted = countedLogin({ email, network, device: isKnownDevice ? device : undefined });
  const retryAt = await loginRefusedUntil(database, counted, { allowances, now: clock.now() });
  if (retryAt) return { kind: 'tooManyAttempts', retryAt };
  if (!(await isPassword(input.password, known?.passwordHash))) {
    await recordFailedLogin(database, counted, { allowances, now: clock.now() });
    return { kind: 'invalidCredentials' };
  }
  if (known!.isDisabled) return { kind: 'accountDisabled' };
  const deviceToken = isKnownDevice ? input.deviceToken! : undefined;
  return { kind: 'verified', userId: known!.id, counted, deviceToken };
}
