import type { Transaction } from '@depachika/database/database.ts';
import { type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { UserRecord } from '../accounts/user.ts';
import { lockedUser, userColumns } from '../accounts/user-store.ts';
import {
  type Decision,
  type Disabling,
  disabledAccount,
  type Enabling,
  enabledAccount,
} from './account-change.ts';

/**
 * Disables a user. Every administrator is locked meanwhile, in one order: of two who disable each other one comes second and
 * is the last.
 */
export async function disableAccount(
  tx: Transaction,
  userId: string,
  decision: Decision,
): Promise<Disabling | NotFound> {
  const locked = await tx.query<UserRecord>(
    `SELECT ${userColumns('owner')} FROM users.users owner
      WHERE (id = $1 AND deleted_at IS NULL) OR (role = 'ADMIN' AND disabled_at IS NULL) ORDER BY id FOR UPDATE`,
    [userId],
  );
  const user = locked.find(({ id }) => id === userId);
  if (!user) return notFound(userId);
  const administrators = locked.filter((one) => one.role === 'ADMIN' && !one.disabledAt);
  const result = disabledAccount(user, decision, administrators);
  if (result.kind === 'changed') await keepChange(tx, result.after, { ...decision, change: 'DISABLED' });
  return result;
}

export async function enableAccount(
  tx: Transaction,
  userId: string,
  decision: Decision,
): Promise<Enabling | NotFound> {
  const user = await lockedUser(tx, userId);
  if (!user || user.deletedAt) return notFound(userId);
  const result = enabledAccount(user, decision);
  if (result.kind === 'changed') await keepChange(tx, result.after, { ...decision, change: 'ENABLED' });
  return result;
}

/** The account says how it is now; its changes say for good who did what, and why. */
async function keepChange(
  tx: Transaction,
  after: UserRecord,
  { change, reason, actorId, now }: Decision & { readonly change: 'DISABLED' | 'ENABLED' },
): Promise<void> {
  const { id, version, disabledAt, disabledReason, disabledBy } = after;
  await tx.query(
    `UPDATE users.users SET disabled_at = $2, disabled_reason = $3, disabled_by = $4, version = $5 WHERE id = $1`,
    [id, disabledAt, disabledReason, disabledBy, version],
  );
  await tx.query(
    `INSERT INTO users.account_changes (user_id, version, change, reason, actor_id, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [id, version, change, reason, actorId, now],
  );
}
