import type { Role } from '@depachika/identity/caller.ts';
import type { User } from '../generated/prisma/client.ts';

/** In which mails are written. */
export type Language = 'ja' | 'en';

/** A user as everything but the password check knows one. */
export type UserRecord = Omit<User, 'passwordHash' | 'role' | 'language'> & {
  readonly role: Role;
  readonly language: Language;
};

/** How an account was shut: by whom, and why. */
export interface AccountDisabling {
  readonly at: Date;
  readonly reason: string;
  readonly actorId: string;
}

/** @returns undefined while the owner may log in */
export function disablingOf(user: UserRecord): AccountDisabling | undefined {
  const { disabledAt: at, disabledReason: reason, disabledBy: actorId } = user;
  return at ? { at, reason: reason!, actorId: actorId! } : undefined;
}
