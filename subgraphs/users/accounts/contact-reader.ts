import type { Database, Row } from '@depachika/database/database.ts';
import type { Language } from './user.ts';

/** Where somebody reads mail, and in which language. */
export interface Contact {
  readonly email: string;
  readonly name: string;
  readonly language: Language;
  /** The address is what somebody without an account has told. */
  readonly isGuest: boolean;
}

/** @returns undefined for an account that is deleted, or never was, and for a guest who has not told an address */
export async function contactOf(database: Database, userId: string): Promise<Contact | undefined> {
  const [user] = await database.query<Contact & Row>(
    `SELECT CASE role WHEN 'GUEST' THEN guest_email ELSE email END AS email, name, language, role = 'GUEST' AS "isGuest"
       FROM users.users WHERE id = $1 AND deleted_at IS NULL AND (role <> 'GUEST' OR guest_email <> '')`,
    [userId],
  );
  return user;
}
