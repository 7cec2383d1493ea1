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
import type { Language, UserRecord } from './user.ts';

/** Columns of {@link UserRecord} for SQL, from a table or alias of this name. */
export function userColumns(table: string): string {
  return `${table}.id, ${table}.email, ${table}.name, ${table}.name_kana AS "nameKana", ${table}.phone, ${table}.role,
    ${table}.disabled_at AS "disabledAt", ${table}.disabled_reason AS "disabledReason",
    ${table}.disabled_by AS "disabledBy", ${table}.email_verified_at AS "emailVerifiedAt", ${table}.language,
    ${table}.deleted_at AS "deletedAt", ${table}.default_address_id AS "defaultAddressId", ${table}.guest_email AS "guestEmail", ${table}.version,
    ${table}.created_at AS "createdAt"`;
}

/**
 * Keeps a new account. That an address is claimed by others changes nothing, unless this account is to have it.
 * @param user.verifiedAt null for an account that only claims its address
 * @returns undefined when the account was to have the address, and another one has it
 */
export async function insertUser(
  tx: Transaction,
  user: {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly nameKana: string;
    readonly phone: string;
    readonly language: Language;
    readonly role: Role;
    readonly passwordHash: string;
    readonly verifiedAt: Date | null;
    readonly now: Date;
  },
): Promise<UserRecord | undefined> {
  const { id, email, name, nameKana, phone, language, role, passwordHash, verifiedAt, now } = user;
  const [added] = await tx.query<UserRecord>(
    `INSERT INTO users.users
       (id, email, name, name_kana, phone, language, role, password_hash, email_verified_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (email) WHERE email_verified_at IS NOT NULL DO NOTHING RETURNING ${userColumns('users')}`,
    [id, email, name, nameKana, phone, language, role, passwordHash, verifiedAt, now],
  );
  return added;
}

/** What a login is compared with, of one account. */
export interface Credentials {
  readonly id: string;
  readonly passwordHash: string;
  readonly isDisabled: boolean;
  /** Whether the account knows the device, by the password that it still has. */
  readonly knowsDevice: boolean;
}

/**
 * The only read of password hashes by a login name: of the account that has the address, and of those that claim it, the oldest
 * first.
 * @param names spellings of one mailbox: accounts of the first go before others
 */
export function credentialsOf(
  sql: Sql,
  {
    names,
    device,
    now,
  }: { readonly names: readonly string[]; readonly device: Buffer | undefined; readonly now: Date },
): Promise<Credentials[]> {
  return sql.query<Credentials & Row>(
    `SELECT id, password_hash AS "passwordHash", disabled_at IS NOT NULL AS "isDisabled",
            EXISTS (SELECT 1 FROM users.devices device
                     WHERE device.hash = $2 AND device.user_id = owner.id AND device.expires_at > $3
                       AND device.password_mark = ${passwordMark('owner.password_hash')}) AS "knowsDevice"
       FROM users.users owner WHERE email = ANY($1::text[])
      ORDER BY array_position($1::text[], email), email_verified_at IS NULL, id LIMIT ${MOST_CLAIMS}`,
    [names, device ?? null, now],
  );
}

/** Accounts of one address that are looked at: a bound that nobody meets. */
const MOST_CLAIMS = 1_000;

/** The salt of the passwords of an address, in the form of PHC; undefined while no account has the address, or claims it. */
export async function saltOfAddress(sql: Sql, email: string): Promise<string | undefined> {
  const [known] = await sql.query<{ salt: string }>(
    `SELECT split_part(password_hash, '$', 5) AS salt FROM users.users WHERE email = $1
      ORDER BY email_verified_at IS NULL, id LIMIT 1`,
    [email],
  );
  return known?.salt;
}

/** The password hash of somebody who is signed in. @returns undefined when the account is gone */
export async function credentialsOfUser(
  sql: Sql,
  userId: string,
): Promise<(UserRecord & { readonly passwordHash: string }) | undefined> {
  const [known] = await sql.query<UserRecord & { readonly passwordHash: string }>(
    `SELECT ${userColumns('owner')}, password_hash AS "passwordHash" FROM users.users owner
      WHERE id = $1 AND deleted_at IS NULL`,
    [userId],
  );
  return known;
}

/** Locks an account until the transaction ends: what its links, mails and passwords do, they do one after the other. */
export async function lockedUser(tx: Transaction, userId: string): Promise<UserRecord | undefined> {
  const [user] = await tx.query<UserRecord>(
    `SELECT ${userColumns('owner')} FROM users.users owner WHERE id = $1 FOR UPDATE`,
    [userId],
  );
  return user;
}

/** Locks the account that has an address, or the oldest of those that claim it. */
export async function accountOfAddress(tx: Transaction, email: string): Promise<UserRecord | undefined> {
  const [user] = await tx.query<UserRecord>(
    `SELECT ${userColumns('owner')} FROM users.users owner WHERE email = $1
      ORDER BY email_verified_at IS NULL, id LIMIT 1 FOR UPDATE`,
    [email],
  );
  return user;
}

/** Password hashes, and whose they are, of these login names and of everybody who works in the shop: 1,000 hashes at most. */
export function credentialsInQuestion(
  sql: Sql,
  names: readonly string[],
): Promise<{ readonly passwordHash: string; readonly emails: string[] }[]> {
  return sql.query(
    `SELECT password_hash AS "passwordHash", array_agg(email ORDER BY role, email) AS emails FROM users.users
      WHERE email = ANY($1::text[]) OR role IN ('STAFF', 'ADMIN')
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
            phone = COALESCE($5, phone), language = COALESCE($6, language), version = version + 1
      WHERE id = $1 AND version = $2 AND deleted_at IS NULL RETURNING ${userColumns('users')}`,
    [
      userId,
      expectedVersion,
      changes.name ?? null,
      changes.nameKana ?? null,
      changes.phone ?? null,
      changes.language ?? null,
    ],
  );
  if (user) return { kind: 'edited', user };
  const [known] = await database.query<{ version: number }>(
    'SELECT version FROM users.users WHERE id = $1 AND deleted_at IS NULL',
    [userId],
  );
  return known ? versionConflict({ expectedVersion, currentVersion: known.version }) : notFound(userId);
}
