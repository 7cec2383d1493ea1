import { claimDueRows } from '@depachika/background/due-rows.ts';
import type { Database, Sql, Transaction } from '@depachika/database/database.ts';
import type { GuestContact } from '../accounts/account-input.ts';
import type { Language, UserRecord } from '../accounts/user.ts';
import { userColumns } from '../accounts/user-store.ts';

export async function insertGuest(
  tx: Transaction,
  guest: { readonly id: string; readonly language: Language; readonly lookAt: Date; readonly now: Date },
): Promise<UserRecord> {
  const { id, language, lookAt, now } = guest;
  const [added] = await tx.query<UserRecord>(
    `INSERT INTO users.users (id, email, name, role, password_hash, language, created_at)
     VALUES ($1, '', '', 'GUEST', '', $2, $3) RETURNING ${userColumns('users')}`,
    [id, language, now],
  );
  await tx.query('INSERT INTO users.guests (user_id, look_at) VALUES ($1, $2)', [id, lookAt]);
  return added!;
}

/** @returns undefined when it is no guest, or no more */
export async function keepContact(
  sql: Sql,
  userId: string,
  { contact, language }: { readonly contact: GuestContact; readonly language: Language | undefined },
): Promise<UserRecord | undefined> {
  const { email, name, nameKana, phone } = contact;
  const [guest] = await sql.query<UserRecord>(
    `UPDATE users.users SET guest_email = $2, name = $3, name_kana = $4, phone = $5, language = COALESCE($6, language),
            version = version + 1
      WHERE id = $1 AND role = 'GUEST' AND deleted_at IS NULL RETURNING ${userColumns('users')}`,
    [userId, email, name, nameKana, phone, language ?? null],
  );
  return guest;
}

/**
 * Makes a guest's row the account of a customer; what belongs to the guest stays with it. Of many at once one does: the row of the guest
 * is locked, and goes. What the registration leaves empty stays as the guest told it.
 * @returns undefined when the guest is one no more
 */
export async function upgradeGuest(
  tx: Transaction,
  account: {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly nameKana: string;
    readonly phone: string;
    readonly language: Language;
    readonly passwordHash: string;
  },
): Promise<UserRecord | undefined> {
  const { id, email, name, nameKana, phone, language, passwordHash } = account;
  const gone = await tx.query(
    'DELETE FROM users.guests WHERE user_id = $1 AND merged_into IS NULL RETURNING 1',
    [id],
  );
  if (gone.length === 0) return undefined;
  const [user] = await tx.query<UserRecord>(
    `UPDATE users.users SET role = 'CUSTOMER', email = $2, guest_email = '', name = $3,
            name_kana = CASE $4::text WHEN '' THEN name_kana ELSE $4 END,
            phone = CASE $5::text WHEN '' THEN phone ELSE $5 END,
            language = $6, password_hash = $7, version = version + 1
      WHERE id = $1 RETURNING ${userColumns('users')}`,
    [id, email, name, nameKana, phone, language, passwordHash],
  );
  return user;
}

/** Notes to which account a guest has logged in, once. @returns false when the guest is one no more, or logged in before */
export async function noteMerged(
  tx: Transaction,
  { guestId, userId, lookAt }: { readonly guestId: string; readonly userId: string; readonly lookAt: Date },
): Promise<boolean> {
  const noted = await tx.query(
    `UPDATE users.guests SET merged_into = $2, look_at = $3 WHERE user_id = $1 AND merged_into IS NULL RETURNING 1`,
    [guestId, userId, lookAt],
  );
  return noted.length > 0;
}

/** Guests who have logged in to this account, the latest first; at most 20. */
export async function mergedGuests(database: Database, userId: string): Promise<string[]> {
  const guests = await database.query<{ id: string }>(
    'SELECT user_id AS id FROM users.guests WHERE merged_into = $1 ORDER BY user_id DESC LIMIT 20',
    [userId],
  );
  return guests.map(({ id }) => id);
}

/** A guest to look at, and when the last session ends. */
export interface DueGuest {
  readonly id: string;
  readonly openUntil: Date | null;
}

/** Takes guests in hand: until `until` nobody else does. */
export function claimDueGuests(
  database: Database,
  { now, until, limit }: { readonly now: Date; readonly until: Date; readonly limit: number },
): Promise<DueGuest[]> {
  return claimDueRows<DueGuest>(
    database,
    {
      table: 'users.guests',
      key: 'user_id',
      due: 'look_at <= $1',
      orderBy: 'look_at',
      limit,
      set: 'look_at = $2',
      returning: `user_id AS id, (SELECT max(expires_at) FROM users.sessions session
        WHERE session.user_id = guests.user_id AND session.order_id IS NULL AND session.ended_at IS NULL) AS "openUntil"`,
    },
    [now, until],
  );
}

export async function lookAgain(
  database: Database,
  { id, lookAt }: { readonly id: string; readonly lookAt: Date },
): Promise<void> {
  await database.query('UPDATE users.guests SET look_at = $2 WHERE user_id = $1', [id, lookAt]);
}

/** Locks a guest who is one still: against a registration, a login, and being erased meanwhile. */
export async function lockedGuest(tx: Transaction, userId: string): Promise<boolean> {
  const rows = await tx.query('SELECT 1 FROM users.guests WHERE user_id = $1 FOR UPDATE', [userId]);
  return rows.length > 0;
}

/** @returns the sessions that went with it */
export async function removeGuest(tx: Transaction, userId: string): Promise<string[]> {
  const sessions = await tx.query<{ id: string }>(
    'DELETE FROM users.sessions WHERE user_id = $1 RETURNING id',
    [userId],
  );
  await tx.query('DELETE FROM users.users WHERE id = $1', [userId]);
  return sessions.map(({ id }) => id);
}
