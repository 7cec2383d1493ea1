/** Every mail that the shop writes. None of them advertises anything. */
export const ACCOUNT_MAILS = [
  'VERIFY_EMAIL',
  'RESET_PASSWORD',
  'CONFIRM_EMAIL_CHANGE',
  'EMAIL_CHANGE_TOLD',
  'PASSWORD_CHANGED',
  'ALREADY_REGISTERED',
  'ACCOUNT_DELETED_TOLD',
] as const;

export const ORDER_MAILS = [
  'ORDER_RECEIVED',
  'PAYMENT_DECLINED',
  'SLIP_ISSUED',
  'SLIP_REMINDER',
  'ORDER_CONFIRMED',
  'ON_ITS_WAY',
  'NOBODY_HOME',
  'DELIVERED',
  'RETURN_REQUESTED',
  'RETURN_ACCEPTED',
  'RETURN_REFUSED',
  'ORDER_CANCELLED',
  'ORDER_EXPIRED',
  'REFUNDED',
  'BANK_ACCOUNT_NEEDED',
] as const;

export type AccountMailKind = (typeof ACCOUNT_MAILS)[number];
export type OrderMailKind = (typeof ORDER_MAILS)[number];
export type MailKind = AccountMailKind | OrderMailKind;

/**
 * WAITING may be sent. SENDING is written down before the mail server hears of it: whoever finds it there later does not
 * know whether the mail went out, and then it is a DOUBT. A REFUSED one the mail server will not take. A DROPPED one is no
 * longer true or has nobody to read it; a DISMISSED one staff gave up.
 */
export type MailState = 'WAITING' | 'SENDING' | 'SENT' | 'DOUBT' | 'REFUSED' | 'DROPPED' | 'DISMISSED';

/** What an event tells that a template needs and nobody else can be asked for; nothing of it is personal. */
export interface MailFacts {
  readonly amountYen?: number;
  /** Of a konbini slip. */
  readonly chain?: string;
  readonly paymentCode?: string;
  readonly confirmationNumber?: string;
  /** RFC 3339. */
  readonly deadlineAt?: string;
  /** Which attempt to pay it is about, from 1. */
  readonly attempt?: number;
}

/** A mail that is owed, before it has an id. */
export interface NewMail {
  readonly kind: MailKind;
  /** What it is about: of each kind there is one mail at most about it. */
  readonly subject: string;
  /** Empty for a mail about an account. */
  readonly orderId: string;
  /** Empty when it is nobody's account yet. */
  readonly customerId: string;
  readonly facts: MailFacts;
  readonly dueAt: Date;
}

export interface MailRecord extends NewMail {
  readonly id: string;
  readonly state: MailState;
  /** Why it is where it is, as a stable code; empty when the state says it all. */
  readonly reason: string;
  /** How often it was taken in hand. */
  readonly attempts: number;
  readonly createdAt: Date;
}

export function isAccountMail(kind: MailKind): kind is AccountMailKind {
  return ACCOUNT_MAILS.some((each) => each === kind);
}
