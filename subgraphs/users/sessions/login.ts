import type { FairLimiter } from '@depachika/background/fair-limiter.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { mailAddress, typedMailAddress } from '@depachika/text/mail-address.ts';
import { MAX_PASSWORD_LENGTH } from '../accounts/account-input.ts';
import { hashesOf } from '../accounts/passwords.ts';
import { credentialsOf } from '../accounts/user-store.ts';
import { type Device, deviceHash, deviceOf, MOST_DEVICES } from '../devices/device.ts';
import { forgetOldestDevices } from '../devices/device-store.ts';
import { mergeGuest } from '../guests/merge-guest.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import type { ActiveSessions } from './active-sessions.ts';
import { loginRefusedUntil, recordFailedLogin } from './failed-login-store.ts';
import { type CountedLogin, countedLogin, type LoginAllowances } from './failed-logins.ts';
import { beginSession, issueTokens, newDeviceToken } from './issue-tokens.ts';
import type { Session } from './session.ts';
import { insertLoginSession } from './session-store.ts';

export interface LoginDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly keys: SigningKeys;
  readonly sessions: ActiveSessions;
  /** Bounds how many passwords are hashed at once, fairly between networks. */
  readonly hashing: FairLimiter;
  readonly allowances: LoginAllowances;
  /** How long a device is known after its last login. */
  readonly deviceMs: number;
  /** After this long a session ends, however often it is refreshed. */
  readonly sessionMs: number;
}

export interface LoginInput {
  readonly email: string;
  readonly password: string;
  readonly deviceToken?: string | null;
  readonly staySignedIn?: boolean | null;
  readonly userAgent?: string | null;
}

export type LoginResult =
  | {
      readonly kind: 'opened';
      readonly session: Session;
      readonly device: Device;
      /** A guest has logged in, whose cart the account may take over. */
      readonly fromGuest: boolean;
    }
  | { readonly kind: 'invalidCredentials' }
  | { readonly kind: 'tooManyAttempts'; readonly retryAt: Date }
  | { readonly kind: 'accountDisabled' };

/**
 * Starts a session. Whether the account exists shows neither in the answer nor in the time it takes; that it is disabled shows to
 * those alone who know its password. The wait is looked at inside the limiter: of many guesses at once no more than the
 * limiter admits pass beyond it. Of several accounts that claim one address, the password says which one is meant.
 * @param asker.network absent where nobody knows it @param asker.guestId the guest who logs in
 */
export async function login(
  deps: LoginDependencies,
  input: LoginInput,
  { network, guestId }: { readonly network: string | undefined; readonly guestId?: string | undefined },
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
  const { userId, passwordHash, counted } = attempt;
  const device = deviceOf(attempt.deviceToken ?? newDeviceToken(), { now, deviceMs: deps.deviceMs });
  const begun = beginSession({ ...input, userId, now, sessionMs: deps.sessionMs });
  const { device: deviceName, ...session } = begun;
  const opened = await insertLoginSession(deps.database, {
    ...session,
    passwordHash,
    counted,
    device,
    deviceName,
  });
  switch (opened.kind) {
    case 'accountDisabled':
    case 'invalidCredentials':
      return opened;
    case 'opened': {
      const { user, devices } = opened;
      if (devices > MOST_DEVICES) await forgetOldestDevices(deps.database, userId);
      const fromGuest = guestId !== undefined && (await mergeGuest(deps, { guestId, userId }));
      return { kind: 'opened', session: await issueTokens(deps, { user, ...begun }), device, fromGuest };
    }
  }
}

type Attempt =
  | {
      readonly kind: 'verified';
      readonly userId: string;
      readonly passwordHash: string;
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
  const claims = await credentialsOf(database, { names: [typed, email], device, now: clock.now() });
  // A device's own failures alone count for it: so it is let into its own account alone, and no other's password is tried on it.
  const atHome = claims.find(({ knowsDevice }) => knowsDevice);
  const counted = countedLogin({ email, network, device: atHome ? device : undefined });
  const retryAt = await loginRefusedUntil(database, counted, { allowances, now: clock.now() });
  if (retryAt) return { kind: 'tooManyAttempts', retryAt };
  const asked = atHome ? [atHome] : claims;
  const hashes = await hashesOf(
    input.password,
    asked.map(({ passwordHash }) => passwordHash),
  );
  const known = asked.find(({ passwordHash }) => hashes.has(passwordHash));
  if (!known) {
    await recordFailedLogin(database, counted, { allowances, now: clock.now() });
    return { kind: 'invalidCredentials' };
  }
  if (known.isDisabled) return { kind: 'accountDisabled' };
  const deviceToken = atHome ? input.deviceToken! : undefined;
  return { kind: 'verified', userId: known.id, passwordHash: known.passwordHash, counted, deviceToken };
}
