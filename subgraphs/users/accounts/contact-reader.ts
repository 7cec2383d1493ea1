import type { Database, Row } from '@depachika/database/database.ts';
import type { Language } from './user.ts';

/** Where somebody reads mail, and in which language. */
export interface Contact {
  readonly email: string;
  readonly name: string;
  readonly language: Language;
}

/** @returns undefined for an account that is deleted, or never was */
export async function contactOf(database: Database, userId: string): Promise<Contact | undefined> {
  const [user] = await database.query<Contact & Row>(
    'SELECT email, name, language FROM users.users WHERE id = $1 AND deleted_at IS NULL',
    [userId],
  );
  return user;
}
