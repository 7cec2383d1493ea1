import type { Transaction } from '@depachika/database/database.ts';
import { type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { UserRecord } from '../accounts/user.ts';
import { userColumns } from '../accounts/user-store.ts';
import { type AccountRole, changedRole, type RoleChange } from './role-change.ts';

/**
 * Changes a user's role. Every administrator is locked meanwhile, in one order, unless the new role is theirs: of two
 * who take it from each other one comes second and is the last.
 */
export async function changeRole(
  tx: Transaction,
  {
    userId,
    role,
    expectedVersion,
  }: { readonly userId: string; readonly role: AccountRole; readonly expectedVersion: number },
): Promise<RoleChange | NotFound> {
  const locked = await tx.query<UserRecord>(
    `SELECT ${userColumns('owner')} FROM users.users owner
      WHERE (id = $1 AND deleted_at IS NULL) OR (role = 'ADMIN' AND $2::text <> 'ADMIN') ORDER BY id FOR UPDATE`,
    [userId, role],
  );
  const user = locked.find(({ id }) => id === userId);
  if (!user) return notFound(userId);
  const administrators = locked.filter((one) => one.role === 'ADMIN' && !one.disabledAt);
  const change = changedRole(user, { role, expectedVersion }, administrators);
  if (change.kind === 'changed')
    await tx.query(`UPDATE users.users SET role = $2, version = version + 1 WHERE id = $1`, [userId, role]);
  return change;
}
