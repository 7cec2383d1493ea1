import { randomBytes } from 'node:crypto';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { isId } from '@depachika/ids/ids.ts';
import type { Language } from '../accounts/user.ts';
import { linkTokenHash, type MailKind } from './account-mail.ts';
import { giveToken } from './account-mail-store.ts';

/** All that a mail about an account needs, for whoever writes it. */
export interface PreparedMail {
  readonly email: string;
  /** Empty where the account is deleted. */
  readonly name: string;
  readonly language: Language;
  readonly kind: MailKind;
  /** Absent for a mail without a link. */
  readonly link: { readonly token: string; readonly expiresAt: Date } | undefined;
}

/**
 * Makes the token of a mail's link, for this answer alone: asked again, a mail gets another one, and the first is void.
 * @returns undefined when the mail is no longer needed: its purpose is done, its account is gone, or it is a day old
 */
export async function prepareAccountMail(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  mailId: string,
): Promise<PreparedMail | undefined> {
  if (!isId('mai', mailId)) return undefined;
  const token = randomBytes(32).toString('base64url');
  const due = await database.transaction({ name: 'users.prepareAccountMail' }, (tx) =>
    giveToken(tx, { mailId, tokenHash: linkTokenHash(token)!, now: clock.now() }),
  );
  if (!due) return undefined;
  const { mail, account, tokenExpiresAt } = due;
  return {
    email: mail.email,
    name: account?.name ?? '',
    language: account && !account.deletedAt ? account.language : mail.language,
    kind: mail.kind,
    link: tokenExpiresAt && { token, expiresAt: tokenExpiresAt },
  };
}
