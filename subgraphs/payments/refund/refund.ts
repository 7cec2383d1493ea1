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
  readonly bankAccountNeededBy: Date | null;
  readonly createdAt: Date;
}

/** Konbini money goes back by bank transfer; without an account by then it stays with the shop, which gets in touch. */
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
export function openedRefund(payment: Payment, now: Date): Refund {
  const waits = needsBankAccount(payment);
  return {
    id: refundIdOf(payment),
    paymentId: payment.id,
    amountYen: payment.amountYen,
    status: waits ? 'NEEDS_BANK_ACCOUNT' : 'PENDING',
    bankAccountNeededBy: waits ? new Date(now.getTime() + REFUND_ACCOUNT_DAYS * DAY_MS) : null,
    createdAt: now,
  };
}
