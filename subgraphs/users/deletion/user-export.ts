import type { UserRecord } from '../accounts/user.ts';
import type { AddressRecord } from '../addresses/address.ts';
import type { OwnSession } from '../sessions/own-session.ts';

/**
 * Everything that users holds of somebody, as JSON for its owner. What other domains hold, the owner asks the graph for. Hashes are
 * no part of it: they tell nothing, and are secrets.
 */
export function userExport({
  user,
  addresses,
  sessions,
}: {
  readonly user: UserRecord;
  readonly addresses: readonly AddressRecord[];
  readonly sessions: readonly OwnSession[];
}): string {
  const { disabledAt: _at, disabledBy: _by, disabledReason: _reason, deletedAt: _deleted, ...account } = user;
  return JSON.stringify({ account, addresses, sessions }, undefined, 2);
}
