import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { Role } from '@depachika/identity/caller.ts';
import { isId } from '@depachika/ids/ids.ts';
import type { ActiveSessions } from '../sessions/active-sessions.ts';
import { changeRole, endSessionsOf } from '../sessions/session-store.ts';
import type { InvalidInput } from '../text/checked-fields.ts';
import { checkProfile } from './account-input.ts';
import type { UserRecord } from './user.ts';
import { type EditOutcome, editProfile } from './user-store.ts';

export interface EditUserDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly sessions: ActiveSessions;
}

export function updateProfile(
  { database }: Pick<EditUserDependencies, 'database'>,
  userId: string,
  input: {
    readonly expectedVersion: number;
    readonly name?: string | null;
    readonly nameKana?: string | null;
    readonly phone?: string | null;
  },
): Promise<EditOutcome<UserRecord>> | InvalidInput {
  const checked = checkProfile(input);
  if (checked.kind === 'invalidInput') return checked;
  return editProfile(database, { userId, expectedVersion: input.expectedVersion, changes: checked.values });
}

/**
 * Gives a user another role and ends all of the user's sessions, because their access tokens carry the old one.
 * Giving the same role again ends none; the last administrator stays one.
 */
export async function setUserRole(
  { database, clock, sessions }: EditUserDependencies,
  input: { readonly userId: string; readonly role: Role; readonly expectedVersion: number },
): Promise<EditOutcome<UserRecord> | { readonly kind: 'lastAdministrator' }> {
  const { userId, expectedVersion } = input;
  if (!isId('usr', userId)) return { kind: 'notFound' };
  const now = clock.now();
  const change = await database.transaction({ name: 'users.setUserRole' }, async (tx) => {
    const changed = await changeRole(tx, input);
    if (!changed?.after || changed.before.role === input.role) return { ...changed, ended: [] };
    return { ...changed, ended: await endSessionsOf(tx, { userId, reason: 'ROLE_CHANGED', now }) };
  });
  await sessions.forget(change.ended);
  if (!change.before) return { kind: 'notFound' };
  if (change.after) return { kind: 'edited', row: change.after };
  const currentVersion = change.before.version;
  if (currentVersion === expectedVersion) return { kind: 'lastAdministrator' };
  return { kind: 'versionConflict', expectedVersion, currentVersion };
}
