import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { changedFields, recordChange } from '@depachika/domain/changes.ts';
import { type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { isId } from '@depachika/ids/ids.ts';
import type { ActiveSessions } from '../sessions/active-sessions.ts';
import { endSessionsOf } from '../sessions/session-store.ts';
import type { AccountRole, RoleChange } from './role-change.ts';
import { changeRole } from './role-store.ts';

export interface SetUserRoleDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly sessions: ActiveSessions;
}

export type SetUserRoleResult = RoleChange | NotFound;

/**
 * Gives a user another role and ends all of the user's sessions, because their access tokens carry the old one.
 * Giving the same role again ends none.
 */
export async function setUserRole(
  { database, clock, sessions }: SetUserRoleDependencies,
  input: { readonly userId: string; readonly role: AccountRole; readonly expectedVersion: number },
  actor: Actor,
): Promise<SetUserRoleResult> {
  const { userId, role } = input;
  if (!isId('usr', userId)) return notFound(userId);
  const now = clock.now();
  const { result, ended } = await database.transaction({ name: 'users.setUserRole' }, async (tx) => {
    const change = await changeRole(tx, input);
    if (change.kind !== 'changed') return { result: change, ended: [] };
    const fields = changedFields(change.before, change.after, ['role']);
    await recordChange(tx, 'users', {
      subject: userId,
      operation: 'setUserRole',
      actor,
      fields,
      changedAt: now,
    });
    if (change.before.role === role) return { result: change, ended: [] };
    return { result: change, ended: await endSessionsOf(tx, { userId, reason: 'ROLE_CHANGED', now }) };
  });
  await sessions.forget(ended);
  return result;
}
