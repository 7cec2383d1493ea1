import type { Transaction } from '@depachika/database/database.ts';

/** @returns the version that the emptied account has, and the ids of its sessions, which are gone */
export async function eraseUser(
  tx: Transaction,
  { userId, now }: { readonly userId: string; readonly now: Date },
): Promise<{ readonly version: number; readonly sessionIds: string[] }> {
  const [erased] = await tx.query<{ version: number }>(
    `UPDATE users.users
        SET email = '', name = '', name_kana = '', phone = '', guest_email = '', password_hash = '', email_verified_at = NULL,
            default_address_id = NULL, deleted_at = $2, version = version + 1
      WHERE id = $1 RETURNING version`,
    [userId, now],
  );
  for (const [table, owner] of OWNED)
    await tx.query(`DELETE FROM users.${table} WHERE ${owner} = $1`, [userId]);
  const sessions = await tx.query<{ id: string }>(
    'DELETE FROM users.sessions WHERE user_id = $1 RETURNING id',
    [userId],
  );
  return { version: erased!.version, sessionIds: sessions.map(({ id }) => id) };
}

const OWNED = [
  ['addresses', 'owner_id'],
  ['devices', 'user_id'],
  ['account_mails', 'user_id'],
  ['order_links', 'user_id'],
  ['guests', 'user_id'],
] as const;
