import type { FairLimiter } from '@depachika/background/fair-limiter.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { InvalidInput } from '@depachika/domain/problems.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import { newId } from '@depachika/ids/ids.ts';
import { EVENT_TYPES } from '@depachika/schema/generated/events.ts';
import { checkRegistration, type RegisterInput } from '../accounts/account-input.ts';
import { checkNewPassword } from '../accounts/new-password.ts';
import { hashPassword } from '../accounts/passwords.ts';
import { insertUser } from '../accounts/user-store.ts';
import { type Allowance, allowanceKey } from '../allowances/allowance-rules.ts';
import { useAllowance } from '../allowances/allowance-store.ts';
import { type Device, deviceOf } from '../devices/device.ts';
import { insertDevice } from '../devices/device-store.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import { issueTokens, newDeviceToken, newRefreshToken } from './issue-tokens.ts';
import type { Session } from './session.ts';
import { insertSession } from './session-store.ts';

export interface RegisterDependencies {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly keys: SigningKeys;
  /** Bounds how many passwords are hashed at once, fairly between networks. */
  readonly hashing: FairLimiter;
  readonly registrationsPerNetwork: Allowance;
  /** How long a device is known after its last login. */
  readonly deviceMs: number;
  /** Whether customers may choose the password of the demo's accounts. */
  readonly publishedPasswords: 'allowed' | 'refused';
}

export type RegisterResult =
  | { readonly kind: 'opened'; readonly session: Session; readonly device: Device }
  | { readonly kind: 'emailTaken'; readonly email: string }
  | { readonly kind: 'tooManyAttempts'; readonly retryAt: Date }
  | InvalidInput;

/**
 * Opens a customer's account and its first session. Of several at once with one address, one succeeds. Attempts count for the
 * network also where the address is taken, so that nobody finds out by many of them who is a customer.
 * @param network absent where nobody knows it
 */
export async function register(
  deps: RegisterDependencies,
  input: RegisterInput,
  network: string | undefined,
): Promise<RegisterResult> {
  const checked = checkRegistration(input);
  if (checked.kind === 'invalidInput') return checked;
  const { password, ...account } = checked.values;
  const refused = checkNewPassword(password, account, { published: deps.publishedPasswords });
  if (refused) return refused;
  const retryAt = network === undefined ? undefined : await registrationRefusedUntil(deps, network);
  if (retryAt) return { kind: 'tooManyAttempts', retryAt };
  const passwordHash = await deps.hashing.run(network ?? '', () => hashPassword(password));
  const now = deps.clock.now();
  const sessionId = newId('ses');
  const refresh = newRefreshToken(now);
  const device = deviceOf(newDeviceToken(), { now, deviceMs: deps.deviceMs });
  const user = await deps.database.transaction({ name: 'users.register' }, async (tx) => {
    const added = await insertUser(tx, { ...account, id: newId('usr'), role: 'CUSTOMER', passwordHash, now });
    if (!added) return undefined;
    await insertSession(tx, { sessionId, userId: added.id, refresh, now });
    await insertDevice(tx, { userId: added.id, device, now });
    await deps.outbox.append(tx, [userRegistered(added.id, now)]);
    return added;
  });
  if (!user) return { kind: 'emailTaken', email: account.email };
  return { kind: 'opened', session: await issueTokens(deps, { user, sessionId, refresh }), device };
}

function registrationRefusedUntil(
  { database, clock, registrationsPerNetwork }: RegisterDependencies,
  network: string,
): Promise<Date | undefined> {
  const key = allowanceKey('registrations of a network', network);
  return database.transaction({ name: 'users.countRegistration' }, (tx) =>
    useAllowance(tx, { key, given: registrationsPerNetwork, now: clock.now() }),
  );
}

function userRegistered(userId: string, now: Date) {
  return {
    type: EVENT_TYPES.UserRegisteredV1,
    subject: userId,
    partitionKey: userId,
    aggregateVersion: 1,
    data: { userId, registeredAt: now.toISOString() },
  };
}
