import type { Row, Sql, Transaction } from '@depachika/database/database.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { UserRecord } from '../accounts/user.ts';
import { accountOfAddress, lockedUser } from '../accounts/user-store.ts';
import { type Allowance, allowanceKey } from '../allowances/allowance-rules.ts';
import { useAllowance } from '../allowances/allowance-store.ts';
import {
  type AccountMail,
  hasLink,
  isStillNeeded,
  LINK_MS,
  type LinkKind,
  MAIL_MS,
  opensLink,
} from './account-mail.ts';
import { accountMailRequested } from './account-mail-events.ts';

type NewMail = Pick<AccountMail, 'kind' | 'userId' | 'email' | 'language'>;

/** Columns of {@link AccountMail} for SQL. */
const MAIL_COLUMNS = `id, kind, user_id AS "userId", email, language, token_hash AS "tokenHash",
  token_expires_at AS "tokenExpiresAt", used_at AS "usedAt", expires_at AS "expiresAt"`;

/** Asks for mails about accounts, in the transaction of what they tell. */
export async function requestMails(
  tx: Transaction,
  mails: readonly NewMail[],
  { outbox, now }: { readonly outbox: Outbox; readonly now: Date },
): Promise<void> {
  const stored = mails.map((mail) => ({ ...mail, id: newId('mai') }));
  await tx.query(
    `INSERT INTO users.account_mails (id, kind, user_id, email, language, created_at, expires_at)
     SELECT id, kind, "userId", email, language, $2, $3
       FROM jsonb_to_recordset($1::jsonb) AS mail (id text, kind text, "userId" text, email text, language text)`,
    [JSON.stringify(stored), now, new Date(now.getTime() + MAIL_MS)],
  );
  await outbox.append(tx, stored.map(accountMailRequested));
}

/**
 * Asks for a mail that strangers may ask for, too: an address gets so many, and then none, without anybody being told. That is
 * the same whether the address has an account or not.
 */
export async function requestMailForAnybody(
  tx: Transaction,
  mail: NewMail,
  context: { readonly outbox: Outbox; readonly mailsPerAddress: Allowance; readonly now: Date },
): Promise<void> {
  const key = allowanceKey('mails to an address', mail.email);
  const until = await useAllowance(tx, { key, given: context.mailsPerAddress, now: context.now });
  if (!until) await requestMails(tx, [mail], context);
}

/** A mail that is to be written now, with the account that it is about. */
export interface DueMail {
  readonly mail: AccountMail;
  /** Absent for an account that is deleted. */
  readonly account: UserRecord | undefined;
  readonly tokenExpiresAt: Date | undefined;
}

/**
 * Gives a mail's link its token, in the place of an earlier one. The account is locked before the mail, here and wherever a link
 * is opened. A mail that is no longer needed is forgotten. @returns undefined for such a mail
 */
export async function giveToken(
  tx: Transaction,
  { mailId, tokenHash, now }: { readonly mailId: string; readonly tokenHash: Buffer; readonly now: Date },
): Promise<DueMail | undefined> {
  const [asked] = await tx.query<AccountMail & Row>(`${SELECT_MAIL} WHERE id = $1`, [mailId]);
  if (!asked) return undefined;
  const account =
    asked.userId === null ? await accountOfAddress(tx, asked.email) : await lockedUser(tx, asked.userId);
  const [mail] = await tx.query<AccountMail & Row>(`${SELECT_MAIL} WHERE id = $1 FOR UPDATE`, [mailId]);
  if (!mail) return undefined;
  if (!isStillNeeded(mail, account, now)) {
    await tx.query('DELETE FROM users.account_mails WHERE id = $1', [mailId]);
    return undefined;
  }
  if (!hasLink(mail.kind)) return { mail, account, tokenExpiresAt: undefined };
  const tokenExpiresAt = new Date(now.getTime() + LINK_MS);
  await tx.query(
    `UPDATE users.account_mails SET token_hash = $2, token_expires_at = $3, user_id = $4 WHERE id = $1`,
    [mailId, tokenHash, tokenExpiresAt, account!.id],
  );
  return { mail, account, tokenExpiresAt };
}

interface ShownLink {
  readonly kind: LinkKind;
  readonly hash: Buffer;
  readonly now: Date;
  /** Who is signed in: a link does nothing for somebody else's account. */
  readonly openerId: string | undefined;
}

/** A link that does what it is shown for; its account is locked until the transaction ends. */
export interface OpenLink {
  readonly mail: AccountMail;
  readonly account: UserRecord;
}

/** Finds what a link is good for, and uses it up. Of many who show it at once one gets it: the account's lock decides. */
export async function useLink(tx: Transaction, shown: ShownLink): Promise<OpenLink | undefined> {
  const found = await lookAtLink(tx, shown);
  if (found)
    await tx.query('UPDATE users.account_mails SET used_at = $2 WHERE id = $1', [found.mail.id, shown.now]);
  return found;
}

/** Like {@link useLink}, but the link stays good. */
export async function lookAtLink(
  tx: Transaction,
  { openerId, ...shown }: ShownLink,
): Promise<OpenLink | undefined> {
  const [known] = await mailsByToken(tx, shown.hash);
  if (known?.userId == null || (openerId !== undefined && openerId !== known.userId)) return undefined;
  const account = await lockedUser(tx, known.userId);
  const [mail] = await mailsByToken(tx, shown.hash);
  return mail && account && opensLink(mail, account, shown) ? { mail, account } : undefined;
}

/** Makes links of an account void, and mails that were not written yet. */
export async function forgetMailsOf(
  tx: Transaction,
  { userId, kinds }: { readonly userId: string; readonly kinds: readonly LinkKind[] },
): Promise<void> {
  await tx.query('DELETE FROM users.account_mails WHERE user_id = $1 AND kind = ANY($2::text[])', [
    userId,
    kinds,
  ]);
}

const SELECT_MAIL = `SELECT ${MAIL_COLUMNS} FROM users.account_mails`;

function mailsByToken(sql: Sql, hash: Buffer): Promise<AccountMail[]> {
  return sql.query<AccountMail & Row>(`${SELECT_MAIL} WHERE token_hash = $1`, [hash]);
}
