import type { Transaction } from '@depachika/database/database.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import type { Language, UserRecord } from '../accounts/user.ts';
import { userColumns } from '../accounts/user-store.ts';
import type { Allowance } from '../allowances/allowance-rules.ts';
import { requestMailForAnybody } from '../mails/account-mail-store.ts';

/**
 * Asks for the mail whose link proves that an account's address is its owner's. Where another account has the address, its owner is
 * told so instead: the statements are the same.
 */
export async function requestVerification(
  tx: Transaction,
  {
    userId,
    email,
    language,
  }: { readonly userId: string; readonly email: string; readonly language: Language },
  context: { readonly outbox: Outbox; readonly mailsPerAddress: Allowance; readonly now: Date },
): Promise<void> {
  const taken = await isTaken(tx, { email, byOthersThan: userId });
  const mail = { email, language };
  await requestMailForAnybody(
    tx,
    taken ? { ...mail, kind: 'ALREADY_REGISTERED', userId: null } : { ...mail, kind: 'VERIFY_EMAIL', userId },
    context,
  );
}

/** Whether another account has proved that an address is its own. */
export async function isTaken(
  tx: Transaction,
  { email, byOthersThan }: { readonly email: string; readonly byOthersThan: string },
): Promise<boolean> {
  const others = await tx.query(
    'SELECT 1 FROM users.users WHERE email = $1 AND email_verified_at IS NOT NULL AND id <> $2',
    [email, byOthersThan],
  );
  return others.length > 0;
}

/** Gives an account an address that its owner has proved. Throws a unique violation where another one got it at this moment. */
export async function giveAddress(
  tx: Transaction,
  { userId, email, now }: { readonly userId: string; readonly email: string; readonly now: Date },
): Promise<UserRecord> {
  const [user] = await tx.query<UserRecord>(
    `UPDATE users.users SET email = $2, email_verified_at = $3, version = version + 1 WHERE id = $1
      RETURNING ${userColumns('users')}`,
    [userId, email, now],
  );
  return user!;
}

export const VERIFIED_ADDRESS_KEY = 'users_verified_email_key';
