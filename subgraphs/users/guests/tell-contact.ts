import type { Database } from '@depachika/database/database.ts';
import type { InvalidInput } from '@depachika/domain/problems.ts';
import { checkGuestContact } from '../accounts/account-input.ts';
import type { Language, UserRecord } from '../accounts/user.ts';
import { keepContact } from './guest-store.ts';

/** Whoever has an account edits that. */
export interface MemberAccount {
  readonly kind: 'memberAccount';
}

export type TellContactResult =
  | { readonly kind: 'told'; readonly user: UserRecord }
  | MemberAccount
  | InvalidInput;

/** Keeps how a guest can be reached about orders: before the first one, and again whenever it changes. */
export async function tellContact(
  { database }: { readonly database: Database },
  userId: string,
  input: Parameters<typeof checkGuestContact>[0] & { readonly language?: Language | null },
): Promise<TellContactResult> {
  const checked = checkGuestContact(input);
  if (checked.kind === 'invalidInput') return checked;
  const told = { contact: checked.values, language: input.language ?? undefined };
  const user = await keepContact(database, userId, told);
  return user ? { kind: 'told', user } : { kind: 'memberAccount' };
}
