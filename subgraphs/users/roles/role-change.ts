import { type VersionConflict, versionConflict } from '@depachika/domain/problems.ts';
import type { Role } from '@depachika/identity/caller.ts';
import type { UserRecord } from '../accounts/user.ts';

/** The user is the only administrator, and the shop needs one. */
export interface LastAdministrator {
  readonly kind: 'lastAdministrator';
  readonly userId: string;
}

/** A role that an account may have. */
export type AccountRole = Exclude<Role, 'GUEST'>;

export interface RoleChanged {
  readonly kind: 'changed';
  readonly before: UserRecord;
  readonly after: UserRecord;
}

/** Somebody who buys without an account gets no role: nobody could log in to it. */
export interface GuestAccount {
  readonly kind: 'guestAccount';
  readonly userId: string;
}

export type RoleChange = RoleChanged | GuestAccount | VersionConflict | LastAdministrator;

/**
 * Gives a user a role at this version; the last administrator stays one.
 * @param administrators all that are not disabled, unless the new role is theirs
 */
export function changedRole(
  user: UserRecord,
  { role, expectedVersion }: { readonly role: AccountRole; readonly expectedVersion: number },
  administrators: readonly UserRecord[],
): RoleChange {
  if (user.role === 'GUEST') return { kind: 'guestAccount', userId: user.id };
  if (user.version !== expectedVersion)
    return versionConflict({ expectedVersion, currentVersion: user.version });
  const others = administrators.filter(({ id }) => id !== user.id);
  if (user.role === 'ADMIN' && role !== 'ADMIN' && others.length === 0)
    return { kind: 'lastAdministrator', userId: user.id };
  return { kind: 'changed', before: user, after: { ...user, role, version: user.version + 1 } };
}
