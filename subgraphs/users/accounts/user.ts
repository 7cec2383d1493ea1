import type { Role } from '@depachika/identity/caller.ts';
import type { User } from '../generated/prisma/client.ts';

/** A user as everything but the password check knows one. */
export type UserRecord = Omit<User, 'passwordHash' | 'role'> & { readonly role: Role };
