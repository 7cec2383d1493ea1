import type { FairLimiter } from '@depachika/background/fair-limiter.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { InvalidInput } from '@depachika/domain/problems.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import { newId } from '@depachika/ids/ids.ts';
import { EVENT_TYPES } from '@depachika/schema/generated/events.ts';
import { checkRegistration, type RegisterInput } from '../accounts/account-input.ts';
import { checkNewPassword } from '../accounts/new-password.ts';
import { firstSaltOf, hashPassword } from '../accounts/passwords.ts';
import type { UserRecord } from '../accounts/user.ts';
import { insertUser, saltOfAddress } from '../accounts/user-store.ts';
import type { Allowance } from '../allowances/allowance-rules.ts';
import { networkRefusedUntil } from '../allowances/network-allowance-store.ts';
import { type Device, deviceOf } from '../devices/device.ts';
import { insertDevice } from '../devices/device-store.ts';
import { upgradeGuest } from '../guests/guest-store.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import { requestVerification } from '../mailboxes/verification-store.ts';
import type { ActiveSessions } from './active-sessions.ts';
import { beginSession, issueTokens, newDeviceToken } from './issue-tokens.ts';
import type { LoginInput } from './login.ts';
import type { Session } from './session.ts';
import { endSessionsOf, insertSession } from './session-store.ts';

export interface RegisterDependencies {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly keys: SigningKeys;
  readonly sessions: ActiveSessions;
  /** Bounds how many passwords are hashed at once, fairly between networks. */
  readonly hashing: FairLimiter;
  readonly registrationsPerNetwork: Allowance;
  /** How long a device is known after its last login. */
  readonly deviceMs: number;
  /** After this long a session ends, however often it is refreshed. */
  readonly sessionMs: number;
  /** Mails that an address gets of those that anybody may ask for. */
  readonly mailsPerAddress: Allowance;
  /** Whether customers may choose the password of the demo's accounts. */
  readonly publishedPasswords: 'allowed' | 'refused';
}

export type RegisterResult =
  | { readonly kind: 'opened'; readonly session: Session; readonly device: Device }
  | { readonly kind: 'tooManyAttempts'; readonly retryAt: Date }
  /** The guest who asks has opened an account, or logged in to one, at this moment. */
  | { readonly kind: 'guestGone' }
  | InvalidInput;

export type Registration = RegisterInput & Pick<LoginInput, 'staySignedIn' | 'userAgent'>;

/**
 * Opens a customer's account and its first session. The account only claims its address: whoever reads mail there proves it by a
 * link. So an address that has an account already is answered like any other, with the same statements, and nobody finds out who
 * is a customer; the mail says that there is an account. The account of a guest is the guest's own, with cart, addresses and orders.
 * @param asker.network absent where nobody knows it @param asker.guestId the guest who registers
 */
export async function register(
  deps: RegisterDependencies,
  input: Registration,
  { network, guestId }: { readonly network: string | undefined; readonly guestId?: string | undefined },
): Promise<RegisterResult> {
  const checked = checkRegistration(input);
  if (checked.kind === 'invalidInput') return checked;
  const { password, ...account } = checked.values;
  const refused = checkNewPassword(password, account, { published: deps.publishedPasswords });
  if (refused) return refused;
  const retryAt = await networkRefusedUntil(deps.database, {
    counted: 'registrations of a network',
    network,
    given: deps.registrationsPerNetwork,
    now: deps.clock.now(),
  });
  if (retryAt) return { kind: 'tooManyAttempts', retryAt };
  const passwordHash = await deps.hashing.run(network ?? '', async () =>
    hashPassword(password, (await saltOfAddress(deps.database, account.email)) ?? firstSaltOf(account.email)),
  );
  const now = deps.clock.now();
  const userId = guestId ?? newId('usr');
  const session = beginSession({ ...input, userId, now, sessionMs: deps.sessionMs });
  const device = deviceOf(newDeviceToken(), { now, deviceMs: deps.deviceMs });
  const newUser = { ...account, id: userId, role: 'CUSTOMER', passwordHash, verifiedAt: null, now } as const;
  const opened = await deps.database.transaction({ name: 'users.register' }, async (tx) => {
    const user = guestId ? await upgradeGuest(tx, newUser) : await insertUser(tx, newUser);
    if (!user) return undefined;
    const ended = guestId ? await endSessionsOf(tx, { userId, reason: 'UPGRADED', now }) : [];
    await insertSession(tx, session);
    await insertDevice(tx, { userId, device, now });
    await deps.outbox.append(tx, [userRegistered(user, now)]);
    await requestVerification(tx, { ...newUser, userId }, { ...deps, now });
    return { user, ended };
  });
  if (!opened) return { kind: 'guestGone' };
  await deps.sessions.forget(opened.ended);
  return { kind: 'opened', session: await issueTokens(deps, { user: opened.user, ...session }), device };
}

function userRegistered({ id: userId, version }: UserRecord, now: Date) {
  return {
    type: EVENT_TYPES.UserRegisteredV1,
    subject: userId,
    partitionKey: userId,
    aggregateVersion: version,
    data: { userId, registeredAt: now.toISOString() },
  };
}
