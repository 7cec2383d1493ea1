import { type VersionConflict, versionConflict } from '@depachika/domain/problems.ts';
import type { UserRecord } from '../accounts/user.ts';
import type { LastAdministrator } from '../roles/role-change.ts';

/** What an administrator does to an account, and why. */
export interface Decision {
  readonly actorId: string;
  readonly reason: string;
  readonly expectedVersion: number;
  readonly now: Date;
}

export interface AccountChanged {
  readonly kind: 'changed';
  readonly after: UserRecord;
}

/** Nobody shuts themselves out. */
export interface OwnAccount {
  readonly kind: 'ownAccount';
}

/** The account is disabled already. */
export interface AccountDisabled {
  readonly kind: 'accountDisabled';
}

/** The account is not disabled. */
export interface AccountEnabled {
  readonly kind: 'accountEnabled';
}

export type Disabling = AccountChanged | VersionConflict | OwnAccount | AccountDisabled | LastAdministrator;
export type Enabling = AccountChanged | VersionConflict | AccountEnabled;

/** Disables an account at this version. @param administrators all that are not disabled: one of them stays */
export function disabledAccount(
  user: UserRecord,
  { actorId, reason, expectedVersion, now }: Decision,
  administrators: readonly UserRecord[],
): Disabling {
  if (user.id === actorId) return { kind: 'ownAccount' };
  if (user.version !== expectedVersion)
    return versionConflict({ expectedVersion, currentVersion: user.version });
  if (user.disabledAt) return { kind: 'accountDisabled' };
  if (user.role === 'ADMIN' && administrators.every(({ id }) => id === user.id))
    return { kind: 'lastAdministrator', userId: user.id };
  const disabled = { disabledAt: now, disabledReason: reason, disabledBy: actorId };
  return { kind: 'changed', after: { ...user, ...disabled, version: user.version + 1 } };
}

/** Lets the owner of a disabled account log in again, at this version. */
export function enabledAccount(user: UserRecord, { expectedVersion }: Decision): Enabling {
  if (user.version !== expectedVersion)
    return versionConflict({ expectedVersion, currentVersion: user.version });
  if (!user.disabledAt) return { kind: 'accountEnabled' };
  const enabled = { disabledAt: null, disabledReason: null, disabledBy: null };
  return { kind: 'changed', after: { ...user, ...enabled, version: user.version + 1 } };
}
