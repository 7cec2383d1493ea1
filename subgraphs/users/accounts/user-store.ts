import type { Database, Row, Sql, Transaction } from '@depachika/database/database.ts';
import {
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import type { Role } from '@depachika/identity/caller.ts';
import { passwordMark } from '../devices/device-store.ts';
import type { ProfileChanges } from './account-input.ts';
import type { UserRecord } from './user.ts';

/** Columns of {@link UserRecord} for SQL, from a table or alias of this name. */
export function userColumns(table: string): string {
  return `${table}.id, ${table}.email, ${table}.name, ${table}.name_kana AS "nameKana", ${table}.phone, ${table}.role,
    ${table}.disabled_at AS "disabledAt", ${table}.disabled_reason AS "disabledReason",
    ${table}.disabled_by AS "disabledBy", ${table}.version, ${table}.created_at AS "createdAt"`;
}

/** @returns undefined when the login name is taken */
export async function insertUser(
  tx: Transaction,
  user: {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly nameKana: string;
    readonly phone: string;
    readonly role: Role;
    readonly passwordHash: string;
    readonly now: Date;
  },
): Promise<UserRecord | undefined> {
  const [added] = await tx.query<UserRecord>(
    `INSERT INTO users.users (id, email, name, name_kana, phone, role, password_hash, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (email) DO NOTHING RETURNING ${userColumns('users')}`,
    [user.id, user.email, user.name, user.nameKana, user.phone, user.role, user.passwordHash, user.now],
  );
  return added;
}

/** What a login is compared with. */
export interface Credentials {
  readonly id: string;
  readonly passwordHash: string;
  readonly isDisabled: boolean;
  /** Whether the account knows the device, by the password that it still has. */
  readonly knowsDevice: boolean;
}

/** The only read of a password hash. @param names spellings of one mailbox: an account of the first goes before others */
export async function credentialsOf(
  sql: Sql,
  {
    names,
    device,
    now,
  }: { readonly names: readonly string[]; readonly device: Buffer | undefined; readonly now: Date },
): Promise<Credentials | undefined> {
  const [known] = await sql.query<Credentials & Row>(
    `SELECT id, password_hash AS "passwordHash", disabled_at IS NOT NULL AS "isDisabled",
            EXISTS (SELECT 1 FROM users.devices device
                     WHERE device.hash = $2 AND device.user_id = owner.id AND device.expires_at > $3
                       AND device.password_mark = ${passwordMark('owner.password_hash')}) AS "knowsDevice"
       FROM users.users owner WHERE email = ANY($1::text[])
      ORDER BY array_position($1::text[], email) LIMIT 1`,
    [names, device ?? null, now],
  );
  return known;
}

/** Password hashes, and whose they are, of these login names and of everybody who works in the shop: 1,000 hashes at most. */
export function credentialsInQuestion(
  sql: Sql,
  names: readonly string[],
): Promise<{ readonly passwordHash: string; readonly emails: string[] }[]> {
  return sql.query(
    `SELECT password_hash AS "passwordHash", array_agg(email ORDER BY role, email) AS emails FROM users.users
      WHERE email = ANY($1::text[]) OR role <> 'CUSTOMER'
      GROUP BY password_hash ORDER BY count(*) DESC LIMIT 1000`,
    [names],
  );
}

/** Accounts whose domain is not spelled in ASCII, by id. */
export function usersOfTypedDomains(
  sql: Sql,
  { afterId, limit }: { readonly afterId: string; readonly limit: number },
): Promise<{ readonly id: string; readonly email: string }[]> {
  return sql.query(
    `SELECT id, email FROM users.users
      WHERE octet_length(split_part(email, '@', 2)) <> char_length(split_part(email, '@', 2)) AND id > $1
      ORDER BY id LIMIT $2`,
    [afterId, limit],
  );
}

/** @returns false when the other spelling is somebody's */
export async function renameUser(
  database: Database,
  { id, from, to }: { readonly id: string; readonly from: string; readonly to: string },
): Promise<boolean> {
  // The lock keeps a registration of the same spelling out between the look and the change.
  return database.transaction({ name: 'users.renameUser' }, async (tx) => {
    await tx.query('LOCK TABLE users.users IN SHARE ROW EXCLUSIVE MODE');
    const taken = await tx.query('SELECT 1 FROM users.users WHERE email = $1', [to]);
    if (taken.length > 0) return false;
    await tx.query('UPDATE users.users SET email = $3 WHERE id = $1 AND email = $2', [id, from, to]);
    return true;
  });
}

export type ProfileEdit = { readonly kind: 'edited'; readonly user: UserRecord } | VersionConflict | NotFound;

/** Edits a profile at this version, in one statement unless the version is another. */
export async function editProfile(
  database: Database,
  {
    userId,
    expectedVersion,
    changes,
  }: { readonly userId: string; readonly expectedVersion: number; readonly changes: ProfileChanges },
): Promise<ProfileEdit> {
  const [user] = await database.query<UserRecord>(
    `UPDATE users.users SET name = COALESCE($3, name), name_kana = COALESCE($4, name_kana),
            phone = COALESCE($5, phone), version = version + 1
      WHERE id = $1 AND version = $2 RETURNING ${userColumns('users')}`,
    [userId, expectedVersion, changes.name ?? null, changes.nameKana ?? null, changes.phone ?? null],
  );
  if (user) return { kind: 'edited', user };
  const [known] = await database.query<{ version: number }>('SELECT version FROM users.users WHERE id = $1', [
    userId,
  ]);
  return known ? versionConflict({ expectedVersion, currentVersion: known.version }) : notFound(userId);
}
