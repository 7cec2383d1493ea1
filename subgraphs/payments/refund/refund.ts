import type { Payment } from '../payment/payment.ts';

/** How far a refund is; described in `schema.graphql`. */
export type RefundStatus = 'NEEDS_BANK_ACCOUNT' | 'PENDING' | 'SUCCEEDED' | 'FAILED';

/** Money that goes back. */
export interface Refund {
  readonly id: string;
  readonly paymentId: string;
  /** Whole yen. */
  readonly amountYen: number;
  readonly status: RefundStatus;
  readonly reason: string;
  /** What told of money that came beside the payment's; null for the payment itself. */
  readonly notificationId: string | null;
  readonly bankAccountNeededBy: Date | null;
  /** What the provider knows the transfer by. */
  readonly transferKey: string;
  /** How many transfers were refused, and why the last one was. */
  readonly refusals: number;
  readonly refusalCode: string | null;
  /** Since when a transfer may be under way; null before that, and once it was refused. */
  readonly sentAt: Date | null;
  readonly createdAt: Date;
}

/** Konbini money goes back by bank transfer; without an account by then the refund rests until one is given. */
export const REFUND_ACCOUNT_DAYS = 45;

const DAY_MS = 86_400_000;

/** One refund per payment: its id follows from the payment's, so that every event about it can name it. */
export function refundIdOf(payment: Pick<Payment, 'id'>): string {
  return payment.id.replace(/^pay_/, 'ref_');
}

/** Konbini and cash cannot go back the way they came. */
export function needsBankAccount(payment: Pick<Payment, 'method'>): boolean {
  return payment.method !== 'CARD';
}

/** The refund of a payment in full, as it is opened. */
export function openedRefund(payment: Payment, reason: string, now: Date): Refund {
  const refund = { id: refundIdOf(payment), paymentId: payment.id, notificationId: null };
  const { amountYen } = payment;
  if (needsBankAccount(payment)) return { ...waitingRefund(refund, now), amountYen, reason };
  const waiting = waitingRefund(refund, now);
  return { ...waiting, amountYen, reason, status: 'PENDING', bankAccountNeededBy: null };
}

/** The refund of money that came beside a payment's own. */
export function surplusRefund(
  surplus: Pick<Refund, 'id' | 'paymentId' | 'amountYen' | 'reason'> & { readonly notificationId: string },
  now: Date,
): Refund {
  return { ...waitingRefund(surplus, now), amountYen: surplus.amountYen, reason: surplus.reason };
}

function waitingRefund(
  { id, paymentId, notificationId }: Pick<Refund, 'id' | 'paymentId' | 'notificationId'>,
  now: Date,
) {
  return {
    ...{ id, paymentId, notificationId, createdAt: now, sentAt: null, refusalCode: null, refusals: 0 },
    status: 'NEEDS_BANK_ACCOUNT' as const,
    bankAccountNeededBy: accountNeededBy(now),
    transferKey: transferKeyOf({ id, paymentId, notificationId, refusals: 0 }),
  };
}

/** By when an account is needed that is asked for now. */
export function accountNeededBy(now: Date): Date {
  return new Date(now.getTime() + REFUND_ACCOUNT_DAYS * DAY_MS);
}

/** A bank account can be given, also late, and be corrected until the transfer may be under way. */
export function takesAccount({
  status,
  sentAt,
  bankAccountNeededBy,
}: Pick<Refund, 'status' | 'sentAt' | 'bankAccountNeededBy'>): boolean {
  switch (status) {
    case 'NEEDS_BANK_ACCOUNT':
    case 'FAILED':
      return true;
    case 'PENDING':
      // A card's goes back to the card, unless that was refused.
      return sentAt === null && bankAccountNeededBy !== null;
    case 'SUCCEEDED':
      return false;
  }
}

/** A bank, or the provider of a card, refused the transfer: another account is asked for, under another key. */
export function refusedRefund(refund: Refund, code: string, now: Date): Refund {
  const refusals = refund.refusals + 1;
  return {
    ...refund,
    status: 'NEEDS_BANK_ACCOUNT',
    bankAccountNeededBy: accountNeededBy(now),
    refusals,
    refusalCode: code,
    sentAt: null,
    transferKey: transferKeyOf({ ...refund, refusals }),
  };
}

/** The same key is answered as it was the first time: what was refused is asked for anew under one of its own. */
export function transferKeyOf({
  id,
  paymentId,
  notificationId,
  refusals,
}: Pick<Refund, 'id' | 'paymentId' | 'notificationId' | 'refusals'>): string {
  const key = notificationId === null ? `${paymentId}/REFUND` : `${paymentId}/REFUND/${id}`;
  return refusals === 0 ? key : `${key}/${refusals + 1}`;
}
