import type { Sql } from '@depachika/database/database.ts';
import type { UserRecord } from '../accounts/user.ts';
import { userColumns } from '../accounts/user-store.ts';

/** Gives an account another password. @returns undefined when it has another one than `fromHash` by now */
export async function replacePassword(
  sql: Sql,
  {
    userId,
    fromHash,
    toHash,
  }: { readonly userId: string; readonly fromHash: string; readonly toHash: string },
): Promise<UserRecord | undefined> {
  const [user] = await sql.query<UserRecord>(
    `UPDATE users.users SET password_hash = $3, version = version + 1
      WHERE id = $1 AND password_hash = $2 AND deleted_at IS NULL RETURNING ${userColumns('users')}`,
    [userId, fromHash, toHash],
  );
  return user;
}
