import { createHash } from 'node:crypto';
import type { Language, UserRecord } from '../accounts/user.ts';

/** Mails with a link that proves to be its opener's mailbox. */
export type LinkKind = 'VERIFY_EMAIL' | 'RESET_PASSWORD' | 'CONFIRM_EMAIL_CHANGE';

export type MailKind =
  | LinkKind
  /** To the old address, as soon as somebody asks for another one. */
  | 'EMAIL_CHANGE_TOLD'
  /** Somebody wants to open an account for an address that has one. */
  | 'ALREADY_REGISTERED'
  | 'PASSWORD_CHANGED'
  | 'ACCOUNT_DELETED_TOLD';

/** A mail about an account that was asked for, with the link that it carries once it was written. */
export interface AccountMail {
  readonly id: string;
  readonly kind: MailKind;
  readonly userId: string | null;
  /** Where it goes. */
  readonly email: string;
  readonly language: Language;
  /** Of the link's token that was made last; null while the mail was not written. */
  readonly tokenHash: Buffer | null;
  readonly tokenExpiresAt: Date | null;
  readonly usedAt: Date | null;
  readonly expiresAt: Date;
}

/** What a mail depends on of its account. */
export type MailAccount = Pick<UserRecord, 'email' | 'emailVerifiedAt' | 'disabledAt' | 'deletedAt'>;

/** A link is good for so long after its mail was written. */
export const LINK_MS = 30 * 60_000;

/** A mail is written for so long after it was asked for: longer than mail servers are usually away. */
export const MAIL_MS = 24 * 60 * 60_000;

/** Whether a mail is still worth writing. @param account undefined where there is none */
export function isStillNeeded(mail: AccountMail, account: MailAccount | undefined, now: Date): boolean {
  return now < mail.expiresAt && mail.usedAt === null && isPurposeOpen(mail, account);
}

/**
 * Whether a link does what it is shown for: once, within {@link LINK_MS}, with the token that was made last, for this purpose
 * and this address alone.
 */
export function opensLink(
  mail: AccountMail,
  account: MailAccount | undefined,
  { kind, hash, now }: { readonly kind: LinkKind; readonly hash: Buffer; readonly now: Date },
): boolean {
  const { tokenHash, tokenExpiresAt } = mail;
  if (mail.kind !== kind || mail.usedAt !== null) return false;
  if (tokenHash === null || !tokenHash.equals(hash)) return false;
  return tokenExpiresAt !== null && now < tokenExpiresAt && isPurposeOpen(mail, account);
}

/** What a link's token is known by; SHA-256 suffices for 256 random bits. @returns undefined for what can be no token of ours */
export function linkTokenHash(token: string): Buffer | undefined {
  return token.length === TOKEN_LENGTH ? createHash('sha256').update(token).digest() : undefined;
}

/** 32 bytes in base64url. */
const TOKEN_LENGTH = 43;

export function hasLink(kind: MailKind): kind is LinkKind {
  return kind === 'VERIFY_EMAIL' || kind === 'RESET_PASSWORD' || kind === 'CONFIRM_EMAIL_CHANGE';
}

function isPurposeOpen({ kind, email }: AccountMail, account: MailAccount | undefined): boolean {
  if (kind === 'ACCOUNT_DELETED_TOLD') return true;
  if (!account || account.deletedAt) return false;
  switch (kind) {
    case 'VERIFY_EMAIL':
      return account.email === email && account.emailVerifiedAt === null;
    case 'RESET_PASSWORD':
      return account.email === email && account.disabledAt === null;
    case 'CONFIRM_EMAIL_CHANGE':
      return account.email !== email;
    case 'ALREADY_REGISTERED':
      return account.email === email;
    case 'EMAIL_CHANGE_TOLD':
    case 'PASSWORD_CHANGED':
      return true;
  }
}
