import type { Role } from '@depachika/identity/caller.ts';
import type { UserRecord } from '../accounts/user.ts';

/** Who works in the shop gives that up first: an administrator takes the role, and the last administrator stays one. */
export interface StaffAccount {
  readonly kind: 'staffAccount';
  readonly role: Role;
}

export type Deletion = { readonly kind: 'deletable' } | StaffAccount;

/**
 * Whether somebody may delete their own account: what staff did stays with a name. Orders, returns and points do not count: the
 * right to be forgotten waits for no parcel, each domain carries on what is under way, and the page tells it before.
 */
export function deletionOf({ role }: Pick<UserRecord, 'role'>): Deletion {
  return role === 'CUSTOMER' || role === 'GUEST' ? { kind: 'deletable' } : { kind: 'staffAccount', role };
}
